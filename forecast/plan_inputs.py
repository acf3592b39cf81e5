"""Milestones and links as the simulation takes them. Pure: rows in, nodes and links out.

Rows are mappings of a row's own values (forecast/rows.py). A milestone that is cancelled, or whose project is closed,
is out with its links.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from planner.calendar import Calendar
from planner.estimates import LONGEST_GUESS, SUGGESTED, USED_UP, assumed, remaining

from .assumptions import (
    WAIT_OF_BLOCKED,
    WITHOUT_DATE,
    Assumption,
    overdue,
    span,
    spread_of,
)
from .model import Link, Node, Spread

Row = Mapping[str, Any]
KIND = "planner.milestone"
OPEN = ("planned", "in_progress", "in_review")
BEGUN = ("in_progress", "in_review")
CLOSED_PROJECTS = ("finished", "discontinued")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the plan comes to; `left_out` are open milestones without date, estimate or link."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    assumptions: tuple[Assumption, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """Today and the working calendar: where a day lies in working days from today."""

    today: date
    calendar: Calendar

    def start(self, day: date) -> float:
        """Return the work offset of the start of a day; negative before today."""
        return float(self.calendar.offset(day, self.today))

    def days(self, day: date | None) -> int | None:
        """Return how many days after today a day is."""
        return None if day is None else (day - self.today).days

    def gone(self, since: date) -> int:
        """Return the working days from a day to yesterday, 0 for today or later."""
        return self.calendar.count(since, self.today - DAY) if since < self.today else 0


def plan_of(milestones: Sequence[Row], dependencies: Sequence[Row], clock: Clock) -> Plan:
    """Return the nodes and links of a team's milestones, and what was assumed of them."""
    rows = {str(row["id"]): row for row in milestones if counts(row)}
    links = [row for row in dependencies if {str(row["predecessor_id"]), str(row["successor_id"])} <= rows.keys()]
    before: dict[str, list[Row]] = {}
    linked = set()
    for link in links:
        before.setdefault(str(link["successor_id"]), []).append(rows[str(link["predecessor_id"])])
        linked |= {str(link["predecessor_id"]), str(link["successor_id"])}
    nodes, assumptions = [], []
    for identity, row in rows.items():
        node, notes = _node(identity, row, before.get(identity, []), identity in linked, clock)
        assumptions += notes
        if node is not None:
            nodes.append(node)
    known = {node.id for node in nodes}
    return Plan(tuple(nodes), tuple(_link(row) for row in links if _ends(row) <= known), tuple(assumptions))


def counts(row: Row) -> bool:
    """Say whether a milestone is part of the plan that is simulated."""
    is_out = row["state"] == "cancelled" or (row["state"] in OPEN and row["project__state"] in CLOSED_PROJECTS)
    return not is_out


def _ends(row: Row) -> set[str]:
    return {str(row["predecessor_id"]), str(row["successor_id"])}


def _link(row: Row) -> Link:
    return Link(str(row["predecessor_id"]), str(row["successor_id"]), row["kind"], float(row["lag"]))


def _node(
    identity: str, row: Row, before: list[Row], is_linked: bool, clock: Clock
) -> tuple[Node | None, list[Assumption]]:
    if row["state"] == "completed":
        done = min(clock.start(row["completed_on"] + DAY), 0.0)
        day = min(clock.days(row["completed_on"]) or 0, 0)
        due = clock.days(row["due_on"])
        return Node(
            identity, spread_of((0.0, 0.0, 0.0)), done=done, due=due, began=_began(row, clock), done_day=day
        ), []
    notes: list[Assumption] = []
    work, earliest = _work(identity, row, before, is_linked, clock, notes)
    if work is None:
        return None, notes
    is_begun = row["state"] in BEGUN
    if is_begun:
        earliest = 0.0
    elif row["starts_on"] is not None and not (before and row["follows_links"]):
        earliest = max(earliest, clock.start(row["starts_on"]))
    wait = None
    if row["blocked"]:
        wait = spread_of(WAIT_OF_BLOCKED)
        notes.append(Assumption("blocked", KIND, identity))
    due = clock.days(row["due_on"])
    began = _began(row, clock) if is_begun else None
    return Node(identity, work, max(earliest, 0.0), is_begun, None, wait, 0.0, due, began), notes


def _began(row: Row, clock: Clock) -> float | None:
    return None if row["started_on"] is None else min(clock.start(row["started_on"]), 0.0)


def _work(
    identity: str, row: Row, before: list[Row], is_linked: bool, clock: Clock, notes: list[Assumption]
) -> tuple[Spread | None, float]:
    """Return what work remains, and the offset it does not begin before for want of a start."""
    if row["days_likely"] is not None:
        return _estimated(identity, row, clock, notes), 0.0
    if row["due_on"] is None:
        notes.append(Assumption("no_date" if is_linked else "left_out", KIND, identity, counts=is_linked))
        return (spread_of(WITHOUT_DATE), 0.0) if is_linked else (None, 0.0)
    start, is_known = _start(row, before, clock)
    days = clock.calendar.count(start, row["due_on"])
    if row["due_on"] < clock.today:
        notes.append(Assumption("overdue", KIND, identity))
        return overdue(float(days if is_known else min(days, LONGEST_GUESS))), 0.0
    notes.append(Assumption("estimate", KIND, identity, {"days": days if is_known else min(days, LONGEST_GUESS)}))
    if is_known:
        return span(float(days)), 0.0
    days = min(days, LONGEST_GUESS)
    return span(float(days)), clock.start(row["due_on"] + DAY) - days


def _start(row: Row, before: list[Row], clock: Clock) -> tuple[date, bool]:
    """Return the day the planned span begins, and whether somebody has given it."""
    if row["state"] in BEGUN and row["due_on"] >= clock.today:
        return clock.today, True
    given = row["started_on"] or row["starts_on"]
    if given is not None and given <= row["due_on"]:
        return max(given, clock.today) if row["due_on"] >= clock.today else given, True
    earlier = [other["due_on"] for other in before if other["due_on"] is not None and other["due_on"] < row["due_on"]]
    if earlier:
        return max(earlier) + DAY, False
    return min(clock.today, row["due_on"]), False


def _estimated(identity: str, row: Row, clock: Clock, notes: list[Assumption]) -> Spread:
    low, likely, high = row["days_min"], row["days_likely"], row["days_max"]
    if low is None or high is None:
        notes.append(Assumption("range", KIND, identity, {"days": likely}))
    elif row["external_source"] == SUGGESTED:
        notes.append(Assumption("suggested", KIND, identity, {"low": low, "high": high}))
    points = assumed(low, likely, high)
    if row["state"] not in BEGUN:
        return spread_of(points)
    since = max((day for day in (row["estimated_on"], row["started_on"]) if day is not None), default=clock.today)
    gone = clock.gone(since)
    if gone and points[2] <= gone:
        notes.append(Assumption("used_up", KIND, identity))
        return spread_of(USED_UP)
    return spread_of(remaining(points, gone))
