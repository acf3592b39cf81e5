"""Who is above whom, where each row names the one right above it: every row is looked at once, whatever they name."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence


def nearest(line: int, namesakes: Sequence[int]) -> int | None:
    """The line of the row that is meant by a name several bear: the last one above, else the first one below."""
    at = bisect_left(namesakes, line)
    if at:
        return namesakes[at - 1]
    return next((other for other in namesakes[:2] if other != line), None)


def topmost(above: Mapping[int, int]) -> dict[int, int]:
    """For each row that has one above it, the last one on the way up; a circle ends where it closes.

    The way up of a row in a circle ends with the one that names it, and every way that leads into a circle goes
    round it once.
    """
    tops: dict[int, int] = {}
    for start in above:
        way: dict[int, int] = {}  # row → its place on the way
        here = start
        while here in above and here not in tops and here not in way:
            way[here] = len(way)
            here = above[here]
        rows = list(way)
        if here in way:
            circle = rows[way[here] :]
            tops.update(zip(circle, [circle[-1], *circle], strict=False))
        top = tops.get(here, here)
        tops.update((row, top) for row in rows if row not in tops)
    return tops
