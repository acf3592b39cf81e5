"""An import of a plan for tests."""

from planner.imports.uploading import receive, upload
from planner.models import PlanImport
from teams.models import Counter

CONTENT = b"kind,title,milestone,due,id\nmilestone,Public beta,,2026-05-01,1\ntask,Invite users,Public beta,,2\n"


def one_of_each(team, people):
    """Return an import that was read and can be applied."""
    for kind in ("P", "G", "M", "T"):  # beyond the number typed in the contract world, below those factories give
        Counter.objects.update_or_create(team=team, kind=kind, defaults={"last": 1_000})
    planimport = PlanImport(team=team, file_name=f"plan of {team.slug}.csv", new_project="Imported")
    return [upload(planimport, receive(CONTENT), by=people["O"])]
