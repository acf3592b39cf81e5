"""Dates as people and programs write them, read as they stand: the date part only, never moved by a time
zone.

Day and month in figures alone are ambiguous while both are 12 or less: day_order() reads a whole column,
and where that does not settle it a person is asked once, with a sample.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core.normal_form import normal_form
from core.tabular.calendar_words import MONTHS, WEEKDAYS

Order = Literal["dmy", "mdy"]
_ORDERS: tuple[Order, ...] = ("dmy", "mdy")

FIRST_YEAR, LAST_YEAR = 1900, 2199
# Two figures of a year count as 2000 up to here, as 1900 beyond; POSIX draws the same line.
_PIVOT = 68
# No date is longer, a zone told in words included; patterns over a cell of thousands of spaces would take seconds.
_LONGEST = 100

_MONTH = r"(?P<month>[^\W\d_]{2,15}|\d{1,2}月)\.?"
_HALF = r"(?:[ap]\.?\s?m\.?|上午|下午)"
_CLOCK = rf"{_HALF}?\s*\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:[.,]\d+)?)?\s*{_HALF}?"
_ZONE = r"(?:z|(?:utc|gmt)?(?:[+-]\d{2}:?\d{2})?)"
_TIME = rf"(?:(?:[t,]\s*|\s+){_CLOCK}\s*{_ZONE})?"

_YEAR_FIRST = re.compile(rf"(?P<y>\d{{4}})([-/.])(?P<m>\d{{1,2}})\2(?P<d>\d{{1,2}}){_TIME}")
_CHINESE = re.compile(rf"(?P<y>\d{{4}})\s*年\s*(?P<m>\d{{1,2}})\s*月\s*(?P<d>\d{{1,2}})\s*[日号]?{_TIME}")
_COMPACT = re.compile(r"(?P<y>(?:19|20|21)\d{2})(?P<m>\d{2})(?P<d>\d{2})")
_DAY_MONTH_NAME = re.compile(
    rf"(?P<d>\d{{1,2}})(?:\.|er|o|st|nd|rd|th)?[-/. ]?\s*(?:(?:de|of)\s)?{_MONTH}[-/ ,]\s*(?:del?\s)?"
    rf"(?P<y>\d{{4}}|\d{{2}}){_TIME}"
)
_MONTH_NAME_DAY = re.compile(rf"{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}}){_TIME}")
_FIGURES = re.compile(rf"(?P<a>\d{{1,2}})(?P<sign>[-/.])(?P<b>\d{{1,2}})(?P=sign)(?P<y>\d{{4}}|\d{{2}}){_TIME}")
_HOUR = re.compile(r"(?<!\d)(\d{1,2}):\d{2}")
# Midnight in zones east of Greenwich is told as an hour of the day before, down to 11:00 for a New Zealand summer;
# hardly anybody lives as far west as 11:00 of the same day.
_EVENING = 11
_SERIAL = re.compile(r"[2-9]\d{4}(?:\.\d+)?")
_NO_YEAR = re.compile(r"\d{1,2}\s*月\s*\d{1,2}\s*[日号]?|\d{1,2}[-/]\d{1,2}")
# What programs write around a date: the name of the zone behind it, the day of the week on either side.
_REMARK = re.compile(r"(?<=\S)\s*\([^()]*\)$")
_DAY_BEFORE = re.compile(r"([^\W\d_]{2,12}(?:-feira)?)\.?,?\s*(?=\S)")
_DAY_BEHIND = re.compile(r"(?:(?<=[\s,])([^\W\d_]{2,12}(?:-feira)?)\.?|(?<=[日号])((?:周|星期).))$")


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date, or why there is none: `problem` is one of DATE_CODES; both None = the cell was empty."""

    value: date | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class DayOrder:
    """What a column says of its order: settled, or to be asked with a sample, or contradicting itself."""

    kind: Literal["dmy", "mdy", "ask", "mixed", "none"]
    sample: str = ""


def read_date(text: str, order: Order | None = None) -> ReadDate:
    """The date in a cell. `order` decides between day and month where the figures alone do not."""
    plain = _plain(text)
    if not plain:
        return ReadDate()
    if len(plain) > _LONGEST:
        return ReadDate(problem="date_unreadable")
    bare, weekday = _without_weekday(plain)
    # As it stands first: “mar” is March, and only then a Tuesday.
    if named := _named(plain) or _named(bare):
        return named
    figures = _FIGURES.fullmatch(bare)
    if figures:
        return _from_figures(figures, order, weekday)
    return ReadDate(problem=_why_not(bare))


def day_of_midnight(day: date, text: str) -> date:
    """The day that begins at an instant told in UTC, such as `Thu Jun 25 2026 23:00 GMT+0000` for 26 June.

    `day` is the date as it stands in the text. Right from UTC-10 to UTC+13.
    """
    found = _HOUR.search(text[:_LONGEST])
    return day + timedelta(days=1) if found and int(found[1]) >= _EVENING else day


def day_order(samples: Iterable[str]) -> DayOrder:
    """Whether the dates of a column put the day or the month first, from those that leave no doubt."""
    seen: dict[str, str] = {}
    for text in samples:
        bare, weekday = _without_weekday(_plain(text))
        figures = _FIGURES.fullmatch(bare)
        if figures and figures["sign"] != "." and int(figures["a"]) != int(figures["b"]):
            seen.setdefault(_order_of(figures, weekday) or "ask", text.strip())
    if "dmy" in seen and "mdy" in seen:
        return DayOrder("mixed", seen["mdy"])
    if "dmy" in seen:
        return DayOrder("dmy", seen["dmy"])
    if "mdy" in seen:
        return DayOrder("mdy", seen["mdy"])
    return DayOrder("ask", seen["ask"]) if "ask" in seen else DayOrder("none")


def _plain(text: str) -> str:
    """The cell for comparison, its spaces single; one that is too long stays too long."""
    plain = normal_form(text.strip()[: _LONGEST + 1]).casefold()
    return plain if len(plain) > _LONGEST else _REMARK.sub("", " ".join(plain.split()))


def _without_weekday(plain: str) -> tuple[str, int | None]:
    """The date without the day of the week before or behind it, and which day that is, counted from Monday."""
    for found in (_DAY_BEFORE.match(plain), _DAY_BEHIND.search(plain)):
        day = WEEKDAYS.get(found[found.lastindex or 0]) if found else None
        if found and day is not None:
            return f"{plain[: found.start()]}{plain[found.end() :]}".rstrip(" ,"), day
    return plain, None


def _named(plain: str) -> ReadDate | None:
    """The date where its form says which part is the month."""
    for pattern in (_YEAR_FIRST, _CHINESE, _COMPACT, _DAY_MONTH_NAME, _MONTH_NAME_DAY):
        found = pattern.fullmatch(plain)
        if found:
            parts = found.groupdict()
            month = MONTHS.get(parts["month"]) if "month" in parts else int(parts["m"])
            return _made(parts["y"], month, int(parts["d"])) if month is not None else None
    return None


def _from_figures(figures: re.Match[str], order: Order | None, weekday: int | None) -> ReadDate:
    first, second = int(figures["a"]), int(figures["b"])
    # Where dots part the figures the day comes first in every country that writes so.
    settled = "dmy" if figures["sign"] == "." else _order_of(figures, weekday) or order
    if settled is None and first != second:
        return ReadDate(problem="date_ambiguous")
    return _made(figures["y"], *_month_and_day(figures, settled))


def _month_and_day(figures: re.Match[str], order: Order | None) -> tuple[int, int]:
    first, second = int(figures["a"]), int(figures["b"])
    return (first, second) if order == "mdy" else (second, first)


def _order_of(figures: re.Match[str], weekday: int | None) -> Order | None:
    """The one order in which the figures are a day of the calendar, and the day of the week that stands beside them."""
    first, second = int(figures["a"]), int(figures["b"])
    if first > 12 >= second:
        return "dmy"
    if second > 12 >= first:
        return "mdy"
    read = {order: _made(figures["y"], *_month_and_day(figures, order)).value for order in _ORDERS}
    fitting = [order for order, day in read.items() if day and day.weekday() == weekday]
    return fitting[0] if len(fitting) == 1 else None


def _made(year_text: str, month: int, day: int) -> ReadDate:
    year = int(year_text)
    if len(year_text) == 2:
        year += 2000 if year <= _PIVOT else 1900
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return ReadDate(problem="date_out_of_range")
    try:
        return ReadDate(date(year, month, day))
    except ValueError:
        return ReadDate(problem="date_impossible")


def _why_not(plain: str) -> str:
    if _SERIAL.fullmatch(plain):
        return "date_is_serial"
    if _NO_YEAR.fullmatch(plain):
        return "date_without_year"
    return "date_unreadable"
