"""What is assumed of deals nobody has estimated."""

from decimal import Decimal

import pytest

from funding.assumptions import assumed_odds, days_left, payment_lag
from funding.stages import CHANNELS, stages

EQUITY = [2, 3, 5, 10, 20, 35, 70, 90]


@pytest.mark.parametrize(
    ("channel", "odds"),
    [
        ("angel", EQUITY),
        ("venture_capital", EQUITY),
        ("bank_loan", [20, 30, 35, 40, 50, 85, 95]),
        ("crowdfunding", [30, 40, 45, 50]),
        ("grant", [3, 5, 10, 15, 20, 25]),
    ],
)
def test_each_open_stage_has_odds_in_order(channel, odds):
    open_codes = [stage.code for stage in stages(channel) if stage.kind == "open"]

    assert [assumed_odds(channel, code) for code in open_codes] == [Decimal(each) / 100 for each in odds]


@pytest.mark.parametrize("channel", CHANNELS)
def test_of_what_is_won_or_lost_nothing_is_assumed(channel):
    ended = [stage.code for stage in stages(channel) if stage.kind != "open"]

    assert {assumed_odds(channel, code) for code in ended} == {None}
    assert {days_left(channel, code) for code in ended} == {0}


@pytest.mark.parametrize(
    ("channel", "days"),
    [("angel", 14), ("venture_capital", 14), ("bank_loan", 21), ("crowdfunding", 30), ("grant", 180)],
)
def test_money_comes_some_days_after_the_close(channel, days):
    assert payment_lag(channel) == days


@pytest.mark.parametrize(
    ("channel", "code", "days"),
    [
        ("venture_capital", "legal", 30),
        ("venture_capital", "diligence", 30 + 14 + 30),
        ("bank_loan", "credit_review", 30 + 14 + 21),
        ("crowdfunding", "live", 60),
        ("grant", "found", 7 + 7 + 7 + 30 + 7 + 90),
    ],
)
def test_the_days_left_are_those_of_this_stage_and_the_open_ones_after_it(channel, code, days):
    assert days_left(channel, code) == days


@pytest.mark.parametrize("ask", [lambda: assumed_odds("angel", "drawn"), lambda: payment_lag("lottery")])
def test_what_does_not_exist_is_refused(ask):
    with pytest.raises(ValueError, match=r"no stage|unknown channel"):
        ask()
