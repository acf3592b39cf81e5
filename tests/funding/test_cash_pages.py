"""The sentence on the money, the page for a new balance, and who is shown the date."""

import datetime as dt
import re
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import strip_tags

from funding.models import CashPosition, Settings
from tests.conftest import NOW
from tests.factories.funding import CashPositionFactory
from tests.factories.planner import MilestoneFactory

pytestmark = pytest.mark.django_db


def url(name, *rows):
    return reverse(f"funding:{name}", args=["acme", *[row.pk for row in rows]])


def text_of(answer):
    return " ".join(answer.content.decode().split())


def words_of(page):
    """Return the sentence on the money as a reader sees it."""
    lead = page.partition('<p class="lead"')[2].partition(">")[2].partition("</p>")[0]
    return " ".join(strip_tags(lead).split())


@time_machine.travel(NOW, tick=False)
def test_money_for_more_than_fifty_years_is_said_so_instead_of_a_date(browse, manager):
    CashPositionFactory(team=manager.team, balance=10_000_000, monthly_income=0, monthly_expense=1, floor=0)

    page = text_of(browse(manager).get(url("cash")))

    assert words_of(page).startswith("Money lasts more than 50 years.")
    assert "<dd>more than 50 years</dd>" in page


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("due", "sentence"),
    [
        (dt.date(2027, 2, 10), "Money lasts until 1 Jan 2027; Public beta is due 40 days later."),
        (dt.date(2027, 1, 2), "Money lasts until 1 Jan 2027; Public beta is due 1 day later."),
        (dt.date(2027, 1, 1), "Money lasts until 1 Jan 2027; Public beta is due on that day."),
        (dt.date(2026, 12, 2), "Money lasts until 1 Jan 2027; Public beta is due 30 days before."),
        (dt.date(2026, 1, 2), "Money lasts until 1 Jan 2027."),
    ],
)
def test_the_overview_says_how_long_the_money_lasts(browse, manager, due, sentence):
    CashPositionFactory(team=manager.team)
    MilestoneFactory(team=manager.team, title="Public beta", due_on=due)

    page = text_of(browse(manager).get(url("overview")))

    assert words_of(page).startswith(sentence)
    assert "9.9 months left" in page


@pytest.mark.parametrize(
    ("now", "tones"),
    [
        (dt.datetime(2026, 2, 2, 9, tzinfo=dt.UTC), []),
        (dt.datetime(2026, 8, 2, 9, tzinfo=dt.UTC), ["warn"]),
        (dt.datetime(2027, 1, 1, 9, tzinfo=dt.UTC), ["bad", "bad"]),
    ],
)
def test_money_that_has_run_out_needs_action_and_little_money_needs_a_look(browse, manager, now, tones):
    CashPositionFactory(team=manager.team)

    with time_machine.travel(now, tick=False):
        page = browse(manager).get(url("cash")).content.decode()

    assert re.findall(r'<(?:p class="lead"|div) data-tone="(\w+)"', page) == tones


@pytest.mark.parametrize(
    ("now", "figures", "sentence"),
    [
        (dt.datetime(2026, 2, 2, 9, tzinfo=dt.UTC), {}, "Money lasts until 1 Jan 2027."),
        (NOW, {}, "Money lasts until 1 Jan 2027. The balance is that of 31 Dec 2025. Enter a new balance"),
        (
            dt.datetime(2027, 1, 5, 9, tzinfo=dt.UTC),
            {},
            "By the figures of 31 Dec 2025 the money ran out on 1 Jan 2027. Enter a new balance",
        ),
        (
            dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC),
            {"floor": None, "monthly_income": None},
            "How long the money lasts is not known yet. Still missing: monthly income, floor. Enter a new balance",
        ),
    ],
)
@pytest.mark.parametrize("place", ["overview", "cash"])
def test_an_old_or_wanting_balance_asks_for_a_new_one(browse, manager, place, now, figures, sentence):
    CashPositionFactory(team=manager.team, **figures)

    with time_machine.travel(now, tick=False):
        page = text_of(browse(manager).get(url(place)))

    assert words_of(page) == sentence


def test_without_a_balance_the_first_one_is_asked_for(browse, manager):
    page = text_of(browse(manager).get(url("overview")))

    assert words_of(page) == "How long the money lasts is not known yet. Enter the balance and what a month costs"


@time_machine.travel(NOW, tick=False)
def test_a_new_balance_is_a_new_row(browse, manager):
    CashPositionFactory(team=manager.team)
    body = {"balance": "412,000.50", "balance_on": "2026-03-01", "monthly_expense": "72 900", "currency": "EUR"}

    answer = browse(manager).post(url("cash"), body)

    assert answer.status_code == 303
    assert CashPosition.objects.count() == 2
    latest = CashPosition.objects.latest_of(manager.team)
    assert (latest.balance, latest.monthly_expense, latest.monthly_income) == (Decimal("412000.5"), 72_900, None)


def test_the_books_are_opened_and_closed(browse, manager):
    client = browse(manager)

    client.post(url("settings"), {"open_books": "on"})
    opened = Settings.objects.get().open_books
    client.post(url("settings"), {"version": 1})

    assert (opened, Settings.objects.get().open_books) == (True, False)
