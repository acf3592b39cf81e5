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
from forecast.model import Days, Floats, Link, Node

# Two offsets closer than this are the same: a sum of floats must not take a milestone off the critical path.
SAME = 1e-9
# The day of what lies beyond the last working day known.
BEYOND = 2**30

# What risks make of the work (index, work, function that tells the day of the finish without them), without the wait.
Lengthen = Callable[[int, Floats, Callable[[], Days]], Floats]


@dataclass(frozen=True, slots=True)
class Network:
    """Milestones by index, each with its links in and out as (the other's index, kind, lag); `order` is topological."""

    nodes: tuple[Node, ...]
    order: tuple[int, ...]
    before: tuple[tuple[tuple[int, str, float], ...], ...]
    after: tuple[tuple[tuple[int, str, float], ...], ...]
    day_of: Days


@dataclass(frozen=True, slots=True)
class Times:
    """Start and finish of each milestone as offsets, and its finish as a day."""

    start: Floats
    finish: Floats
    day: Days


def network(nodes: Sequence[Node], links: Sequence[Link], day_of: Days) -> Network:
    """Put milestones in an order in which nothing waits for what comes later. Raises CycleError."""
    place = {node.id: index for index, node in enumerate(nodes)}
    before: list[list[tuple[int, str, float]]] = [[] for _node in nodes]
    after: list[list[tuple[int, str, float]]] = [[] for _node in nodes]
    for link in links:
        one, other = place[link.before], place[link.after]
        before[other].append((one, link.kind, link.lag))
        after[one].append((other, link.kind, link.lag))
    return Network(
        tuple(nodes),
        _ordered(nodes, before, after),
        tuple(map(tuple, before)),
        tuple(map(tuple, after)),
        np.append(day_of, BEYOND).astype(np.int32),
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
    index = np.ceil(finish - SAME).astype(np.int64)
    index -= 1
    return plan.day_of.take(index, mode="clip")


def forward(
    plan: Network, order: Sequence[int], work: Floats, wait: Sequence[Floats | None], lengthen: Lengthen
) -> Times:
    """Starts and finishes of the milestones of `order`; the rows of others hold nothing."""
    times = Times(np.empty_like(work), np.empty_like(work), np.empty(work.shape, np.int32))
    for index in order:
        node = plan.nodes[index]
        if node.done is not None:
            times.start[index] = node.done if node.began is None else node.began
            times.finish[index] = node.done
            times.day[index] = node.done_day
            continue
        held, held_finish = _bounds(plan, index, times)
        rest = wait[index]
        plain = work[index] if rest is None else work[index] + rest

        def without_risks(
            node: Node = node, plain: Floats = plain, held: Floats = held, ends: Floats | None = held_finish
        ) -> Days:
            return day_of(plan, _placed(node, plain, held, ends)[1])

        duration = lengthen(index, work[index], without_risks)
        if rest is not None:
            duration = duration + rest
        start, finish = _placed(node, duration, held, held_finish)
        times.start[index] = start if node.began is None else node.began
        times.finish[index] = finish
        times.day[index] = day_of(plan, finish)
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
    latest: dict[int, Floats] = {}
    end = times.finish[sink] if sink is not None else times.finish.max(axis=0)
    for index in reversed([one for one in plan.order if one in counted]):
        last = end.copy() if sink in {None, index} else np.full(end.shape, np.inf)
        duration = times.finish[index] - times.start[index]
        for other, kind, lag in plan.after[index]:
            if other in counted:
                _hold(last, (plan.nodes[index], duration), (plan.nodes[other], kind, lag), latest[other], times, other)
        latest[index] = last
        if plan.nodes[index].done is None:
            counts[index] = np.count_nonzero(last - times.finish[index] <= SAME)
    return counts


def _hold(
    last: Floats,
    one: tuple[Node, Floats],
    link: tuple[Node, str, float],
    others_last: Floats,
    times: Times,
    other: int,
) -> None:
    """Lower the latest finish of one milestone to what one link allows."""
    (node, duration), (follower, kind, lag) = one, link
    has_started = follower.started or follower.done is not None
    by_start_of_node = kind in {"SS", "SF"}
    if follower.done is not None or (has_started and kind in {"FS", "SS"}) or (by_start_of_node and node.started):
        return
    allowed = others_last - lag
    if kind in {"FS", "SS"}:
        allowed -= times.finish[other] - times.start[other]
    if by_start_of_node:
        allowed += duration
    np.minimum(last, allowed, out=last)


def _bounds(plan: Network, index: int, times: Times) -> tuple[Floats, Floats | None]:
    """The earliest start, and the earliest finish if any link holds that."""
    node = plan.nodes[index]
    held = np.full(times.start.shape[1], 0.0 if node.started else max(0.0, node.earliest), np.float64)
    held_finish: Floats | None = None
    for one, kind, lag in plan.before[index]:
        bound = (times.finish if kind in {"FS", "FF"} else times.start)[one] + lag
        if kind in {"FS", "SS"}:
            if not node.started:
                np.maximum(held, bound, out=held)
        else:
            held_finish = bound if held_finish is None else np.maximum(held_finish, bound)
    return held, held_finish


def _placed(node: Node, duration: Floats, held: Floats, held_finish: Floats | None) -> tuple[Floats, Floats]:
    """Start and finish of a milestone of that duration."""
    if held_finish is None:
        return held, held + duration
    if node.started:
        return held, np.maximum(held + duration, held_finish)
    start = np.maximum(held, held_finish - duration)
    return start, start + duration


def _ordered(
    nodes: Sequence[Node],
    before: Sequence[Sequence[tuple[int, str, float]]],
    after: Sequence[Sequence[tuple[int, str, float]]],
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
    nodes: Sequence[Node], before: Sequence[Sequence[tuple[int, str, float]]], left: set[int]
) -> tuple[str, ...]:
    """One cycle among what is left, each of which waits for another that is left."""
    path = [min(left, key=lambda index: nodes[index].id)]
    while path.count(path[-1]) < 2:
        path.append(min((one for one, _kind, _lag in before[path[-1]] if one in left), key=lambda one: nodes[one].id))
    circle = path[path.index(path[-1]) :]
    return tuple(nodes[index].id for index in reversed(circle))
