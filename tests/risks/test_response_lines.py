"""What stands in the lines of a waterfall beside its bars: notes, costs, order, and what is left out."""

from decimal import Decimal

import pytest

from core.fetching import part_of
from forecast.outcome import RiskCost
from risks.models import Risk
from risks.responses import Responses, expected_days
from tests.conftest import NOW
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import ResponseActionFactory, RiskFactory, RiskMilestoneFactory
from tests.risks.test_responses import Worth

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]


def priced(team, **given):
    """Return a risk that adds 10 working days, and with `money_likely` costs money, with a chance of 50 %."""
    risk = RiskFactory(team=team, **{"probability_percent": 50} | given)
    sign = -1 if risk.kind == "opportunity" else 1
    ends = {"effect": "days", "effect_likely": sign * 20}
    RiskMilestoneFactory(team=team, risk=risk, milestone=MilestoneFactory(team=team), **ends)
    return Risk.objects.with_scores().get(pk=risk.pk)


def respond(risk, state="todo", **given):
    completed = NOW if state in ("done", "verified") else None
    return ResponseActionFactory(team=risk.team, risks=[risk], state=state, completed_at=completed, **given)


def falls(risk, cost=None):
    rows = risk.actions.select_related("owner").order_by("number")
    return Responses(risk, part_of(rows, ""), list(risk.milestone_links.all()), rows).about(Worth(cost))


def notes(fall):
    return [bar.note for bar in fall.bars if bar.action]


def test_lines_go_past_what_says_nothing_of_its_effect(team):
    risk = priced(team)
    respond(risk, "done", days_off_planned=10)
    respond(risk, "done")

    (fall,) = falls(risk)

    assert [(bar.begin, bar.end) for bar in fall.bars] == [
        ("", "100.00%"),
        ("100.00%", "50.00%"),
        ("50.00%", "50.00%"),
        ("50.00%", "50.00%"),
        ("50.00%", ""),
    ]


def test_each_action_says_who_does_it_and_how_its_end_differs_from_the_plan(team, owner):
    risk = priced(team)
    respond(risk, "done", owner=owner, days_off_planned=5, days_off_actual=4)
    respond(risk, "done", owner=owner, days_off_planned=5, days_off_actual=5)
    respond(risk, "in_progress", owner=owner, days_off_planned=5, days_off_actual=4)
    respond(risk, days_off_planned=5)

    (fall,) = falls(risk)

    name = owner.name
    assert notes(fall) == [f"{name} · 5 days planned", name, name, ""]
    assert [bar.amount for bar in fall.bars if bar.action] == ["−4", "−5", "−5", "−5"]


def test_nothing_is_said_of_a_plan_in_another_currency(team):
    risk = priced(team, money_likely=Decimal(100), currency="EUR")
    respond(risk, "done", money_off_planned=Decimal(9), money_off_actual=Decimal(8), currency="USD")
    respond(risk, "done", money_off_planned=Decimal(4), currency="EUR")

    (fall,) = falls(risk)

    assert fall.column == "Expected money"
    assert notes(fall) == ["", "as planned; what it took off is not known"]


def test_an_effect_of_nothing_has_no_sign(team):
    risk, bare = priced(team), RiskFactory(team=team)
    for each in (risk, bare):
        respond(each, days_off_planned=0)

    (drawn,), (listed,) = falls(risk), falls(bare)

    assert [bar.amount for bar in (*drawn.bars, *listed.bars) if bar.action] == ["0", "0 days"]


def test_a_list_without_bars_tells_what_counts_in_its_turn_with_its_cost(team):
    risk = RiskFactory(team=team)
    for state in ("todo", "cancelled", "blocked", "verified"):
        respond(risk, state, verified_at=NOW if state == "verified" else None, cost=Decimal(7), currency="EUR")

    (fall,) = falls(risk)

    costs = (("EUR", Decimal(7)),)
    assert [(bar.action.state, bar.kind, bar.costs) for bar in fall.bars] == [
        ("verified", "done", costs),
        ("blocked", "active", costs),
        ("todo", "planned", costs),
    ]


def test_a_list_without_bars_says_of_days_and_of_money_what_was_planned(team):
    risk = RiskFactory(team=team)
    planned = {"days_off_planned": 5, "money_off_planned": Decimal(300), "currency": "EUR"}
    respond(risk, "done", days_off_actual=5, money_off_actual=Decimal(200), **planned)
    respond(risk, "done", days_off_actual=4, **planned)
    respond(risk, "done", **planned)
    respond(risk, "in_progress", money_off_actual=Decimal(200), **planned)

    (fall,) = falls(risk)

    unknown = "as planned; what it took off is not known"
    assert notes(fall) == ["300\N{NO-BREAK SPACE}EUR planned", f"5 days planned · {unknown}", unknown, ""]


@pytest.mark.parametrize(("kind", "words"), [("threat", "leave of it"), ("opportunity", "add to that")])
def test_where_there_is_no_figure_it_is_asked_for_in_words_of_its_side(team, kind, words):
    risk = RiskFactory(team=team, kind=kind)
    respond(risk)

    (fall,) = falls(risk)

    assert words in fall.legend


def test_what_has_ended_costs_no_money_any_more(team):
    ended = {"status": "closed", "closure_reason": "avoided", "closed_at": NOW}
    risk = priced(team, money_likely=Decimal(100), currency="EUR", **ended)
    respond(risk, money_off_planned=Decimal(4), currency="EUR")

    (fall,) = falls(risk)

    assert (fall.has_scale, [bar.amount for bar in fall.bars]) == (False, ["−4\N{NO-BREAK SPACE}EUR"])


@pytest.mark.parametrize(("planned", "is_said"), [(10, False), (11, True)])
def test_from_a_whole_day_on_it_is_said_that_responses_overlap(team, planned, is_said):
    risk = priced(team)
    respond(risk, days_off_planned=planned)

    (fall,) = falls(risk)

    assert (fall.notes != ()) is is_said


def test_less_than_a_day_beyond_is_no_overlap(team):
    risk = priced(team, probability_percent=49)
    respond(risk, days_off_planned=10)

    assert falls(risk)[0].notes == ()


def test_where_no_action_says_anything_there_is_one_table(team):
    risk = priced(team, money_likely=Decimal(100), currency="EUR")
    respond(risk)

    assert [fall.column for fall in falls(risk)] == ["Expected days"]


def test_days_are_those_of_the_milestone_it_moves_most(team):
    """A share of a duration is no number of days."""
    risk = priced(team)
    for effect, likely in (("days", 30), ("factor", 90)):
        RiskMilestoneFactory(
            team=team, risk=risk, milestone=MilestoneFactory(team=team), effect=effect, effect_likely=likely
        )

    assert expected_days(risk, list(risk.milestone_links.all())) == 15


@pytest.mark.parametrize("kind", ["threat", "opportunity"])
def test_what_stands_today_is_told_by_side_and_by_who_knows_it(team, kind):
    risk = priced(team, kind=kind)
    respond(risk, days_off_planned=3)

    (by_register,), (by_forecast,) = falls(risk), falls(risk, RiskCost(12.0 if kind == "threat" else -12.0, 0.4))

    counted = {"threat": "what is counted today", "opportunity": "the upside that is counted today"}[kind]
    assert [bar.note for bar in by_register.bars] == ["", counted, "", ""]
    assert (by_register.column, by_forecast.column) == {
        "threat": ("Expected days", "Days of P80"),
        "opportunity": ("Expected upside in days", "Upside in days of P80"),
    }[kind]
    assert ("what the forecast counts" in by_forecast.legend) is (kind == "threat")
    assert ("the upside the forecast counts" in by_forecast.legend) is (kind == "opportunity")
    assert "forecast" not in by_register.legend


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("threat", "Of 2 responses nobody has said how much EUR they take off: not counted."),
        ("opportunity", "Of 2 responses nobody has said how much EUR they add: not counted."),
    ],
)
def test_money_nobody_knows_is_said_in_words_of_its_side(team, kind, text):
    risk = RiskFactory(team=team, kind=kind, probability_percent=50, money_likely=Decimal(100), currency="EUR")
    for _row in range(2):
        respond(risk)

    (fall,) = falls(risk)

    assert (fall.notes, fall.column.startswith("Expected upside")) == ((text,), kind == "opportunity")


def test_beyond_twenty_an_action_in_work_again_counts_what_is_planned(team):
    """It took off 9 days before it was reopened: that is neither what makes it large nor what is added up."""
    risk = priced(team)
    for _row in range(20):
        respond(risk, days_off_planned=4)
    respond(risk, "in_progress", days_off_planned=2, days_off_actual=9)
    respond(risk, "done", days_off_planned=9, days_off_actual=3, cost=Decimal(5), currency="USD")
    respond(risk, "done", days_off_planned=1)

    (fall,) = falls(risk)

    together = [(bar.kind, bar.amount, bar.costs) for bar in fall.bars if "further" in bar.label]
    assert together == [("done", "−4", (("USD", Decimal(5)),)), ("active", "−2", ())]
