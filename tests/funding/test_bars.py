"""The stacked bar of a round."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from funding.bars import stacked

from .stakes import Stake, measure


def bar(target=None, minimum=None, **amounts):
    stakes = [
        Stake(kind="open", bucket=bucket, currency="EUR", amount=Decimal(amount)) for bucket, amount in amounts.items()
    ]
    return stacked(measure(stakes, "EUR"), target and Decimal(target), minimum and Decimal(minimum))


def test_parts_follow_each_other_on_the_scale_of_the_target():
    answer = bar(target=200, minimum=100, paid=20, signed=30, expected=50)

    assert [(part.bucket, part.x, part.width) for part in answer.segments] == [
        ("paid", "0.00%", "10.00%"),
        ("signed", "10.00%", "15.00%"),
        ("expected", "25.00%", "25.00%"),
    ]
    assert (answer.minimum_at, answer.target_at, answer.is_oversubscribed) == ("50.00%", "100.00%", False)


def test_more_than_the_target_widens_the_scale():
    answer = bar(target=100, committed=150, expected=50)

    assert (answer.target_at, answer.is_oversubscribed) == ("50.00%", True)


def test_without_target_and_money_there_is_nothing_to_draw():
    assert (bar().segments, bar().target_at, bar(target=5).segments) == ((), None, ())


def test_the_target_list_is_not_drawn():
    asked = Stake(kind="open", bucket="target", currency="EUR", amount=Decimal(70))

    assert stacked(measure([asked], "EUR"), Decimal(100)).segments == ()


@given(st.dictionaries(st.sampled_from(["paid", "signed", "committed", "expected"]), st.integers(1, 10**9)))
def test_the_parts_fill_the_bar_when_there_is_no_target(amounts):
    widths = [Decimal(part.width.rstrip("%")) for part in bar(**amounts).segments]

    assert not widths or abs(sum(widths) - 100) < Decimal("0.05")
