"""Before a plan is started the panel and the API say who is told, which milestones it touches, and what it takes."""

import datetime as dt

import pytest

from alerts.models import Alert
from alerts.rules.activated import PlanActivated
from alerts.ticking import tick
from planner.models import Task
from risks.models import ContingencyPlan
from tests.factories.funding import CashPositionFactory
from tests.factories.planner import MilestoneFactory, ProjectFactory
from tests.factories.risks import ContingencyStepFactory, RiskFactory, prepared_plan
from tests.factories.teams import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def person(team, name, role="member"):
    return MembershipFactory(
        team=team, name=name, role=role, user=UserFactory(name=name, email=f"{name.lower()}@landfall-mail.org")
    )


@pytest.fixture
def plan(team):
    owner, helper = person(team, "Olga"), person(team, "Hugo")
    person(team, "Maud", "manager")
    person(team, "Nils")  # has no part in it
    project = ProjectFactory(team=team)
    first = MilestoneFactory(team=team, project=project, title="Beta", number=901, due_on=dt.date(2026, 12, 20))
    second = MilestoneFactory(team=team, project=project, title="Launch", number=902, due_on=dt.date(2027, 2, 1))
    MilestoneFactory(team=team, project=project, title="Elsewhere", number=903)
    risk = RiskFactory(team=team, owner=person(team, "Rita"), milestones=[first, second])
    risk.milestone_links.filter(milestone=second).update(effect="days", effect_likely=10)
    made = prepared_plan(risk, owner, days_saved=6, own_cost=40, reserve=50)
    made.steps.filter(position=1).update(responsible=helper)
    return made


def panel(browse, person, plan):
    text = browse(person).get(f"/t/acme/contingency-plans/{plan.pk}/activation/").content.decode()
    return text.replace("\N{NO-BREAK SPACE}", " ")


def preview(api, person, plan):
    return api(person).get(f"/api/v1/teams/acme/contingency-plans/{plan.pk}/activation/preview/").data


def test_it_names_who_gets_a_mail_but_for_who_starts_it(browse, api, plan):
    told = preview(api, plan.owner, plan)["told"]

    assert [each["name"] for each in told] == ["Hugo", "Maud", "Rita"]
    assert "<dt>Gets a mail</dt><dd>Hugo, Maud, Rita</dd>" in panel(browse, plan.owner, plan)


def test_those_named_are_told_once_it_is_started(api, plan):
    tick()
    named = [each["name"] for each in preview(api, plan.owner, plan)["told"]]

    plan.activate(by=plan.owner)
    tick()

    found = Alert.objects.get(rule="plan_activated").deliveries.order_by("membership__name")
    assert list(found.values_list("membership__name", flat=True)) == named
    assert PlanActivated.model is ContingencyPlan


def test_of_a_restricted_risk_those_are_told_who_will_see_it(api, owner, plan):
    plan.risk.is_restricted = True
    plan.risk.save()

    assert [each["name"] for each in preview(api, owner, plan)["told"]] == ["Hugo", "Olga", "Rita"]


def test_it_says_which_milestones_get_tasks_and_which_lose_less_time(browse, api, plan):
    told = [(each["tasks"], each["days_saved"]) for each in preview(api, plan.owner, plan)["milestones"]]
    text = panel(browse, plan.owner, plan)

    assert told == [(2, None), (0, 6)]
    assert "M-901 Beta</a> · 2 tasks</div>" in text
    assert "M-902 Launch</a> · up to 6 working days saved</div>" in text
    assert "Elsewhere" not in text


def test_a_plan_that_saves_no_days_names_only_where_its_tasks_go(api, plan):
    ContingencyPlan.objects.update(days_saved=None)

    assert [each["tasks"] for each in preview(api, plan.owner, plan)["milestones"]] == [2]


def test_who_reads_the_cash_reads_what_it_takes(browse, api, member, manager, plan):
    CashPositionFactory(team=plan.team, balance=100, currency="EUR")

    money = [preview(api, each, plan)["money"] for each in (member, manager)]
    texts = [panel(browse, each, plan) for each in (member, manager)]

    assert money == [None, {"cost": "40", "reserve": "50", "currency": "EUR"}]
    assert ["<dt>Money</dt>" in text for text in texts] == [False, True]
    assert "The cash known, 100 EUR, covers it" in texts[1]


def test_milestones_that_have_ended_are_not_touched(browse, api, plan):
    milestone = plan.risk.milestones.get(title="Launch")
    milestone.cancel(by=plan.owner)

    found = preview(api, plan.owner, plan)["milestones"]

    assert "Launch" not in str(found)
    assert [each["tasks"] for each in found] == [2]


def test_nothing_is_made_by_looking(browse, api, member, plan):
    panel(browse, member, plan)
    found = preview(api, member, plan)

    assert (len(found["tasks"]), Task.objects.count()) == (2, 0)
    assert ContingencyPlan.objects.get().state == "ready"


def test_a_stranger_finds_no_preview(api, stranger, plan):
    assert api(stranger).get(f"/api/v1/teams/acme/contingency-plans/{plan.pk}/activation/preview/").status_code == 404


def test_many_are_counted_after_the_first_twenty(browse, team, plan):
    for number in range(25):
        who = person(team, f"P{number:02}")
        ContingencyStepFactory(team=team, plan=plan, position=50 + number, responsible=who)

    text = panel(browse, plan.owner, plan)

    assert ("P16" in text, "and 8 more" in text) == (True, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_panel_costs_the_same_for_more_people_and_milestones(browse, team, manager, plan, queries, rows):
    for number in range(rows):
        milestone = MilestoneFactory(team=team, due_on=dt.date(2027, 3, 1))
        plan.risk.milestone_links.create(team=team, milestone=milestone, effect="days", effect_likely=3)
        ContingencyStepFactory(team=team, plan=plan, position=50 + number, responsible=person(team, f"P{number}"))
    client = browse(manager)
    client.get(plan.get_absolute_url())

    with queries(17):
        client.get(f"/t/acme/contingency-plans/{plan.pk}/activation/")
