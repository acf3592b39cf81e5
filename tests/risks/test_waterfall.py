"""The waterfall of responses: figures worked out by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from risks.waterfall import COUNTED, Response, Step, Sum, upside, waterfall


def of(*responses):
    return [Response(place, state, days) for place, (state, days) in enumerate(responses)]


# As the sketch has it: 24 days without any response, 5 done and 8 under way leave 11, 3 and 6 planned leave 2.
SKETCH = of(("done", 5), ("in_progress", 8), ("todo", 3), ("todo", 6))


def test_each_step_hangs_where_the_last_one_ended():
    fall = waterfall(11, SKETCH)

    assert fall.rows == (
        Sum("without", 24, ()),
        Step(0, "done", 5, 19, 24),
        Step(1, "active", 8, 11, 19),
        Sum("now", 11, ()),
        Step(2, "planned", 3, 8, 11),
        Step(3, "planned", 6, 2, 8),
        Sum("planned", 2, ()),
    )
    assert (fall.most, fall.unknown, fall.beyond) == (24, 0, 0)
    assert [round(fall.share(each), 2) for each in (0, 24, 19, 11)] == [0, 100, 79.17, 45.83]


def test_what_is_done_comes_first_and_what_is_planned_last():
    fall = waterfall(10, of(("todo", 1), ("blocked", 2), ("verified", 3), ("cancelled", 9)))

    assert [row.kind for row in fall.rows] == ["without", "done", "active", "now", "planned", "planned"]
    assert (fall.most, fall.rows[-1].amount) == (15, 9)


def test_what_is_not_known_has_no_bar_and_is_counted():
    fall = waterfall(4, of(("done", None), ("todo", 0)))

    assert fall.rows[1] == Step(0, "done", None, None, None)
    assert fall.rows[3] == Step(1, "planned", 0, 4, 4)
    assert (fall.unknown, fall.most, fall.rows[-1].amount) == (1, 4, 4)


def test_nothing_is_taken_off_below_nothing():
    fall = waterfall(5, of(("todo", 3), ("todo", 6)))

    assert [(row.low, row.high) for row in fall.rows if isinstance(row, Step)] == [(2, 5), (0, 2)]
    assert (fall.rows[-1].amount, fall.beyond) == (0, 4)


def test_costs_of_two_currencies_are_never_added():
    fall = waterfall(
        9,
        [
            Response(1, "done", 1, (("EUR", Decimal(1800)),)),
            Response(2, "in_progress", 1, (("EUR", Decimal(4000)),)),
            Response(3, "todo", 1, (("USD", Decimal(600)),)),
            Response(4, "todo", 1),
        ],
    )

    assert [row.costs for row in fall.rows if isinstance(row, Sum)] == [
        (),
        (("EUR", Decimal(5800)),),
        (("EUR", Decimal(5800)), ("USD", Decimal(600))),
    ]


def test_a_risk_that_costs_nothing_without_responses_has_no_scale():
    fall = waterfall(0, [])

    assert (fall.most, fall.share(0), [row.amount for row in fall.rows]) == (0, 0, [0, 0, 0])


def test_what_is_not_said_of_several_together_is_counted_one_by_one():
    fall = waterfall(9, [Response("planned", "todo", 4, count=5, silent=2), Response(1, "todo", None)])

    assert (fall.unknown, fall.rows[-1].amount) == (3, 5)


# An opportunity that saves 11 days: without the 5 done and 4 under way it were 2; 3 and 6 planned make it 20.
def test_an_upside_rises_from_what_it_would_be_without_responses():
    fall = upside(11, of(("done", 5), ("in_progress", 4), ("todo", 3), ("todo", 6)))

    assert fall.rows == (
        Sum("without", 2, ()),
        Step(0, "done", 5, 2, 7),
        Step(1, "active", 4, 7, 11),
        Sum("now", 11, ()),
        Step(2, "planned", 3, 11, 14),
        Step(3, "planned", 6, 14, 20),
        Sum("planned", 20, ()),
    )
    assert (fall.most, fall.unknown, fall.beyond) == (20, 0, 0)


def test_no_upside_is_below_nothing_without_its_responses():
    fall = upside(5, of(("done", 4), ("done", 3), ("todo", None)))

    assert [(row.low, row.high) for row in fall.rows if isinstance(row, Step)] == [(0, 2), (2, 5), (None, None)]
    assert (fall.rows[0].amount, fall.most, fall.beyond, fall.unknown) == (0, 5, 2, 1)


days = some.none() | some.integers(0, 2500)
responses = some.lists(some.tuples(some.sampled_from([*COUNTED, "cancelled"]), days), max_size=12)


@given(some.floats(0, 2500), responses)
def test_bars_join_and_stay_on_the_scale(now, rows):
    fall = waterfall(now, of(*rows))
    at = None

    for row in fall.rows:
        if isinstance(row, Sum):
            assert at is None or row.amount == pytest.approx(at)
            at = row.amount
        elif row.effect is not None:
            assert row.high == pytest.approx(at)
            assert 0 <= row.low <= row.high <= fall.most + 1e-6
            at = row.low


@given(some.floats(0, 2500), responses)
def test_bars_of_an_upside_join_and_stay_on_the_scale(now, rows):
    fall = upside(now, of(*rows))
    at = None

    for row in fall.rows:
        if isinstance(row, Sum):
            assert at is None or row.amount == pytest.approx(at)
            at = row.amount
        elif row.effect is not None:
            assert row.low == pytest.approx(at)
            assert 0 <= row.low <= row.high <= fall.most + 1e-6
            at = row.high
