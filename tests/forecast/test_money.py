"""Deals with their gates, parts, flows and the balance by day, each in one certain iteration."""

from dataclasses import replace

import numpy as np
import pytest

from forecast import engine
from forecast.changes import with_burn
from forecast.draws import Draws
from forecast.model import Cash, Deal, Flow, Model, Node, Part, Round
from forecast.treasury import Treasury
from tests.forecast.cases import certain

HORIZON = 60
DAYS = np.arange(HORIZON, dtype=np.int32)
NONE = np.zeros(HORIZON)
# Every day is a "month", so that each is shown.
PLAIN = Cash(0, -1e9, -1, NONE, NONE, DAYS)
OPEN = (Round("r"),)
TEN = (Node("a", certain(10)),)


def model_of(*deals, rounds=OPEN, nodes=TEN, cash=PLAIN, flows=()):
    return Model(nodes, (), DAYS, (), rounds, deals, flows, cash, nodes[0].id)


def deal(id_, amount, close, **more):
    more = {"p": 1, "parts": (Part(1.0),)} | more
    return Deal(id_, "r", amount=certain(amount), close=certain(close), **more)


def moves(model):
    """By day, what comes in (or goes out)."""
    fan = engine.run(model, seed=1, n=1).money.fan
    balance = [row[2] for row in fan]
    steps = zip(balance[1:], balance[:-1], strict=True)
    return {day: round(new - old, 6) for day, (new, old) in enumerate(steps) if abs(new - old) > 1e-6}


def test_a_deal_pays_after_its_lag_and_a_lost_one_never():
    assert moves(model_of(deal("x", 100, 5, parts=(Part(1.0, lag=7),)))) == {12: 100}
    assert moves(model_of(deal("x", 100, 5, p=0))) == {}
    assert moves(model_of(deal("x", 100, -5))) == {0: 100}


def test_followers_wait_for_the_earliest_lead_and_fail_without_one():
    closed = (Round("r", lead_open=False),)
    lead, late, follower = deal("l", 10, 20, lead=True), deal("m", 30, 25, lead=True), deal("f", 1, 5, lead_gated=True)

    assert moves(model_of(lead, late, follower, rounds=closed)) == {20: 11, 25: 30}
    assert moves(model_of(replace(lead, p=0), late, follower, rounds=closed)) == {25: 31}
    assert moves(model_of(replace(lead, p=0), follower, rounds=closed)) == {}
    assert moves(model_of(follower, rounds=closed)) == {}
    assert moves(model_of(follower)) == {5: 1}
    assert moves(model_of(replace(follower, lead_gated=False), rounds=closed)) == {5: 1}


def test_nothing_gated_is_paid_before_all_wins_reach_the_minimum():
    waits = {"minimum_gated": True}
    first, second, free = deal("a", 40, 5, **waits), deal("b", 40, 15, **waits), deal("c", 20, 25)

    assert moves(model_of(first, second, free, rounds=(Round("r", minimum=100),))) == {25: 100}
    assert moves(model_of(first, second, free, rounds=(Round("r", minimum=101),))) == {25: 20}
    assert moves(model_of(first, second, free, rounds=(Round("r", minimum=80),))) == {15: 80, 25: 20}
    assert moves(model_of(first, second, free, rounds=(Round("r", minimum=80, secured=40),))) == {5: 40, 15: 40, 25: 20}
    assert moves(model_of(first, second, free, rounds=(Round("r", minimum=80, secured=80),))) == {5: 40, 15: 40, 25: 20}


def test_the_cap_takes_by_day_then_by_order_and_the_last_in_part():
    early, one, two = deal("e", 50, 5), deal("z", 40, 9, order=1), deal("a", 40, 9, order=2)
    capped = (Round("r", cap=100),)

    assert moves(model_of(early, one, two, rounds=capped)) == {5: 50, 9: 50}
    assert moves(model_of(early, replace(one, parts=(Part(1.0, lag=1),)), two, rounds=capped)) == {5: 50, 9: 10, 10: 40}
    assert moves(model_of(early, one, two, rounds=(Round("r", cap=100, secured=75),))) == {5: 25}
    assert moves(model_of(early, one, two, rounds=(Round("r", cap=100, secured=175),))) == {}


def test_a_deal_that_would_close_after_it_expires_is_lost():
    lead, follower = deal("l", 10, 20, lead=True), deal("f", 1, 5, lead_gated=True, expires=19)
    closed = (Round("r", lead_open=False),)

    assert moves(model_of(lead, follower, rounds=closed)) == {20: 10}
    assert moves(model_of(lead, replace(follower, expires=20), rounds=closed)) == {20: 11}
    assert moves(model_of(replace(lead, expires=19), replace(follower, expires=None), rounds=closed)) == {}


def test_parts_wait_for_the_close_their_day_or_their_milestone():
    parts = (Part(0.5, day=3), Part(0.25, node="a", lag=14), Part(0.15), Part(0.1, never=True))

    assert moves(model_of(deal("x", 100, 5, parts=parts))) == {5: 65, 23: 25}
    assert moves(model_of(deal("x", 100, 30, parts=parts))) == {30: 90}


def test_a_part_hangs_on_the_day_a_milestone_was_reached():
    done = (Node("a", certain(9), done=-3, done_day=-5),)

    assert moves(model_of(deal("x", 100, 2, parts=(Part(1.0, node="a", lag=14),)), nodes=done)) == {9: 100}


def test_money_of_a_milestone_beyond_the_calendar_never_comes():
    far = (Node("a", certain(500)),)

    result = engine.run(model_of(deal("x", 100, 2, parts=(Part(1.0, node="a"),)), nodes=far), seed=1, n=1)

    assert result.money.fan[-1][2] == 0
    assert result.plan.nodes["a"].days[0] is None


def test_the_chance_of_a_round_counts_what_is_signed_by_its_day():
    deals = (deal("a", 40, 5), deal("b", 40, 15), deal("c", 40, 5, p=0))

    def chance_of(**round_):
        return engine.run(model_of(*deals, rounds=(Round("r", **round_),)), seed=1, n=1).money.rounds["r"].p

    assert chance_of(wanted=80, by=15) == 1
    assert chance_of(wanted=80, by=14) == 0
    assert chance_of(wanted=80, by=14, secured=40) == 1
    assert chance_of(wanted=81) == 0


@pytest.mark.parametrize("rho", [0, 0.2, 0.9, 1])
def test_a_shared_market_keeps_each_chance_and_ties_the_deals(rho):
    deals = tuple(deal(str(n), 1, 5, p=0.3) for n in range(2))
    model = replace(model_of(*deals, rounds=(Round("r", wanted=2),)), rho=rho)

    both = engine.run(model, seed=1, n=10_000).money
    mean = np.mean([engine.run(replace(model, deals=(one,)), seed=1, n=10_000).money.fan[-1] for one in deals], axis=0)

    # Both are won with the chance of a bivariate normal orthant: 0.09 when independent, 0.3 when the same.
    expected = {0: 0.09, 0.2: 0.1156, 0.9: 0.2377, 1: 0.3}[rho]
    assert both.rounds["r"].p == pytest.approx(expected, abs=0.016)
    assert mean.tolist() == [0, 0, 0, 1, 1]  # lost at P50, won at P75: about 0.3


def test_flows_start_after_their_milestone_and_end_on_their_day():
    nodes = (Node("a", certain(10)),)  # reached on day 9

    assert moves(model_of(flows=(Flow("f", "a", lag=3, once=-50),), nodes=nodes)) == {12: -50}
    ran = moves(model_of(flows=(Flow("f", "a", lag=1, curve=np.arange(HORIZON) * 1.0, end=13),), nodes=nodes))
    assert ran == {10: 10, 11: 11, 12: 12, 13: 13}
    assert moves(model_of(flows=(Flow("f", "a", lag=1, curve=NONE + 1, end=8),), nodes=nodes)) == {}


def test_a_flow_grows_by_the_months_since_its_first():
    cash = replace(PLAIN, months=(DAYS // 10 + 24_000).astype(np.int32))
    flow = Flow("f", "a", lag=6, curve=NONE + 100, growth=0.1)  # from day 15 on

    fan = engine.run(model_of(cash=cash, flows=(flow,)), seed=1, n=1).money.fan

    months = np.diff([row[2] for row in fan])
    assert months.tolist() == pytest.approx([0, 500, 1100, 1210, 1331, 1464.1])


def test_a_flow_moves_no_more_a_day_than_a_line_may_come_to():
    cash = replace(PLAIN, months=(DAYS + 24_000).astype(np.int32))
    flow = Flow("f", "a", lag=1, curve=NONE - 1e13, growth=0.5)  # 10^15 a month is 3.2 · 10^13 a day

    moved = moves(model_of(cash=cash, flows=(flow,)))

    assert list(moved.values())[:4] == pytest.approx([-1e13, -1.5e13, -2.25e13, -1e15 / 31], rel=1e-9)
    assert min(moved.values()) == pytest.approx(-1e15 / 31, rel=1e-9)


def test_a_flow_of_a_milestone_reached_long_ago_has_paid_its_one_off_already():
    done = (Node("a", certain(9), done=-3, done_day=-5),)

    assert moves(model_of(flows=(Flow("f", "a", once=50),), nodes=done)) == {}
    assert moves(model_of(flows=(Flow("f", "a", lag=8, once=50),), nodes=done)) == {3: 50}
    assert list(moves(model_of(flows=(Flow("f", "a", curve=NONE + 1),), nodes=done))) == list(range(HORIZON))


def test_cash_out_is_the_first_day_over_half_a_cent_below_the_floor_and_not_with_money():
    def lasts(due, spent_each_day):
        cash = Cash(1000, 100, -1, NONE, NONE + spent_each_day, DAYS)
        money = engine.run(model_of(cash=cash, nodes=(Node("a", certain(10), due=due),)), seed=1, n=1).money
        return money.cash_out[0], money.nodes["a"].lasts.p, money.nodes["a"].joint.p, money.nodes["a"].reserve80

    assert lasts(9, 90) == (10, 1, 1, 0)
    assert lasts(9, 90.0004) == (10, 1, 1, pytest.approx(0.004))
    assert lasts(9, 91) == (9, 0, 0, pytest.approx(10))
    assert lasts(8, 90) == (10, 1, 0, 0)


def test_a_gap_within_a_month_is_seen_and_later_money_does_not_heal_it():
    income, expense = NONE.copy(), NONE.copy()
    expense[3], income[5] = 200, 200
    cash = Cash(100, 0, -1, income, expense, np.zeros(HORIZON, np.int32))

    money = engine.run(model_of(cash=cash, nodes=(Node("a", certain(10), due=20),)), seed=1, n=1).money

    assert (money.cash_out[0], money.nodes["a"].joint.p, money.nodes["a"].reserve80) == (3, 0, 100)
    assert money.fan_days == (-1, HORIZON - 1)


def test_a_balance_below_the_floor_is_out_on_its_own_day():
    cash = Cash(50, 100, -5, NONE, NONE, DAYS)

    money = engine.run(model_of(cash=cash), seed=1, n=1).money

    assert (money.cash_out[0], money.runs_out.p) == (-5, 1)


def test_money_that_lasts_beyond_the_horizon_has_no_day():
    money = engine.run(model_of(), seed=1, n=1).money

    assert (set(money.cash_out), money.runs_out.p, money.nodes["a"].lasts.p) == ({None}, 0, 1)


def test_burn_changes_from_tomorrow_on():
    cash = Cash(1000, 0, -3, NONE, NONE + 10, DAYS)

    fan = engine.run(with_burn(model_of(cash=cash), 0.9), seed=1, n=1).money.fan

    # The days -2, -1 and today take 10 each, tomorrow and the day after 9.
    assert [row[2] for row in fan[:6]] == pytest.approx([1000, 990, 980, 970, 961, 952])


def test_expenses_vary_evenly_about_the_plan():
    cash = Cash(1000, 0, 0, NONE, NONE + 50, DAYS, spread=0.1)

    money = engine.run(model_of(cash=cash), seed=1, n=4_000).money

    # Without spread the 20th day is the last with money: its end is 0, which is not below the floor.
    half = money.cash_out[engine.QUANTILES.index(0.5)]
    assert half in {20, 21}
    assert 1000 - np.array(money.fan[10]) == pytest.approx([527.6, 514.6, 500, 485.4, 472.4], abs=1.5)


def test_cost_and_delay_combine_within_each_iteration_not_by_their_percentiles():
    # K18: cost N(100, 20), delay N(30, 10) days at 2 a day; a day of it is ten here. The sum of both P80 is 193.66.
    z = np.random.default_rng(1).standard_normal((2, 20_000))
    spent_each_day = np.full(800, 0.2)
    cash = Cash(0, 0, -1, 0 * spent_each_day, spent_each_day, np.zeros(800, np.int32))
    treasury = Treasury(cash, Draws(1, 0, 20_000))
    treasury.move(np.zeros(20_000, np.int64), -(100 + 20 * z[0]))

    total = -treasury.balances().at(np.rint(300 + 100 * z[1]).astype(np.int32) - 1)

    assert np.percentile(total, 80) == pytest.approx(183.804643, rel=0.005)
    assert (total.mean(), total.std()) == pytest.approx((160.0, 28.284271), rel=0.02)
