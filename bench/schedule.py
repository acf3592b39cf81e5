"""Measure the schedule of a plan against the time graphlib takes to order the same graph, in the same run.

    python -m bench.schedule [--items 5000] [--links 10000]

Required: at most 20 times for reading a schedule, and for a cascade that moves everything, and no more for four times
the plan. Needs no database.
"""

import argparse
import random
import sys
import time
from graphlib import TopologicalSorter

from bench.report import Figure, told
from planner.network import Item, Link, Plan
from planner.schedule import cascade, schedule

ROUNDS = 7
TIMES, LARGER = 20, 4


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--items", type=int, default=5000)
    arguments.add_argument("--links", type=int, default=10_000)
    chosen = arguments.parse_args()
    floor, read, moved = measured(*plan(chosen.items, chosen.links))
    larger_floor, larger_read, larger_moved = measured(*plan(chosen.items * LARGER, chosen.links * LARGER))
    print(f"{chosen.items} items, {chosen.links} links: graphlib {floor * 1000:.1f} ms, schedule {read * 1000:.1f} ms,"
          f" cascade {moved * 1000:.1f} ms")  # fmt: skip
    missed = told(
        [
            Figure("schedule against graphlib's order", read / floor, TIMES),
            Figure("cascade against graphlib's order", moved / floor, TIMES),
            Figure(f"schedule of {LARGER} times the plan, against its order", larger_read / larger_floor, TIMES),
            Figure(f"cascade of {LARGER} times the plan, against its order", larger_moved / larger_floor, TIMES),
        ]
    )
    return int(missed > 0)


def plan(items, links):
    """Return a plan in which everything hangs on the first item, with all kinds of links; the same in each run."""
    draw = random.Random(items)
    made = [Item(n, duration=draw.randint(0, 20), start=n, due=n + 20) for n in range(items)]
    pairs = {(draw.randrange(n), n) for n in range(1, items)}
    while len(pairs) < links:
        pairs.add(tuple(sorted(draw.sample(range(items), 2))))
    joined = [
        Link(before, after, draw.choice(["FS", "SS", "FF", "SF"]), draw.randint(-5, 10)) for before, after in pairs
    ]
    draw.shuffle(made)
    return tuple(made), tuple(joined)


def measured(items, links):
    """Return the quickest seconds of graphlib, of a schedule and of a cascade, taken in turn."""
    acts = [
        lambda: list(TopologicalSorter(graph(items, links)).static_order()),
        lambda: schedule(Plan(items, links)),
        lambda: cascade(Plan(items, links), {0: 500.0}),
    ]
    best = [float("inf")] * len(acts)
    for _round in range(ROUNDS):
        for place, act in enumerate(acts):
            begun = time.perf_counter()
            act()
            best[place] = min(best[place], time.perf_counter() - begun)
    return best


def graph(items, links):
    waits = {item.id: [] for item in items}
    for link in links:
        waits[link.after].append(link.before)
    return waits


if __name__ == "__main__":
    sys.exit(main())
