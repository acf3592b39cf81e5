"""What the page of a goal shows beside its milestones: figures, sub-goals, check-ins."""

from django.urls import reverse

from core.fetching import part_of
from planner.models import CheckIn, Goal
from planner.strips import strips_of

CHECKINS_SHOWN = 3


def goal_context(membership, goal):
    """Return what the figures of a goal need; a goal nobody measures costs no statement."""
    return {"goal": goal, "strips": strips_of(membership, goal) if goal.standing.key_results else []}


def subgoals_of(membership, goal):
    """Return the sub-goals as a Part, or nothing where there are none."""
    if not goal.standing.subgoals:
        return None
    rows = Goal.objects.visible_to(membership).filter(parent=goal).select_related("owner", "project")
    return part_of(rows.with_progress(), f"{reverse('planner:goal-list', args=[goal.team.slug])}?parent={goal.pk}")


def checkins_of(membership, goal):
    """Return the last check-ins as a Part, or nothing before the first."""
    if goal.checked_in_on is None:
        return None
    rows = CheckIn.objects.visible_to(membership).filter(goal=goal).for_lists()
    return part_of(rows, reverse("planner:goal-check-ins", args=[goal.team.slug, goal.pk]), limit=CHECKINS_SHOWN)
