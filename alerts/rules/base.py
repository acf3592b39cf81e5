"""What a rule is: it finds the occurrences that hold in a team, and says later whether one still holds."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from alerts.models import Because, Pace, Severity, occurrence_key
from alerts.timing import last_alert_instant, nearest_lead_step, next_alert_instant, overdue_step, waking_hour
from core.characters import CONTROL
from teams.models import Activity, Membership
from teams.roles import Role

MANAGING = (Role.OWNER, Role.MANAGER)
CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One thing to say, and to whom: `people` are pairs of a membership's id and why it hears of it."""

    rule: str
    kind: str
    subject_id: UUID
    fires_at: dt.datetime
    values: dict
    people: tuple[tuple[UUID, Because], ...]
    about_on: dt.date | None = None
    about_id: UUID | None = None
    step: int = 0
    severity: Severity = Severity.NORMAL
    pace: Pace = Pace.DAILY
    expires_at: dt.datetime | None = None
    anchor: UUID | None = None  # what the key names instead of a subject whose row is made anew with each change

    @property
    def key(self):
        named = self.anchor or self.subject_id
        return occurrence_key(self.rule, self.kind, named, self.about_on, self.about_id, self.step)


@dataclass(frozen=True, slots=True)
class LateItem:
    """Something that was late already when it came in."""

    kind: str
    known_at: dt.datetime
    in_charge: UUID | None  # who is responsible, able to hear or not
    people: tuple[tuple[UUID, Because], ...]


@dataclass(slots=True)
class Scan:
    """One look at one team: its clock and its people. Date rules look at the last alert hour and at the next one."""

    team: Any
    now: dt.datetime
    since: dt.datetime
    members: list[Membership]
    late: list[LateItem] = field(default_factory=list)
    failed_topics: set[str] = field(default_factory=set)  # topics of rules that could not say what holds
    _read: dict[Callable, Any] = field(default_factory=dict)

    def once(self, read):
        """Return what `read(team)` gives, asked once for all rules of this look."""
        if read not in self._read:
            self._read[read] = read(self.team)
        return self._read[read]

    @property
    def last(self):
        return last_alert_instant(self.now, mail_hour(self.team), self.team.zone)

    @property
    def next(self):
        return self.tell_at(self.now)

    def instants(self, date, known_at):
        """Return when to speak of a date known since an instant: at the alert hours around now that come after it.

        What falls due on the day it was set, after the alert hour, cannot wait: the next morning it is overdue.
        """
        if known_at < self.last:
            return [self.last, self.next]
        is_due_today = self.day_of(known_at) == date == self.day_of(self.now) < self.day_of(self.next)
        return [known_at, self.next] if is_due_today else [self.next]

    def day_of(self, instant):
        return instant.astimezone(self.team.zone).date()

    def tell_at(self, known_at):
        """Return the first alert hour that can speak of what is known since an instant: the next one after it."""
        return next_alert_instant(known_at + dt.timedelta(microseconds=1), mail_hour(self.team), self.team.zone)


def mail_hour(team):
    """Return the team's alert hour, moved out of the quiet hours."""
    return waking_hour(team.alert_hour)


def recipients(in_charge, members, *, managers_too, kind=None):
    """Return (membership id, why) pairs: those in charge, and the managers too if told so or if nobody can hear.

    Who has an account must be allowed to view rows of the `kind`; who was named without one gets what it was named for.
    """
    responsible = {person.pk for person in in_charge if person is not None and _can_hear(person, kind)}
    pairs = {member.pk: Because.RESPONSIBLE for member in members if member.pk in responsible}
    if managers_too or not responsible:
        managers = (member.pk for member in members if member.role in MANAGING and member.user_id)
        pairs = dict.fromkeys(managers, Because.MANAGER) | pairs
    return tuple(sorted(pairs.items(), key=lambda pair: str(pair[0])))


def _can_hear(person, kind):
    if not person.user_id:
        return person.is_active and bool(person.email)
    return kind is None or person.has_perm("{}.view_{}".format(*kind.split(".")))


def link_values(row, team):
    """Return what every text needs of a row: its name and its place."""
    row.team = team
    return {"name": CONTROL.sub(" ", str(row)), "path": row.get_absolute_url()}


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRule:
    """Rows with a date: notices before it and after it. Steps count 0, -1, -7… days before, 1 to 5 once overdue."""

    model: Any
    date_field: str
    standing: Callable  # narrows a queryset to the rows that still count
    in_charge: Callable  # the membership responsible for a row, or None
    put_in_charge: Callable  # (id, field) of the row and the field that say who is responsible
    due: str | None = None
    overdue: str | None = None
    leads: tuple[int, ...] = ()
    related: tuple[str, ...] = ()
    values: Callable = link_values

    @property
    def topics(self):
        return {name for name in (self.due, self.overdue) if name}

    @property
    def kind(self):
        return self.model._meta.label_lower

    def find(self, scan):
        """Yield what holds at the last alert hour and what will at the next; what came in late goes to `scan.late`."""
        until = scan.day_of(scan.next) + dt.timedelta(days=max(self.leads, default=0))
        near = self.model._default_manager.filter(**{"team": scan.team, f"{self.date_field}__lte": until})
        # The oldest first, as a mail shows what is of one day; asking for the order that lists have takes longer.
        rows = sorted(self.standing(near).select_related(*self.related).order_by(), key=lambda row: row.pk)
        known, late = last_set([row.pk for row in rows], self.date_field), []
        for row in rows:
            about_id, set_at = known.get(row.pk, (None, row.created_at))
            known_at = max(set_at, scan.since)
            if getattr(row, self.date_field) < scan.day_of(known_at):
                late.append((row, known_at))
            else:
                yield from self._of_row(scan, row, about_id, known_at)
        if self.overdue:
            scan.late += self._late(scan, late)

    def _late(self, scan, rows):
        """Yield what was late when it came in; it comes in anew for whoever takes it over."""
        groups = _by_field(self.put_in_charge(row) for row, _known_at in rows)
        taken = {name: last_set(ids, name) for name, ids in groups.items()}
        for row, known_at in rows:
            place, name = self.put_in_charge(row)
            _activity, taken_at = taken[name].get(place, (None, known_at))
            person = self.in_charge(row)
            people = recipients([person], scan.members, managers_too=False, kind=self.kind)
            yield LateItem(self.kind, max(known_at, taken_at), person and person.pk, people)

    def _of_row(self, scan, row, about_id, known_at):
        date, seen = getattr(row, self.date_field), set()
        for instant in scan.instants(date, known_at):
            held = self.step_on(date, scan.day_of(instant))
            if held and held not in seen:
                seen.add(held)
                rule, step = held
                yield Occurrence(
                    rule=rule,
                    kind=self.kind,
                    subject_id=row.pk,
                    about_on=date,
                    about_id=about_id,
                    step=step,
                    fires_at=instant,
                    values=self.values(row, scan.team),
                    people=self._people(row, step, scan.members),
                    pace=Pace.SOON if instant == known_at else Pace.DAILY,
                )

    def step_on(self, date, day):
        """Return (rule, step) of the notice that holds on a day, or None."""
        if date < day:
            step = overdue_step(date, day)
            return (self.overdue, step) if self.overdue else None
        lead = nearest_lead_step(date, day, self.leads)
        return None if lead is None else (self.due, -lead)

    def _people(self, row, step, members):
        return recipients([self.in_charge(row)], members, managers_too=step >= 2, kind=self.kind)

    def rows(self, queryset, ids):
        """Return the rows of these ids that still count, by id."""
        rows = self.standing(queryset.filter(pk__in=ids)).select_related(*self.related).order_by()
        return {row.pk: row for row in rows}

    def why_not(self, alert, row, team, membership, now):
        """Return the reason an alert no longer holds for a person, or None."""
        date = getattr(row, self.date_field)
        if date != alert.about_on:
            return "moved"
        if self.step_on(date, team.today(now)) != (alert.rule, alert.step):
            return "superseded"
        people = dict(self._people(row, alert.step, [membership]))
        return None if membership.pk in people else "not_concerned"


def _by_field(places):
    """Group (id, field) pairs into {field: ids}."""
    groups = defaultdict(list)
    for place, name in places:
        groups[name].append(place)
    return groups


def last_set(ids, name):
    """Return {row id: (Activity id, instant)} of when the present value of a field was set."""
    found = {}
    for start in range(0, len(ids), CHUNK):
        rows = Activity.objects.filter(subject_id__in=ids[start : start + CHUNK], changes__has_key=name)
        for row_id, activity_id, at in rows.order_by("at", "pk").values_list("subject_id", "pk", "at"):
            found[row_id] = (activity_id, at)
    return found
