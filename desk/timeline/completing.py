"""What only rows that are shown need: their address, what is done, how far they slipped, when they are likely."""

from django.urls import reverse

from forecast.outcome import Outcome
from forecast.sight import run_about
from planner.models import Baseline, BaselineItem, Milestone
from planner.progress import percent
from planner.variance import days_later

PICKED_AT_MOST = 90  # paths a database picks at once; of more rows everything about milestones is read
READ = ("number", "team", "state", "due_on", "first_due_on", "version")


def complete(membership, gathered, items, asked):
    """Fill in these milestones; return the Outcome of the last run about them, or None. Four statements."""
    rows = Milestone.objects.visible_to(membership).filter(number__in=[item.number for item in items])
    rows = {row.number: row for row in rows.only(*READ)}
    Milestone.add_shares(list(rows.values()))
    base = reverse("planner:milestone-list", args=[membership.team.slug])
    kept = _kept(membership, rows.values())
    for item in items:
        row = rows[item.number]
        item.base = kept.get(row.pk) if asked.shows("baseline") else None
        item.id, item.url, item.version = str(row.pk), f"{base}{row.pk}/", row.version
        promised = kept.get(row.pk, (None, None))[1] or row.first_due_on
        item.share, item.slip = percent(row.progress), days_later(promised, row.due_on, gathered.calendar)
    return _with_likely(membership, items, asked)


def reference_of(membership):
    """Return the baseline the plan is measured against, or None."""
    return Baseline.objects.visible_to(membership).reference().first()


def _kept(membership, rows):
    """Return {id: (start, due)} of milestones as the reference baseline holds them."""
    items = BaselineItem.objects.visible_to(membership).of_reference(membership.team)
    items = items.filter(milestone_id__in=[row.pk for row in rows]).values_list("milestone_id", "starts_on", "due_on")
    return {pk: (start, due) for pk, start, due in items}


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
