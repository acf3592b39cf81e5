"""What was late already when it was made, imported, switched on or taken over: told once to each person, as a count."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts.states import Because
from teams.models import Membership

from .base import EventRule, Occurrence, recipients
from .words import Wording

CHUNK = 100
# The lists that can show what is counted, and their filter for who is in charge.
LISTS = {
    "planner.milestone": ("planner:milestone-list", "due=overdue", "owner"),
    "planner.task": ("planner:task-list", "overdue=true", "assignee"),
}


def late_words(alert, values, today):
    counts = values.get("counts", {})
    total = sum(counts.values())
    headline = ngettext(
        "%(count)d item was already overdue when it was added",
        "%(count)d items were already overdue when they were added",
        total,
    ) % {"count": total}
    return Wording(headline, _("Go through them once: complete them, set new dates, or cancel them."))


@dataclass(frozen=True, eq=False)
class AlreadyLate(EventRule):
    """One occurrence per person and the morning that tells of it."""

    date_rules: tuple

    model = Membership

    def find(self, scan, groups):
        """Yield what each morning tells whom, from the groups of what is counted for it: see alerts/lateness.py."""
        mornings = defaultdict(list)
        for group in groups:
            mornings[group["membership"], group["day"]].append(group)
        for (person, day), parts in mornings.items():
            kinds = Counter()
            for part in parts:
                kinds[part["subject_kind"]] += part["count"]
            is_in_charge = any(part["because"] == Because.RESPONSIBLE for part in parts)
            yield Occurrence(
                rule=self.topic.name,
                kind=self.kind,
                subject_id=person,
                about_on=day,
                fires_at=min(part["first"] for part in parts),
                values={
                    "counts": dict(sorted(kinds.items())),
                    "path": _place(scan.team, kinds, {part["in_charge"] for part in parts}),
                },
                people=((person, Because.RESPONSIBLE if is_in_charge else Because.MANAGER),),
            )

    def rows(self, queryset, ids):
        return {row.pk: row for row in queryset.filter(pk__in=ids)}

    def why_not(self, alert, row, team, membership, now):
        """It holds while something of those kinds is late; which exactly, the page behind the link says."""
        today = team.today(now)
        rules = [rule for rule in self.date_rules if rule.kind in alert.values.get("counts", {})]
        return None if any(_is_late(rule, team, membership, today) for rule in rules) else "closed"


def _is_late(rule, team, membership, today):
    rows = rule.standing(rule.rows_of(team).overdue(on=today))
    rows = rows.select_related(*rule.who).order_by().iterator(CHUNK)
    return any(recipients([rule.in_charge(row)], [membership], managers_too=False, kind=rule.kind) for row in rows)


def _place(team, kinds, in_charge):
    """Return the page that lists what is counted: the filtered list of the one kind there is, or home."""
    if len(kinds) > 1 or not LISTS.keys() >= kinds.keys():
        return reverse("home", args=[team.slug])
    [kind] = kinds
    page, query, who = LISTS[kind]
    if len(in_charge) == 1:
        [person] = in_charge
        query += f"&{who}={person or 'none'}"
    return f"{reverse(page, args=[team.slug])}?{query}"
