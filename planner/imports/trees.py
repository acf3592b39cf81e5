"""Who is above whom, where each row names the one right above it: every row is looked at once, whatever they name."""

from collections.abc import Mapping


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
