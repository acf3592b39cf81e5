"""Which kinds of alert a person wants."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .topics import CHOOSABLE, OPTIONAL, TOPICS


class PreferenceForm(forms.Form):
    """The kinds of alert that are on."""

    wanted = forms.MultipleChoiceField(
        label=_("Email me about"),
        choices=[(name, TOPICS[name].label) for name in CHOOSABLE],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, preference, **kwargs):
        self.preference = preference
        super().__init__(*args, **kwargs)

    def store(self, *, by):
        """Switch off what was not chosen; what cannot be switched off stays on."""
        wanted = set(self.cleaned_data["wanted"])
        self.preference.choose([name for name in OPTIONAL if name not in wanted], by=by)
        return self.preference
