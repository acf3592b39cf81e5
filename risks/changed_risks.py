"""Which risks became new, went up or down, occurred, ended or lost their acceptance between two moments."""

from django.db import models
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Abs

from .acceptance_states import LAPSED, AcceptanceState, LapseCause
from .scoring import LEVELS
from .states import Change, Score

MOVES = (Change.RISEN, Change.FALLEN)  # which `moved_between` finds together, for half of what both take


class ChangedRisks(models.QuerySet):
    """Mixed into the queryset of risks; after `since`, up to and with `until`, or until now."""

    def changed_between(self, since, until=None):
        """Return risks that became new, were rated anew, occurred or ended, or of which an action was done."""
        return self.filter(self._changed_between(since, until))

    def raised_between(self, since, until=None):
        return self.filter(within("created_at", since, until))

    def risen_between(self, since, until=None):
        """Return risks whose level is higher than it was; both times they were rated."""
        return self._with_ranks(since, until).filter(rank_now__gt=F("rank_then"))

    def fallen_between(self, since, until=None):
        """Return risks whose level is lower than it was; both times they were rated."""
        return self._with_ranks(since, until).filter(rank_now__lt=F("rank_then"))

    def moved_between(self, since, until=None):
        """Return risks whose level is another than it was, up or down; both times they were rated."""
        return self._with_ranks(since, until).alias(far=Abs(F("rank_now") - F("rank_then"))).filter(far__gt=0)

    def occurred_between(self, since, until=None):
        return self.filter(within("occurred_at", since, until))

    def ended_between(self, since, until=None):
        """Return risks that were closed or rejected."""
        return self.filter(within("closed_at", since, until))

    def lapsed_between(self, since, until=None):
        """Return open risks whose acceptance lapsed, and no other has taken its place."""
        ended = self._model_of("acceptances").filter(within("ended_at", since, until), state__in=LAPSED)
        standing = self._rows("acceptances").filter(state=AcceptanceState.APPROVED)
        return self.open().with_any_of(ended.exclude(lapse_cause=LapseCause.RENEWED)).exclude(Exists(standing))

    def _with_ranks(self, since, until):
        lately = self._model_of("assessments").filter(within("at", since, until), kind=Score.CURRENT)
        # Asked of each of these few, since databases else put all risks and all assessments together.
        now = self._rank_of(pk=OuterRef("current")) if until is None else self._rank_at(until)
        return self.with_any_of(lately).alias(rank_then=self._rank_at(since), rank_now=now)

    def _rank_at(self, moment):
        return self._rank_of(risk=OuterRef("pk"), kind=Score.CURRENT, at__lte=moment)

    def _rank_of(self, **asked):
        known = self._model_of("assessments").filter(**asked).order_by("-at", "-id")
        return Subquery(known.values(rank=ranked("level"))[:1])

    def _rated_between(self, since, until):
        return self._rows("assessments").filter(within("at", since, until), kind=Score.CURRENT)

    def _changed_between(self, since, until=None):
        answered = self._rows("action_links").filter(within("action__completed_at", since, until))
        known = (within(name, since, until) for name in ("created_at", "occurred_at", "closed_at"))
        found = Q(Exists(self._rated_between(since, until))) | Q(Exists(answered))
        for each in known:
            found |= each
        return found


def within(field, since, until):
    return Q((f"{field}__gt", since)) & (Q() if until is None else Q((f"{field}__lte", until)))


def ranked(field):
    """Return the place of a stored level from the mildest, null where it is not rated."""
    places = (When(**{field: level}, then=Value(place)) for place, level in enumerate(LEVELS))
    return Case(*places, default=None, output_field=IntegerField())
