"""The reading of single cells on the way to a neutral row: what is wrong with one is gathered and stops nothing."""

import re
from collections.abc import Iterator
from datetime import date

from core.characters import CONTROL, HIDDEN
from core.tabular.dates import read_date
from core.tabular.reader import Row, fold
from planner.imports.columns import Columns
from planner.imports.orders import DayOrders
from planner.imports.priorities import find_priority
from planner.imports.rows import Problem, fit_title
from planner.imports.states import FINISHED, UNSTARTED, States, find_states

MAX_NAME = 254
# In the languages in which Jira is read.
YES = frozenset({"yes", "true", "1", "y", "x", "✓", "✔", "是", "sí", "si", "tak", "ja", "oui", "sim"})
YES |= {"prawda", "wahr", "vrai", "verdadeiro", "verdadero"}
NO = frozenset({"no", "false", "0", "n", "否", "nie", "nein", "non", "não", "nao"})
NO |= {"fałsz", "falsch", "faux", "falso"}
_BLOCKED = {"blocked", "受阻"}
AUTO, MANUAL = "auto", "manual"  # whether the dates of a milestone move with what it waits for
_SAID, _DENIED = YES | _BLOCKED | {AUTO}, NO | {MANUAL}

_DAYS = re.compile(r"(?P<days>\d{1,4})(?:\.0+)?\s*(?:d|days?|天)?")
_WORK = re.compile(r"(\d{1,5})([wdhm])")
_UNITS = {"w": 5 * 8 * 3600, "d": 8 * 3600, "h": 3600, "m": 60}  # seconds of work, as Jira counts unless told otherwise
_MOST_DAYS = 999
_MOST_WORKING_DAYS = 2_500  # of a milestone
_IN_NO_ADDRESS = re.compile(r"[\s<>@]")


class CellReader:
    """Reads the cells of one row and gathers what is wrong with them."""

    def __init__(self, row: Row, columns: Columns, orders: DayOrders) -> None:
        self.row = row
        self.columns = columns
        self.orders = orders
        self.problems: list[Problem] = []

    def text(self, name: str) -> str:
        """The cell as it stands, without what is no text, which no name of ours keeps."""
        return next((text for _at, text in self._filled(name)), "")

    def _filled(self, name: str) -> Iterator[tuple[int, str]]:
        for at, cell in self.columns.filled(self.row, name):
            yield at, HIDDEN.sub("", CONTROL.sub("", cell))

    def title(self, name: str = "title") -> str:
        """The title on one line, cut to the length we can keep."""
        title, problems = fit_title(self.text(name))
        self.problems += problems if title else [Problem("title_missing")]
        return title

    def day(self, name: str) -> date | None:
        """The date in a field; what cannot be read is a problem and leaves the date empty."""
        for at, text in self._filled(name):
            answer = read_date(text, self.orders.at(at))
            if answer.problem:
                column = self.columns.header[at].strip()
                self.problems.append(Problem(answer.problem, {"column": column, "value": text[:60]}))
            return answer.value
        return None

    def span(self) -> tuple[date | None, date | None]:
        """Start and due, which must not be the wrong way round."""
        start, due = self.day("start"), self.day("due")
        if start and due and start > due:
            self.problems.append(Problem("start_after_due", {"start": start.isoformat(), "due": due.isoformat()}))
        return start, due

    def day_for_state(self) -> date | None:
        """The day that stands where a state is expected, as in a column “Completed”; None where none does."""
        days = (read_date(text, self.orders.at(at)).value for at, text in self._filled("state"))
        return next(filter(None, days), None)

    def states(self, *, done: date | None = None) -> States:
        """What the first state word we know means; without one, the day it was done decides."""
        texts = [text for _at, text in self._filled("state")]
        found = next(filter(None, map(find_states, texts)), None)
        if texts and found is None and self.day_for_state() is None:
            self.problems.append(Problem("state_unknown", {"value": texts[0][:60]}))
        return found or (FINISHED if done else UNSTARTED)

    def days(self, name: str = "estimate") -> int | None:
        """A number of whole days; anything else is a problem and leaves it open."""
        text = fold(self.text(name))
        days = _whole_days(text, _MOST_DAYS)
        if text and days is None:
            self.problems.append(Problem("estimate_unreadable", {"value": text[:60]}))
        return days

    def remaining_days(self, name: str) -> int | None:
        """A number of whole working days that a milestone still takes, read as `days` is."""
        text = fold(self.text(name))
        days = _whole_days(text, _MOST_WORKING_DAYS)
        if text and days is None:
            self.problems.append(Problem("days_unreadable", {"column": self.columns.label(name), "value": text[:60]}))
        return days

    def working_days(self, name: str = "estimate") -> int | None:
        """Work in whole days, a begun one counted: seconds (28800), or weeks, days, hours and minutes (1d 2h)."""
        text = fold(self.text(name))
        seconds = _seconds_of_work(text)
        if seconds is None or seconds > _MOST_DAYS * _UNITS["d"]:
            self.problems.append(Problem("work_unreadable", {"value": text[:60]}))
            return None
        return -(-seconds // _UNITS["d"]) or None

    def flag(self, name: str) -> bool | None:
        """Yes or no, None for an empty cell; anything else is a problem and says nothing."""
        text = fold(self.text(name))
        if text and text not in _SAID | _DENIED:
            self.problems.append(Problem("flag_unreadable", {"column": self.columns.label(name), "value": text[:60]}))
        return text in _SAID if text in _SAID | _DENIED else None

    def priority(self) -> str | None:
        """What the word of a priority means, None for an empty cell; an unknown one is a problem and says nothing."""
        text = self.text("priority")
        found = find_priority(text)
        if text and found is None:
            self.problems.append(Problem("priority_unknown", {"value": text[:60]}))
        return found

    def owner(self) -> tuple[str, str]:
        """Name and email of the owner, either may be empty; `Ana <ana@example.com>` gives both."""
        name, email = self.text("owner")[:MAX_NAME], self.text("owner_email")[:MAX_NAME]
        named, address = _name_and_address(name)
        return (named, (email or address).lower()) if address else (name, email.lower())


def _name_and_address(text: str) -> tuple[str, str]:
    """The two parts of `Ana <ana@example.com>`, `"Ana" ana@example.com` or the address alone; else two empty texts."""
    before, _at, domain = text.removesuffix(">").rpartition("@")
    local = _IN_NO_ADDRESS.split(before)[-1]
    name = before.removesuffix(local).removesuffix("<")
    if not local or "." not in domain[1:-1] or _IN_NO_ADDRESS.search(domain) or "<" in name or ">" in name:
        return "", ""
    return name.strip(' "'), f"{local}@{domain}"


def _whole_days(text: str, most: int) -> int | None:
    found = _DAYS.fullmatch(text)
    days = int(found["days"]) if found else None
    return days if days is not None and days <= most else None


def _seconds_of_work(text: str) -> int | None:
    """The seconds of work a cell speaks of, 0 for an empty one, None where it cannot be read."""
    if text.isdecimal():
        return int(text[:12])
    found = [_WORK.fullmatch(part) for part in text.split()]
    return sum(int(each[1]) * _UNITS[each[2]] for each in found if each) if all(found) else None
