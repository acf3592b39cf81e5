"""Which milestone each part of a run speaks of first, how far it looks and how often it is made: worked out by hand."""

import datetime as dt
from dataclasses import replace

import pytest

from forecast.cost import affordable
from forecast.inputs import inputs_of
from tests.forecast.given import CLOCK, TODAY, day, milestone, position

TABLES = (
    "dependencies", "risks", "effects", "plans", "risk_money", "plan_money", "lines", "rates", "rounds", "terms",
    "deals", "tranches", "stages", "money_settings",
)  # fmt: skip


def read(*milestones, chosen=None, positions=()):
    rows = dict.fromkeys(TABLES, ()) | {"milestones": milestones, "positions": positions}
    return inputs_of(rows | {"settings": [{"id": "s", "headline_id": chosen}]}, CLOCK)


def due(identity, on, **given):
    return milestone(identity, due_on=day(on), days_likely=5, **given)


def test_a_plan_speaks_of_the_next_one_due_today_or_later():
    rows = [due("tomorrow", "03-03"), due("today", "03-02"), due("yesterday", "03-01")]

    assert read(*rows).headlines == ("today", "today")
    assert read(*rows[:1]).headlines == ("tomorrow", "tomorrow")
    assert read(*rows[2:]).headlines == (None, None)


def test_of_two_due_on_one_day_the_first_made_is_spoken_of():
    assert read(due("b", "03-20", number=2), due("a", "03-20", number=3)).headlines == ("b", "b")


def test_the_one_that_was_chosen_is_spoken_of_while_it_is_open():
    rows = [due("next", "03-20"), due("chosen", "02-20")]
    reached = due("chosen", "04-20", state="completed", completed_on=day("02-27"))

    assert read(*rows, chosen="chosen", positions=[position()]).headlines == ("chosen", "chosen")
    assert read(rows[0], reached, chosen="chosen").headlines == ("next", "next")


@pytest.mark.parametrize(
    ("dues", "money"),
    [
        (("06-25", "06-26"), "06-26"),
        (("06-25", "07-01", "08-01"), "07-01"),
        (("05-01", "06-25"), "05-01"),
    ],
    ids=["on the day", "after it", "all before it"],
)
def test_the_money_speaks_of_the_first_one_due_once_it_is_out(dues, money):
    """3,000 a month of the 11,500 above the floor: 9,000 until the end of May, and 100 a day for 25 days of June."""
    found = read(*(due(on, on) for on in dues), positions=[position()])

    assert found.headlines == (dues[0], money)


def test_where_the_money_is_out_already_it_speaks_of_the_next_one_due():
    short = position(balance=position()["floor"] - 1)

    assert read(due("a", "03-20"), due("b", "04-20"), positions=[short]).headlines == ("a", "a")


@pytest.mark.parametrize(
    ("given", "days"),
    [
        ({"due_on": TODAY + dt.timedelta(days=60)}, 1_096),  # 36 months
        ({"due_on": TODAY + dt.timedelta(days=1_461)}, 1_826),  # 48 and 12
        ({"due_on": dt.date(2040, 1, 1)}, 3_652),  # 120
        ({"due_on": dt.date(2040, 1, 1), "state": "cancelled"}, 1_096),
    ],
    ids=["three years", "a year beyond the last", "ten years", "given up"],
)
def test_so_many_days_ahead_are_looked_at(given, days):
    found = read(due("a", "03-20"), milestone("b", days_likely=5, **given), positions=[position()])

    assert (len(found.model.cash.income), found.model.cash.start) == (days + 2, -2)
    assert days - 3 <= found.model.day_of[-1] < days


@pytest.mark.parametrize(("count", "iterations"), [(0, 10_000), (1_200, 10_000), (2_400, 5_000), (50_000, 1_000)])
def test_a_plan_of_more_than_twelve_hundred_milestones_is_run_less_often(count, iterations):
    found = read(due("a", "03-20"))

    assert affordable(replace(found.model, nodes=found.model.nodes * count), 10_000) == iterations
