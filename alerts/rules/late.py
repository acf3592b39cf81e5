"""What was late already when it was made, imported, switched on or taken over: told once to each person, as a count."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts.states import Because
from teams.models import Membership

from .base import EventRule, Occurrence, recipients
from .words import Wording

# The lists that can show what is counted, and their filter for who is in charge.
LISTS = {
    "planner.milestone": ("planner:milestone-list", "due=overdue", "owner"),
    "planner.task": ("planner:task-list", "overdue=true", "assignee"),
}


@dataclass
class Count:
    """What one morning tells one person: how many of each kind, in whose charge, and why this person hears of it."""

    kinds: Counter = field(default_factory=Counter)
    in_charge: set = field(default_factory=set)
    reasons: set = field(default_factory=set)

    def add(self, item, because):
        self.kinds[item.kind] += 1
        self.in_charge.add(item.in_charge)
        self.reasons.add(because)

    @property
    def because(self):
        return Because.RESPONSIBLE if Because.RESPONSIBLE in self.reasons else Because.MANAGER


def late_words(alert, values, today):
    counts = values.get("counts", {})
    total = sum(counts.values())
    headline = ngettext(
        "%(count)d item was late already when it came in", "%(count)d items were late already when they came in", total
    ) % {"count": total}
    return Wording(headline, _("Go through them once: complete them, set new dates, or cancel them."))


@dataclass(frozen=True)
class AlreadyLate(EventRule):
    """One occurrence per person and the morning that tells of it."""

    date_rules: tuple

    kind = Membership._meta.label_lower

    def find(self, scan):
        """Yield the counts of what the date rules found in `scan.late`; they run first."""
        if scan.failed_topics:
            # A count without one of the kinds would be wrong: what was said stands until all can be counted again.
            scan.failed_topics |= self.names
            return
        if not scan.late:
            return
        counts, told_before = defaultdict(Count), self._told_before(scan)
        for item in scan.late:
            for person, because in item.people:
                counts[person, _morning(scan, item, told_before[person])].add(item, because)
        for (person, (day, tell_at)), count in counts.items():
            yield Occurrence(
                rule=self.topic.name,
                kind=self.kind,
                subject_id=person,
                about_on=day,
                fires_at=tell_at,
                values={"counts": dict(sorted(count.kinds.items())), "path": _place(scan.team, count)},
                people=((person, count.because),),
            )

    def _told_before(self, scan):
        """Return {person: (day, instant) of the mornings that told them something}, the earliest first."""
        alerts = scan.told.filter(rule=self.topic.name).order_by("fires_at")
        mornings = defaultdict(list)
        for person, day, at in alerts.values_list("subject_id", "about_on", "fires_at"):
            mornings[person].append((day, at))
        return mornings

    def rows(self, queryset, ids):
        return {row.pk: row for row in queryset.filter(pk__in=ids)}

    def why_not(self, alert, row, team, membership, now):
        """It holds while something of those kinds is late; which exactly, the page behind the link says."""
        today = team.today(now)
        rules = [rule for rule in self.date_rules if rule.kind in alert.values.get("counts", {})]
        return None if any(_is_late(rule, team, membership, today) for rule in rules) else "closed"


def _morning(scan, item, told_before):
    """Return (day, instant) of the morning that told of an item, whatever the alert hour is now, or that will."""
    tell_at = scan.tell_at(item.known_at)
    since = (morning for morning in told_before if morning[1] > item.known_at)
    return next(since, (scan.day_of(tell_at), tell_at))


def _is_late(rule, team, membership, today):
    rows = rule.standing(rule.model._default_manager.filter(team=team, **{f"{rule.date_field}__lt": today}))
    rows = rows.select_related(*rule.related)
    return any(recipients([rule.in_charge(row)], [membership], managers_too=False, kind=rule.kind) for row in rows)


def _place(team, count):
    """Return the page that lists what is counted: the filtered list of the one kind there is, or home."""
    kinds = list(count.kinds)
    if len(kinds) > 1 or kinds[0] not in LISTS:
        return reverse("home", args=[team.slug])
    page, query, who = LISTS[kinds[0]]
    if len(count.in_charge) == 1:
        [person] = count.in_charge
        query += f"&{who}={person or 'none'}"
    return f"{reverse(page, args=[team.slug])}?{query}"
