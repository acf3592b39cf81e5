"""What the responses to a risk take off, as its page tells it: by the forecast, else by the register."""

from decimal import Decimal

import pytest

from core.fetching import Part
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
        team=team, risk=risk, milestone=milestone, effect="days", effect_min=5, effect_likely=20, effect_max=60
    )
    return Risk.objects.with_scores().get(pk=risk.pk)


def done(risk, days, **given):
    return ResponseActionFactory(
        team=risk.team, risks=[risk], state="done", completed_at=NOW, days_off_planned=days, **given
    )


def told(risk, cost=None):
    actions = list(risk.actions.select_related("owner").order_by("number"))
    links = list(risk.milestone_links.all())
    return Responses(risk, Part(actions, len(actions), ""), links).about(Worth(cost))


def lines(fall):
    return [(bar.label or bar.action.title, bar.kind, bar.days) for bar in fall.bars]


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
    assert fall.notes == ("Of 1 response nobody has said what it takes off: not counted.",)


def test_what_is_planned_beyond_the_risk_is_said(risk):
    ResponseActionFactory(team=risk.team, risks=[risk], days_off_planned=30)

    assert told(risk).notes == ("What is planned would take off more than the risk costs: some of it overlaps.",)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "opportunity"},
        {"probability_percent": None, "current": None},
        {"status": "closed", "closure_reason": "avoided", "closed_at": NOW},
    ],
)
def test_without_a_figure_for_a_threat_the_actions_are_listed_alone(risk, change):
    done(risk, 5, title="Second slot")
    Risk.objects.filter(pk=risk.pk).update(**change)
    risk = Risk.objects.with_scores().get(pk=risk.pk)

    fall = told(risk)

    assert (lines(fall), fall.has_scale) == ([("Second slot", "done", "−5")], False)


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
