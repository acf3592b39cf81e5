"""What a rule is: it finds the occurrences that hold about some rows, and says later whether one still holds."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.functional import Promise

from alerts.keys import occurrence_key
from alerts.states import Because, Pace, Severity
from alerts.timing import last_alert_instant, next_alert_instant, waking_hour
from core.characters import CONTROL
from teams.models import Activity, Membership
from teams.models.sight import restricted_kinds
from teams.roles import Role

MANAGING = (Role.OWNER, Role.MANAGER)
# Fields that rows hang on.
STATE, NAME = frozenset({"state"}), frozenset({"name"})


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of alert as people choose it: its name for them, its words, and whether those in charge can switch it off.

    Of a kind that `may_be_critical` for somebody in charge, the critical ones go on: see Delivery.can_be_left.
    `words` is asked for (alert, its values, the team's day) and returns a Wording. Where there is a `default_pace`, its
    readers choose another: within minutes, or with their daily mail.
    """

    name: str
    label: Promise
    hint: Promise
    words: Callable
    is_optional: bool = True
    may_be_critical: bool = False
    default_pace: Pace | None = None


class Rule:
    """What raises alerts of one or more topics about rows of one kind: one entry in the table of its app.

    `hangs_on` names the other rows on which it depends whether one of its own has something to say and what: the path
    from its own kind to theirs, and the fields of theirs that matter.
    """

    topics: tuple[Topic, ...]
    model: type[Model]
    is_dated = False  # whether its alerts are about a date of their row
    is_daily = False  # whether the day alone, or the night's forecast, may change what it has to say of any row
    is_of_team = False  # whether it is about the team as a whole, however many rows it has
    hangs_on: Mapping[str, frozenset[str]] = MappingProxyType({})

    @property
    def name(self):
        """Return what tells this rule from the others."""
        return self.topics[0].name

    @property
    def names(self):
        """Return the names of its topics, as alerts bear them."""
        return {topic.name for topic in self.topics}

    def followed(self, scan, news):
        """Return the ids of rows that hang on what happened in ways no path can tell."""
        return set()

    def worth_a_look(self, scan, ids):
        """Return those of the rows something happened to of which this rule could say anything."""
        return ids

    @property
    def kind(self):
        return self.model._meta.label_lower

    def rows_of(self, team):
        return self.model._default_manager.filter(team=team)


@dataclass(frozen=True, eq=False)
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
class Late:
    """A row that was late already when it came in: no occurrence of its own, but one of a count."""

    subject_id: UUID
    known_at: dt.datetime
    in_charge: UUID | None  # who is responsible, able to hear or not
    people: tuple[tuple[UUID, Because], ...]


@dataclass(frozen=True, eq=False)
class Scan:
    """One look at one team: its clock and its people. Date rules look at the last alert hour and at the next one."""

    team: Any
    now: dt.datetime
    since: dt.datetime
    scanned_at: dt.datetime | None  # when nothing was left to look at last; None if never or with a fault
    told: Any  # the team's alerts somebody was told of, as a queryset
    standing: Any = None  # the team's open alerts, as a queryset

    @cached_property
    def members(self):
        return list(Membership.objects.active().filter(team=self.team).select_related("user").order_by("pk"))

    @cached_property
    def has_restricted(self):
        """Say whether some row of the team is seen by few."""
        rows = (model._default_manager.filter(team=self.team).restricted() for model in restricted_kinds())
        return any(each.exists() for each in rows)

    @cached_property
    def last(self):
        return last_alert_instant(self.now, mail_hour(self.team), self.team.zone)

    @cached_property
    def next(self):
        return self.tell_at(self.now)

    @cached_property
    def today(self):
        return self.day_of(self.now)

    @cached_property
    def last_day(self):
        return self.day_of(self.last)

    @cached_property
    def next_day(self):
        return self.day_of(self.next)

    def instants(self, date, known_at):
        """Return when to speak of a date known since an instant: at the alert hours around now that come after it.

        What falls due on the day it was set, after the alert hour, cannot wait: the next morning it is overdue.
        """
        if known_at < self.last:
            return [self.last, self.next]
        is_due_today = date == self.today < self.next_day and self.day_of(known_at) == date
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


def without_actor(people, actor):
    """Return the pairs without the one whose act it is: nobody is mailed about what they did themselves."""
    return tuple(pair for pair in people if pair[0] != actor)


def _can_hear(person, kind):
    if not person.user_id:
        return person.is_active and bool(person.email)
    return kind is None or person.has_perm("{}.view_{}".format(*kind.split(".")))


def link_values(row, team):
    """Return what every text needs of a row: its name and its place."""
    row.team = team
    return {"name": CONTROL.sub(" ", str(row)), "path": row.get_absolute_url()}


def last_set(ids, name):
    """Return {row id: (Activity id, instant, who)} of when the present value of a field was set, and by whom."""
    rows = Activity.objects.filter(subject_id__in=ids, changes__has_key=name).order_by("at", "pk")
    return {row_id: told for row_id, *told in rows.values_list("subject_id", "pk", "at", "by")}
