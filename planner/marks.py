"""Where a goal's milestones stand on its bar: from the goal's first day to its target."""

from django.urls import reverse

from core.fetching import fetched


def marks_of(goal, team, today):
    """Return the marks of a goal's line: {share (0 to 100), title, url, state, late}; undated ones have none."""
    milestones = [link.milestone for link in fetched(goal, "milestone_links")]
    dated = [milestone for milestone in milestones if milestone.due_on and not milestone.is_cancelled]
    if not dated:
        return []
    for milestone in dated:
        milestone.project = goal.project  # milestones lead to goals of their own project alone
    first = min(team.today(goal.created_at), *(milestone.due_on for milestone in dated))
    last = goal.target_on or max(milestone.due_on for milestone in dated)
    span = max((last - first).days, 1)
    return [
        {
            "share": min(max((milestone.due_on - first).days * 100 // span, 0), 100),
            "title": str(milestone),
            "url": reverse("planner:milestone", args=[team.slug, milestone.pk]),
            "state": milestone.state,
            "late": milestone.is_overdue(on=today),
        }
        for milestone in dated
    ]
