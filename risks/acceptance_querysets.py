"""Questions about many acceptances, about appetites, and about risks as these see them."""

from core.fetching import first_of_each
from teams.models import DatedQuerySet, TeamQuerySet

from .acceptance_states import AcceptanceState
from .appetites import Borders
from .querysets import OfRiskQuerySet
from .states import OPEN


class AcceptanceQuerySet(OfRiskQuerySet, DatedQuerySet):
    date_field = "expires_on"

    def open(self):
        """Return requests that wait for a decision, of risks that are open."""
        return self.requested().filter(risk__status__in=OPEN)

    def standing(self):
        """Return acceptances that stand, of risks that are open."""
        return self.approved().filter(risk__status__in=OPEN)

    def requested(self):
        return self.filter(state=AcceptanceState.REQUESTED)

    def approved(self):
        return self.filter(state=AcceptanceState.APPROVED)

    def valid(self, *, on):
        """Return those that stand on a day, their last one included."""
        return self.approved().filter(expires_on__gte=on)

    def to_pass_on(self, *, on):
        """Return what a successor takes over: what waits for a decision."""
        return self.requested()

    def unconfirmed(self):
        """Return what one person decided alone and nobody else has confirmed yet."""
        return self.approved().filter(alone=True, confirmed_at=None)

    def for_lists(self):
        people = ("requester", "approver", "decided_by", "ended_by", "confirmed_by")
        return self.select_related("team", "risk__current", *people)


class AppetiteQuerySet(TeamQuerySet):
    def latest(self, *, on):
        """Return, of each category of each team, the row that counts on a day."""
        known = self.filter(valid_from__lte=on)
        return first_of_each(known, 1, by=["team_id", "category"], order=["-valid_from", "-id"])

    def borders(self, team, *, on):
        """Return {category: its Borders} of a team on a day; one statement."""
        rows = self.filter(team=team).latest(on=on).order_by().values_list("category", "amber", "red")
        return {category: Borders(amber or None, red or None) for category, amber, red in rows}
