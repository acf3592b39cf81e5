"""What open risks are expected to cost, by API: the figures of the page, for the same people."""

import datetime as dt

import pytest

from core.fields import MONEY_LIMIT
from risks.burn_down import WEEKS
from risks.models import Risk
from teams.models import Team
from tests.conftest import NOW
from tests.contract.described import errors_in, read
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import RiskFactory, RiskMilestoneFactory
from tests.risks.test_exposure import TRIANGLES

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
PAGE, API = "/t/acme/risks/exposure/", "/api/v1/teams/acme/risk-exposure/weeks/"
WEEK = dt.timedelta(weeks=1)


def estimated(team, *, days=None, milestone=None, **values):
    """Store a risk of half a year ago, with a range of working days on a milestone."""
    risk = RiskFactory(team=team, **({"currency": team.currency} | values))
    Risk.objects.filter(pk=risk.pk).update(created_at=NOW - (WEEKS + 1) * WEEK)
    if days:
        milestone = milestone or MilestoneFactory(team=team)
        ends = dict(zip(("effect_min", "effect_likely", "effect_max"), days, strict=True))
        RiskMilestoneFactory(team=team, risk=risk, milestone=milestone, effect="days", **ends)
    return risk


@pytest.fixture
def register(team):
    """Threats and an opportunity with ranges, one with another currency, one without a probability, one silent."""
    estimated(team, days=(5, 10, 30), probability_percent=50, money_min=1000, money_likely=2000, money_max=6000)
    estimated(team, days=(0, 0, 10), score=(4, 4))
    estimated(team, days=(1, 2, 3))
    estimated(team, kind="opportunity", days=(-30, -10, -5), probability_percent=20, money_likely=-4000)
    RiskFactory(team=team, money_likely=5, currency="JPY")
    RiskFactory(team=team)
    RiskFactory(team=team, kind="opportunity")


def said(side):
    """Return what the API says of one side, as the page's BurnDown has it."""
    points = [(each["at"], each["days"], each["money"], each["counted"], each["unrated"]) for each in side["points"]]
    return points, side["without_range"], side["other_currencies"]


def shown(burn_down):
    points = [
        (f"{each.at:%Y-%m-%dT%H:%M:%SZ}", each.days_told, str(each.money_told), each.counted, each.unrated)
        for each in burn_down.points
    ]
    return points, burn_down.without_range, burn_down.other_currencies


def test_sums_larger_than_an_amount_are_as_described(api, team, viewer):
    for _ in range(3):
        estimated(team, probability_percent=100, money_likely=MONEY_LIMIT - 1)

    answer = api(viewer).get(API)

    assert answer.json()["threats"]["points"][-1]["money"] == str(3 * (MONEY_LIMIT - 1))
    assert errors_in(answer, read("risk-exposure/weeks/")) == []


def test_money_is_told_in_the_currency_of_the_team(api, team, viewer):
    Team.objects.update(currency="JPY")
    for currency, likely in (("JPY", 1000), ("EUR", 5)):
        estimated(team, probability_percent=100, money_likely=likely, currency=currency)

    told = api(viewer).get(API).json()

    now = told["threats"]["points"][-1]
    assert (told["currency"], now["money"], told["threats"]["other_currencies"]) == ("JPY", "1000", 1)


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("role", ["owner", "manager", "member", "viewer"])
def test_it_tells_each_role_the_figures_of_the_page(browse, api, request, role):
    person = request.getfixturevalue(role)

    told = api(person).get(API).json()
    page = browse(person).get(PAGE).context["burn_down"]

    assert told["currency"] == person.team.currency
    assert (said(told["threats"]), said(told["opportunities"])) == (shown(page), shown(page.gains))
    assert len(told["threats"]["points"]) == WEEKS + 1
    now, won = told["threats"]["points"][-1], told["opportunities"]["points"][-1]
    assert now == {"at": "2026-03-02T09:00:00Z", "days": 9.7, "money": "1500", "counted": 2, "unrated": 1}
    assert won == {"at": "2026-03-02T09:00:00Z", "days": 3, "money": "800", "counted": 1, "unrated": 0}
    assert (told["threats"]["without_range"], told["opportunities"]["without_range"]) == (1, 1)
    assert (told["threats"]["other_currencies"], told["opportunities"]["other_currencies"]) == (1, 0)


@pytest.mark.parametrize(("triangle", "mean"), TRIANGLES)
def test_what_is_certain_costs_the_mean_of_the_known_answers(api, viewer, triangle, mean):
    estimated(viewer.team, days=triangle, probability_percent=100)

    now = api(viewer).get(API).json()["threats"]["points"][-1]

    assert now["days"] == (round(mean) if mean >= 10 else round(mean, 1))


def test_filters_are_those_of_the_page(browse, api, owner):
    team, milestone = owner.team, MilestoneFactory(team=owner.team)
    estimated(team, days=(1, 1, 1), probability_percent=100, milestone=milestone, category="market")
    estimated(team, days=(2, 2, 2), probability_percent=100, category="team", owner=owner)
    estimated(team, days=(4, 4, 4), probability_percent=100, category="market")
    program, client = api(owner), browse(owner)
    asked = [{}, {"project": str(milestone.project_id)}, {"category": "market"}, {"owner": "me"}, {"owner": "none"}]

    told = [program.get(API, each).json()["threats"]["points"][-1]["days"] for each in asked]
    page = [client.get(PAGE, each).context["burn_down"].now.days_told for each in asked]

    assert told == page == [7, 1, 5, 2, 5]


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ({"kind": "threat"}, {("kind", "unknown_parameter")}),
        ({"page": "1"}, {("page", "unknown_parameter")}),
        ({"category": "weather"}, {("category", "invalid_choice")}),
        ({"project": "01900000-0000-7000-8000-000000000000"}, {("project", "invalid_choice")}),
        ({"project": "none"}, {("project", "invalid")}),
        ({"owner": ""}, {("owner", "empty")}),
    ],
)
def test_what_it_does_not_understand_is_refused(api, viewer, query, errors):
    answer = api(viewer).get(API, query)

    assert answer.status_code == 400
    assert {(each["field"], each["code"]) for each in answer.data["errors"]} == errors


def test_a_project_of_another_team_is_none(api, viewer, other_team):
    theirs = MilestoneFactory(team=other_team)

    assert api(viewer).get(API, {"project": str(theirs.project_id)}).status_code == 400


def test_a_hidden_risk_counts_for_those_who_see_it(api, viewer, owner, stranger):
    estimated(owner.team, days=(5, 5, 5), probability_percent=100, is_restricted=True)
    estimated(stranger.team, days=(9, 9, 9), probability_percent=100)
    RiskFactory(team=owner.team, is_restricted=True)

    told = [api(person).get(API).json()["threats"] for person in (viewer, owner)]

    assert [(each["points"][-1]["days"], each["without_range"]) for each in told] == [(0, 0), (5, 1)]


@pytest.mark.parametrize("rows", [1, 3])
def test_more_risks_cost_no_more_statements(api, viewer, queries, rows):
    for _ in range(rows):
        for kind, days in (("threat", (1, 2, 3)), ("opportunity", (-3, -2, -1))):
            estimated(viewer.team, kind=kind, days=days, score=(3, 3))
    client = api(viewer)
    client.get(API)

    with queries(8):
        assert client.get(API).json()["threats"]["points"][-1]["counted"] == rows
