"""What the forecast states to synthetic teams comes true as often as stated (the whole of it: bench/calibration.py)."""

import pytest

from bench.calibration import ERRORS, farthest, farthest_tenth, joint, met, verdict

TEAMS = 1_500


@pytest.fixture(scope="module")
def verdicts():
    return [verdict(number) for number in range(TEAMS)]


def test_each_percentile_is_met_as_often_as_it_says(verdicts):
    assert farthest(met(verdicts), TEAMS) <= ERRORS


def test_the_joint_chance_comes_true_as_often_as_it_says(verdicts):
    assert farthest_tenth(joint(verdicts)) <= ERRORS
