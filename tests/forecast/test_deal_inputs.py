"""Rounds, deals and tranches as the simulation takes them: odds, closes and payments, each worked out by hand."""

from decimal import Decimal

import pytest

from forecast.deal_inputs import financing_of
from forecast.model import Part
from forecast.money_inputs import purse_of
from funding.stages import stages
from tests.forecast.given import CLOCK, TODAY, certain, day, deal, milestone, pert, position, rate, round_, tranche

RANGE = {"earliest_close_on": day("04-01"), "latest_close_on": day("06-01")}  # 30 and 91 days ahead
DOLLARS = [rate(day("03-01"), "0.9")]


def read(*deals, tranches=(), rounds=None, terms=(), rates=(), milestones=(), nodes=frozenset(), rho=0.0):
    rows = {
        "positions": [position()], "rates": rates, "milestones": milestones, "deals": deals, "tranches": tranches,
        "rounds": [round_()] if rounds is None else rounds, "terms": terms,
    }  # fmt: skip
    return financing_of(rows, purse_of(rows, TODAY), CLOCK, nodes, rho)


def only(row, **given):
    """Return the deal, and {key of an assumption about it: its figures}; about the round's lead see below."""
    found = read(row, **given)
    notes = {note.key: dict(note.figures) for note in found.assumptions if note.kind != "funding.round"}
    return next(iter(found.deals), None), notes


# Odds


@pytest.mark.parametrize(
    ("channel", "percents"),
    [
        ("venture_capital", (2, 3, 5, 10, 20, 35, 70, 90)),
        ("angel", (2, 3, 5, 10, 20, 35, 70, 90)),
        ("bank_loan", (20, 30, 35, 40, 50, 85, 95)),
        ("crowdfunding", (30, 40, 45, 50)),
        ("grant", (3, 5, 10, 15, 20, 25)),
    ],
)
def test_without_odds_those_of_the_stage_are_assumed(channel, percents):
    codes = [stage.code for stage in stages(channel) if stage.kind == "open"]

    for code, percent in zip(codes, percents, strict=True):
        found, notes = only(deal(channel=channel, stage=code, probability=None))
        assert found.p == pytest.approx(percent / 100)
        assert notes["odds"] == {"percent": percent}


@pytest.mark.parametrize("percent", [0, 45, 100])
def test_odds_somebody_gave_count(percent):
    found, notes = only(deal(probability=percent))

    assert (found.p, "odds" in notes) == (percent / 100, False)


# Amounts


@pytest.mark.parametrize(
    ("given", "amount"),
    [
        ({}, certain(900)),
        ({"amount_min": Decimal(700), "amount_max": Decimal(1_000)}, pert(700, 900, 1_000)),
        ({"amount_min": Decimal(700)}, pert(700, 900, 900)),
    ],
    ids=["one figure", "a range", "a least one"],
)
def test_an_amount_is_as_wide_as_it_was_given(given, amount):
    assert only(deal(**given))[0].amount == amount


def test_without_an_amount_a_deal_is_listed_and_not_counted():
    assert only(deal(amount=None)) == (None, {"amount": {}})


def test_an_amount_in_another_currency_is_converted_or_listed():
    inverse = [rate(day("03-01"), "1.25", base="EUR", quote="USD")]

    assert only(deal(currency="USD"), rates=inverse)[0].amount == certain(720)
    assert only(deal(currency="USD")) == (None, {"not_converted": {"currency": "USD"}})


# Closes


@pytest.mark.parametrize(
    ("expected", "close"),
    [("05-01", pert(45, 60, 120)), ("03-12", pert(3, 10, 40)), ("03-04", pert(0, 2, 32)), ("03-02", pert(0, 0, 30))],
    ids=["a quarter and double", "seven and thirty days at least", "not before today", "expected today"],
)
def test_without_a_range_a_deal_closes_a_quarter_sooner_to_twice_as_late(expected, close):
    found, notes = only(deal(expected_close_on=day(expected)))

    assert (found.close, notes["close_range"]) == (close, {})


def test_a_range_that_was_given_stays():
    found, notes = only(deal(**RANGE))

    assert (found.close, "close_range" in notes) == (pert(30, 60, 91), False)


@pytest.mark.parametrize(
    ("given", "likely"),
    [
        ({"stage": "target"}, 14 + 7 + 7 + 14 + 14 + 30 + 14 + 30),
        ({"stage": "diligence"}, 30 + 14 + 30),
        ({"stage": "legal"}, 30),
        ({"channel": "bank_loan", "stage": "documents"}, 14 + 7 + 30 + 14 + 21),
        ({"channel": "grant", "stage": "submitted"}, 90),
    ],
)
def test_a_close_that_has_passed_comes_after_the_usual_days_of_the_stages_left(given, likely):
    found, notes = only(deal(expected_close_on=day("03-01"), **given))

    assert (found.close, notes["close_passed"]) == (pert(likely / 2, likely, 2 * likely), {"days": likely})


def test_a_latest_close_that_is_still_to_come_counts_when_the_expected_one_has_passed():
    found, notes = only(deal(expected_close_on=day("03-01"), latest_close_on=day("03-22")))

    assert (found.close, set(notes)) == (pert(0, 10, 20), {"lag"})


# Payments in one sum


@pytest.mark.parametrize(
    ("channel", "stage", "days"),
    [
        ("venture_capital", "diligence", 14),
        ("angel", "diligence", 14),
        ("bank_loan", "documents", 21),
        ("crowdfunding", "live", 30),
        ("grant", "submitted", 180),
    ],
)
def test_an_open_deal_is_paid_so_many_days_after_its_close(channel, stage, days):
    found, notes = only(deal(channel=channel, stage=stage))

    assert (found.parts, notes["lag"]) == ((Part(1.0, lag=days),), {"days": days})


@pytest.mark.parametrize(("won", "on"), [("02-20", 7), ("03-02", 14), ("02-25", 9)])
def test_a_deal_that_is_won_and_not_paid_is_paid_after_its_lag_and_no_sooner_than_in_a_week(won, on):
    found, notes = only(deal(stage="signed", won_on=day(won), probability=None))

    assert (found.p, found.parts, notes) == (1.0, (Part(1.0, day=on),), {})
    assert found.close == certain((day(won) - TODAY).days)


@pytest.mark.parametrize(("paid", "parts"), [("02-27", None), ("02-28", None), ("03-01", (Part(1.0, day=-1),))])
def test_what_was_paid_counts_only_after_the_balance(paid, parts):
    found, _notes = only(deal(stage="wired", won_on=day("02-20"), paid_on=day(paid)))

    assert (found and found.parts) == parts


def test_what_was_lost_is_out():
    assert only(deal(stage="passed")) == (None, {})


# Tranches


def parts_of(*tranches, row=None, **given):
    found = read(row or deal(amount=Decimal(900)), tranches=tranches, **given)
    return found.deals[0].parts, [(note.key, note.id, note.counts) for note in found.assumptions]


def test_tranches_are_shares_of_the_deal_on_their_day_or_after_their_milestone():
    parts, notes = parts_of(
        tranche("t", due_on=day("05-16")), tranche("u", amount=Decimal(600), milestone_id="a"), nodes=frozenset({"a"})
    )

    assert parts == (Part(300 / 900, day=75), Part(600 / 900, node="a", lag=14))
    assert "lag" not in {key for key, _id, _counts in notes}


def test_a_tranche_overdue_comes_in_two_weeks():
    assert parts_of(tranche(due_on=day("02-20")))[0] == (Part(1.0, day=14),)


def test_a_tranche_of_a_milestone_that_was_reached_comes_after_its_days():
    reached = milestone("a", state="completed", completed_on=day("02-23"))

    assert parts_of(tranche(milestone_id="a"), milestones=[reached])[0] == (Part(1.0, day=7),)


def test_a_tranche_of_a_milestone_given_up_never_comes_and_is_listed():
    parts, notes = parts_of(tranche(milestone_id="gone"))

    assert parts == (Part(1.0, never=True),)
    assert ("tranche_never", "t", False) in notes


def test_a_tranche_paid_counts_only_after_the_balance_and_one_cancelled_not_at_all():
    rows = [
        tranche("t", state="paid", paid_on=day("02-27"), due_on=day("02-27")),
        tranche("u", state="paid", paid_on=day("03-01"), due_on=day("03-01")),
        tranche("v", state="cancelled", due_on=day("05-16")),
        tranche("w", due_on=day("05-16")),
    ]

    assert parts_of(*rows, row=deal(stage="signed", won_on=day("02-20")))[0] == (
        Part(1 / 3, day=-1),
        Part(1 / 3, day=75),
    )


def test_tranches_of_a_won_deal_say_its_amount_and_those_of_an_open_one_scale_with_it():
    rows = [tranche("t", due_on=day("05-16")), tranche("u", due_on=day("06-16"))]

    won = read(deal(stage="signed", won_on=day("02-20")), tranches=rows).deals[0]
    still_open = read(deal(amount_min=Decimal(600), amount_max=Decimal(1_200)), tranches=rows).deals[0]

    assert (won.amount, still_open.amount) == (certain(600), pert(600, 900, 1_200))
    assert [part.share for part in still_open.parts] == [0.5, 0.5]


# Rounds


@pytest.mark.parametrize("state", ["closed", "abandoned"])
def test_an_open_deal_of_a_round_that_has_ended_is_out_and_a_won_one_stays(state):
    won = deal("w", stage="signed", won_on=day("02-20"))

    found = read(deal(), won, rounds=[round_(state=state)])

    assert [row.id for row in found.deals] == ["w"]
    assert found.rounds[0].wanted is None


@pytest.mark.parametrize(
    ("state", "minimum", "wanted"), [("planned", 500, 500), ("open", 500, 500), ("closing", None, 500)]
)
def test_the_minimum_holds_until_the_round_is_closing(state, minimum, wanted):
    terms = [{"id": "n", "round_id": "f", "target": Decimal(1_000), "minimum": Decimal(500), "cap": Decimal(1_500)}]

    [found] = read(deal(), rounds=[round_(state=state, expected_close_on=day("05-01"))], terms=terms).rounds

    assert (found.minimum, found.cap, found.wanted, found.by) == (minimum, 1_500, wanted, 60)


def test_the_terms_of_a_round_in_another_currency_are_converted():
    terms = [{"id": "n", "round_id": "f", "target": Decimal(1_000), "minimum": Decimal(500), "cap": Decimal(1_500)}]

    [found] = read(deal(), rounds=[round_(currency="USD")], terms=terms, rates=DOLLARS).rounds

    assert (found.minimum, found.cap, found.wanted) == (450, 1_350, 450)


def test_the_terms_of_a_round_without_a_rate_are_listed():
    terms = {"minimum": Decimal(1000), "target": None, "cap": None}
    found = read(deal(), rounds=[round_(currency="USD")], terms=[terms | {"round_id": "f"}])

    assert found.rounds[0].minimum is None
    notes = {note.kind: (note.key, dict(note.figures)) for note in found.assumptions if note.key == "not_converted"}
    assert notes == {"funding.round": ("not_converted", {"currency": "USD"})}


@pytest.mark.parametrize(("currency", "secured"), [("EUR", 400), ("USD", 360)])
def test_what_was_paid_before_the_balance_counts_towards_the_minimum(currency, secured):
    amount = {"amount": Decimal(400), "currency": currency}
    paid = deal("w", stage="wired", won_on=day("02-01"), paid_on=day("02-14"), **amount)

    assert read(deal(), paid, rates=DOLLARS).rounds[0].secured == secured


@pytest.mark.parametrize(
    ("others", "is_open", "is_said"),
    [
        ([], True, True),
        ([deal("l", is_lead=True)], False, False),
        ([deal("l", is_lead=True, stage="signed", won_on=day("02-20"))], True, False),
        ([deal("l", is_lead=True, stage="passed")], True, True),
    ],
    ids=["no lead", "a lead in talks", "a lead that is won", "a lead that is lost"],
)
def test_followers_wait_for_a_lead_as_long_as_there_is_one(others, is_open, is_said):
    found = read(deal(), *others)

    assert found.rounds[0].lead_open == is_open
    assert ("no_lead" in {note.key for note in found.assumptions}) == is_said


def test_who_waits_for_lead_and_minimum_depends_on_the_channel():
    first = {channel: stages(channel)[0].code for channel in ("angel", "venture_capital", "crowdfunding", "bank_loan")}
    rows = [deal(channel, channel=channel, stage=code) for channel, code in first.items()]

    gates = {row.id: (row.lead_gated, row.minimum_gated) for row in read(*rows).deals}

    assert gates == {
        "angel": (True, True),
        "venture_capital": (True, True),
        "crowdfunding": (False, True),
        "bank_loan": (False, False),
    }


@pytest.mark.parametrize(("count", "rho", "is_said"), [(2, 0.2, True), (1, 0.2, False), (2, 0.0, False)])
def test_that_deals_share_one_market_is_said_where_it_matters(count, rho, is_said):
    found = read(*(deal(str(n)) for n in range(count)), rho=rho)

    said = [(note.id, dict(note.figures)) for note in found.assumptions if note.key == "deal_link"]
    assert said == ([("", {"percent": 20})] if is_said else [])
