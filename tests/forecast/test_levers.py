"""What is tried: which changes there are, and the two ends of each assumption."""

import numpy as np
import pytest

from forecast.assumptions import Assumption
from forecast.levers import ends_of, lost_of, money_levers, plan_levers
from forecast.model import Cash, Deal, Driver, Effect, Link, Model, Node, Part, Round
from tests.forecast.given import certain, pert

DAYS = 100
CASH = Cash(1_000.0, 0.0, 0, np.zeros(DAYS), np.full(DAYS, 5.0), np.zeros(DAYS, np.int32), spread=0.1)
SLOW = Driver("slow", 0.4, (Effect("a", "days", pert(5, 10, 20), False),))
DEAR = Driver("dear", 0.3, (), pert(500, 1_000, 2_000))
NEVER = Driver("never", 0.0, (Effect("a", "days", pert(1, 2, 3), False),))
OPEN = Deal("open", "f", 0.35, certain(900), pert(45, 60, 120), (Part(1.0, lag=14),))
WON = Deal("won", "f", 1.0, certain(300), certain(-5), (Part(1.0, day=7),))
MODEL = Model(
    nodes=(
        Node("a", pert(4, 5, 10), wait=pert(2, 5, 20)),
        Node("b", pert(8, 10, 16)),
        Node("c", pert(1, 2, 3)),
        Node("past", certain(0), done=-3.0),
    ),
    links=(Link("past", "a", "FS", 0.0), Link("a", "b", "FS", 0.0)),
    day_of=np.arange(DAYS, dtype=np.int32),
    drivers=(SLOW, DEAR, NEVER),
    rounds=(Round("f"),),
    deals=(OPEN, WON),
    cash=CASH,
    rho=0.2,
)


def the(rows, identity):
    return next(row for row in rows if row.id == identity)


# Changes


def test_of_the_plan_risks_that_take_days_the_milestone_what_it_waits_for_and_drafts_are_tried():
    ready = Driver("slow", 0.4, SLOW.effects, days_saved=4.0)

    levers = plan_levers(MODEL, "b", {"k": ready})

    assert set(levers) == {"risks.risk:slow", "planner.milestone:a", "planner.milestone:b", "risks.contingencyplan:k"}
    assert the(levers["risks.risk:slow"].drivers, "slow").p == 0
    assert (the(levers["planner.milestone:a"].nodes, "a").shift, the(MODEL.nodes, "a").shift) == (-10, 0)
    assert the(levers["risks.contingencyplan:k"].drivers, "slow") == ready


def test_of_money_deals_both_ways_risks_that_cost_money_alone_and_spending_are_tried():
    levers = money_levers(MODEL)

    assert set(levers) == {"risks.risk:dear", "funding.opportunity:open", "lost:open", "burn"}
    assert the(levers["funding.opportunity:open"].deals, "open").p == 1
    assert the(levers[lost_of("funding.opportunity:open")].deals, "open").p == 0
    assert levers["burn"].cash.expense_factor == pytest.approx(0.9)
    assert the(levers["risks.risk:dear"].drivers, "dear").p == 0


def test_without_cash_nothing_of_money_is_tried():
    assert money_levers(Model(nodes=MODEL.nodes, links=(), day_of=MODEL.day_of)) == {}


# Ends of assumptions


def ends(key, identity, **figures):
    found = list(ends_of(MODEL, [Assumption(key, "", identity, figures)]))
    return None if not found else found[0][1:]


@pytest.mark.parametrize("key", ["range", "estimate", "overdue", "no_date", "suggested"])
def test_the_ends_of_an_assumed_duration_are_its_own(key):
    low, high = ends(key, "b")

    assert (the(low.nodes, "b").work, the(high.nodes, "b").work) == (certain(8), certain(16))
    assert the(low.nodes, "a") == the(MODEL.nodes, "a")


def test_the_ends_of_a_block_are_those_of_the_wait():
    low, high = ends("blocked", "a")

    assert [(the(each.nodes, "a").work, the(each.nodes, "a").wait) for each in (low, high)] == [
        (pert(4, 5, 10), certain(2)),
        (pert(4, 5, 10), certain(20)),
    ]


def test_the_ends_of_a_level_are_those_of_its_range():
    low, high = ends("percent", "slow", low=30, high=50)

    assert (the(low.drivers, "slow").p, the(high.drivers, "slow").p) == (0.3, 0.5)


def test_the_ends_of_an_effect_and_of_an_amount_are_their_own():
    less, more = ends("effect_range", "slow")
    cheap, dear = ends("money_range", "dear")

    assert [the(each.drivers, "slow").effects[0].size for each in (less, more)] == [certain(5), certain(20)]
    assert [the(each.drivers, "dear").money for each in (cheap, dear)] == [certain(500), certain(2_000)]


def test_the_ends_of_assumed_odds_are_half_and_double_and_never_above_certain():
    low, high = ends("odds", "open")
    _low, sure = ends("odds", "won")

    assert (the(low.deals, "open").p, the(high.deals, "open").p) == pytest.approx((0.175, 0.7))
    assert the(sure.deals, "won").p == 1


@pytest.mark.parametrize("key", ["close_range", "close_passed"])
def test_the_ends_of_a_close_are_its_own(key):
    early, late = ends(key, "open")

    assert (the(early.deals, "open").close, the(late.deals, "open").close) == (certain(45), certain(120))


def test_the_ends_of_a_lag_are_none_and_double():
    at_once, double = ends("lag", "open")

    assert (the(at_once.deals, "open").parts[0].lag, the(double.deals, "open").parts[0].lag) == (0, 28)


def test_the_ends_of_what_deals_share_are_nothing_and_half():
    low, high = ends("deal_link", "")

    assert (low.rho, high.rho) == (0, 0.5)


def test_the_ends_of_the_spread_of_expenses_are_steady():
    low, high = ends("expense_spread", "")

    assert [(each.cash.spread, each.cash.expense_factor) for each in (low, high)] == [(0, 0.9), (0, 1.1)]


@pytest.mark.parametrize(
    ("key", "identity"), [("flat", ""), ("effect_none", "slow"), ("unrated", "gone"), ("amount", "gone")]
)
def test_what_was_left_out_or_has_no_other_end_is_not_weighed(key, identity):
    assert ends(key, identity) is None
