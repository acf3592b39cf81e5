"""When milestones start and finish, in many iterations at once: forward and backward pass over the links.

Arrays are [milestone, iteration] in working days. Work is half-open: finish = start + duration; with a lag L, FS holds
start ≥ finish of the other + L, SS start ≥ start + L, FF finish ≥ finish + L, SF finish ≥ start + L, and the latest
wins (planner/schedule.py does the same for one plan). FF and SF move the start, they never stretch the work.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecast.checks import CycleError
from forecast.model import Days, Floats, Link, LinkKind, Node

# Two offsets closer than this are the same: a sum of floats must not take a milestone off the critical path.
SAME = 1e-9
# The day of what lies beyond the last working day known.
BEYOND = 2**30

# How long a milestone takes (its index, and what tells the day it would be reached if it took so long).
Duration = Callable[[int, Callable[[Floats], Days]], Floats]


@dataclass(frozen=True, slots=True)
class Network:
    """Milestones by index, each with its links in and out as (the other's index, kind, lag); `order` is topological.

    `reached` tells for each whole number of working days the day on which that much work is done.
    """

    nodes: tuple[Node, ...]
    order: tuple[int, ...]
    before: tuple[tuple[tuple[int, LinkKind, float], ...], ...]
    after: tuple[tuple[tuple[int, LinkKind, float], ...], ...]
    reached: Days


@dataclass(frozen=True, slots=True)
class Times:
    """Start and finish of each milestone as offsets, and its finish as a day."""

    start: Floats
    finish: Floats
    day: Days


def network(nodes: Sequence[Node], links: Sequence[Link], day_of: Days) -> Network:
    """Put milestones in an order in which nothing waits for what comes later. Raises CycleError."""
    place = {node.id: index for index, node in enumerate(nodes)}
    before: list[list[tuple[int, LinkKind, float]]] = [[] for _node in nodes]
    after: list[list[tuple[int, LinkKind, float]]] = [[] for _node in nodes]
    for link in links:
        one, other = place[link.before], place[link.after]
        before[other].append((one, link.kind, link.lag))
        after[one].append((other, link.kind, link.lag))
    return Network(
        tuple(nodes),
        _ordered(nodes, before, after),
        tuple(map(tuple, before)),
        tuple(map(tuple, after)),
        np.concatenate((day_of[:1], day_of, [BEYOND])).astype(np.int32),
    )


def ancestors_of(plan: Network, targets: Sequence[int]) -> set[int]:
    """The indices of the targets and of all they wait for, directly or not."""
    found: set[int] = set()
    left = list(targets)
    while left:
        index = left.pop()
        if index not in found:
            found.add(index)
            left.extend(one for one, _kind, _lag in plan.before[index])
    return found


def day_of(plan: Network, finish: Floats) -> Days:
    """The day on which a finish is reached: that of the last working day it needs; BEYOND after the last one known."""
    needed = finish - SAME
    return plan.reached.take(np.ceil(needed, out=needed).astype(np.int64), mode="clip")


def forward(plan: Network, order: Sequence[int], duration: Duration, count: int) -> Times:
    """Starts and finishes of the milestones of `order` in `count` iterations; the rows of others hold nothing."""
    shape = (len(plan.nodes), count)
    times = Times(np.empty(shape), np.empty(shape), np.empty(shape, np.int32))
    for index in order:
        node, start, finish = plan.nodes[index], times.start[index], times.finish[index]
        if node.done is not None:
            start[:] = node.done if node.began is None else node.began
            finish[:] = node.done
            times.day[index] = node.done_day
            continue
        least = _hold_start(plan, index, times)

        def reached(duration: Floats, node: Node = node, start: Floats = start, least: Floats | None = least) -> Days:
            return day_of(plan, _finish(node, start.copy(), duration, least))

        finish[:] = _finish(node, start, duration(index, reached), least)
        times.day[index] = day_of(plan, finish)
        if node.began is not None:
            start[:] = node.began
    return times


def critical(plan: Network, times: Times, sink: int | None) -> NDArray[np.int64]:
    """In how many iterations each milestone has no float: towards `sink`, or towards the last finish of all.

    LF is the least of what each follower allows: FS its LS - L, FF its LF - L, SS its LS - L + d, SF its LF - L + d.
    A milestone that started long ago holds nobody by its start any more, and one reached holds nobody at all.
    """
    counts = np.zeros(len(plan.nodes), np.int64)
    if not plan.nodes:
        return counts
    counted = ancestors_of(plan, [sink]) if sink is not None else set(plan.order)
    latest: dict[int, tuple[Floats, Floats]] = {}
    end = times.finish[sink] if sink is not None else times.finish.max(axis=0)
    for index in reversed([one for one in plan.order if one in counted]):
        node, duration = plan.nodes[index], times.finish[index] - times.start[index]
        last = end.copy() if sink in {None, index} else np.full(end.shape, np.inf)
        for other, kind, lag in plan.after[index]:
            if other in counted and _is_bound(node, plan.nodes[other], kind):
                allowed = latest[other][kind in {"FF", "SF"}] - lag
                if kind in {"SS", "SF"}:
                    allowed += duration
                np.minimum(last, allowed, out=last)
        latest[index] = (last - duration, last)
        if node.done is None:
            counts[index] = np.count_nonzero(last - times.finish[index] <= SAME)
    return counts


def _is_bound(node: Node, follower: Node, kind: LinkKind) -> bool:
    """Say whether a link still binds: not by a start that has been made, and not who is there already."""
    by_start_of_node, by_start_of_follower = kind in {"SS", "SF"}, kind in {"FS", "SS"}
    return not (
        follower.done is not None or (by_start_of_follower and follower.started) or (by_start_of_node and node.started)
    )


def _hold_start(plan: Network, index: int, times: Times) -> Floats | None:
    """Put a milestone at its earliest start; return the earliest finish if any link holds that."""
    node, start = plan.nodes[index], times.start[index]
    start[:] = 0.0 if node.started else max(0.0, node.earliest)
    least: Floats | None = None
    for other, kind, lag in plan.before[index]:
        bound = (times.finish if kind in {"FS", "FF"} else times.start)[other] + lag
        if kind in {"FF", "SF"}:
            least = bound if least is None else np.maximum(least, bound)
        elif not node.started:
            np.maximum(start, bound, out=start)
    return least


def _finish(node: Node, start: Floats, duration: Floats, least: Floats | None) -> Floats:
    """The finish of a milestone of that duration, at `least` that; its start moves along unless it is made."""
    if least is None:
        return start + duration
    if node.started:
        return np.maximum(start + duration, least)
    np.maximum(start, least - duration, out=start)
    return start + duration


def _ordered(
    nodes: Sequence[Node],
    before: Sequence[Sequence[tuple[int, LinkKind, float]]],
    after: Sequence[Sequence[tuple[int, LinkKind, float]]],
) -> tuple[int, ...]:
    waiting = [len(links) for links in before]
    order = [index for index, count in enumerate(waiting) if count == 0]
    for index in order:  # grows while it is read
        for other, _kind, _lag in after[index]:
            waiting[other] -= 1
            if waiting[other] == 0:
                order.append(other)
    if len(order) < len(nodes):
        raise CycleError(_cycle(nodes, before, set(range(len(nodes))) - set(order)))
    return tuple(order)


def _cycle(
    nodes: Sequence[Node], before: Sequence[Sequence[tuple[int, LinkKind, float]]], left: set[int]
) -> tuple[str, ...]:
    """One cycle among what is left, each of which waits for another that is left."""
    path = [min(left, key=lambda index: nodes[index].id)]
    while path.count(path[-1]) < 2:
        path.append(min((one for one, _kind, _lag in before[path[-1]] if one in left), key=lambda one: nodes[one].id))
    circle = path[path.index(path[-1]) :]
    return tuple(nodes[index].id for index in reversed(circle))
