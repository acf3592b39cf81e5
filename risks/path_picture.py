"""The way of a risk through its grid: inherent, current and target as marks on a small five by five. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

LEFT, STEP_X, STEP_Y, WIDTH, HEIGHT = 24, 59, 41, 56, 38
RADIUS: Mapping[str, int] = {"inherent": 7, "current": 8, "target": 7}
GAP = 3  # between a mark and the arrow that leads to it
HEAD = 6
BEND = 16


@dataclass(frozen=True, slots=True)
class Square:
    """One square of the grid by its figures, from 1 to 5, and its upper left corner."""

    probability: int
    impact: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a score stands."""

    kind: str
    x: float
    y: float
    radius: int


@dataclass(frozen=True, slots=True)
class Way:
    """An arrow from one mark to the next: its line and its head as SVG paths, and whether it is still ahead."""

    line: str
    head: str
    is_ahead: bool


@dataclass(frozen=True, slots=True)
class Picture:
    squares: tuple[Square, ...]
    marks: tuple[Mark, ...]
    ways: tuple[Way, ...]


def picture(scores: Mapping[str, tuple[int, int]]) -> Picture:
    """Return the Picture of {kind: (probability, impact)}; marks that share a square stand side by side."""
    marks = _marks({kind: scores[kind] for kind in RADIUS if kind in scores})
    ways = (_way(before, after) for before, after in pairwise(marks) if scores[before.kind] != scores[after.kind])
    squares = tuple(
        Square(p, i, LEFT + STEP_X * (i - 1), STEP_Y * (5 - p)) for p in (5, 4, 3, 2, 1) for i in (1, 2, 3, 4, 5)
    )
    return Picture(squares, tuple(marks), tuple(ways))


def _marks(scores: Mapping[str, tuple[int, int]]) -> list[Mark]:
    marks = []
    for kind, place in scores.items():
        here = [each for each, other in scores.items() if other == place]
        aside = 17 * (here.index(kind) - (len(here) - 1) / 2)
        p, i = place
        x = LEFT + STEP_X * (i - 1) + WIDTH / 2 + aside
        marks.append(Mark(kind, x, STEP_Y * (5 - p) + HEIGHT / 2, RADIUS[kind]))
    return marks


def _way(start: Mark, end: Mark) -> Way:
    """Return an arrow that first goes up or down, then aside."""
    across, down = end.x - start.x, end.y - start.y
    toward_x, toward_y = (1 if across > 0 else -1), (1 if down > 0 else -1)
    begin, stop = start.radius + 1, end.radius + GAP
    if abs(down) < 1:
        tip = end.x - toward_x * stop
        line = f"M{_n(start.x + toward_x * begin)} {_n(start.y)}H{_n(tip - toward_x * HEAD)}"
        return Way(line, _head(tip, end.y, toward_x, 0), end.kind == "target")
    if abs(across) < 1:
        tip = end.y - toward_y * stop
        line = f"M{_n(start.x)} {_n(start.y + toward_y * begin)}V{_n(tip - toward_y * HEAD)}"
        return Way(line, _head(end.x, tip, 0, toward_y), end.kind == "target")
    bend = min(BEND, abs(across) / 2, abs(down) / 2)
    tip = end.x - toward_x * stop
    line = (
        f"M{_n(start.x)} {_n(start.y + toward_y * begin)}V{_n(end.y - toward_y * bend)}"
        f"Q{_n(start.x)} {_n(end.y)} {_n(start.x + toward_x * bend)} {_n(end.y)}H{_n(tip - toward_x * HEAD)}"
    )
    return Way(line, _head(tip, end.y, toward_x, 0), end.kind == "target")


def _head(x: float, y: float, along: int, up: int) -> str:
    """Return a triangle whose tip stands at a point."""
    back_x, back_y = x - along * HEAD, y - up * HEAD
    wide_x, wide_y = (0 if along else 4), (0 if up else 4)
    return f"M{_n(back_x - wide_x)} {_n(back_y - wide_y)}L{_n(back_x + wide_x)} {_n(back_y + wide_y)}L{_n(x)} {_n(y)}z"


def _n(figure: float) -> str:
    return f"{figure:.1f}"
