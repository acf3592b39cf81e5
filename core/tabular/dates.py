"""Dates as people and programs write them, read as they stand: the date part only, never moved by a time
zone.

Day and month in figures alone are ambiguous while both are 12 or less: day_order() reads a whole column,
and where that does not settle it a person is asked once, with a sample.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.normal_form import normal_form

Order = Literal["dmy", "mdy"]

FIRST_YEAR, LAST_YEAR = 1900, 2199
# Two figures of a year count as 2000 up to here, as 1900 beyond; POSIX draws the same line.
_PIVOT = 68
# No date is longer; patterns over a cell of thousands of spaces would take seconds.
_LONGEST = 60

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|january|february|march|april|august"
_MONTH += r"|september|october|november|december)\.?"
_CLOCK = r"(?:上午|下午)?\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?"
_TIME = rf"(?:(?:[t,]\s*|\s+){_CLOCK}\s*(?:z|utc|gmt|[+-]\d{{2}}:?\d{{2}})?)?"

_YEAR_FIRST = re.compile(rf"(?P<y>\d{{4}})([-/.])(?P<m>\d{{1,2}})\2(?P<d>\d{{1,2}}){_TIME}")
_CHINESE = re.compile(rf"(?P<y>\d{{4}})\s*年\s*(?P<m>\d{{1,2}})\s*月\s*(?P<d>\d{{1,2}})\s*[日号]?{_TIME}")
_COMPACT = re.compile(r"(?P<y>(?:19|20|21)\d{2})(?P<m>\d{2})(?P<d>\d{2})")
_DAY_MONTH_NAME = re.compile(rf"(?P<d>\d{{1,2}})[-/. ]\s*{_MONTH}[-/ ,]\s*(?P<y>\d{{4}}|\d{{2}}){_TIME}")
_MONTH_NAME_DAY = re.compile(rf"{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}}){_TIME}")
_FIGURES = re.compile(rf"(?P<a>\d{{1,2}})(?P<sign>[-/.])(?P<b>\d{{1,2}})(?P=sign)(?P<y>\d{{4}}|\d{{2}}){_TIME}")
_SERIAL = re.compile(r"[2-9]\d{4}(?:\.\d+)?")
_NO_YEAR = re.compile(r"\d{1,2}\s*月\s*\d{1,2}\s*[日号]?|\d{1,2}[-/]\d{1,2}")


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
    for pattern in (_YEAR_FIRST, _CHINESE, _COMPACT, _DAY_MONTH_NAME, _MONTH_NAME_DAY):
        found = pattern.fullmatch(plain)
        if found:
            parts = found.groupdict()
            month = _MONTHS.index(parts["month"][:3]) + 1 if "month" in parts else int(parts["m"])
            return _made(parts["y"], month, int(parts["d"]))
    figures = _FIGURES.fullmatch(plain)
    if figures:
        return _from_figures(figures, order)
    return ReadDate(problem=_why_not(plain))


def day_order(samples: Iterable[str]) -> DayOrder:
    """Whether the dates of a file put the day or the month first, from those that leave no doubt."""
    seen: dict[str, str] = {}
    for text in samples:
        figures = _FIGURES.fullmatch(_plain(text))
        if figures and figures["sign"] != ".":
            seen.setdefault(_order_of(figures) or "ask", text.strip())
    if "dmy" in seen and "mdy" in seen:
        return DayOrder("mixed", seen["mdy"])
    if "dmy" in seen:
        return DayOrder("dmy", seen["dmy"])
    if "mdy" in seen:
        return DayOrder("mdy", seen["mdy"])
    return DayOrder("ask", seen["ask"]) if "ask" in seen else DayOrder("none")


def _plain(text: str) -> str:
    return normal_form(text.strip()[: _LONGEST + 1]).casefold()


def _from_figures(figures: re.Match[str], order: Order | None) -> ReadDate:
    first, second = int(figures["a"]), int(figures["b"])
    # Where dots part the figures the day comes first in every country that writes so.
    settled = "dmy" if figures["sign"] == "." else _order_of(figures) or order
    if settled is None and first != second:
        return ReadDate(problem="date_ambiguous")
    day, month = (second, first) if settled == "mdy" else (first, second)
    return _made(figures["y"], month, day)


def _order_of(figures: re.Match[str]) -> Order | None:
    first, second = int(figures["a"]), int(figures["b"])
    if first > 12 >= second:
        return "dmy"
    if second > 12 >= first:
        return "mdy"
    return None


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
