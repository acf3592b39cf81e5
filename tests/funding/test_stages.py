from decimal import Decimal
from typing import get_args

import pytest
from django.utils import translation

from funding.stage_sets import Bucket
from funding.stages import CHANNELS, first_stage, missing, moves, odds, stage, stages
from funding.states import stage_label

EVERY_STAGE = [(channel, each) for channel in CHANNELS for each in stages(channel)]


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        (
            "bank_loan",
            "prepare pre_check documents applied credit_review offer conditions drawn repaying closed "
            "declined withdrawn",
        ),
        (
            "angel",
            "target mapped intro_asked first_meeting follow_up diligence term_sheet legal signed wired passed",
        ),
        (
            "venture_capital",
            "target mapped intro_asked first_meeting follow_up diligence term_sheet legal signed wired passed",
        ),
        (
            "crowdfunding",
            "prepare platform_review private_phase live target_met settled fulfilment rejected target_missed",
        ),
        (
            "grant",
            "found eligible go_no_go draft internal_review submitted awarded agreement running closeout "
            "not_eligible no_go declined",
        ),
    ],
)
def test_each_channel_has_its_own_stages_in_order(channel, expected):
    assert [each.code for each in stages(channel)] == expected.split()
    assert [each.order for each in stages(channel)] == list(range(len(stages(channel))))


@pytest.mark.parametrize("channel", CHANNELS)
def test_stages_run_from_open_over_won_to_lost(channel):
    kinds = [each.kind for each in stages(channel)]

    assert kinds == sorted(kinds, key=["open", "won", "lost"].index)
    assert set(kinds) == {"open", "won", "lost"}


@pytest.mark.parametrize("channel", CHANNELS)
def test_money_moves_through_the_buckets_without_going_back(channel):
    ranks = [get_args(Bucket).index(each.bucket) for each in stages(channel)]

    assert ranks == sorted(ranks)


@pytest.mark.parametrize(("channel", "each"), EVERY_STAGE)
def test_kind_bucket_and_reason_agree(channel, each):
    assert (each.kind == "lost") == (each.bucket == "lost") == ("reason_lost" in each.requires)
    assert each.bucket != "paid" or each.kind == "won"


@pytest.mark.parametrize(("channel", "each"), EVERY_STAGE)
def test_prior_odds_ship_empty_and_names_exist_in_both_languages(channel, each):
    with translation.override("zh-hans"):
        chinese = stage_label(each)

    assert each.prior_odds is None
    assert each.name.isascii()
    assert any("一" <= character <= "鿿" for character in chinese)


@pytest.mark.parametrize(
    ("channel", "code", "days"),
    [
        ("bank_loan", "credit_review", 30),
        ("angel", "signed", 14),
        ("grant", "submitted", 90),
        ("grant", "running", None),
    ],
)
def test_suggested_days_are_those_of_the_channel(channel, code, days):
    assert stage(channel, code).suggested_days == days


def test_new_opportunity_begins_at_the_first_stage():
    assert first_stage("grant").code == "found"


@pytest.mark.parametrize("channel", CHANNELS)
def test_open_stage_may_go_anywhere_else(channel):
    assert [each.code for each in moves(channel, stages(channel)[0].code)] == [
        each.code for each in stages(channel)[1:]
    ]


@pytest.mark.parametrize("code", ["drawn", "repaying", "closed"])
def test_money_that_has_arrived_cannot_be_lost(code):
    assert [each for each in moves("bank_loan", code) if each.kind == "lost"] == []


def test_signed_money_can_still_be_lost():
    assert "passed" in [each.code for each in moves("venture_capital", "signed")]


def test_lost_opportunity_can_only_be_opened_again():
    assert {each.kind for each in moves("angel", "passed")} == {"open"}


@pytest.mark.parametrize(
    ("channel", "code", "held", "expected"),
    [
        ("bank_loan", "applied", set(), ("amount",)),
        ("angel", "first_meeting", {"amount"}, ("next_action",)),
        ("angel", "term_sheet", {"amount"}, ("expected_close",)),
        ("grant", "submitted", {"amount", "expected_close"}, ()),
        ("crowdfunding", "live", set(), ("amount", "expected_close")),
        ("grant", "no_go", {"amount"}, ("reason_lost",)),
    ],
)
def test_stage_names_the_fields_it_still_asks_for(channel, code, held, expected):
    assert missing(channel, code, held) == expected


@pytest.mark.parametrize(
    ("code", "typed", "expected"),
    [
        ("diligence", None, None),
        ("diligence", Decimal(0), Decimal(0)),
        ("diligence", Decimal("0.4"), Decimal("0.4")),
        ("passed", Decimal("0.4"), Decimal(0)),
        ("signed", None, Decimal(1)),
    ],
)
def test_unknown_odds_are_not_zero_and_lost_odds_are(code, typed, expected):
    assert odds("angel", code, typed) == expected


@pytest.mark.parametrize(("channel", "code"), [("lottery", "found"), ("grant", "wired")])
def test_unknown_channel_or_stage_is_refused(channel, code):
    with pytest.raises(ValueError, match=r"unknown channel|has no stage"):
        stage(channel, code)
