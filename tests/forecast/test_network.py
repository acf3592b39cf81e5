"""Networks against textbooks and closed forms (K07, K10, K11, K15, K19, K22), and each kind of link."""

import numpy as np
import pytest

from forecast import engine
from forecast.chunks import prepare, simulate_plan
from forecast.draws import Draws
from forecast.model import Driver, Effect, Link, Model, Node, Spread
from forecast.network import BEYOND, critical, day_of, forward, network
from tests.forecast.cases import certain

DAYS = np.arange(2_000, dtype=np.int32)
P80 = engine.QUANTILES.index(0.8)
# Reliable Construction Co. (Hillier & Lieberman), weeks.
RELIABLE = {
    "A": (1, 2, 3, ""), "B": (2, 3.5, 8, "A"), "C": (6, 9, 18, "B"), "D": (4, 5.5, 10, "C"), "E": (1, 4.5, 5, "C"),
    "F": (4, 4, 10, "E"), "G": (5, 6.5, 11, "D"), "H": (5, 8, 17, "EG"), "I": (3, 7.5, 9, "C"), "J": (3, 9, 9, "FI"),
    "K": (4, 4, 4, "J"), "L": (1, 5.5, 7, "J"), "M": (1, 2, 3, "H"), "N": (5, 5.5, 9, "KL"),
}  # fmt: skip
# Shares of a full simulation of the same network (K07).
CRITICAL = {
    "A": 1.0, "B": 1.0, "C": 1.0, "D": 0.099, "E": 0.83, "F": 0.83, "G": 0.099, "H": 0.099, "I": 0.071, "J": 0.901,
    "K": 0.158, "L": 0.744, "M": 0.099, "N": 0.901,
}  # fmt: skip


def plan_of(nodes, links=(), drivers=(), sink=None):
    return Model(tuple(nodes), tuple(links), DAYS, tuple(drivers), sink=sink)


def reliable(kind):
    nodes = [Node(id_, Spread(kind, *row[:3])) for id_, row in RELIABLE.items()]
    ends = [Node("end", certain(0), due=46)]  # by the end of week 47, half-open
    links = [Link(before, id_) for id_, row in RELIABLE.items() for before in row[3]]
    return plan_of(nodes + ends, [*links, Link("M", "end"), Link("N", "end")], sink="end")


def single(node, *others, links=(), drivers=()):
    """Start and finish of the first node, in one iteration."""
    prepared = prepare(plan_of([node, *others], links, drivers))
    times = simulate_plan(prepared, Draws(1, 0, 1)).times
    index = prepared.place[node.id]
    return times.start[index, 0], times.finish[index, 0]


def passed(links, works, sink=None):
    """Forward and backward pass over given works [milestone, iteration]."""
    plan = network([Node(str(n), certain(0)) for n in range(len(works))], links, DAYS)
    works = np.asarray(works, float)
    times = forward(plan, plan.order, lambda index, _reached: works[index], works.shape[1])
    return times, critical(plan, times, sink) / times.finish.shape[1]


@pytest.mark.parametrize(
    ("kind", "mean", "p80", "on_time"), [("pert", 44.326, 46.81, 0.816), ("triangular", 46.232, 49.38, 0.594)]
)
def test_textbook_network_meets_its_full_simulation(kind, mean, p80, on_time):
    result = engine.run(reliable(kind), seed=1, n=20_000).plan.nodes

    assert result["end"].mean == pytest.approx(mean, abs=0.1)
    assert result["end"].quantiles[P80] == pytest.approx(p80, abs=0.12)
    assert result["end"].by_due.p == pytest.approx(on_time, abs=0.012)
    if kind == "pert":
        assert {id_: result[id_].criticality for id_ in CRITICAL} == pytest.approx(CRITICAL, abs=0.012)


def test_merging_normal_paths_meet_clarks_formulas():
    # K10: N(100, 10²) and N(95, 20²) with correlation 0.3.
    z = np.random.default_rng(1).standard_normal((2, 200_000))
    one, other = 100 + 10 * z[0], 95 + 20 * (0.3 * z[0] + np.sqrt(1 - 0.09) * z[1])

    times, shares = passed([Link("0", "2"), Link("1", "2")], [one, other, 0 * one], sink=2)

    assert times.finish[2].mean() == pytest.approx(105.53124, rel=0.001)
    assert times.finish[2].std() == pytest.approx(12.703721, rel=0.01)
    assert shares == pytest.approx([0.601216, 0.398784, 1.0], abs=0.005)


def test_three_uniform_works_in_parallel_and_in_a_row():
    # K11 (Hogg, McKean & Craig, ch. 4 problem 23).
    works = [Node(id_, Spread("uniform", 0, 0.5, 1)) for id_ in "abc"]
    merged = prepare(plan_of([*works, Node("m", certain(0))], [Link(id_, "m") for id_ in "abc"]))
    row = prepare(plan_of(works, [Link("a", "b"), Link("b", "c")]))

    most = simulate_plan(merged, Draws(1, 0, 40_000)).times.finish[merged.place["m"]]
    total = simulate_plan(row, Draws(1, 0, 40_000)).times.finish[row.place["c"]]

    assert (most.mean(), most.var(), (most <= 0.5).mean()) == pytest.approx((0.75, 0.0375, 0.125), abs=0.007)
    assert (total.mean(), total.var()) == pytest.approx((1.5, 0.25), abs=0.01)
    assert ((total <= 1).mean(), (total <= 2).mean()) == pytest.approx((1 / 6, 5 / 6), abs=0.008)


def test_shared_risk_driver_makes_works_move_together():
    # K15 (Hulett): one driver on both, and an own one on each.
    def own(id_):
        return Driver(f"own {id_}", 0.4, (Effect(id_, "factor", Spread("triangular", 1.0, 1.1, 1.4)),))

    size = Spread("triangular", 1.05, 1.2, 1.5)
    both = Driver("both", 0.5, (Effect("a", "factor", size), Effect("b", "factor", size)))
    nodes = [Node("a", certain(100)), Node("b", certain(80))]

    shared = simulate_plan(prepare(plan_of(nodes, drivers=[both])), Draws(1, 0, 40_000)).times.finish
    mixed = simulate_plan(prepare(plan_of(nodes, drivers=[both, own("a"), own("b")])), Draws(1, 0, 40_000)).times.finish

    assert (shared[0].mean(), shared[0].var()) == pytest.approx((112.5, 200.0), rel=0.02)
    assert (shared[0] == 100).mean() == pytest.approx(0.5, abs=0.01)
    assert shared.sum(axis=0).std() == pytest.approx(25.455844, rel=0.02)
    assert np.corrcoef(shared)[0, 1] == pytest.approx(1.0)
    assert np.corrcoef(mixed)[0, 1] == pytest.approx(0.649409, abs=0.015)


def test_parallel_paths_are_critical_half_of_the_time_and_a_chain_always():
    # K19: two equal normal paths; a chain of three.
    z = np.random.default_rng(2).standard_normal((3, 100_000))

    times, shares = passed([Link("0", "2"), Link("1", "2")], [20 + z[0], 20 + z[1], 0 * z[0]], sink=2)
    _times, chain = passed([Link("0", "1"), Link("1", "2")], 100 + z * np.array([[3], [4], [12]]))

    assert shares == pytest.approx([0.5, 0.5, 1.0], abs=0.006)
    assert times.finish[2].std() == pytest.approx(0.825645, rel=0.01)
    assert chain.tolist() == [1, 1, 1]


def test_six_tasks_with_three_risk_events_meet_the_published_run():
    # K22: montecarlo_pm's sample project; its reference of 2,000,000 runs.
    three = {"1": (2, 3, 5), "2": (3, 5, 8), "3": (3, 4, 7), "4": (2, 3, 6), "5": (3, 4, 5), "6": (0.5, 1, 2)}
    links = [("1", "2"), ("1", "3"), ("2", "4"), ("3", "4"), ("4", "5"), ("5", "6")]
    events = {"x": (0.3, 3, "2"), "y": (0.2, 2, "34"), "z": (0.7, 4, "5")}
    model = plan_of(
        [Node(id_, Spread("triangular", *points), due=19) for id_, points in three.items()],
        [Link(*pair) for pair in links],
        [
            Driver(id_, p, tuple(Effect(task, "days", certain(days)) for task in tasks))
            for id_, (p, days, tasks) in events.items()
        ],
        sink="6",
    )

    result = engine.run(model, seed=1, n=40_000).plan.nodes

    at = dict(zip(engine.QUANTILES, result["6"].quantiles, strict=True))
    assert (result["6"].mean, at[0.5], at[0.8], at[0.9], at[0.95]) == pytest.approx(
        (21.958, 22.003, 24.468, 25.669, 26.564), abs=0.09
    )
    assert result["6"].by_due.p == pytest.approx(0.2404, abs=0.009)
    assert (result["2"].criticality, result["3"].criticality) == pytest.approx((0.7007, 0.2993), abs=0.01)


@pytest.mark.parametrize(
    ("kind", "lag", "expected"),
    [
        ("FS", 2, (12, 15)),
        ("FS", -4, (6, 9)),
        ("SS", 2, (2, 5)),
        ("FF", 2, (9, 12)),
        ("SF", 8, (5, 8)),
        ("SF", 1, (0, 3)),
    ],
)
def test_each_kind_of_link_holds_what_it_says(kind, lag, expected):
    assert single(Node("b", certain(3)), Node("a", certain(10)), links=[Link("a", "b", kind, lag)]) == expected


def test_latest_predecessor_wins():
    nodes = (Node("b", certain(3), earliest=4), Node("a", certain(10)), Node("c", certain(6)))

    assert single(*nodes, links=[Link("c", "b", "FS"), Link("a", "b", "SS", 5)]) == (6, 9)


def test_work_begun_ignores_links_to_its_start_but_waits_for_those_to_its_finish():
    begun, other = Node("b", certain(3), started=True, earliest=50), Node("a", certain(10))

    assert single(begun, other, links=[Link("a", "b", "FS", 2), Link("a", "b", "SS", 2)]) == (0, 3)
    assert single(begun, other, links=[Link("a", "b", "FF", 2)]) == (0, 12)


def test_lags_count_from_when_work_truly_began():
    late = Node("b", certain(3))

    assert single(late, Node("a", certain(10), started=True, began=-7), links=[Link("a", "b", "SS", 10)]) == (3, 6)
    assert single(late, Node("a", certain(10), done=-1, began=-7), links=[Link("a", "b", "FS", 10)]) == (9, 12)
    assert single(late, Node("a", certain(10), done=-1, began=-7), links=[Link("a", "b", "SS", 10)]) == (3, 6)


def test_nothing_moves_what_is_done_and_it_keeps_its_day():
    model = plan_of(
        [Node("a", certain(9)), Node("b", certain(3), done=-4, done_day=-6, due=-6)],
        [Link("a", "b")],
        [Driver("r", 1, (Effect("b", "days", certain(5)),))],
    )

    result = engine.run(model, seed=1, n=2).plan.nodes["b"]

    assert (result.quantiles[0], result.days[0], result.by_due.p, result.criticality) == (-4, -6, 1, 0)


def test_a_blocks_wait_is_not_multiplied_and_a_shift_never_goes_below_nothing():
    double = Driver("r", 1, (Effect("b", "factor", certain(2)),))

    assert single(Node("b", certain(3), wait=certain(5)), drivers=[double]) == (0, 11)
    assert single(Node("b", certain(3), shift=-10)) == (0, 0)
    assert single(Node("b", certain(3), shift=-1), drivers=[double]) == (0, 4)


def test_a_day_is_that_of_the_last_working_day_needed():
    week = network([], [], np.array([0, 1, 4, 5], np.int32))

    assert day_of(week, np.array([0, 0.5, 1, 1 + 1e-10, 1.5, 3, 4, 4.1])).tolist() == [0, 0, 0, 0, 1, 4, 5, BEYOND]


def test_critical_through_each_kind_of_link():
    nodes = [Node("a", certain(10)), Node("c", certain(2)), Node("b", certain(3))]

    def shares(kind, lag):
        result = engine.run(plan_of(nodes, [Link("a", "b", kind, lag)], sink="b"), seed=1, n=2)
        return [result.plan.nodes[id_].criticality for id_ in "abc"]

    assert shares("FS", 0) == [1, 1, 0]
    assert shares("FF", 2) == [1, 1, 0]
    assert shares("SS", 2) == [1, 1, 0]
    assert shares("SF", 8) == [1, 1, 0]
    assert shares("SF", 1) == [0, 1, 0]


def test_without_a_sink_the_last_finish_is_critical_and_ties_count():
    result = engine.run(plan_of([Node(id_, certain(n)) for id_, n in (("a", 5), ("b", 5), ("c", 4))]), seed=1, n=2)

    assert [result.plan.nodes[id_].criticality for id_ in "abc"] == [1, 1, 0]
