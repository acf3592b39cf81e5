"""Which kinds of alert a person wants, and how soon."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .states import Pace
from .topics import CHOOSABLE, OPTIONAL, PACED, TOPICS

NEVER = "never"
PACES = [
    (Pace.SOON, _("within minutes")),
    (Pace.DAILY, _("with the daily email")),
    (NEVER, pgettext_lazy("alerts", "never")),
]


class PreferenceForm(forms.Form):
    """The kinds of alert that are on, and the pace of those that have several."""

    wanted = forms.MultipleChoiceField(
        label=_("Email me about"),
        choices=[(name, TOPICS[name].label) for name in CHOOSABLE],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, preference, **kwargs):
        self.preference = preference
        super().__init__(*args, **kwargs)
        for name in PACED:
            self.fields[f"pace-{name}"] = forms.ChoiceField(label=TOPICS[name].label, choices=PACES, required=False)

    def store(self, *, by):
        """Switch off what was not chosen; what cannot be switched off stays on."""
        chosen = {name: self.cleaned_data[f"pace-{name}"] for name in PACED}
        wanted = set(self.cleaned_data["wanted"]) | {name for name, pace in chosen.items() if pace not in ("", NEVER)}
        muted = [name for name in OPTIONAL if name not in wanted]
        paces = {name: pace for name, pace in chosen.items() if name in wanted and pace in (Pace.SOON, Pace.DAILY)}
        self.preference.choose(muted, by=by, paces=self.preference.paces | paces)
        return self.preference
