"""What burns stands first on home and is marked on the board, for whoever may see it."""

import pytest

from desk.emergencies import emergencies
from planner.models import Task
from risks.models import Risk
from tests.factories.risks import RiskFactory, prepared_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(member):
    plan = prepared_plan(RiskFactory(team=member.team, title="No GPUs", score=(4, 4)), member, offsets=(0, 1, 2))
    plan.activate(by=member)
    return plan


def home(browse, who):
    answer = browse(who).get(f"/t/{who.team.slug}/")
    return answer, answer.content.decode()


def test_a_running_plan_stands_first_with_its_steps_done(browse, viewer, member, running):
    Task.objects.order_by("number").first().complete(by=member)

    answer, page = home(browse, viewer)

    assert [[plan.pk for plan in each.plans] for each in answer.context["emergencies"]] == [[running.pk]]
    assert "Plan running: 1 of 3 steps done" in page
    assert page.index("Plan running") < page.index("Needs attention")


def test_a_step_done_in_an_earlier_activation_does_not_count(browse, viewer, member, running):
    Task.objects.order_by("number").first().complete(by=member)
    running.complete(by=member)
    running.rearm(by=member)
    running.activate(by=member)

    assert "Plan running: 0 of 3 steps done" in home(browse, viewer)[1]


def test_a_risk_that_occurred_stands_there_until_it_is_dealt_with(browse, viewer, member):
    risk = RiskFactory(team=member.team, title="Provider gone", status="monitoring")
    risk.occur(by=member)

    before = home(browse, viewer)[1]
    risk.close("occurred_resolved", by=member)
    after = home(browse, viewer)[1]

    assert "no plan is running" in before
    assert ("Happening now" in before, "Happening now" in after) == (True, False)


def test_a_team_without_an_emergency_is_not_told_of_one(browse, viewer, member):
    prepared_plan(RiskFactory(team=member.team), member)

    assert "Happening now" not in home(browse, viewer)[1]


def test_another_teams_emergency_is_not_told(browse, stranger, running):
    assert "Happening now" not in home(browse, stranger)[1]


def test_more_than_five_are_a_link_away(browse, viewer, member):
    for number in range(6):
        RiskFactory(team=member.team, title=f"Gone {number}", status="monitoring").occur(by=member)

    answer, page = home(browse, viewer)

    assert len(answer.context["emergencies"]) == 5
    assert "?status=occurred" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_emergencies_cost_the_same_for_more_of_them(viewer, member, rows, queries):
    for _row in range(rows):
        prepared_plan(RiskFactory(team=member.team), member).activate(by=member)

    with queries(2):
        assert len(emergencies(viewer)) == rows


def test_the_board_marks_what_burns(browse, viewer, member, running):
    RiskFactory(team=member.team, title="Provider gone", status="monitoring", score=(2, 2)).occur(by=member)

    page = browse(viewer).get(f"/t/{viewer.team.slug}/risks/board/").content.decode()
    codes = [risk.code for risk in Risk.objects.order_by("number")]
    cards = [page[page.index(f">{code}<") :].split("</a>")[0] for code in codes]

    assert ["Plan running" in cards[0], "Occurred" in cards[1]] == [True, True]
