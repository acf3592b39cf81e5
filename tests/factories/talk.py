"""Comments and what is followed, for tests."""

from planner.models import Milestone
from teams.models import Comment, Subscription
from tests.factories.planner import MilestoneFactory


def said(row, by, body="Looks good to me.", *, mentioned=()):
    """Return a comment somebody wrote on a row."""
    return Comment.on(row, body=body).store(by=by, links={"mentioned": list(mentioned)})


def one_of_each(team, people):
    """Return one row of each kind, the owner's, about a milestone of its own."""
    row = Milestone.objects.filter(team=team).order_by("number").first() or MilestoneFactory(team=team)
    comment = said(row, people["O"], f"summary of {team.slug}", mentioned=[people["V"]])
    return [comment, Subscription.choose(people["O"], row, "following", by=people["O"])]
