"""What a run says in days and shares: the hundred runs of the bar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast.outcome import JointOutcome


def outcome(joint, lasts, by_due):
    return JointOutcome(joint, error=0.005, lasts=lasts, by_due=by_due, reserve=0.0)


@pytest.mark.parametrize(
    ("shares", "numbers"),
    [
        ((0.62, 0.79, 0.74), [62, 17, 12, 9]),
        ((0.534, 0.738, 0.708), [53, 21, 17, 9]),  # 53.4, 20.4, 17.4 and 8.8: what is left goes to 8.8, then 20.4
        ((0.0, 0.0, 0.0), [0, 0, 0, 100]),
        ((1.0, 1.0, 1.0), [100, 0, 0, 0]),
    ],
)
def test_a_hundred_runs_are_told_apart(shares, numbers):
    assert [part["number"] for part in outcome(*shares).hundred] == numbers


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_the_numbers_add_up_and_the_first_is_the_chance_told_elsewhere(joint, late, broke):
    rest = 1 - joint
    late, broke = late * rest, broke * rest * (1 - late)
    parts = outcome(joint, joint + late, joint + broke).hundred

    assert sum(part["number"] for part in parts) == 100
    assert parts[0]["number"] == round(joint * 100)
    assert all(part["number"] >= 0 for part in parts)
    assert [part["from"] for part in parts] == [sum(part["number"] for part in parts[:place]) for place in range(4)]
