"""What a rule is: it finds the occurrences that hold in a team, and says later whether one still holds."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from alerts.keys import occurrence_key
from alerts.states import Because, Pace, Severity
from alerts.timing import last_alert_instant, next_alert_instant, waking_hour
from core.characters import CONTROL
from teams.models import Activity, Membership
from teams.roles import Role

MANAGING = (Role.OWNER, Role.MANAGER)
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of alert as people choose it: its name for them, its words, and whether those in charge can switch it off.

    Of a kind that `may_be_critical` for somebody in charge, the critical ones go on: see Delivery.can_be_left.
    `words` is asked for (alert, its values, the team's day) and returns a Wording.
    """

    name: str
    label: Promise
    hint: Promise
    words: Callable
    is_optional: bool = True
    may_be_critical: bool = False


class Rule:
    """What raises alerts of one or more topics about rows of one kind: one entry in the table of its app."""

    topics: tuple[Topic, ...]
    kind: str
    is_dated = False  # whether its alerts are about a date of their row

    @property
    def names(self):
        """Return the names of its topics, as alerts bear them."""
        return {topic.name for topic in self.topics}


@dataclass(frozen=True)
class EventRule(Rule):
    """A rule of one topic about something other than a date."""

    topic: Topic

    @property
    def topics(self):
        return (self.topic,)


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
    told: Any  # the team's alerts somebody was told of, as a queryset
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


def last_set(ids, name):
    """Return {row id: (Activity id, instant)} of when the present value of a field was set."""
    found = {}
    for start in range(0, len(ids), CHUNK):
        rows = Activity.objects.filter(subject_id__in=ids[start : start + CHUNK], changes__has_key=name)
        for row_id, activity_id, at in rows.order_by("at", "pk").values_list("subject_id", "pk", "at"):
            found[row_id] = (activity_id, at)
    return found
