"""My work: whose rows stand in which section, what they belong to, and what they cost."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from desk.my_work.gathering import Gathering
from desk.my_work.kinds import KINDS
from desk.my_work.showing import FIRST
from planner.models import Task
from tests.factories.acceptances import AcceptanceFactory
from tests.factories.bonuses import BonusFactory
from tests.factories.funding import NextActionFactory, OpportunityFactory, PlanStepFactory
from tests.factories.gates import GateCheckFactory
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory, TaskFactory
from tests.factories.risks import ResponseActionFactory, RiskFactory, prepared_plan
from tests.factories.teams import MembershipFactory

pytestmark = pytest.mark.django_db
PAGE = "/t/acme/my-work/"


@pytest.fixture(autouse=True)
def _on_a_monday(time_machine):
    time_machine.move_to(dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC), tick=False)


def day(number):
    return dt.date(2026, 3, 2) + dt.timedelta(days=number)


def sections_of(membership, **asked):
    return {key: [row.title for row in rows] for key, rows in Gathering(membership, **asked).arranged().items() if rows}


def test_each_day_stands_in_its_section(owner):
    for title, due in [("Late", -1), ("Today", 0), ("Sunday", 6), ("Next Monday", 7), ("Some day", None)]:
        TaskFactory(team=owner.team, assignee=owner, title=title, due_on=None if due is None else day(due))

    assert sections_of(owner) == {
        "overdue": ["Late"],
        "week": ["Today", "Sunday"],
        "later": ["Next Monday", "Some day"],
    }


def one_of_each_kind(owner, due):
    """Store a row of every kind that the owner is in charge of; return their titles by kind."""
    team = owner.team
    risk = RiskFactory(team=team, owner=owner, title="Review", next_review_on=due)
    MilestoneFactory(team=team, owner=owner, title="Milestone", due_on=due)
    TaskFactory(team=team, assignee=owner, title="Task", due_on=due)
    ResponseActionFactory(team=team, owner=owner, title="Response", due_on=due, risks=[risk])
    NextActionFactory(team=team, owner=owner, title="Call", due_on=due)
    PlanStepFactory(team=team, responsible=owner, title="Data room", due_on=due)
    plan = prepared_plan(RiskFactory(team=team), owner, offsets=(3,))
    plan.activate(by=owner)
    step = plan.steps.get().title
    GoalFactory(team=team, owner=owner, title="Check-in", checked_in_on=day(-14), next_checkin_on=due)
    names = ["Review", "Milestone", "Task", "Response", "Call", "Data room", "Check-in"]
    keys = ["risk", "milestone", "task", "response-action", "next-action", "plan-step", "goal"]
    return dict(zip(keys, names, strict=True)) | {"contingency-step": step}


def test_every_kind_is_there(owner):
    own = {"approval": "Go-ahead", "acceptance": "Borne", "bonus": "For the pilot"}
    wanted = one_of_each_kind(owner, day(20)) | own
    GateCheckFactory(team=owner.team, kind="approval", approver=owner, title="Go-ahead")
    AcceptanceFactory(team=owner.team, approver=owner, risk__title="Borne")
    BonusFactory(team=owner.team, title="For the pilot", state="earned")

    found = {row.kind.key: row.title for row in Gathering(owner).mine}

    assert found == wanted
    assert set(found) == {kind.key for kind in KINDS}


def test_what_is_somebody_elses_is_not_mine(owner, member):
    one_of_each_kind(owner, day(0))

    assert Gathering(member).rows == []


def test_emergencies_come_first(owner):
    team = owner.team
    RiskFactory(team=team, owner=owner, title="It happened", status="occurred")
    RiskFactory(team=team, owner=owner, title="To review", next_review_on=day(0))
    RiskFactory(team=team, owner=owner, title="To review on Friday", next_review_on=day(4))
    RiskFactory(team=team, owner=owner, title="Never reviewed")
    plan = prepared_plan(RiskFactory(team=team), owner, offsets=(0, 30))
    plan.activate(by=owner)
    steps = list(plan.steps.values_list("title", flat=True))

    found = sections_of(owner)

    assert found == {"now": [steps[0], "To review", steps[1], "It happened"], "week": ["To review on Friday"]}


def test_a_step_of_a_plan_that_is_over_is_a_task_like_any_other(owner):
    plan = prepared_plan(RiskFactory(team=owner.team), owner, offsets=(0,))
    plan.activate(by=owner)
    plan.complete(by=owner)

    assert [(row.kind.key, row.section) for row in Gathering(owner).mine] == [("task", "week")]


def test_what_others_do_below_mine_is_waited_for(owner, member):
    team = owner.team
    risk = RiskFactory(team=team, owner=owner)
    milestone = MilestoneFactory(team=team, owner=owner, title="Mine")
    TaskFactory(team=team, milestone=milestone, assignee=member, title="Mia helps")
    TaskFactory(team=team, milestone=milestone, title="Nobody's")
    TaskFactory(
        team=team, milestone=milestone, assignee=member, title="Done", state="done", completed_at=timezone.now()
    )
    TaskFactory(team=team, assignee=member, title="Elsewhere")
    ResponseActionFactory(
        team=team, owner=member, title="Mia's response", risks=[risk, RiskFactory(team=team, owner=owner)]
    )
    deal = OpportunityFactory(team=team, owner=owner)
    NextActionFactory(team=team, opportunity=deal, owner=member, title="Mia's call")
    plan = prepared_plan(risk, member, offsets=(0,))
    plan.activate(by=owner)

    found = Gathering(owner)

    assert {row.title for row in found.waiting} == {
        "Mia helps",
        "Mia's response",
        "Mia's call",
        plan.steps.get().title,
    }
    assert {row.person for row in found.waiting} == {"Mia Member"}
    assert len(found.waiting) == 4


def test_what_i_finished_stays_for_fourteen_days(owner):
    now = timezone.now()
    for title, days in [("Lately", 14), ("Long ago", 15)]:
        at = now - dt.timedelta(days=days)
        TaskFactory(team=owner.team, assignee=owner, title=title, state="done", completed_at=at)
    NextActionFactory(team=owner.team, owner=owner, title="Called", state="done", ended_at=now)
    TaskFactory(team=owner.team, assignee=owner, title="Given up", state="cancelled")

    assert sections_of(owner) == {"done": ["Called", "Lately"]}


def test_what_leaves_every_list_of_what_is_open_leaves_this_one(owner):
    project = ProjectFactory(team=owner.team, state="finished")
    closed = MilestoneFactory(team=owner.team, project=project, owner=owner)
    TaskFactory(team=owner.team, milestone=closed, assignee=owner)

    assert Gathering(owner).rows == []


def test_money_is_for_who_may_see_it(owner, member, viewer):
    for person in (member, viewer):
        NextActionFactory(team=owner.team, owner=person, title="Call")
        PlanStepFactory(team=owner.team, responsible=person, title="Data room")

    assert [row.title for row in Gathering(member).mine] == ["Data room"]
    assert Gathering(viewer).mine == []


def test_nothing_of_another_team_is_there(owner, stranger):
    elsewhere = MembershipFactory(team=stranger.team, user=owner.user)
    TaskFactory(team=stranger.team, assignee=elsewhere)

    assert Gathering(owner).rows == []


def test_each_row_says_what_it_belongs_to(owner):
    team = owner.team
    goal = GoalFactory(team=team, title="Growth", number=3)
    milestone = MilestoneFactory(team=team, owner=owner, goal=goal, number=41, title="Beta")
    TaskFactory(team=team, milestone=milestone, assignee=owner)
    TaskFactory(team=team, assignee=owner, milestone=None)
    risk = RiskFactory(team=team, number=7, title="Fire")
    ResponseActionFactory(team=team, owner=owner, risks=[RiskFactory(team=team, number=9), risk])
    deal = OpportunityFactory(team=team, source__name="Nordtor", number=5)
    NextActionFactory(team=team, opportunity=deal, owner=owner)

    found = {row.about: row.about_url for row in Gathering(owner).mine}

    assert found == {
        "G-3 Growth": goal.get_absolute_url(),
        "M-41 Beta": milestone.get_absolute_url(),
        "": "",
        "R-7 Fire": risk.get_absolute_url(),
        "O-5 Nordtor": deal.get_absolute_url(),
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_more_rows(browse, owner, queries, rows):
    for _each in range(rows):
        one_of_each_kind(owner, day(2))
    client = browse(owner)
    client.get(PAGE)

    with queries(5):
        answer = client.get(PAGE)

    assert sum(section.count for section in answer.context["sections"]) == 8 * rows


def test_a_long_section_is_cut_and_shown_whole_a_link_away(browse, owner):
    TaskFactory.create_batch(FIRST + 3, team=owner.team, assignee=owner, due_on=day(1))
    client = browse(owner)

    [section] = client.get(PAGE).context["sections"]
    whole = client.get(section.url)

    assert (len(section.rows), section.count, section.is_cut) == (FIRST, FIRST + 3, True)
    assert len(whole.context["section"].rows) == FIRST + 3
    assert "Show all 15" in client.get(PAGE).content.decode()


def test_ten_thousand_rows_of_one_person_are_gathered_by_the_hundred(browse, owner, queries):
    project = ProjectFactory(team=owner.team)
    milestone = MilestoneFactory(team=owner.team, project=project)
    Task.objects.bulk_create(
        TaskFactory.build(team=owner.team, milestone=milestone, assignee=owner, due_on=day(-n % 50 - 60), number=n)
        for n in range(10_000)
    )
    client = browse(owner)
    client.get(PAGE)

    page = client.get(PAGE)
    with queries(5):
        first = client.get(f"{PAGE}?section=overdue")
    last = client.get(f"{PAGE}?section=overdue&page=4")

    assert len(page.content) < 60_000
    assert first.context["section"].count == 10_000
    assert (len(first.context["section"].rows), len(last.context["section"].rows)) == (50, 50)
    assert last.context["more"] == [
        {"label": "tasks", "number": 9_800, "url": "/t/acme/tasks/?assignee=me&overdue=true"}
    ]
    assert 'href="/t/acme/tasks/?assignee=me&amp;overdue=true"' in last.content.decode()
    assert client.get("/t/acme/tasks/?assignee=me&overdue=true").context["page_obj"].paginator.count == 10_000


@pytest.mark.parametrize(("section", "title"), [("waiting", "Mia helps"), ("done", "Finished")])
def test_what_is_not_mine_to_do_follows_the_page(browse, owner, member, queries, section, title):
    milestone = MilestoneFactory(team=owner.team, owner=owner)
    TaskFactory(team=owner.team, milestone=milestone, assignee=member, title="Mia helps")
    done = {"state": "done", "completed_at": timezone.now()}
    TaskFactory(team=owner.team, assignee=owner, title="Finished", **done)
    client = browse(owner)
    client.get(PAGE)
    asked = {"HX-Request": "true", "HX-Target": f"work-{section}"}

    page = client.get(PAGE).content.decode()
    with queries(4):
        part = client.get(PAGE, headers=asked).content.decode()

    assert (title in page, title in part, "<html" in part) == (False, True, False)
    assert f'<section class="section" id="work-{section}" hx-get="{PAGE}" hx-trigger="load"' in page
    assert f'<a href="{PAGE}?section={section}">' in page
    assert title in client.get(f"{PAGE}?section={section}").content.decode()


def test_a_part_that_holds_nothing_leaves_the_page(browse, owner):
    asked = {"HX-Request": "true", "HX-Target": "work-waiting"}

    assert browse(owner).get(PAGE, headers=asked).content.decode().strip() == ""


def test_an_empty_list_says_what_will_stand_here(browse, member):
    page = browse(member).get(PAGE).content.decode()

    assert 'class="empty"' in page
    assert 'href="/t/acme/tasks/new/"' in page


def test_an_unknown_section_is_the_whole_list(browse, owner):
    TaskFactory(team=owner.team, assignee=owner)

    assert "sections" in browse(owner).get(f"{PAGE}?section=yesterday").context


def test_the_rail_marks_where_one_is(browse, owner):
    def marked(path):
        return re.findall(r'href="([^"]+)" aria-current="page"', browse(owner).get(path).content.decode())

    assert (marked(PAGE), marked("/t/acme/")) == ([PAGE], ["/t/acme/"])


@pytest.mark.parametrize(
    ("role", "begins"), [("owner", "/t/acme/"), ("manager", "/t/acme/"), ("member", PAGE), ("viewer", "/t/acme/")]
)
def test_members_begin_with_their_work(browse, request, role, begins):
    assert browse(request.getfixturevalue(role)).get("/start/")["Location"] == begins


def test_a_check_in_waits_for_the_owner_of_the_goal_alone(owner, member):
    made = {"team": owner.team, "checked_in_on": day(-14)}
    GoalFactory(owner=owner, title="Due", next_checkin_on=day(0), **made)
    GoalFactory(owner=owner, title="Later", next_checkin_on=day(20), **made)
    GoalFactory(owner=owner, title="Never reported", team=owner.team)
    GoalFactory(owner=member, title="Mia's", next_checkin_on=day(0), **made)

    found = sections_of(owner)

    assert {title for titles in found.values() for title in titles} == {"Due", "Later"}
    assert [key for key, titles in found.items() if "Due" in titles] == ["now"]


def test_a_check_in_is_written_on_its_own_page(browse, owner):
    goal = GoalFactory(team=owner.team, owner=owner, checked_in_on=day(-14), next_checkin_on=day(0))

    page = browse(owner).get(PAGE).content.decode()

    assert f'href="/t/acme/goals/{goal.pk}/check-in/?next={PAGE}"' in page
