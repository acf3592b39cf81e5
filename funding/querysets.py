"""Questions about many financing rows; those about time take the date."""

from functools import partial

from django.db.models import Exists, OuterRef, Prefetch, Q

from teams.models import DatedQuerySet, TeamQuerySet

from .rates import OLDEST
from .states import ENDED_ROUNDS, LOST_STAGES, OPEN_STAGES, OPEN_STEPS, OPEN_TRANCHES, ActionState, Rhythm, RoundState
from .sums import slipped, standing_of


class RoundQuerySet(TeamQuerySet):
    def open(self):
        """Return rounds that are planned or under way."""
        return self.exclude(state__in=ENDED_ROUNDS)

    def with_totals(self, *, on):
        """Fetch the totals of a day; they are sums, so whoever sees the round sees them."""
        return self.completed_by(partial(self.model.add_totals, on=on))

    def with_terms(self):
        """Fetch target, minimum and cap, for those who may see them."""
        return self.select_related("terms")


class RoundTermsQuerySet(TeamQuerySet):
    def for_lists(self):
        return self.select_related("round")


class SourceQuerySet(TeamQuerySet):
    def for_lists(self):
        return self.select_related("team")


class OpportunityQuerySet(DatedQuerySet):
    date_field = "expected_close_on"

    def open(self):
        """Return opportunities neither won nor lost, those of ended rounds left out."""
        return self.filter(stage__in=OPEN_STAGES).under_way()

    def to_pass_on(self, *, on):
        """Return what a successor takes over; a round that has ended can be opened again."""
        return self.filter(stage__in=OPEN_STAGES)

    def counted(self):
        """Return what the buckets count: all but open ones of rounds that have ended."""
        return self.exclude(stage__in=OPEN_STAGES, round__state__in=ENDED_ROUNDS)

    def under_way(self):
        """Return opportunities of rounds that have not ended."""
        return self.exclude(round__state__in=ENDED_ROUNDS)

    def slipped(self, *, on):
        """Return open opportunities that bind nobody yet and should have closed before this day."""
        return self.open().filter(slipped(on))

    def standing(self, where, *, on):
        """Return opportunities that stand in a bucket on a day, are lost or have slipped, each in one place."""
        return self.alias(standing_now=standing_of(on)).filter(standing_now=where)

    def without_next_action(self):
        """Return open opportunities for which nobody has said what comes next."""
        actions = self.model._meta.get_field("next_actions").related_model._base_manager
        return self.open().exclude(Exists(actions.filter(opportunity=OuterRef("pk"), state=ActionState.OPEN)))

    def containing(self, word):
        """Return opportunities whose own text, source or round contains a word in search form."""
        return self.filter(
            Q(search_text__holds=word) | Q(source__search_text__holds=word) | Q(round__search_text__holds=word)
        )

    def with_paid_days(self):
        """Fetch the day each deal's money was paid on, in one statement."""
        return self.select_related("team").completed_by(self.model.add_paid_days)

    def for_lists(self):
        """Fetch what a card or a row of a list shows."""
        actions = self.model._meta.get_field("next_actions").related_model._base_manager
        standing = actions.filter(state=ActionState.OPEN).select_related("owner")
        return self.select_related("team", "round", "source", "owner").prefetch_related(
            Prefetch("next_actions", standing, to_attr="open_actions")
        )


class OpportunityEventQuerySet(TeamQuerySet):
    def for_lists(self):
        return self.select_related("by", "opportunity__source")


class NextActionQuerySet(DatedQuerySet):
    def open(self):
        """Return open actions that still matter: not those of lost opportunities or ended rounds."""
        rows = self.filter(state=ActionState.OPEN).exclude(opportunity__stage__in=LOST_STAGES)
        return rows.exclude(opportunity__round__state__in=ENDED_ROUNDS)

    def to_pass_on(self, *, on):
        """Return what a successor takes over; a lost opportunity can be taken up again."""
        return self.filter(state=ActionState.OPEN)

    def for_lists(self):
        return self.select_related("team", "owner", "opportunity__team", "opportunity__source")


class PlanStepQuerySet(DatedQuerySet):
    def open(self):
        """Return steps still to be done, those of abandoned rounds left out."""
        return self.filter(state__in=OPEN_STEPS).exclude(round__state=RoundState.ABANDONED)

    def to_pass_on(self, *, on):
        """Return what a successor takes over; an abandoned round can be opened again."""
        return self.filter(state__in=OPEN_STEPS)

    def for_lists(self):
        return self.select_related("team", "responsible", "round", "milestone")


class CashPositionQuerySet(TeamQuerySet):
    def latest_first(self):
        """Order so that the position that counts comes first: the latest balance, of one day the last one entered.

        Each knows whether its team `has_lines`, so that they are asked for only where there are any.
        """
        lines = self.model._meta.apps.get_model("funding.CashLine")._base_manager.filter(team=OuterRef("team"))
        return self.annotate(has_lines=Exists(lines)).order_by("-balance_on", "-created_at", "-id")

    def latest_of(self, team):
        """Return the position that counts for a team, or None."""
        return self.filter(team=team).latest_first().first()


class CashLineQuerySet(TeamQuerySet):
    def to_come(self, *, after):
        """Return lines of which something falls on a later day, or may: what is over is in a balance of that day."""
        return self.exclude(ends_on__lte=after).exclude(rhythm=Rhythm.ONCE, starts_on__lte=after)

    def over(self, *, on):
        """Return lines of which all falls before a day."""
        return self.filter(Q(ends_on__lt=on) | Q(rhythm=Rhythm.ONCE, starts_on__lt=on))

    def for_lists(self):
        """Fetch what a row of a list shows, and what tells when a line begins."""
        return self.select_related("team", "milestone__project", "milestone__team")


class TrancheQuerySet(DatedQuerySet):
    def open(self):
        """Return tranches still to be paid."""
        return self.filter(state__in=OPEN_TRANCHES)

    def for_lists(self):
        """Fetch what a row of a list shows, and what tells when it is due."""
        return self.select_related("team", "opportunity__source", "milestone__project", "milestone__team")


class FxRateQuerySet(TeamQuerySet):
    def counting(self, *, on):
        """Return the rates young enough to convert by on a day."""
        return self.filter(on__lte=on, on__gte=on - OLDEST)
