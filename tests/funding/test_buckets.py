"""The one measure of a pipeline."""

import itertools
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from funding.buckets import STANDINGS

from .stakes import Stake, measure, total, weighted

# The published case WEIGHTED-4: four deals with their odds.
DEALS = [(80_000, "0.7"), (50_000, "0.4"), (120_000, "0.15"), (30_000, "0.9")]


def stake(amount=100, bucket="expected", currency="EUR", kind="open", **values):
    known = None if amount is None else Decimal(amount)
    return Stake(kind=kind, bucket=bucket, currency=currency, amount=known, **values)


def test_four_deals_give_the_published_sum_and_spread():
    stakes = [stake(amount, odds=Decimal(odds)) for amount, odds in DEALS]

    answer = weighted(stakes, "EUR")

    assert (answer.value, answer.spread, answer.count, answer.unknown) == (121_000, Decimal("62136.95"), 4, 0)
    assert total(stakes, "EUR").likely == 280_000


def test_the_weighted_sum_is_an_amount_that_never_arrives():
    sums = {sum(amount for amount, _odds in some) for n in range(5) for some in itertools.combinations(DEALS, n)}

    assert 121_000 not in sums


def test_unknown_odds_stay_out_and_are_counted_but_zero_is_known():
    answer = weighted([stake(100, odds=None), stake(100, odds=Decimal(0)), stake(None, odds=Decimal(1) / 2)], "EUR")

    assert (answer.value, answer.count, answer.unknown) == (0, 1, 2)


def test_what_is_won_or_lost_is_no_question_of_odds():
    won = stake(100, "signed", kind="won", odds=Decimal(1))
    lost = stake(100, "lost", kind="lost", odds=Decimal(0))

    assert weighted([won, lost, stake(100, "paid", kind="won", odds=Decimal(1))], "EUR").count == 0


def test_what_is_open_and_held_for_certain_is_weighted_in_full():
    answer = weighted([stake(100, "committed", odds=Decimal(1)), stake(50, odds=Decimal("0.5"))], "EUR")

    assert (answer.value, answer.spread, answer.count) == (125, 25, 2)


def test_what_the_weighted_sum_leaves_out_is_counted():
    stakes = [stake(100, odds=Decimal("0.5")), stake(40, currency="USD", odds=Decimal("0.5")), stake(7, currency="USD")]

    answer = weighted(stakes, "EUR")

    assert (answer.value, answer.count, answer.unknown, answer.not_converted) == (50, 1, 1, 1)


def test_other_currencies_are_counted_and_never_added():
    answer = total([stake(100), stake(40, currency="USD"), stake(2, currency="USD"), stake(7, currency="CNY")], "EUR")

    assert (answer.likely, answer.count, answer.not_converted) == (100, 4, 3)
    assert answer.elsewhere == (("CNY", 7), ("USD", 42))


def test_an_unknown_amount_is_counted_and_is_not_zero():
    answer = total([stake(None), stake(0)], "EUR")

    assert (answer.count, answer.likely, answer.unknown) == (2, 0, 1)


def test_the_range_defaults_to_the_likely_amount():
    answer = total([stake(100, amount_min=Decimal(50), amount_max=Decimal(150)), stake(10)], "EUR")

    assert (answer.low, answer.likely, answer.high, answer.is_range) == (60, 110, 160, True)


def test_what_has_slipped_stands_in_no_other_bucket():
    answer = measure([stake(100, slipped=True), stake(40), stake(5, "lost")], "EUR")

    assert {name: part.likely for name, part in answer.items() if part.count} == {"slipped": 100, "expected": 40}


def test_secured_is_signed_and_paid():
    answer = measure([stake(1, "committed"), stake(2, "signed"), stake(4, "paid")], "EUR")

    assert answer.secured == 6


STAKES = st.builds(
    Stake,
    kind=st.just("open"),
    bucket=st.sampled_from(["target", "expected", "committed", "signed", "paid", "lost"]),
    currency=st.sampled_from(["EUR", "USD"]),
    amount=st.none() | st.decimals(0, 10**9, places=2),
    slipped=st.booleans(),
)


@given(st.lists(STAKES))
def test_every_stake_that_is_not_lost_stands_in_exactly_one_bucket(stakes):
    answer = measure(stakes, "EUR")

    assert sum(part.count for _name, part in answer.items()) == sum(row.bucket != "lost" for row in stakes)
    assert [name for name, _part in answer.items()] == list(STANDINGS)


@given(st.lists(STAKES))
def test_the_order_of_rows_changes_nothing(stakes):
    assert measure(stakes, "EUR") == measure(stakes[::-1], "EUR")
