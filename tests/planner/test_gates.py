"""What values mean for a metric, and how checks are counted."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.gates import (
    COMPARISONS,
    FAILED,
    OPEN,
    PASSED,
    WAIVED,
    Tally,
    counts_until,
    judge,
    standing,
    tally,
)

numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=6)
days = st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))
DAY = dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("comparison", "below", "equal", "above"),
    [
        ("ge", FAILED, PASSED, PASSED),
        ("gt", FAILED, FAILED, PASSED),
        ("le", PASSED, PASSED, FAILED),
        ("lt", PASSED, FAILED, FAILED),
        ("eq", FAILED, PASSED, FAILED),
    ],
)
def test_a_value_is_compared_with_the_threshold(comparison, below, equal, above):
    threshold = Decimal("0.9")

    found = [
        judge(comparison, threshold, Decimal(each), has_evidence=True) for each in ("0.899999", "0.90", "0.900001")
    ]

    assert found == [below, equal, above]


def test_every_comparison_is_tried():
    assert set(COMPARISONS) == {"ge", "gt", "le", "lt", "eq"}


@given(st.sampled_from(sorted(COMPARISONS)), numbers, numbers)
def test_without_evidence_nothing_passes_and_what_fails_still_fails(comparison, threshold, value):
    proven = judge(comparison, threshold, value, has_evidence=True)

    assert judge(comparison, threshold, value, has_evidence=False) == (FAILED if proven == FAILED else OPEN)


@given(numbers, numbers)
def test_what_is_at_least_is_not_below(threshold, value):
    at_least, below = (judge(each, threshold, value, has_evidence=True) for each in ("ge", "lt"))

    assert {at_least, below} == {PASSED, FAILED}


def test_without_a_value_a_metric_is_open():
    assert judge("ge", Decimal(1), None, has_evidence=True) == OPEN


@given(days, st.integers(1, 3650))
def test_a_value_counts_to_the_end_of_its_last_day(measured_on, valid_days):
    until = counts_until(measured_on, valid_days)

    last = measured_on + dt.timedelta(days=valid_days)
    assert [standing(PASSED, until, day) for day in (measured_on, last, last + dt.timedelta(days=1))] == [
        PASSED,
        PASSED,
        OPEN,
    ]


@pytest.mark.parametrize("state", [OPEN, FAILED, WAIVED])
def test_only_what_passed_expires(state):
    assert standing(state, DAY, DAY + dt.timedelta(days=1)) == state


def test_without_a_validity_a_value_counts_for_ever():
    assert (counts_until(DAY, None), counts_until(None, 14)) == (None, None)
    assert standing(PASSED, None, dt.date.max) == PASSED


def test_a_validity_beyond_the_calendar_ends_with_it():
    assert counts_until(dt.date(9999, 12, 1), 3650) == dt.date.max


@given(st.lists(st.sampled_from([OPEN, PASSED, FAILED, WAIVED])))
def test_what_is_passed_or_waived_is_met(standings):
    found = tally(standings)

    assert found == Tally(standings.count(PASSED), standings.count(WAIVED), len(standings))
    assert found.total - found.met == standings.count(OPEN) + standings.count(FAILED)
