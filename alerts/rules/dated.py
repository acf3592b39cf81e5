"""What is told of rows with a date: before it, on it, and while it is overdue."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from alerts.states import Pace
from alerts.timing import OVERDUE_DAYS, alert_instant, nearest_lead_step, overdue_step

from .base import Late, Occurrence, Rule, Topic, last_set, link_values, recipients, without_actor


def still_open(rows):
    """Narrow a queryset to the rows that still count."""
    return rows.open()


@dataclass(frozen=True, eq=False, kw_only=True)
class DateRule(Rule):
    """Rows with a date: notices before it and after it. Steps count 0, -1, -7… days before, 1 to 5 once overdue.

    `who` are the paths to the person in charge: the first that leads to somebody counts.
    """

    topic: Topic
    overdue: Topic | None = None  # of the days after it, where that is another topic
    model: Any
    leads: tuple[int, ...] = ()
    who: tuple[str, ...] = ("owner",)
    related: tuple[str, ...] = ()  # what names and places need beside the person
    standing: Callable = still_open
    values: Callable = link_values
    hangs_on: Mapping[str, frozenset[str]] = field(default_factory=dict)

    is_dated = True

    @property
    def topics(self):
        return (self.topic, self.overdue) if self.overdue else (self.topic,)

    @property
    def date_field(self):
        return self.model._default_manager.all().date_field

    def candidates(self, scan):
        """Return the rows whose date has come near enough to speak of, by the next alert hour."""
        until = scan.next_day + dt.timedelta(days=max(self.leads, default=0))
        return self.standing(self.rows_of(scan.team)).filter(**{f"{self.date_field}__lte": until})

    def falling_on(self, scan, days):
        """Return the rows of which another notice holds on one of these days than on the day before."""
        offsets = [*self.leads, *(-after for after in OVERDUE_DAYS)]
        dates = {day + dt.timedelta(days=offset) for day in days for offset in offsets}
        return self.standing(self.rows_of(scan.team)).filter(**{f"{self.date_field}__in": sorted(dates)})

    def find(self, scan, ids):
        """Yield what holds about these rows at the last alert hour and what will at the next, and what came in late."""
        near = self.candidates(scan).filter(pk__in=ids)
        # The oldest first, as a mail shows what is of one day; asking for the order that lists have takes longer.
        rows = sorted(self._fetched(near), key=lambda row: row.pk)
        known, late = last_set([row.pk for row in rows], self.date_field), []
        for row in rows:
            about_id, set_at, actor = known.get(row.pk, (None, row.created_at, None))
            known_at = max(set_at, scan.since)
            if self.date_of(row) < scan.day_of(known_at):
                late.append((row, known_at))
            else:
                yield from self._of_row(scan, row, about_id, known_at, actor)
        if late:
            yield from self._late(scan, late)

    def _late(self, scan, rows):
        """Yield what was late when it came in; it comes in anew for whoever takes it over."""
        groups = _by_field(self._put_in_charge(row) for row, _known_at in rows)
        taken = {name: last_set(ids, name) for name, ids in groups.items()}
        for row, known_at in rows:
            place, name = self._put_in_charge(row)
            _activity, taken_at, _actor = taken[name].get(place, (None, known_at, None))
            person = self.in_charge(row)
            people = recipients([person], scan.members, managers_too=False, kind=self.kind)
            yield Late(row.pk, max(known_at, taken_at), person and person.pk, people)

    def _of_row(self, scan, row, about_id, known_at, actor):
        date, seen = self.date_of(row), set()
        for instant in scan.instants(date, known_at):
            held = self.step_on(date, scan.day_of(instant))
            if held and held not in seen:
                seen.add(held)
                topic, step = held
                people, is_news = self._people(row, step, scan.members), instant == known_at
                yield Occurrence(
                    rule=topic,
                    kind=self.kind,
                    subject_id=row.pk,
                    about_on=date,
                    about_id=about_id,
                    step=step,
                    fires_at=instant,
                    values=self.values(row, scan.team),
                    people=without_actor(people, actor) if is_news else people,
                    **self._urgency(scan, date, is_news=is_news),
                )

    def _urgency(self, scan, date, *, is_news):
        """What falls due on the day it was set is told within minutes, and of no use once that day is over."""
        if not is_news:
            return {}
        midnight = alert_instant(date + dt.timedelta(days=1), 0, scan.team.zone)
        return {"pace": Pace.SOON, "expires_at": midnight}

    def date_of(self, row):
        return getattr(row, self.date_field)

    def step_on(self, date, day):
        """Return (name of the topic, step) of the notice that holds on a day, or None."""
        if date < day:
            return (self.overdue or self.topic).name, overdue_step(date, day)
        lead = nearest_lead_step(date, day, self.leads)
        return None if lead is None else (self.topic.name, -lead)

    def in_charge(self, row):
        """Return the membership responsible for a row, or None."""
        return self._charge(row)[1]

    def rows(self, queryset, ids):
        """Return the rows of these ids that still count, by id."""
        return {row.pk: row for row in self._fetched(self.standing(queryset.filter(pk__in=ids)))}

    def why_not(self, alert, row, team, membership, now):
        """Return the reason an alert no longer holds for a person, or None."""
        date = self.date_of(row)
        if date != alert.about_on:
            return "moved"
        if self.step_on(date, team.today(now)) != (alert.rule, alert.step):
            return "superseded"
        people = dict(self._people(row, alert.step, [membership]))
        return None if membership.pk in people else "not_concerned"

    def _people(self, row, step, members):
        return recipients([self.in_charge(row)], members, managers_too=step >= 2, kind=self.kind)

    def _put_in_charge(self, row):
        """Return (id, field) of the row and the field that say who is responsible."""
        return self._charge(row)[0]

    def _charge(self, row):
        for path in self.who:
            *steps, name = path.split("__")
            holder = row
            for step in steps:
                holder = getattr(holder, step)
            person = getattr(holder, name)
            if person is not None:
                break
        return (holder.pk, name), person

    def _fetched(self, rows):
        return rows.select_related(*self.who, *self.related).order_by()


def _by_field(places):
    """Group (id, field) pairs into {field: ids}."""
    groups = defaultdict(list)
    for place, name in places:
        groups[name].append(place)
    return groups
