"""Attached files, for tests."""

from planner.models import Milestone
from teams.models import File
from tests.factories.planner import MilestoneFactory

PDF = b"%PDF-1.7\n% a report\n"


def attached(row, by, name="report.pdf", content=PDF):
    """Return a file somebody attached to a row."""
    return File.attach(row, name, content, by=by)


def one_of_each(team, people):
    """Return a file of the owner's, on a milestone of the team."""
    row = Milestone.objects.filter(team=team).order_by("number").first() or MilestoneFactory(team=team)
    return [attached(row, people["O"], f"summary of {team.slug}.pdf")]
