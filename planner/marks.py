"""Where a goal's milestones stand on its bar: from the goal's first day to its target."""

from django.db.models import Case, Count, Max, Min, Value, When
from django.urls import reverse

from core.fetching import first_of_each
from planner.models import MilestoneGoal
from planner.models.milestone import OPEN_STATES
from planner.progress import CANCELLED

# Milestones a bar shows: open ones first, the soonest due before others. More would be one black line.
MARKS_AT_MOST = 24


def add_marks(goals, team, today):
    """Give each goal its `marks`: {share (0 to 100), title, url, state, late}, and how many dated milestones it has.

    Two statements; undated and cancelled milestones have no mark.
    """
    rows = MilestoneGoal.objects.filter(goal__in=goals, milestone__due_on__isnull=False)
    rows = rows.exclude(milestone__state=CANCELLED)
    spans = (
        rows.order_by()
        .values("goal_id")
        .annotate(first=Min("milestone__due_on"), last=Max("milestone__due_on"), count=Count("pk"))
    )
    spans = {span.pop("goal_id"): span for span in spans}
    is_over = Case(When(milestone__state__in=OPEN_STATES, then=Value(0)), default=Value(1))
    urgent = (is_over, "milestone__due_on", "milestone__number")
    shown = {goal.pk: [] for goal in goals}
    for link in first_of_each(rows, MARKS_AT_MOST, by=["goal_id"], order=urgent).select_related("milestone"):
        shown[link.goal_id].append(link.milestone)
    for goal in goals:
        goal.dated_count = spans[goal.pk]["count"] if goal.pk in spans else 0
        milestones = sorted(shown[goal.pk], key=lambda row: (row.due_on, row.number))
        goal.marks = [_mark(row, goal, spans[goal.pk], team, today) for row in milestones]


def _mark(milestone, goal, span, team, today):
    milestone.project = goal.project  # milestones lead to goals of their own project alone
    first = min(team.today(goal.created_at), span["first"])
    days = max(((goal.target_on or span["last"]) - first).days, 1)
    return {
        "share": min(max((milestone.due_on - first).days * 100 // days, 0), 100),
        "title": str(milestone),
        "url": reverse("planner:milestone", args=[team.slug, milestone.pk]),
        "state": milestone.state,
        "late": milestone.is_overdue(on=today),
    }
