"""What narrows a list of bonuses, on the page and in the API."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.filters import PersonFilter, RowFilter, TeamFilterSet, rows_of

from .filters import StateFilter
from .models import Bonus, BonusState, Milestone


class BonusFilter(TeamFilterSet):
    q = None
    milestone = RowFilter(queryset=rows_of(Milestone), label=_("Milestone"))
    beneficiary = PersonFilter(label=pgettext_lazy("whom a bonus is for", "For"))
    state = StateFilter(states=BonusState.choices, word=("open", _("Still to be paid")), label=_("State"))

    class Meta:
        model = Bonus
        fields = ["milestone", "beneficiary", "state"]
