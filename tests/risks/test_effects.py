"""Which of a risk's plans counts, and which way an effect may point."""

from decimal import Decimal
from fractions import Fraction

import pytest

from risks.effects import PlanEffect, best_plan, is_contrary
from risks.scoring import Chance, Matrix, chance_of
from risks.states import PlanState


def plan(state, *, name="a", outcome="", order=1, days=5, money=None, cost=None):
    return PlanEffect(name, state, outcome, order, days, money, cost)


@pytest.mark.parametrize(
    ("percent", "probability", "expected"),
    [
        (None, 1, Chance(Fraction(5, 100), "level", 0, 10)),
        (None, 2, Chance(Fraction(20, 100), "level", 10, 30)),
        (None, 3, Chance(Fraction(40, 100), "level", 30, 50)),
        (None, 4, Chance(Fraction(65, 100), "level", 50, 80)),
        (None, 5, Chance(Fraction(90, 100), "level", 80, 100)),
        (35, 1, Chance(Fraction(35, 100), "given")),
        (0, 5, Chance(Fraction(0), "given")),
        (100, None, Chance(Fraction(1), "given")),
        (None, None, Chance(None, None)),
    ],
)
def test_a_given_percentage_counts_before_the_middle_of_a_level(percent, probability, expected):
    assert chance_of(percent, probability) == expected


@pytest.mark.parametrize(("percent", "probability"), [(-1, 3), (101, 3), (None, 0), (None, 6)])
def test_a_figure_outside_its_scale_is_no_chance(percent, probability):
    with pytest.raises(ValueError, match=r"0 to 100|1 to 5"):
        chance_of(percent, probability)


def test_a_level_means_what_its_own_matrix_says():
    other = Matrix(version=99, rows=(("low",) * 5,) * 5, percents=((0, 15), (15, 20), (20, 40), (40, 60), (60, 100)))

    assert chance_of(None, 1, other) == Chance(Fraction(75, 1000), "level", 0, 15)
    assert chance_of(None, 1, other).percent == 7.5


@pytest.mark.parametrize(
    ("state", "outcome", "expected"),
    [
        ("draft", "", None),
        ("ready", "", ("fires", 1)),
        ("rehearsed", "", ("fires", 1)),
        ("activated", "", ("always", 1)),
        ("completed", "worked", ("always", 1)),
        ("completed", "partly", ("always", Fraction(1, 2))),
        ("failed", "failed", None),
        ("retired", "", None),
    ],
)
def test_a_plan_counts_as_its_state_says(state, outcome, expected):
    counted = best_plan([plan(state, outcome=outcome)])

    assert (counted and (counted.when, counted.share)) == expected


def test_every_state_of_a_plan_is_decided():
    assert {state.value for state in PlanState} == {
        "draft", "ready", "rehearsed", "activated", "completed", "failed", "retired",
    }  # fmt: skip


def test_what_was_done_counts_before_what_is_prepared():
    states = ["ready", "rehearsed", "completed", "activated"]

    best = [best_plan([plan(state, name=state) for state in states[:many]]).plan.id for many in range(1, 5)]

    assert best == states


def test_of_plans_equally_far_the_first_counts():
    assert best_plan([plan("ready", name="b", order=2), plan("ready", order=1, days=1)]).plan.id == "a"


def test_a_plan_without_an_estimate_never_counts():
    unknown = plan("activated", days=None)

    assert best_plan([unknown]) is None
    assert best_plan([unknown, plan("ready", name="b")]).plan.id == "b"
    assert best_plan([]) is None


@pytest.mark.parametrize(
    "figures", [{"days": 0}, {"days": None, "money": Decimal(0)}, {"days": None, "cost": Decimal(9)}]
)
def test_zero_is_an_estimate_and_a_cost_alone_is_one(figures):
    assert best_plan([plan("ready", **figures)]).when == "fires"


@pytest.mark.parametrize(
    ("effect", "figures", "threat", "opportunity"),
    [
        ("days", (None, 10, None), False, True),
        ("days", (0, 0, 0), False, False),
        ("days", (-1, 5, 9), True, True),
        ("days", (-9, -5, 0), True, False),
        ("factor", (100, 150, 200), False, True),
        ("factor", (50, 100, 100), True, False),
        ("factor", (None, 99, None), True, False),
        ("", (None, None, None), False, False),
    ],
)
def test_threats_add_time_and_opportunities_save_it(effect, figures, threat, opportunity):
    assert is_contrary(effect, figures, saves=False) is threat
    assert is_contrary(effect, figures, saves=True) is opportunity
