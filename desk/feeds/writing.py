"""A calendar as iCalendar (RFC 5545): one event of a whole day for each date. Pure: no Django, no clock.

The library makes the head and folds long lines; the others are fixed words and figures. An object of the library for
each event would take ten times as long.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from core.lazy import Lazy

icalendar = Lazy("icalendar")
parser = Lazy("icalendar.parser")

FETCHED_EVERY = dt.timedelta(hours=1)  # what a calendar program is asked for; many go by a time of their own
LONGEST_LINE = 75  # octets
ONE_DAY = dt.timedelta(days=1)
END = b"END:VCALENDAR\r\n"


@dataclass(frozen=True, slots=True)
class Event:
    """What stands on a day. `uid` never changes, `sequence` grows with each change."""

    uid: str
    day: dt.date
    summary: str
    url: str
    category: str
    sequence: int
    changed_at: dt.datetime


def calendar_text(name: str, language: str, events: Iterable[Event]) -> bytes:
    """Return a calendar of that name; the same events give the same bytes."""
    return b"".join([_head(name, language), *map(_event, events), END])


def _head(name: str, language: str) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//Landfall//Calendar feed//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("refresh-interval", icalendar.vDuration(FETCHED_EVERY), {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(FETCHED_EVERY))
    head = bytes(calendar.to_ical()).removesuffix(END)
    return b"".join([head, _line("NAME", _escaped(name)), b"\r\n", _line("X-WR-CALNAME", _escaped(name)), b"\r\n"])


def _event(event: Event) -> bytes:
    stamp = event.changed_at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    return b"\r\n".join(
        [
            b"BEGIN:VEVENT",
            _line("UID", event.uid),
            f"DTSTAMP:{stamp}\r\nLAST-MODIFIED:{stamp}\r\nSEQUENCE:{event.sequence}".encode(),
            f"DTSTART;VALUE=DATE:{_digits(event.day)}\r\nDTEND;VALUE=DATE:{_digits(event.day + ONE_DAY)}".encode(),
            _line("SUMMARY", _escaped(event.summary)),
            _line("CATEGORIES", _escaped(event.category)),
            b"STATUS:CONFIRMED\r\nTRANSP:TRANSPARENT",
            _line("URL", event.url),
            b"END:VEVENT\r\n",
        ]
    )


def _line(name: str, value: str) -> bytes:
    """Return one property, folded; the library looks at each character, which only long lines of any letters need."""
    line = f"{name}:{value}"
    if not line.isascii() and len(line.encode()) > LONGEST_LINE:
        return bytes(parser.Contentline(line).to_ical())
    octets, further = line.encode(), LONGEST_LINE - 1
    starts = range(LONGEST_LINE, len(octets), further)
    return b"\r\n ".join([octets[:LONGEST_LINE], *(octets[start : start + further] for start in starts)])


def _escaped(text: str) -> str:
    r"""Return a text as RFC 5545 (3.3.11) has it; the library would take a typed `\N` for the end of a line."""
    for character in "\\;,":
        text = text.replace(character, f"\\{character}")
    return "\\n".join(text.splitlines())


def _digits(day: dt.date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"
