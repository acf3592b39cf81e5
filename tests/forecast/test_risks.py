"""What risks and the plans that answer them do to one certain milestone, exactly."""

import numpy as np
import pytest

from forecast import engine
from forecast.model import Cash, Driver, Effect, Link, Model, Node, Spread
from tests.forecast.cases import certain

DAYS = np.arange(400, dtype=np.int32)


def days(size, node="a", *, parallel=False):
    return Effect(node, "days", certain(size), parallel)


def factor(size, node="a", *, parallel=False):
    return Effect(node, "factor", certain(size), parallel)


def plan_of(*drivers, nodes=None, cash=None):
    return Model(nodes or (Node("a", certain(10)),), (), DAYS, drivers, cash=cash)


def finish(*drivers):
    return engine.run(plan_of(*drivers), seed=1, n=4).plan.nodes["a"].mean


def spent(*drivers, nodes=None, horizon=380):
    """By day from today, what has been spent, in the only iteration."""
    zeros = np.zeros(horizon)
    cash = Cash(0, -1e9, -1, zeros, zeros, np.arange(horizon, dtype=np.int32))
    fan = engine.run(plan_of(*drivers, nodes=nodes, cash=cash), seed=1, n=1).money.fan
    return [-row[2] for row in fan[1:]]


def first_day_and_sum(*drivers, **more):
    rows = spent(*drivers, **more)
    return next((day for day, figure in enumerate(rows) if figure), None), rows[-1]


@pytest.mark.parametrize(
    ("drivers", "expected"),
    [
        ([Driver("r", 0, (days(5),))], 10),
        ([Driver("r", 1, (days(5),))], 15),
        ([Driver("r", 1, (days(-4),))], 6),
        ([Driver("r", 1, (days(-40),))], 0),
        ([Driver("r", 1, (factor(1.5),)), Driver("s", 1, (factor(2),))], 30),
        ([Driver("r", 1, (factor(1.5),)), Driver("s", 1, (days(3),))], 18),
        ([Driver("r", 1, (factor(1.5, parallel=True),)), Driver("s", 1, (factor(2, parallel=True),))], 20),
        ([Driver("r", 1, (factor(1.5, parallel=True),)), Driver("s", 1, (days(3, parallel=True),))], 15),
        ([Driver("r", 1, (factor(1.2, parallel=True),)), Driver("s", 1, (days(3, parallel=True),))], 13),
        ([Driver("r", 1, (factor(1.5, parallel=True),)), Driver("s", 1, (factor(2),))], 30),
        ([Driver("r", 1, (days(3, parallel=True),)), Driver("s", 1, (days(4),))], 17),
        ([Driver("r", 0, (days(3, parallel=True),)), Driver("s", 1, (days(4),))], 14),
    ],
)
def test_effects_in_series_add_up_and_of_those_in_parallel_the_largest_counts(drivers, expected):
    assert finish(*drivers) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("driver", "expected"),
    [
        (Driver("r", 1, (days(5),), days_saved=2), 13),
        (Driver("r", 1, (days(5),), days_saved=9), 10),
        (Driver("r", 1, (days(5),), days_saved=4, share=0.5), 13),
        (Driver("r", 1, (days(5),), days_saved=4, share=0), 15),
        (Driver("r", 1, (factor(1.5),), days_saved=2), 13),
        (Driver("r", 1, (factor(1.5),), days_saved=9), 10),
        (Driver("r", 1, (days(5, parallel=True),), days_saved=2), 13),
        (Driver("r", 1, (days(-4),), days_saved=2), 6),
        (Driver("r", 0, (days(5),), days_saved=2), 10),
    ],
)
def test_a_plan_saves_at_most_what_the_risk_costs(driver, expected):
    assert finish(driver) == pytest.approx(expected)


def test_money_of_a_risk_moves_when_the_first_milestone_it_hits_is_reached():
    nodes = (Node("a", certain(10)), Node("b", certain(30)))
    risk = Driver("r", 1, (days(5, "b"), days(5, "a")), certain(100))

    assert first_day_and_sum(risk, nodes=nodes) == (14, 100)


def test_a_plan_saves_money_and_costs_some_at_the_same_moment():
    risk = Driver("r", 1, (days(0),), certain(100), money_saved=30, cost=7)

    assert first_day_and_sum(risk) == (9, 77)
    assert first_day_and_sum(Driver("r", 1, (days(0),), certain(100), money_saved=300, cost=7)) == (9, 7)
    assert first_day_and_sum(Driver("r", 1, (days(0),), cost=7)) == (9, 7)
    assert first_day_and_sum(Driver("r", 0, (days(0),), certain(100), cost=7)) == (None, 0)


def test_a_risk_that_names_no_milestone_costs_on_the_day_it_happens():
    assert first_day_and_sum(Driver("r", 1, (), certain(100), window=(40, 40))) == (40, 100)
    day, total = first_day_and_sum(Driver("r", 1, (), certain(100)))
    assert 0 <= day <= 365
    assert total == 100


def test_a_risk_too_late_for_its_milestones_costs_money_but_no_days():
    risk = Driver("r", 1, (days(5),), certain(100), window=(10, 10))

    assert finish(risk) == 10
    assert first_day_and_sum(risk) == (10, 100)
    assert finish(Driver("r", 1, (days(5),), window=(-3, 9))) == 15


def test_a_window_that_is_over_changes_nothing():
    assert finish(Driver("r", 1, (days(5),), window=(-9, -1))) == 10


def test_a_window_hits_as_often_as_its_days_come_before_the_milestone():
    risk = Driver("r", 1, (days(5),), window=(-5, 39))

    result = engine.run(plan_of(risk), seed=1, n=20_000).plan.nodes["a"]

    # Days 0 to 39 are as likely as each other, and the milestone is reached on day 9 without the risk.
    assert (result.mean - 10) / 5 == pytest.approx(0.25, abs=0.0125)


def test_a_window_looks_at_the_finish_that_links_make():
    model = Model(
        (Node("a", certain(10)), Node("b", certain(10))),
        (Link("a", "b"),),
        DAYS,
        (Driver("r", 1, (days(5, "b"),), window=(19, 19)), Driver("s", 1, (days(5, "b"),), window=(20, 20))),
    )

    assert engine.run(model, seed=1, n=1).plan.nodes["b"].mean == 25


def test_one_draw_of_size_serves_all_milestones():
    size = Spread("uniform", 0, 5, 10)
    nodes = (Node("a", certain(10)), Node("b", certain(10)))
    risk = Driver("r", 1, (Effect("a", "days", size), Effect("b", "days", size)))

    result = engine.run(plan_of(risk, nodes=nodes), seed=1, n=50).plan.nodes

    assert result["a"].quantiles == result["b"].quantiles
