"""An entry of the risk library in one language: frozen rows, read and judged by `reading.py`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Response:
    """What makes the risk smaller, and the figure in which it shows; due so many days after it was begun."""

    title: str
    metric: str
    due_days: int
    role: str


@dataclass(frozen=True, slots=True)
class Step:
    """What whoever holds the role does so many days after the plan is activated."""

    title: str
    offset_days: int
    role: str


@dataclass(frozen=True, slots=True)
class Watch:
    """By what the trigger could be seen: `days` are working days of a slip, `percent` is a chance."""

    kind: str
    days: int | None = None
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Contingency:
    """What to do if it happens all the same."""

    title: str
    trigger: str
    role: str
    watch: Watch
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure worth watching; `direction` is the way in which it gets worse, "up" or "down"."""

    name: str
    unit: str
    direction: str
    amber: int
    red: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A risk many teams share. `suits` are templates it fits, none means any; `starter` names such a risk of one."""

    code: str
    version: int
    category: str
    kind: str
    title: str
    cause: str
    event: str
    effect: str
    probability: int
    impact: int
    strategy: str
    role: str
    suits: tuple[str, ...]
    starter: str
    responses: tuple[Response, ...]
    plan: Contingency
    indicator: Indicator | None
    references: tuple[str, ...]
