"""When each open milestone is likely reached: the table below the pictures."""

from django.urls import reverse

from core.fetching import part_of
from planner.models import Milestone

SHOWN = 12


def likely_table(answers, membership, project=None):
    """Return {part, rows}: the first open milestones by their due day, each with its MilestoneOutcome."""
    rows = Milestone.objects.visible_to(membership).open().select_related("team", "owner")
    if project is not None:
        rows = rows.filter(project=project)
    part = part_of(
        rows.order_by("due_on", "number"), reverse("planner:milestone-list", args=[membership.team.slug]), limit=SHOWN
    )
    return {"part": part, "rows": [(row, answers.milestone(row.pk)) for row in part]}
