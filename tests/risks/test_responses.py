"""What the responses to a risk take off, as its page tells it: by the forecast, else by the register."""

from decimal import Decimal

import pytest

from core.fetching import part_of
from forecast.outcome import RiskCost
from risks.models import Risk
from risks.responses import Responses, expected_days
from tests.conftest import NOW
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import ResponseActionFactory, RiskFactory, RiskMilestoneFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]


class Worth:
    """Says of every risk what the forecast would."""

    def __init__(self, cost=None):
        self.cost = cost

    def about(self, _risk):
        return self.cost


@pytest.fixture
def risk(team):
    milestone = MilestoneFactory(team=team)
    risk = RiskFactory(team=team, probability_percent=50, score=(3, 3), target=(2, 2))
    RiskMilestoneFactory(
        team=team, risk=risk, milestone=milestone, effect="days", effect_min=5, effect_likely=20, effect_max=35
    )
    return Risk.objects.with_scores().get(pk=risk.pk)


def done(risk, days, **given):
    return ResponseActionFactory(
        team=risk.team, risks=[risk], state="done", completed_at=NOW, days_off_planned=days, **given
    )


def falls(risk, cost=None):
    rows = risk.actions.select_related("owner").order_by("number")
    links = list(risk.milestone_links.all())
    return Responses(risk, part_of(rows, ""), links, rows).about(Worth(cost))


def told(risk, cost=None):
    """Return the one Fall of the responses to a risk."""
    (fall,) = falls(risk, cost)
    return fall


def lines(fall):
    return [(bar.label or bar.action.title, bar.kind, bar.amount) for bar in fall.bars]


def test_the_register_counts_the_chance_of_the_likely_days(risk):
    done(risk, 6, title="Second slot", days_off_actual=5, cost=Decimal(1800), currency="EUR")
    ResponseActionFactory(team=risk.team, risks=[risk], title="Call", days_off_planned=3)

    fall = told(risk)

    assert lines(fall) == [
        ("Without any response", "total", "15 days"),
        ("Second slot", "done", "−5"),
        ("As things stand", "now", "10 days"),
        ("Call", "planned", "−3"),
        ("With everything planned", "total", "7 days"),
    ]
    assert (fall.is_forecast, fall.has_scale, fall.notes) == (False, True, ())
    assert [bar.costs for bar in fall.bars] == [
        (),
        (("EUR", Decimal(1800)),),
        (("EUR", Decimal(1800)),),
        (),
        (("EUR", Decimal(1800)),),
    ]
    assert (fall.bars[1].x, fall.bars[1].width, fall.bars[1].end) == ("66.67%", "33.33%", "66.67%")
    assert fall.bars[1].note == "6 days planned"
    assert fall.bars[4].note == "target: Low"


def test_the_forecast_says_how_things_stand_where_it_knows(risk):
    done(risk, 5, title="Second slot")

    fall = told(risk, RiskCost(11.2, 0.4))

    assert lines(fall)[0] == ("Without any response", "total", "16 days")
    assert (lines(fall)[2], fall.is_forecast) == (("As things stand", "now", "11 days"), True)


def test_what_nobody_has_said_is_a_dash_and_counted(risk):
    done(risk, None, title="Second slot")

    fall = told(risk)

    assert (lines(fall)[1], fall.bars[1].width) == (("Second slot", "done", ""), "")
    assert fall.notes == ("Of 1 response nobody has said how many days it takes off: not counted.",)


def test_what_is_planned_beyond_the_risk_is_said(risk):
    ResponseActionFactory(team=risk.team, risks=[risk], days_off_planned=30)

    assert told(risk).notes == ("What is planned would take off more than the risk costs: some of it overlaps.",)


@pytest.mark.parametrize(
    "change",
    [
        {"probability_percent": None, "current": None},
        {"status": "closed", "closure_reason": "avoided", "closed_at": NOW},
    ],
)
def test_without_a_figure_for_a_threat_the_actions_are_listed_alone(risk, change):
    done(risk, 5, title="Second slot")
    Risk.objects.filter(pk=risk.pk).update(**change)
    risk = Risk.objects.with_scores().get(pk=risk.pk)

    fall = told(risk)

    assert (lines(fall), fall.has_scale) == ([("Second slot", "done", "−5 days")], False)


# Opportunities


@pytest.fixture
def opportunity(team):
    """One that saves 20 days with a chance of 50 %: an upside of 10."""
    risk = RiskFactory(team=team, kind="opportunity", probability_percent=50, score=(3, 3))
    RiskMilestoneFactory(
        team=team,
        risk=risk,
        milestone=MilestoneFactory(team=team),
        effect="days",
        effect_min=-35,
        effect_likely=-20,
        effect_max=-5,
    )
    return Risk.objects.with_scores().get(pk=risk.pk)


def test_the_upside_of_an_opportunity_rises_with_its_responses(opportunity):
    done(opportunity, 5, title="Early access", days_off_actual=4, cost=Decimal(1800), currency="EUR")
    ResponseActionFactory(team=opportunity.team, risks=[opportunity], title="Partner", days_off_planned=6)

    fall = told(opportunity)

    assert lines(fall) == [
        ("Without any response", "total", "6 days"),
        ("Early access", "done", "+4"),
        ("As things stand", "now", "10 days"),
        ("Partner", "planned", "+6"),
        ("With everything planned", "total", "16 days"),
    ]
    assert (fall.is_upside, fall.is_forecast, fall.has_scale, fall.notes) == (True, False, True, ())
    assert [(bar.x, bar.width, bar.begin, bar.end) for bar in fall.bars] == [
        ("0%", "37.50%", "", "37.50%"),
        ("37.50%", "25.00%", "37.50%", "62.50%"),
        ("0%", "62.50%", "62.50%", "62.50%"),
        ("62.50%", "37.50%", "62.50%", "100.00%"),
        ("0%", "100.00%", "100.00%", ""),
    ]


@pytest.mark.parametrize(("days", "is_forecast", "now"), [(-8.2, True, "8 days"), (3.0, False, "10 days")])
def test_the_forecast_says_what_an_opportunity_brings_where_it_brings_something(opportunity, days, is_forecast, now):
    done(opportunity, 5)

    fall = told(opportunity, RiskCost(days, 0.4))

    assert (fall.is_forecast, fall.bars[2].amount) == (is_forecast, now)


def test_a_threat_that_brings_time_in_the_forecast_is_told_by_the_register(risk):
    done(risk, 5)

    assert told(risk, RiskCost(-8.2, 0.4)).is_forecast is False


def test_notes_on_an_upside_are_in_words_of_an_upside(opportunity):
    done(opportunity, 14, title="Early access")
    done(opportunity, None)

    fall = told(opportunity)

    assert fall.notes == (
        "Of 1 response nobody has said how many days it adds: not counted.",
        "What is done and under way would add more than the whole upside: some of it overlaps.",
    )
    assert fall.bars[1].note == "as planned; what it added is not known"


def test_the_page_of_an_opportunity_speaks_of_an_upside(opportunity, viewer, browse):
    done(opportunity, 5)

    page = browse(viewer).get(f"/t/acme/risks/{opportunity.pk}/").content.decode()

    assert page.count('class="fall-bar"') == 4
    words = ("What the responses add to the upside", "Expected upside in days", "+5", "take off")
    assert [text in page for text in words] == [True, True, True, False]


def test_an_opportunity_without_a_figure_lists_its_actions(opportunity):
    done(opportunity, 5, title="Early access")
    Risk.objects.filter(pk=opportunity.pk).update(probability_percent=None, current=None)
    bare = Risk.objects.with_scores().get(pk=opportunity.pk)

    fall = told(bare)

    assert (lines(fall), fall.has_scale, fall.is_upside) == ([("Early access", "done", "+5 days")], False, True)


# More than a page shows


def test_beyond_twenty_the_largest_stand_alone_and_the_others_together(risk):
    """Beside 20 of 10 days planned: 2 + 4 done and one that says nothing, 3 under way, 5 + 1 planned."""
    for place in range(20):
        ResponseActionFactory(team=risk.team, risks=[risk], title=f"Large {place}", days_off_planned=10)
    done(risk, 9, days_off_actual=2, cost=Decimal(100), currency="EUR")
    done(risk, 4, cost=Decimal(50), currency="EUR")
    done(risk, None, cost=Decimal(7), currency="USD")
    ResponseActionFactory(team=risk.team, risks=[risk], state="in_progress", days_off_planned=3)
    ResponseActionFactory(team=risk.team, risks=[risk], days_off_planned=5)
    ResponseActionFactory(team=risk.team, risks=[risk], days_off_planned=1)
    ResponseActionFactory(team=risk.team, risks=[risk], state="cancelled", days_off_planned=99)

    fall = told(risk)

    assert [line for line in lines(fall) if not line[0].startswith("Large")] == [
        ("Without any response", "total", "19 days"),
        ("3 further responses", "done", "−6"),
        ("1 further response", "active", "−3"),
        ("As things stand", "now", "10 days"),
        ("2 further responses", "planned", "−6"),
        ("With everything planned", "total", "0 days"),
    ]
    assert sum(bar.action is not None for bar in fall.bars) == 20
    assert fall.bars[1].costs == (("EUR", Decimal(150)), ("USD", Decimal(7)))
    assert [bar.note for bar in fall.bars if "further" in bar.label] == ["done", "under way", "planned"]
    assert fall.notes[:2] == (
        "The 20 responses with the largest effect stand alone, the further ones together.",
        "Of 1 response nobody has said how many days it takes off: not counted.",
    )


@pytest.mark.parametrize("count", [22, 30])
def test_the_page_costs_the_same_for_more_responses_than_it_shows(risk, viewer, browse, queries, count):
    for place in range(count):
        ResponseActionFactory(team=risk.team, risks=[risk], days_off_planned=place)
    client = browse(viewer)
    client.get(f"/t/acme/risks/{risk.pk}/")

    with queries(15):
        page = client.get(f"/t/acme/risks/{risk.pk}/").content.decode()

    assert f"{count - 20} further responses" in page
    assert f"20 of {count}: show all" in page


def test_what_has_occurred_is_certain(risk):
    Risk.objects.filter(pk=risk.pk).update(status="occurred", occurred_at=NOW)
    risk = Risk.objects.with_scores().get(pk=risk.pk)

    assert expected_days(risk, list(risk.milestone_links.all())) == 20


def test_the_page_shows_the_bars_with_their_table(risk, viewer, browse):
    done(risk, 5, title="Second slot")

    page = browse(viewer).get(f"/t/acme/risks/{risk.pk}/").content.decode()

    assert page.count('class="fall-bar"') == 4
    assert "As things stand" in page
    assert "Expected days" in page
    assert "style=" not in page


# Money


def priced(team, **given):
    """Return a risk that costs money alone: 20,000 EUR on average with a chance of 50 %."""
    money = {"money_min": Decimal(5000), "money_likely": Decimal(20_000), "money_max": Decimal(35_000)}
    risk = RiskFactory(team=team, probability_percent=50, score=(3, 3), **{"currency": "EUR"} | money | given)
    return Risk.objects.with_scores().get(pk=risk.pk)


def test_a_risk_that_costs_money_alone_is_told_in_money(team):
    risk = priced(team)
    done(
        risk, 6, title="Second source", money_off_planned=Decimal(5000), money_off_actual=Decimal(4200), currency="EUR"
    )
    ResponseActionFactory(team=team, risks=[risk], title="Cap", money_off_planned=Decimal(3000), currency="EUR")
    ResponseActionFactory(team=team, risks=[risk], title="Dollars", money_off_planned=Decimal(1), currency="USD")

    fall = told(risk)

    assert lines(fall) == [
        ("Without any response", "total", "14,200\N{NO-BREAK SPACE}EUR"),
        ("Second source", "done", "−4,200"),
        ("As things stand", "now", "10,000\N{NO-BREAK SPACE}EUR"),
        ("Cap", "planned", "−3,000"),
        ("Dollars", "planned", ""),
        ("With everything planned", "total", "7,000\N{NO-BREAK SPACE}EUR"),
    ]
    assert (fall.column, fall.has_scale, fall.is_forecast) == ("Expected money", True, False)
    assert fall.bars[1].note == "5,000\N{NO-BREAK SPACE}EUR planned"
    assert fall.notes == ("Of 1 response nobody has said how much EUR it takes off: not counted.",)
    assert (fall.bars[1].x, fall.bars[1].width) == ("70.42%", "29.58%")


def test_what_costs_days_and_money_is_told_in_both(risk):
    Risk.objects.filter(pk=risk.pk).update(money_likely=20_000, currency="EUR")
    risk = Risk.objects.with_scores().get(pk=risk.pk)
    money = done(risk, None, title="Bare", money_off_planned=Decimal(1), currency="EUR")
    assert [fall.column for fall in falls(risk)] == ["Expected money"]  # nobody says anything of days
    money.delete()
    done(risk, 5, title="Second source")
    assert [fall.column for fall in falls(risk)] == ["Expected days"]  # nobody says anything of money

    done(risk, None, title="Cap", money_off_planned=Decimal(4000), currency="EUR")
    in_days, in_money = falls(risk)

    assert (in_days.column, in_money.column) == ("Expected days", "Expected money")
    assert [bar.amount for bar in in_days.bars] == ["15 days", "−5", "", "10 days", "10 days"]
    assert [bar.amount.split("\N{NO-BREAK SPACE}")[0] for bar in in_money.bars] == [
        "14,000", "", "−4,000", "10,000", "10,000",
    ]  # fmt: skip


def test_an_opportunity_that_brings_money_rises(team):
    opportunity = priced(team, kind="opportunity")
    ResponseActionFactory(
        team=team, risks=[opportunity], title="Partner", money_off_planned=Decimal(2500), currency="EUR"
    )

    fall = told(opportunity)

    assert [bar.amount.split("\N{NO-BREAK SPACE}")[0] for bar in fall.bars] == ["10,000", "10,000", "+2,500", "12,500"]
    assert fall.column == "Expected upside in money"


def test_beyond_twenty_the_money_of_the_others_is_added_up_in_the_currency_of_the_risk(team):
    risk = priced(team)
    for _place in range(20):
        ResponseActionFactory(team=team, risks=[risk], title="Large", money_off_planned=Decimal(400), currency="EUR")
    done(risk, None, money_off_planned=Decimal(300), money_off_actual=Decimal(100), currency="EUR")
    done(risk, None, money_off_planned=Decimal(50), currency="EUR")
    done(risk, 9, money_off_planned=Decimal(9999), currency="USD")

    fall = told(risk)

    assert [line for line in lines(fall) if line[0] == "3 further responses"] == [
        ("3 further responses", "done", "−150"),
    ]
    assert "Of 1 response nobody has said how much EUR it takes off: not counted." in fall.notes


def test_of_a_risk_without_a_figure_the_actions_say_days_and_money(team):
    risk = RiskFactory(team=team)
    done(risk, 5, money_off_planned=Decimal(300), currency="EUR", title="Both")
    ResponseActionFactory(team=team, risks=[risk], title="None")

    assert lines(told(risk)) == [("Both", "done", "−5 days · −300\N{NO-BREAK SPACE}EUR"), ("None", "planned", "")]


def test_the_page_shows_both_and_what_an_action_costs_once(risk, viewer, browse):
    Risk.objects.filter(pk=risk.pk).update(money_likely=20_000, currency="EUR")
    done(risk, 5, title="Second slot", money_off_planned=Decimal(4000), cost=Decimal(77), currency="EUR")

    page = browse(viewer).get(f"/t/acme/risks/{risk.pk}/").content.decode()

    assert page.count('class="table waterfall"') == 2
    assert page.count('class="fall-bar"') == 8
    assert "In money" in page
    assert page.count('value="77"') == 3  # the action, as things stand, with everything planned


def test_of_more_than_twenty_those_that_stand_alone_can_be_verified(risk, owner, browse):
    """The last of them has the largest effect, so it stands first, though a list of twenty would not have it."""
    for place in range(22):
        done(risk, place, due_on=NOW.date())
    last = risk.actions.get(days_off_planned=21)

    page = browse(owner).get(f"/t/acme/risks/{risk.pk}/").content.decode()

    assert f"/t/acme/response-actions/{last.pk}/verification/" in page
