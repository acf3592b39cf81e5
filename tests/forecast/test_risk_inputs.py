"""Risks as the simulation takes them: chance, effects, money and plans, each worked out by hand."""

from decimal import Decimal

import pytest

from forecast.model import Effect
from forecast.risk_inputs import risks_of
from tests.forecast.given import CLOCK, contingency, day, effect, milestone, pert, plan_money, risk, risk_money

NODES = frozenset({"a", "b"})


def euro(amount, currency):
    """All there is in euro; a dollar is worth 90 cents, and nothing else can be converted."""
    rates = {"EUR": Decimal(1), "USD": Decimal("0.9")}
    return float(amount * rates[currency]) if currency in rates else None


def read(row, *, effects=(), plans=(), money=(), costs=(), milestones=(), convert=euro):
    rows = {"risks": [row], "effects": effects, "plans": plans, "risk_money": money, "plan_money": costs}
    return risks_of(rows | {"milestones": milestones}, NODES, CLOCK, convert)


def driver_of(row, **given):
    """Return the driver of a risk that hits milestone a by ten days, and what was assumed as (key, figures, counts)."""
    found = read(row, **{"effects": [effect(effect_min=5, effect_max=30)]} | given)
    assumed = [*found.assumptions, *found.money_assumptions]
    notes = [(note.key, dict(note.figures), note.counts) for note in assumed]
    return next(iter(found.drivers), None), notes


# How probable


@pytest.mark.parametrize(
    ("level", "word", "low", "high", "percent"),
    [
        (1, "Rare", 0, 10, 5),
        (2, "Unlikely", 10, 30, 20),
        (3, "Possible", 30, 50, 40),
        (4, "Likely", 50, 80, 65),
        (5, "Almost certain", 80, 100, 90),
    ],
)
def test_a_level_stands_for_the_middle_of_its_range(level, word, low, high, percent):
    driver, notes = driver_of(risk(current__probability=level))

    assert driver.p == percent / 100
    assert notes == [("percent", {"word": word, "low": low, "high": high, "percent": percent}, True)]


@pytest.mark.parametrize("percent", [0, 25, 100])
def test_a_percentage_somebody_gave_counts_instead(percent):
    driver, notes = driver_of(risk(probability_percent=percent, current__probability=4))

    assert (driver.p, notes) == (percent / 100, [])


def test_what_is_neither_rated_nor_given_a_percentage_is_listed_and_out():
    assert driver_of(risk()) == (None, [("unrated", {}, False)])


@pytest.mark.parametrize(
    "given", [{"status": "draft"}, {"status": "closed"}, {"status": "rejected"}, {"window_to": day("03-01")}]
)
def test_a_draft_what_has_ended_and_what_is_past_its_window_are_out(given):
    assert driver_of(risk(probability_percent=50, **given)) == (None, [])


@pytest.mark.parametrize("status", ["identified", "assessed", "response_planned", "in_treatment", "monitoring"])
def test_every_status_before_it_occurs_counts(status):
    assert driver_of(risk(status=status, probability_percent=50))[0].p == 0.5


def test_nothing_is_assumed_of_a_risk_that_changes_nothing():
    assert driver_of(risk(current__probability=3), effects=[]) == (None, [])


@pytest.mark.parametrize(
    ("first", "last", "window"),
    [
        (None, None, None),
        ("03-10", "03-20", (8, 18)),
        ("02-01", "03-20", (0, 18)),
        (None, "03-20", (0, 18)),
        ("03-10", None, (8, 373)),
        ("02-01", "03-02", (0, 0)),  # it may happen on its last day
    ],
)
def test_a_window_runs_from_today_at_the_earliest_and_a_year_without_end(first, last, window):
    row = risk(probability_percent=50, window_from=first and day(first), window_to=last and day(last))

    assert driver_of(row)[0].window == window


# What it does


@pytest.mark.parametrize(
    ("given", "kind", "size"),
    [
        ({}, "days", pert(5, 10, 20)),
        ({"effect_min": 8}, "days", pert(8, 10, 20)),
        ({"effect_max": 12}, "days", pert(5, 10, 12)),
        ({"effect": "factor", "effect_likely": 140}, "factor", pert(1.2, 1.4, 1.8)),
        ({"effect_likely": -10}, "days", pert(-20, -10, -5)),
        ({"effect": "factor", "effect_likely": 80}, "factor", pert(0.6, 0.8, 0.9)),
    ],
    ids=["days", "low given", "high given", "factor", "days saved", "factor that saves"],
)
def test_of_one_figure_of_an_effect_the_ends_are_half_and_double_the_excess(given, kind, size):
    driver, notes = driver_of(risk(probability_percent=50), effects=[effect(**given)])

    [found] = driver.effects
    assert (found.node, found.kind, found.parallel) == ("a", kind, False)
    assert (found.size.low, found.size.mode, found.size.high) == pytest.approx((size.low, size.mode, size.high))
    assert notes == [("effect_range", {}, True)]


def test_three_figures_of_an_effect_are_taken_as_they_are():
    given = effect("b", effect_min=1, effect_likely=2, effect_max=9, parallel=True)

    driver, notes = driver_of(risk(probability_percent=50), effects=[given])

    assert (driver.effects, notes) == ((Effect("b", "days", pert(1, 2, 9), parallel=True),), [])


def test_without_an_effect_a_risk_is_listed_and_not_counted():
    nothing = effect(effect="", effect_likely=None)

    assert driver_of(risk(probability_percent=50), effects=[nothing]) == (None, [("effect_none", {}, False)])


def test_an_effect_on_what_is_not_simulated_is_left_out_in_silence():
    assert driver_of(risk(probability_percent=50), effects=[effect("z")]) == (None, [])


@pytest.mark.parametrize(("estimated", "hits"), [("02-26", True), ("02-27", False), ("02-28", False), (None, True)])
def test_what_occurred_does_nothing_to_what_was_estimated_since(estimated, hits):
    row = risk(status="occurred", occurred_on=day("02-27"), current__probability=2)
    milestones = [milestone("a", estimated_on=estimated and day(estimated))]

    driver, notes = driver_of(row, milestones=milestones, money=[risk_money(likely=1000, low=1, high=2000)])

    assert (driver.p, bool(driver.effects), driver.money) == (1, hits, pert(1, 1000, 2000))
    assert notes == []


# Its money


def test_of_one_amount_the_ends_are_half_and_double():
    driver, notes = driver_of(risk(probability_percent=50), effects=[], money=[risk_money(likely=1000)])

    assert (driver.money, notes) == (pert(500, 1000, 2000), [("money_range", {}, True)])


def test_money_in_another_currency_is_converted_and_without_a_rate_left_out():
    dollars = risk_money(likely=1000, low=500, high=3000, currency="USD")
    yen = risk_money(likely=1000, low=500, high=3000, currency="JPY")

    assert driver_of(risk(probability_percent=50), effects=[], money=[dollars])[0].money == pert(450, 900, 2700)
    driver, notes = driver_of(risk(probability_percent=50), effects=[], money=[yen])
    assert driver is None
    assert set(map(repr, notes)) == {repr(("not_converted", {"currency": "JPY"}, False))}


def test_what_is_assumed_of_a_risk_that_costs_money_alone_is_about_the_money():
    found = read(risk(current__probability=3), money=[risk_money(likely=1000)])

    assert found.assumptions == ()
    assert [note.key for note in found.money_assumptions] == ["money_range", "percent"]


def test_without_a_position_nothing_is_said_of_money():
    driver, notes = driver_of(risk(probability_percent=50), money=[risk_money()], convert=None)

    assert (driver.money, notes) == (None, [])


# Its plans


def planned(currency="EUR", **given):
    found = read(
        risk(probability_percent=50),
        effects=[effect(effect_min=5, effect_max=30)],
        plans=[contingency(**given)],
        costs=[plan_money(money_saved=Decimal(700), activated_on=day("02-20"), currency=currency)],
    )
    [driver] = found.drivers
    return (driver.days_saved, driver.money_saved, driver.cost, driver.share), found


@pytest.mark.parametrize("state", ["ready", "rehearsed"])
def test_a_plan_that_is_ready_saves_and_costs_when_the_risk_fires(state):
    figures, found = planned(state=state)

    assert (figures, found.spent) == ((4, 700, 900, 1), ())


@pytest.mark.parametrize(
    ("given", "share"),
    [
        ({"state": "activated"}, 1),
        ({"state": "completed", "outcome": "worked"}, 1),
        ({"state": "completed", "outcome": "partly"}, 0.5),
    ],
)
def test_a_plan_that_was_started_saves_its_share_and_cost_its_money_on_that_day(given, share):
    figures, found = planned(**given)

    assert figures == (4, 700, 0, share)
    assert found.spent == ((day("02-20"), 900),)


@pytest.mark.parametrize(("state", "cost", "spent"), [("ready", 810, ()), ("activated", 0, ((day("02-20"), 810),))])
def test_a_plan_in_another_currency_saves_and_costs_what_that_comes_to(state, cost, spent):
    (_days, saved, own, _share), found = planned("USD", state=state)

    assert (saved, own, found.spent) == (630, cost, spent)


@pytest.mark.parametrize(("state", "spent"), [("failed", ((day("02-20"), 900),)), ("retired", ())])
def test_a_plan_that_failed_saves_nothing_and_cost_its_money_all_the_same(state, spent):
    figures, found = planned(state=state)

    assert (figures, found.spent, found.drafts) == ((0, 0, 0, 1), spent, {})


def test_a_risk_without_effect_on_two_milestones_is_told_once():
    links = [effect(effect="", effect_likely=None), effect(milestone_id="n", effect="", effect_likely=None)]

    found = read(risk(probability_percent=50), effects=links)

    assert [note.key for note in found.assumptions] == ["effect_none"]


def test_a_draft_saves_nothing_and_is_kept_to_be_tried():
    figures, found = planned(state="draft")

    assert figures == (0, 0, 0, 1)
    assert {key: (row.days_saved, row.money_saved, row.cost) for key, row in found.drafts.items()} == {
        "k": (4, 700, 900)
    }


def test_a_plan_nobody_estimated_does_not_count():
    plan = contingency(state="draft", days_saved=None)

    found = read(risk(probability_percent=50), effects=[effect()], plans=[plan])

    assert (found.drivers[0].days_saved, found.drafts) == (0, {})
