"""How a team can begin: from a template, from a file, or with its first goal."""

from django.urls import reverse

# URL name and the right that opens it
WAYS = {
    "template_url": ("playbook:templates", "playbook.apply_template"),
    "import_url": ("planner:import", "planner.add_planimport"),
    "goal_url": ("planner:goal-new", "planner.add_goal"),
}


def ways_to_begin(membership):
    """Return the address of each way to begin, None where it is not for this member."""
    return {
        way: reverse(name, args=[membership.team.slug]) if membership.has_perm(right) else None
        for way, (name, right) in WAYS.items()
    }
