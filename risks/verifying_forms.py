"""Forms of verifying what was done against risks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import AmountField
from planner.bonus_forms import DecisionForm

from .effects import MOST_DAYS
from .models.verifying import RESULTS


class VerificationForm(DecisionForm):
    """What it took off; of whoever verifies what they did themselves, why, too."""

    days_off_actual = forms.IntegerField(
        label=_("Working days it took off"),
        required=False,
        min_value=0,
        max_value=MOST_DAYS,
        help_text=_("Of what the risk costs. Left empty, what was planned is counted."),
    )
    money_off_actual = AmountField(
        label=_("Money it took off"),
        required=False,
        min_value=0,
        help_text=_("In %(currency)s. Left empty, what was planned is counted."),
    )
    reason = forms.CharField(
        label=_("Why you verify it alone"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in RESULTS:
            self.initial[name] = getattr(self.instance, name)
        self.fields["money_off_actual"].asks_in(self.instance.currency_of_amounts())
        if not self.instance.is_verified_alone_by(self.membership):
            del self.fields["reason"]

    def decide(self, by, **values):
        """Verify; a figure that was taken out is not known any more, one that was not asked stays as it is."""
        asked = {name: value for name, value in values.items() if name not in RESULTS or name in self.data}
        self.instance.verify(by=by, **asked)


class SendingBackForm(DecisionForm):
    """Why it does not work."""

    reason = forms.CharField(label=_("What does not work?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def decide(self, by, reason):
        self.instance.send_back(by=by, reason=reason)
