"""Which risks are accepted and which should be, which are beyond the appetite, and which were escalated."""

from django.db import models
from django.db.models import Exists, OuterRef

from .acceptance_states import AcceptanceState, ReviewOutcome, Zone
from .states import Strategy


class AcceptedRisks(models.QuerySet):
    """Mixed into the queryset of risks; `on` is the team's day."""

    def above_appetite(self):
        """Return open risks above the appetite for their category, as they were found when last looked at."""
        return self.open().filter(appetite_zone=Zone.ABOVE)

    def near_appetite(self):
        return self.open().filter(appetite_zone=Zone.NEAR)

    def acceptance_missing(self, *, on):
        """Return open threats that are said to be accepted, without an acceptance that stands."""
        said = self.open().threats().filter(strategy=Strategy.ACCEPT)
        return said.exclude(Exists(self._acceptances().filter(expires_on__gte=on)))

    def acceptance_lapsing(self, *, until):
        """Return open risks whose acceptance ends by a day."""
        return self.open().filter(Exists(self._acceptances().filter(expires_on__lte=until)))

    def escalated(self):
        """Return open risks whose last review said so."""
        reviews = self._model_of("reviews")
        later = reviews.filter(risk=OuterRef("risk"), at__gt=OuterRef("at"))
        last = reviews.filter(outcome=ReviewOutcome.ESCALATE).exclude(Exists(later))
        return self.open().filter(pk__in=last.order_by().values("risk"))

    def _acceptances(self):
        return self._rows("acceptances").filter(state=AcceptanceState.APPROVED)
