"""What stands in a feed: the open rows with a date and those that were done lately, as its person may see them."""

import datetime as dt
import uuid
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import CharField, F, IntegerField, PositiveIntegerField, Q, UUIDField, Value
from django.db.models.functions import Cast
from django.urls import reverse

from core.links import absolute
from teams.models import NumberedRow

from .dated import OF_PERSON, OF_PROJECT
from .writing import Event

EVENTS_AT_MOST = 1_000  # those nearest to today
SHOWN_WHEN_DONE = dt.timedelta(days=30)
DONE = "✓"
ANY = uuid.UUID(int=0)  # stands in an address for the row's id; to build each anew takes longer than the event


class Entry(NamedTuple):
    """A row as every kind gives it; `place` is its kind's in the table."""

    place: int
    is_done: int
    pk: uuid.UUID
    page_of: uuid.UUID
    day: dt.date
    number: int | None
    title: str
    version: int
    changed_at: dt.datetime


def events_of(feed, project, *, on):
    """Return the events of a feed in the order of their days; two statements, whatever it holds."""
    kinds = OF_PROJECT if project else OF_PERSON
    parts = [
        rows
        for place, kind in enumerate(kinds)
        for rows in _parts(place, kind, _narrowing(kind, feed.membership, project), feed.membership, on)
    ]
    pages = [absolute(reverse(kind.page, args=[feed.team.slug, ANY])) for kind in kinds]
    return [_event(entry, kinds[entry.place], pages[entry.place]) for entry in _nearest(parts, on)]


def _narrowing(kind, membership, project):
    return Q(project=project) if project else Q(**{kind.person: membership})


def _parts(place, kind, narrowing, membership, on):
    """Yield the open rows of a kind, and those that were done lately."""
    rows = kind.model.objects.visible_to(membership).filter(narrowing, kind.only)
    yield _entries(rows.open(), place, kind, is_done=False)
    if kind.ended_at:
        since = dt.datetime.combine(on - SHOWN_WHEN_DONE, dt.time.min, membership.team.zone)
        yield _entries(rows.filter(kind.ended, **{f"{kind.ended_at}__gte": since}), place, kind, is_done=True)


def _entries(rows, place, kind, *, is_done):
    has_number = issubclass(kind.model, NumberedRow)
    columns = {
        "entry_place": Value(place, output_field=IntegerField()),
        "entry_is_done": Value(int(is_done), output_field=IntegerField()),
        "entry_pk": Cast("pk", UUIDField()),
        "entry_page_of": Cast(kind.page_of, UUIDField()),
        "entry_day": F(kind.day),
        "entry_number": F("number") if has_number else Cast(Value(None), PositiveIntegerField()),
        "entry_title": Cast("title", CharField()),
        "entry_version": F("version"),
        "entry_changed_at": F("updated_at"),
    }
    return rows.order_by().annotate(**columns).values_list(*columns)


def _nearest(parts, on):
    """Return the entries of all parts that are nearest to a day, in the order of their days."""
    ahead = _joined([rows.filter(entry_day__gte=on) for rows in parts], "entry_day")
    behind = _joined([rows.filter(entry_day__lt=on) for rows in parts], "-entry_day")
    entries = sorted((Entry(*row) for row in (*ahead, *behind)), key=lambda entry: (abs(entry.day - on), entry.pk))
    return sorted(entries[:EVENTS_AT_MOST], key=lambda entry: (entry.day, entry.pk))


def _joined(parts, order):
    return parts[0].union(*parts[1:], all=True).order_by(order, "entry_pk")[:EVENTS_AT_MOST]


def _event(entry, kind, page):
    code = f"{kind.model.prefix}-{entry.number}" if entry.number else ""
    summary = kind.summary(code, entry.title)
    return Event(
        uid=f"{entry.pk}@{urlsplit(settings.BASE_URL).hostname}",
        day=entry.day,
        summary=f"{DONE} {summary}" if entry.is_done else summary,
        url=page.replace(str(ANY), str(entry.page_of)),
        category=str(kind.word),
        sequence=entry.version,
        changed_at=entry.changed_at,
    )
