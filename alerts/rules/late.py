"""What was late already when it was made, imported or switched on: told once to each person, as a count."""

from collections import Counter, defaultdict

from django.urls import reverse

from teams.models import Membership

from .base import Occurrence, hearers


class AlreadyLate:
    """One occurrence per person and the morning that tells of it."""

    topics = {"already_late"}
    kind = Membership._meta.label_lower

    def __init__(self, date_rules):
        self.date_rules = [rule for rule in date_rules if rule.overdue]

    def find(self, scan):
        """Yield the counts of what the date rules found in `scan.late`; they run first."""
        counts, why = defaultdict(Counter), {}
        for item in scan.late:
            for person, because in item.people:
                counts[person, item.tell_at][item.kind] += 1
                why[person, item.tell_at] = because
        for (person, tell_at), kinds in counts.items():
            yield Occurrence(
                rule="already_late",
                kind=self.kind,
                subject_id=person,
                about_on=scan.day_of(tell_at),
                fires_at=tell_at,
                values={"counts": dict(sorted(kinds.items())), "path": _place(scan.team, person, kinds)},
                people=((person, why[person, tell_at]),),
            )

    def rows(self, queryset, ids):
        return {row.pk: row for row in queryset.filter(pk__in=ids)}

    def why_not(self, alert, row, team, membership, now):
        """It holds while something of those kinds is late; which exactly, the page behind the link says."""
        today = team.today(now)
        rules = [rule for rule in self.date_rules if rule.kind in alert.values.get("counts", {})]
        return None if any(_is_late(rule, team, membership, today) for rule in rules) else "closed"


def _is_late(rule, team, membership, today):
    rows = rule.standing(rule.model._default_manager.filter(team=team, **{f"{rule.date_field}__lt": today}))
    rows = rows.select_related(*rule.related)
    return any(hearers(rule.in_charge(row), [membership], managers_too=False, kind=rule.kind) for row in rows)


def _place(team, person, kinds):
    """Return the page that lists what is counted: the filtered list of the one kind there is, or home."""
    match list(kinds):
        case ["planner.milestone"]:
            return f"{reverse('planner:milestone-list', args=[team.slug])}?due=overdue&owner={person}"
        case ["planner.task"]:
            return f"{reverse('planner:task-list', args=[team.slug])}?overdue=true&assignee={person}"
    return reverse("home", args=[team.slug])
