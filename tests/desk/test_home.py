"""Home: the sentence on the money, what needs attention first, and a constant cost."""

import datetime as dt
import re

import pytest

from funding.models import CashPosition
from tests.conftest import NOW
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory, TaskFactory
from tests.factories.risks import ResponseActionFactory, RiskFactory
from tests.factories.teams import PositionFactory

pytestmark = pytest.mark.django_db


def test_home_speaks_of_the_money_against_the_next_milestone(browse, owner):
    today = owner.team.today()
    CashPosition(
        team=owner.team, balance=30_000, balance_on=today, monthly_income=0, monthly_expense=30_000, floor=0
    ).store(by=owner)
    MilestoneFactory(team=owner.team, title="Public beta", due_on=today + dt.timedelta(days=80))

    page = browse(owner).get("/t/acme/").content.decode()

    assert "Money lasts until" in page
    assert "Public beta" in page
    assert "days later" in page


def test_members_do_not_read_it_while_the_books_are_closed(browse, owner, member):
    CashPosition(
        team=owner.team,
        balance=30_000,
        balance_on=owner.team.today(),
        monthly_income=0,
        monthly_expense=30_000,
        floor=0,
    ).store(by=owner)

    page = browse(member).get("/t/acme/").content.decode()

    assert "Money lasts" not in page
    assert "30,000" not in page


def test_what_is_late_comes_before_what_is_due(browse, viewer):
    today = viewer.team.today()
    MilestoneFactory(team=viewer.team, title="Soon", due_on=today + dt.timedelta(days=3))
    MilestoneFactory(team=viewer.team, title="Late", due_on=today - dt.timedelta(days=3))
    MilestoneFactory(team=viewer.team, title="Far", due_on=today + dt.timedelta(days=30))

    answer = browse(viewer).get("/t/acme/")

    assert [item.row.title for item in answer.context["attention"]] == ["Late", "Soon"]


def test_many_rows_of_one_reason_are_one_line_that_leads_to_them(browse, viewer):
    today = viewer.team.today()
    MilestoneFactory.create_batch(4, team=viewer.team, due_on=today - dt.timedelta(days=3))
    named = MilestoneFactory.create_batch(3, team=viewer.team, due_on=today + dt.timedelta(days=3))
    risks = RiskFactory.create_batch(8, team=viewer.team, score=(5, 5))
    client = browse(viewer)

    home = client.get("/t/acme/")

    told = {group["key"]: [(line.text, line.url) for line in group["lines"]] for group in home.context["groups"]}
    assert told == {
        "overdue": [("4 milestones are overdue", "/t/acme/milestones/?due=overdue")],
        "no_plan": [("8 high risks lack a ready plan", "/t/acme/risks/?attention=no_plan")],
        "due_soon": [],
    }
    assert {item.row.pk for item in home.context["attention"]} == {row.pk for row in named}
    assert home.context["attention_count"] == 4 + 3 + 8
    assert '<a href="/t/acme/risks/?attention=no_plan">8 high risks lack a ready plan</a>' in home.content.decode()
    found = client.get("/t/acme/risks/?attention=no_plan").context["object_list"]
    assert {row.pk for row in found} == {row.pk for row in risks}


def test_whatever_is_overdue_is_a_link_away(browse, member):
    team, past = member.team, dt.date(2020, 1, 1)
    milestone = MilestoneFactory(team=team)
    wanted = {
        "1 goal is overdue": GoalFactory(team=team, target_on=past),
        "1 task is overdue": TaskFactory(team=team, milestone=milestone, due_on=past),
        "1 response action is overdue": ResponseActionFactory(team=team, due_on=past),
        "1 risk is due for review": RiskFactory(team=team, next_review_on=past),
    }
    client = browse(member)

    home = client.get("/t/acme/")

    assert "Nothing is overdue" not in home.content.decode()
    [group] = home.context["groups"]
    assert [line.text for line in group["lines"]] == list(wanted)
    for line in group["lines"]:
        assert f'href="{line.url.replace("&", "&amp;")}"' in home.content.decode()
        assert wanted[line.text].get_absolute_url() in client.get(line.url).content.decode()


def test_mine_stands_first_for_everybody(browse, viewer, owner):
    MilestoneFactory.create_batch(7, team=viewer.team, owner=viewer, due_on=viewer.team.today())
    MilestoneFactory(team=viewer.team, owner=owner, due_on=viewer.team.today())

    home = browse(viewer).get("/t/acme/")

    assert (len(home.context["mine"]), home.context["mine_count"], home.context["attention_count"]) == (6, 7, 1)
    text = home.content.decode()
    assert text.index('id="mine-heading"') < text.index('id="attention-heading"')
    assert '<a class="small" href="/t/acme/my-work/">All my work</a>' in text


def test_a_team_with_nothing_late_reads_so(browse, member):
    ProjectFactory(team=member.team)

    assert "Nothing is overdue" in browse(member).get("/t/acme/").content.decode()


def test_the_figures_are_those_of_the_pages_they_lead_to(browse, owner):
    today = owner.team.today()
    PositionFactory(team=owner.team, holder=owner, ends_on=today - dt.timedelta(days=1))
    PositionFactory(team=owner.team, holder=None, ends_on=today - dt.timedelta(days=1))
    RiskFactory(team=owner.team)
    RiskFactory(team=owner.team, kind="opportunity")

    panels = {panel["title"]: panel for panel in browse(owner).get("/t/acme/").context["panels"]}

    assert (panels["Team"]["first"], panels["Team"]["second"]) == (0, 0)
    assert panels["Risks"]["second"] == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_home_costs_the_same_for_more_rows(browse, owner, queries, rows):
    MilestoneFactory.create_batch(rows, team=owner.team, due_on=owner.team.today(), owner=owner)
    client = browse(owner)

    with queries(16):
        answer = client.get("/t/acme/")

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("role", "paths"),
    [("manager", ["templates/", "import/", "goals/new/"]), ("member", ["import/", "goals/new/"]), ("viewer", [])],
)
def test_home_of_a_team_without_a_project_offers_the_ways_to_begin(browse, request, role, paths):
    page = browse(request.getfixturevalue(role)).get("/t/acme/").content.decode()

    found = re.findall(r'class="button"[^>]* href="/t/acme/((?:templates|import|goals/new)/)"', page)
    assert found == paths
    assert ("Nothing is overdue" in page) == (not paths)


def test_what_needs_attention_is_shown_beside_the_ways_to_begin(browse, member):
    RiskFactory(team=member.team, score=(5, 5), title="Cash runs out")

    page = browse(member).get("/t/acme/").content.decode()

    assert "Cash runs out" in page
    assert 'href="/t/acme/goals/new/"' in page


def test_home_of_a_team_with_a_project_offers_no_beginning(browse, owner):
    ProjectFactory(team=owner.team, state="finished")

    assert browse(owner).get("/t/acme/").context["ways"] is None


def test_a_number_leads_to_its_row(browse, viewer):
    milestone = MilestoneFactory(team=viewer.team, number=41)

    answer = browse(viewer).get("/t/acme/go/m-41/")

    assert answer["Location"] == milestone.get_absolute_url()


@pytest.mark.parametrize("code", ["M-42", "X-1", "M", "M-", "M-1e9", "M-99999999999999"])
def test_a_number_that_leads_nowhere_is_not_found(browse, viewer, code):
    MilestoneFactory(team=viewer.team, number=41)

    assert browse(viewer).get(f"/t/acme/go/{code}/").status_code == 404


def test_the_panels_count_what_needs_a_closer_look(browse, owner):
    today = owner.team.today()
    MilestoneFactory(team=owner.team, due_on=today - dt.timedelta(days=1))
    MilestoneFactory(team=owner.team, due_on=today + dt.timedelta(days=1))
    PositionFactory(team=owner.team, holder=None)

    panels = {panel["title"]: panel for panel in browse(owner).get("/t/acme/").context["panels"]}

    assert (panels["Plan"]["first"], panels["Plan"]["second"], panels["Plan"]["second_tone"]) == (2, 1, "bad")
    assert (panels["Team"]["first"], panels["Team"]["second"]) == (0, 1)
    assert panels["Risks"]["first_tone"] == ""


def test_a_viewer_finds_no_panel_of_money(browse, viewer):
    titles = [panel["title"] for panel in browse(viewer).get("/t/acme/").context["panels"]]

    assert titles == ["Plan", "Risks", "Team"]


def test_goals_that_owe_a_check_in_or_are_seen_otherwise_are_a_link_away(browse, member, time_machine):
    time_machine.move_to(NOW)
    past = NOW.date() - dt.timedelta(days=1)
    reported = {"team": member.team, "health": "on_track", "checked_in_on": past}
    GoalFactory(next_checkin_on=past, **reported)
    late = GoalFactory(next_checkin_on=NOW.date() + dt.timedelta(days=9), **reported)
    MilestoneFactory(team=member.team, project=late.project, goal=late, due_on=past)

    home = browse(member).get("/t/acme/")

    [group] = [each for each in home.context["groups"] if each["key"] == "overdue"]
    assert {line.text: line.url for line in group["lines"]} == {
        "1 goal is due for a check-in": "/t/acme/goals/?status=checkin_due",
        "The reported health of 1 goal differs from its figures": "/t/acme/goals/?status=disagreement",
    }
