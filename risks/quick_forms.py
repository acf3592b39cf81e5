"""What the lines above the lists of risks and response actions ask for."""

from django.utils.translation import gettext_lazy as _

from planner.forms import offer_open
from teams.choice_fields import RowField
from teams.forms import TeamModelForm
from teams.quick import QuickMixin

from .models import ResponseAction, Risk
from .states import Category


class QuickRiskForm(QuickMixin, TeamModelForm):
    class Meta:
        model = Risk
        fields = ["title", "category", "kind", "owner"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", _("Choose one")), *Category.choices]


class QuickActionForm(QuickMixin, TeamModelForm):
    """A response action to one risk."""

    risk = RowField(queryset=Risk.objects.all(), label=_("Risk"))

    class Meta:
        model = ResponseAction
        fields = ["title", "owner"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_open(self, "risk")
        if not self.is_bound and len(only := self.fields["risk"].listed) == 1:
            self.initial.setdefault("risk", only[0].pk)

    def clean(self):
        values = super().clean()
        return values | ({"risks": [values["risk"]]} if values.get("risk") else {})
