"""What the slip ledger adds up to: moves and working days by reason, and the median slip by owner and by project."""

from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from .models import Milestone, MilestoneState, Move
from .variance import MedianSlip, median_slip


@dataclass(frozen=True, slots=True)
class ReasonSum:
    """How many moves have a reason, and by how many working days in all they moved dates, positive for later."""

    reason: str
    label: str
    count: int
    days: int


def sums_of(moves):
    """Return the ReasonSum of each reason among some moves, the one that cost most first; one statement."""
    labels = dict(Move.Reason.choices)
    counted = moves.order_by().values("reason").annotate(count=Count("pk"), total=Coalesce(Sum("days"), 0))
    found = [ReasonSum(row["reason"], labels.get(row["reason"], ""), row["count"], row["total"]) for row in counted]
    return sorted(found, key=lambda each: (-each.days, -each.count, each.reason))


def median_of(milestones) -> MedianSlip:
    """Return the median slip of those among some milestones that are completed; one statement."""
    return median_slip(dict(_slips(milestones).values_list("slip").annotate(count=Count("pk"))))


def medians_by(milestones, name):
    """Return {id of what a link of milestones points at, or None: the MedianSlip}; one statement."""
    counted = _slips(milestones).values_list(name, "slip").annotate(count=Count("pk"))
    slips = {}
    for place, slip, count in counted:
        slips.setdefault(place, {})[slip] = count
    return {place: median_slip(each) for place, each in slips.items()}


def _slips(milestones):
    """Return completed milestones with the sum of their moves in working days, as `slip`."""
    moves = Move.objects.filter(milestone=OuterRef("pk")).order_by().values("milestone").annotate(total=Sum("days"))
    slip = Coalesce(Subquery(moves.values("total"), output_field=IntegerField()), 0)
    return milestones.filter(state=MilestoneState.COMPLETED).order_by().annotate(slip=slip)


@dataclass(frozen=True, slots=True)
class Named:
    """The median slip of somebody's milestones, or of those of a project; `row` is None for those without."""

    row: object
    slip: MedianSlip


def named_medians(membership, name, rows, *, most):
    """Return (the first so many `Named` by number of milestones, how many there are) of people or projects."""
    found = medians_by(Milestone.objects.visible_to(membership), name)
    first = sorted(found.items(), key=lambda pair: (-pair[1].count, str(pair[0])))[:most]
    held = rows.in_bulk([pk for pk, _slip in first if pk])
    return [Named(held.get(pk), slip) for pk, slip in first], len(found)
