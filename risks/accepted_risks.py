"""Which risks are accepted and which should be, which are beyond the appetite, and which were escalated."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from .acceptance_states import AcceptanceState, ReviewOutcome, Zone
from .states import Kind, Strategy

SAID_ACCEPTED = Q(strategy=Strategy.ACCEPT, kind=Kind.THREAT)


class AcceptedRisks(models.QuerySet):
    """Mixed into the queryset of risks; `on` is the team's day."""

    def above_appetite(self):
        """Return open risks above the appetite for their category, as they were found when last looked at."""
        return self.open().filter(appetite_zone=Zone.ABOVE)

    def near_appetite(self):
        return self.open().filter(appetite_zone=Zone.NEAR)

    def acceptance_missing(self, *, on):
        """Return open threats that are said to be accepted, without an acceptance that stands."""
        return self.open().filter(SAID_ACCEPTED).exclude(self.borne(on=on))

    def borne(self, *, on):
        """Return the condition that an acceptance stands."""
        return Exists(self._acceptances().filter(expires_on__gte=on))

    def acceptance_lapsing(self, *, until):
        """Return open risks whose acceptance ends by a day."""
        ending = self._model_of("acceptances").filter(state=AcceptanceState.APPROVED, expires_on__lte=until)
        return self.open().with_any_of(ending)

    def escalated(self):
        """Return open risks whose last review said so."""
        reviews = self._model_of("reviews")
        later = reviews.filter(risk=OuterRef("risk"), at__gt=OuterRef("at"))
        last = reviews.filter(outcome=ReviewOutcome.ESCALATE).exclude(Exists(later))
        return self.open().with_any_of(last)

    def _acceptances(self):
        return self._rows("acceptances").filter(state=AcceptanceState.APPROVED)
