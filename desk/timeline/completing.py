"""What only rows that are shown need: their address, what is done, how far they slipped, when they are likely."""

from django.urls import reverse

from forecast.outcome import Outcome
from forecast.sight import run_about
from planner.models import Milestone
from planner.progress import percent

PICKED_AT_MOST = 90  # paths a database picks at once; of more rows everything about milestones is read
READ = ("number", "team", "state", "due_on", "first_due_on", "version")


def complete(membership, gathered, items, asked):
    """Fill in these milestones; return the Outcome of the last run about them, or None. Three statements."""
    rows = Milestone.objects.visible_to(membership).filter(number__in=[item.number for item in items])
    rows = {row.number: row for row in rows.only(*READ)}
    Milestone.add_shares(list(rows.values()))
    base = reverse("planner:milestone-list", args=[membership.team.slug])
    for item in items:
        row = rows[item.number]
        item.id, item.url, item.version = str(row.pk), f"{base}{row.pk}/", row.version
        item.share, item.slip = percent(row.progress), _slip(row, gathered)
    return _with_likely(membership, items, asked)


def _slip(row, gathered):
    """Return by how many working days the date of a milestone lies after the one first planned, or None."""
    if row.due_on is None or row.first_due_on is None:
        return None
    calendar = gathered.calendar
    return calendar.end_offset(row.due_on, gathered.today) - calendar.end_offset(row.first_due_on, gathered.today)


def _with_likely(membership, items, asked):
    if not (asked.shows("likely") or asked.shows("money")):
        return None
    ids = [item.id for item in items if item.done is None]
    paths = [("milestones", each) for each in ids] if len(ids) <= PICKED_AT_MOST else [("milestones",)]
    run = run_about(membership, plan=[("at",), *paths], money=[("cash_out",)] if asked.shows("money") else ())
    if run is None:
        return None
    answers = Outcome(run)
    for item in items if asked.shows("likely") else ():
        if (found := answers.milestone(item.id)) is not None:
            item.likely = (found.p10, found.p50, found.p80)
    return answers
