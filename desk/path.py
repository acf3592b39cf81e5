"""Which milestones the picture of home shows: the one spoken of, what it waits for, and the next after it."""

from django.db.models import Q

from planner.models import Dependency, Milestone

MOST = 6
LINKS = 60  # links that are looked at
AFTER = 1  # the next ones due
LOOKED_AT = 5  # among which those are found that the run knows


def path_of(answers, membership):
    """Return the milestones in the order of their due days, MOST at most; two statements whatever their number."""
    chosen, answer = answers.target, answers.milestone(answers.target)
    if answer is None or answer.due_on is None:
        return []
    before = _waited_for(answers, membership)
    known = Milestone.objects.visible_to(membership).open().exclude(due_on=None)
    later = known.filter(due_on__gte=answer.due_on).exclude(pk__in=[chosen, *before])
    later = later.order_by("due_on", "number")[:LOOKED_AT]
    found = known.filter(Q(pk__in=[chosen, *before]) | Q(pk__in=later.values("pk"))).select_related("team")
    rows = {str(row.pk): row for row in found if str(row.pk) in answers.plan["milestones"]}
    if chosen not in rows:
        return []
    after = sorted((row for key, row in rows.items() if key not in {chosen, *before}), key=_by_day)[:AFTER]
    kept = [rows[key] for key in before if key in rows][: MOST - 1 - len(after)]
    return sorted([rows[chosen], *kept, *after], key=_by_day)


def _waited_for(answers, membership):
    """Return the ids of what the milestone waits for, the most critical ones first; then of what those wait for."""
    chosen = answers.target
    links = Dependency.objects.visible_to(membership).filter(
        Q(successor=chosen) | Q(successor__successor_links__successor=chosen)
    )
    pairs = list(links.order_by().distinct().values_list("predecessor_id", "successor_id")[:LINKS])
    direct = {str(before) for before, after in pairs if str(after) == chosen}
    known = {str(before) for before, _after in pairs} & answers.plan["milestones"].keys() - {chosen}
    return sorted(known, key=lambda key: (key not in direct, -answers.milestone(key).criticality, key))


def _by_day(row):
    return row.due_on, row.number
