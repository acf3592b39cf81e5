"""Days from an iCalendar file (RFC 5545): events of whole days, one or several, and those that come back each year.

Whatever has an hour is a meeting and no day off. Of rules of repetition only yearly ones are read, on the same day of
the month or on the n-th weekday of it, from last year to five years on; others are left out and named.

Parsing cannot be stopped half-way and takes some 50 µs for each line and 20 µs for each parameter or value of a list.
Both are therefore counted first: what is within the limits is parsed in a few seconds.
"""

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Iterator

from core.budget import UNLIMITED, Budget
from core.lazy import Lazy

from .found import LONGEST_LABEL, CalendarFileError, FoundDay, Remarks, days_between, found_day

icalendar = Lazy("icalendar")

MAX_LINES = 40_000
MAX_SEPARATORS = 50_000  # commas and semicolons, which parameters and values of lists stand between
LONGEST_EVENT = 60  # days; what is longer is no holiday
YEARS_BACK, YEARS_ON = 1, 5  # of what comes back each year
_KNOWN_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "WKST"}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NTH = re.compile(r"([+-]?[1-5])(MO|TU|WE|TH|FR|SA|SU)")


def days_of_feed(content: bytes, *, today: dt.date, remarks: Remarks, budget: Budget = UNLIMITED) -> Iterator[FoundDay]:
    """Return the days of all calendars in a file, in its own order; raises CalendarFileError and OutOfTimeError."""
    _check_size(content)
    try:
        calendars = icalendar.Calendar.from_ical(content, multiple=True)
        events = [event for each in calendars for event in each.walk("VEVENT")]
    except (ValueError, IndexError, KeyError, RecursionError) as error:
        raise CalendarFileError("ics_unreadable") from error
    for event in budget.over(events):
        yield from _days_of(event, today, remarks)


def _check_size(content: bytes) -> None:
    if content.count(b"\n") > MAX_LINES:
        raise CalendarFileError("too_many_lines", limit=MAX_LINES)
    if content.count(b",") + content.count(b";") > MAX_SEPARATORS:
        raise CalendarFileError("too_many_separators", limit=MAX_SEPARATORS)


def _days_of(event, today: dt.date, remarks: Remarks) -> Iterator[FoundDay]:
    name = _name_of(event)
    if event.errors:  # properties that cannot be read raise when they are looked at
        remarks.add("broken", name)
        return
    first, last = _span(event)
    if first is None:
        remarks.add("not_whole_day", name)
    elif str(event.get("STATUS", "")).upper() == "CANCELLED":
        remarks.add("cancelled", name)
    elif last - first >= dt.timedelta(days=LONGEST_EVENT):
        remarks.add("too_long", name)
    elif (starts := _starts(event, first, today)) is None:
        remarks.add("repeats_otherwise", name)
    else:
        left_out = _left_out(event)
        for start in starts:
            if start not in left_out:
                for day in days_between(start, start + (last - first)):
                    yield found_day(day, name)


def _name_of(event) -> str:
    return " ".join(str(event.get("SUMMARY", ""))[: LONGEST_LABEL * 2].split())[:LONGEST_LABEL]


def _span(event) -> tuple[dt.date | None, dt.date]:
    """Return the first and last day of an event of whole days; no first one for any other."""
    first = _day(event.get("DTSTART"))
    if first is None:
        return None, dt.date.min
    end, length = _day(event.get("DTEND")), getattr(event.get("DURATION"), "dt", None)
    if end is not None and end > first:
        return first, end - dt.timedelta(days=1)  # DTEND is the day after
    if end is None and isinstance(length, dt.timedelta) and 1 < length.days <= LONGEST_EVENT:
        return first, first + dt.timedelta(days=length.days - 1)
    return first, first


def _day(value) -> dt.date | None:
    """Return a property that is a plain date; an instant and a broken one are none."""
    found = getattr(value, "dt", None)
    is_plain = isinstance(found, dt.date) and not isinstance(found, dt.datetime)
    return found if is_plain and 1900 <= found.year <= 2199 else None


def _starts(event, first: dt.date, today: dt.date) -> list[dt.date] | None:
    """Return the days on which an event begins; None where it repeats in a way that is not read."""
    rule = event.get("RRULE")
    if event.get("RDATE") is not None or event.get("RECURRENCE-ID") is not None or isinstance(rule, list):
        return None
    if rule is None:
        return [first]
    if str(rule.get("FREQ", [""])[0]).upper() != "YEARLY" or not set(map(str.upper, rule)) <= _KNOWN_PARTS:
        return None
    pattern = _pattern(rule, first)
    interval, count = (rule.get(name, [default])[0] for name, default in (("INTERVAL", 1), ("COUNT", None)))
    until = _until(rule)
    if pattern is None or not isinstance(interval, int) or interval < 1 or not isinstance(until, dt.date | None):
        return None
    return _yearly(first, pattern, interval, count, until, today)


def _pattern(rule, first: dt.date) -> tuple[int, int, int | None] | None:
    """Return the month, the day or the n of the n-th weekday, and that weekday; None for what is not read."""
    parts = {name: [str(value) for value in rule.get(name, [])] for name in ("BYMONTH", "BYMONTHDAY", "BYDAY")}
    if any(len(values) > 1 for values in parts.values()):
        return None
    if parts["BYMONTH"] and parts["BYMONTH"] != [str(first.month)]:
        return None
    if not parts["BYDAY"]:
        is_same = parts["BYMONTHDAY"] in ([], [str(first.day)])
        return (first.month, first.day, None) if is_same else None
    nth = _NTH.fullmatch(parts["BYDAY"][0].upper())
    if nth is None or not parts["BYMONTH"] or parts["BYMONTHDAY"]:
        return None
    return first.month, int(nth[1]), _WEEKDAYS.index(nth[2])


def _yearly(first, pattern, interval, count, until, today) -> list[dt.date]:
    found: list[dt.date] = []
    times = 0
    for year in range(first.year, today.year + YEARS_ON + 1, interval):
        day = _in_year(year, *pattern)
        if day is None or day < first:
            continue
        times += 1
        if (count is not None and times > count) or (until is not None and day > until):
            break
        if year >= today.year - YEARS_BACK:
            found.append(day)
    return found


def _in_year(year: int, month: int, place: int, weekday: int | None) -> dt.date | None:
    length = monthrange(year, month)[1]
    if weekday is None:
        return dt.date(year, month, place) if place <= length else None
    days = [dt.date(year, month, n) for n in range(1, length + 1) if dt.date(year, month, n).weekday() == weekday]
    index = place - 1 if place > 0 else place
    return days[index] if -len(days) <= index < len(days) else None


def _until(rule) -> object:
    """Return the last day as given, None without one; what is no date comes as it is."""
    found = rule.get("UNTIL", [None])[0]
    return found.date() if isinstance(found, dt.datetime) else found


def _left_out(event) -> set[dt.date]:
    """Return the days on which the event does not come back."""
    given = event.get("EXDATE", [])
    lists = given if isinstance(given, list) else [given]
    found = (entry.dt for each in lists for entry in getattr(each, "dts", ()))
    return {day.date() if isinstance(day, dt.datetime) else day for day in found if isinstance(day, dt.date)}
