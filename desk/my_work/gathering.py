"""The rows of my work: one statement each for what is mine, what others do under it, and what was done lately."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db.models import Case, CharField, Count, DateTimeField, F, Q, Value, When, Window
from django.db.models.functions import Cast, RowNumber
from django.urls import reverse
from django.utils.functional import cached_property

from core.remembered import Remembered
from teams.standing_in import sight_of, standing_in

from .kinds import KINDS, NOTHING, Kind
from .sections import DONE, LATER, MINE, NOW, OVERDUE, WAITING, WEEK, Bounds, arranged, bounds_of

MOST = 200  # rows of one kind in one section; the list of the kind has the rest
NO_MOMENT = Cast(Value(None), DateTimeField())


@dataclass(frozen=True)
class WorkRow:
    """One row that waits for somebody, as it is shown: what it is, by when, whose, and what it belongs to."""

    kind: Kind
    team: object
    may_finish: bool
    may_change: bool
    section: str
    total: int  # rows of its kind in its section
    id: UUID
    version: int
    number: int | None
    title: str
    state: str
    day: dt.date | None
    ended_at: dt.datetime | None
    person_id: UUID | None
    person: str | None
    about_id: UUID | None
    about_number: int | None
    about_title: str | None

    @property
    def place(self):
        return self.kind.place

    @property
    def code(self):
        return f"{self.kind.model.prefix}-{self.number}" if self.number else ""

    @property
    def state_label(self):
        return self.kind.states[self.state]

    @property
    def is_done(self):
        return self.section == DONE

    @property
    def is_mine(self):
        """Say whether something is left to do about it, by the person who looks."""
        return self.section in MINE

    @property
    def done_on(self):
        return self.ended_at and self.team.today(self.ended_at)

    @property
    def url(self):
        return _page(self.kind.page, self.team.slug, self.id) if self.kind.page else self.about_url

    @property
    def about(self):
        """Return what the row belongs to, as people quote it: its number and name."""
        if self.about_id is None:
            return ""
        prefix = self.kind.about.model.prefix
        return f"{prefix}-{self.about_number} {self.about_title}" if self.about_number else self.about_title

    @property
    def about_url(self):
        return _page(self.kind.about.page, self.team.slug, self.about_id) if self.about_id else ""

    @property
    def forecast_key(self):
        """Return the key of the change this stands for in the forecast: a next action for winning its deal."""
        row = (self.kind.about.model, self.about_id) if not self.kind.page else (self.kind.model, self.id)
        return f"{row[0]._meta.label_lower}:{row[1]}"

    @property
    def look_url(self):
        return _page(self.kind.look, self.team.slug, self.id) if self.kind.look else ""

    @property
    def acts_url(self):
        """Return the address below which the row is acted on."""
        return f"{_list(self.team.slug)}{self.kind.key}/{self.id}/"


NOBODY = UUID(int=0)


@lru_cache(maxsize=1000)
def _pattern(name, slug):
    return reverse(name, args=[slug, NOBODY])


@lru_cache(maxsize=100)
def _list(slug):
    return reverse("my-work", args=[slug])


def _page(name, slug, pk):
    """Return the address of a page of a row; a list asks for hundreds, and Django would look each up."""
    return _pattern(name, slug).replace(str(NOBODY), str(pk))


class Gathering:
    """What waits for one person on one day, fetched by part as it is asked for."""

    def __init__(self, membership, *, limit=MOST, kinds=KINDS, only=None, section=None):
        """Ask for at most `limit` rows of each kind and section; `only` is the id of the one row looked for."""
        self.membership, self.limit, self.kinds, self.only, self.section = membership, limit, kinds, only, section
        self.bounds = bounds_of(membership.team.today(), membership.team.working_days)

    @cached_property
    def mine(self):
        return self._fetched(_mine)

    @cached_property
    def waiting(self):
        return self._fetched(_waiting) if any(kind.under for kind in self.kinds) else []

    @cached_property
    def done(self):
        return self._fetched(_done) if any(kind.finished_states for kind in self.kinds) else []

    @property
    def rows(self):
        """Return every row, in no order; of the parts that the section asked for is not in, none."""
        wanted = {None: (True, True, True), WAITING: (False, True, False), DONE: (False, False, True)}
        mine, waiting, done = wanted.get(self.section, (True, False, False))
        return [*(self.mine if mine else ()), *(self.waiting if waiting else ()), *(self.done if done else ())]

    def arranged(self, limit=None):
        """Return {section: rows}, most pressing first."""
        return arranged(self.rows, limit)

    def arranged_mine(self):
        """Return {section: rows} of what is mine and open alone; one statement."""
        return arranged(self.mine)

    def first(self):
        """Return the row looked for, or None where it is in no section any more."""
        return next((row for part in ("mine", "waiting", "done") for row in getattr(self, part)), None)

    def _fetched(self, branch):
        team = self.membership.team
        shape = branch, tuple(self.kinds), sight_of(self.membership), self.section, self.limit
        values = {"team": team.pk, "person": self.membership.pk, "today": self.bounds.today}
        values |= {"week_ends": self.bounds.week_ends, "done_from": start_of(self.bounds.done_from, team.zone)}
        if self.only is not None:
            values["only"] = self.only
        given = {
            kind.key: (kind, team, kind.may_finish(self.membership), kind.may_change(self.membership))
            for kind in self.kinds
        }
        return [WorkRow(*given[key], *rest) for key, *rest in ROWS.rows(shape, **values)]


def start_of(day, zone):
    return dt.datetime.combine(day, dt.time.min, zone).astimezone(dt.UTC)


def _rows(shape, *, team, person, today, week_ends, done_from, only=None):
    """Return the rows of a part of somebody's work, of all kinds, as the columns of a WorkRow."""
    branch, kinds, sight, section, limit = shape
    membership = standing_in(sight, team=team, person=person)
    branches = []
    for kind in kinds:
        rows = kind.among(kind.model._default_manager.visible_to(membership))
        found = branch(rows, kind, membership, Bounds(today, week_ends, done_from))
        if found is None:
            continue
        if only is not None:
            found = found.filter(pk=only)
        if section is not None:
            found = found.filter(in_section=section)
        branches.append(columns(found, kind, membership, limit))
    return branches[0].union(*branches[1:], all=True)


ROWS = Remembered(_rows)


def counted(rows):
    """Return {section: {kind: how many rows of it there are}} of rows that know the totals of their kind."""
    totals = {}
    for row in rows:
        totals.setdefault(row.section, {})[row.kind] = row.total
    return totals


def _mine(rows, kind, membership, bounds):
    return rows.open().filter(_of(membership, kind)).annotate(in_section=_section(kind, bounds))


def _of(membership, kind):
    """Return the condition that a row is a person's to do: they are in charge of it, or do it for whoever is."""
    if kind.mine:
        return kind.mine(membership)
    in_charge = Q(**{kind.person: membership})
    return in_charge | kind.shared(membership) if kind.shared else in_charge


def _waiting(rows, kind, membership, _bounds):
    if kind.under is None:
        return None
    others = rows.open().filter(kind.under(membership)).exclude(**{kind.person: None})
    return others.exclude(**{kind.person: membership}).annotate(in_section=Value(WAITING, CharField()))


def _done(rows, kind, membership, bounds):
    if not kind.finished_states:
        return None
    lately = {f"{kind.state}__in": kind.finished_states, f"{kind.ended}__gte": bounds.done_from}
    done = rows.filter(_of(membership, kind), **lately)
    return done.annotate(in_section=Value(DONE, CharField()))


def _section(kind, bounds):
    """Return the section of an open row by its day; what has none is for later."""
    at_once = kind.now(bounds.today) if kind.now else None
    if at_once == Q():
        return Value(NOW, CharField())
    cases = [When(at_once, then=Value(NOW))] if at_once else []
    cases += [
        When(**{f"{kind.day}__lt": bounds.today}, then=Value(OVERDUE)),
        When(**{f"{kind.day}__lte": bounds.week_ends}, then=Value(WEEK)),
    ]
    return Case(*cases, default=Value(LATER), output_field=CharField())


def columns(rows, kind, membership, limit):
    """Return the first rows of each section as the columns of a WorkRow, in one shape for all kinds."""
    about = kind.about.columns(membership) if kind.about else NOTHING
    ended = F(kind.ended) if kind.ended else NO_MOMENT
    order = [F(kind.day).asc(nulls_last=True), F("pk").asc()]
    if kind.ended:
        order.insert(0, F(kind.ended).desc(nulls_last=True))
    rows = rows.order_by().annotate(
        place=Window(RowNumber(), partition_by=F("in_section"), order_by=order),
        in_all=Window(Count("pk"), partition_by=F("in_section")),
    )
    return rows.filter(place__lte=limit).values_list(
        Value(kind.key, CharField()),
        F("in_section"),
        F("in_all"),
        F("pk"),
        F("version"),
        kind.number,
        kind.title,
        F(kind.state),
        F(kind.day),
        ended,
        F(kind.person),
        F(f"{kind.person}__name"),
        *about,
    )
