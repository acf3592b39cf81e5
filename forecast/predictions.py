"""What was predicted week by week: kept from the runs of nights, told as a history, held against what came.

A prediction is judged by its 80 per cent day. Of each milestone that one counts which was the last given `LEAD` or more
before the milestone was reached; one that is still open is missed once the day said so long ago has passed.
"""

import datetime as dt
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import TruncDate

from planner.models import Milestone
from planner.models.milestone import MilestoneState

from .models import MoneyPrediction, Prediction
from .outcome import Outcome
from .sight import may_see_money

LEAD = dt.timedelta(days=28)
ENOUGH = 20  # milestones; a share of fewer says little
JUDGED = 200  # milestones reached that are looked at, the newest first
SHOWN_WEEKS = 26


def keep_week(run):
    """Keep what a run predicts of every open milestone, once in a week of the calendar that starts on Monday."""
    if Prediction.objects.filter(team=run.team, on__gte=run.on - dt.timedelta(days=run.on.weekday())).exists():
        return
    outcome = Outcome(run)
    known = Milestone.objects.filter(team=run.team).open().values_list("pk", flat=True)
    said = {pk: outcome.milestone(pk) for pk in known}
    rows = [
        Prediction(team=run.team, milestone_id=pk, on=run.on, p50=of.p50, p80=of.p80)
        for pk, of in said.items()
        if of is not None
    ]
    Prediction.objects.bulk_create(rows)
    joint = [(row, outcome.joint(row.milestone_id)) for row in rows]
    MoneyPrediction.objects.bulk_create(
        MoneyPrediction(team=run.team, prediction=row, joint=of.joint) for row, of in joint if of is not None
    )


def history_of(membership, milestone):
    """Return the weekly predictions of a milestone, the oldest first; without rights to the money none has `money`."""
    rows = Prediction.objects.visible_to(membership).filter(milestone=milestone)
    if may_see_money(membership):
        rows = rows.select_related("money")
    return sorted(rows.order_by("-on")[:SHOWN_WEEKS], key=attrgetter("on"))


@dataclass(frozen=True, slots=True)
class Record:
    """Of how many milestones judged the 80 per cent day was kept."""

    kept: int
    judged: int

    @property
    def is_enough(self):
        return self.judged >= ENOUGH


def record_of(membership, *, today):
    """Return the Record of a team's own predictions; two statements.

    Where that day lay beyond the horizon of the forecast, a milestone that was reached was there before it.
    """
    reached = _reached(membership)
    kept = sum(p80 is None or membership.team.today(at) <= p80 for at, p80 in reached)
    return Record(kept, len(reached) + _missed(membership, today))


def _reached(membership):
    """Return [(instant reached, 80 per cent day)] of the milestones last reached of which there is a prediction."""
    zone = membership.team.zone
    given = Prediction.objects.filter(milestone=OuterRef("pk"), on__lte=OuterRef("until")).order_by("-on")
    rows = Milestone.objects.visible_to(membership).filter(state=MilestoneState.COMPLETED)
    rows = rows.annotate(until=TruncDate(F("completed_at") - LEAD, tzinfo=zone))
    rows = rows.annotate(given_on=Subquery(given.values("on")[:1]), p80=Subquery(given.values("p80")[:1]))
    rows = rows.order_by("-completed_at").values_list("completed_at", "given_on", "p80")[:JUDGED]
    return [(at, p80) for at, given_on, p80 in rows if given_on is not None]


def _missed(membership, today):
    """Count open milestones whose day, as said in the last week `LEAD` or more ago, has passed."""
    rows = Prediction.objects.visible_to(membership)
    week = rows.filter(on__lte=today - LEAD).order_by("-on").values("on")[:1]
    still_open = Milestone.objects.visible_to(membership).open()
    return rows.filter(on=Subquery(week), p80__lt=today, milestone__in=still_open).count()
