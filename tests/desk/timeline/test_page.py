"""The page of the timeline: who sees what of it, what it costs, how large it may be."""

import datetime as dt
import re
from itertools import pairwise

import pytest
import time_machine

from planner.models import BaselineItem
from teams.roles import Role
from tests.conftest import NOW
from tests.desk.homes import day, position, whole_run
from tests.factories.funding import OpportunityFactory, PlanStepFactory, TrancheFactory
from tests.factories.planner import (
    BaselineFactory,
    DependencyFactory,
    GoalFactory,
    MilestoneFactory,
    ProjectFactory,
    TaskFactory,
)
from tests.factories.teams import MembershipFactory

PAGE = "/t/acme/timeline/"


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def goal(team):
    return GoalFactory(team=team, title="Clinics work with us", target_on=day(100), number=2)


@pytest.fixture
def beta(team, goal):
    return milestone(team, goal, 1, title="Public beta", starts_on=day(-10), due_on=day(20))


def milestone(team, goal, number, **more):
    return MilestoneFactory(team=team, project=goal.project, goal=goal, number=number, **more)


def text_of(browse, who, query=""):
    answer = browse(who).get(PAGE + query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def grid_of(text):
    """Return (level, words) of each row at the left."""
    rows = re.findall(r'<tr role="row"[^>]*aria-level="(\d)".*?</tr>', text)
    bodies = re.findall(r'<tr role="row".*?</tr>', text)
    return [(level, " ".join(re.sub(r"<[^>]+>", " ", body).split())) for level, body in zip(rows, bodies, strict=True)]


def test_milestones_stand_below_their_goal_with_person_day_and_slip(browse, team, viewer, goal):
    clara = MembershipFactory(team=team, name="Clara Nowak")
    milestone(team, goal, 1, title="Public beta", owner=clara, due_on=day(20), first_due_on=day(11))
    milestone(team, goal, 2, title="Pilot", due_on=day(9))

    assert grid_of(text_of(browse, viewer)) == [
        ("1", "G-2 Clinics work with us 2 10 Jun"),
        ("2", "M-2 Pilot 11 Mar –"),
        ("2", "M-1 Public beta CN Clara Nowak 22 Mar +5"),
    ]


def test_a_milestone_of_several_goals_stands_under_the_one_wanted_first(browse, team, viewer, goal, beta):
    sooner = GoalFactory(team=team, project=goal.project, title="Sooner", target_on=day(50), number=9)
    beta.goal_links.create(goal=sooner)

    assert [row[1][:20] for row in grid_of(text_of(browse, viewer))] == [
        "G-9 Sooner 1 21 Apr",
        "M-1 Public beta 22 M",
        "G-2 Clinics work wit",
    ]


@pytest.mark.parametrize(
    ("grouping", "head"),
    [("goal", "G-2 Clinics"), ("horizon", "Short term 1"), ("owner", "Mia Member 1"), ("project", "Project")],
)
def test_milestones_are_grouped_as_asked(browse, member, team, goal, grouping, head):
    milestone(team, goal, 1, title="Public beta", owner=member, due_on=day(20))

    rows = grid_of(text_of(browse, member, f"?group={grouping}"))

    assert [level for level, _text in rows] == ["1", "2"]
    assert head in rows[0][1]


def test_what_belongs_to_nothing_stands_last(browse, team, viewer, beta):
    MilestoneFactory(team=team, project=beta.project, title="Stray", due_on=day(1))

    assert [text for level, text in grid_of(text_of(browse, viewer)) if level == "1"][-1] == "Without goal 1"


def test_what_has_no_date_lies_in_the_tray_and_a_start_alone_is_a_date(browse, team, viewer, goal):
    milestone(team, goal, 1, title="Undated")
    milestone(team, goal, 2, title="Begun", starts_on=day(3))

    text = text_of(browse, viewer)

    assert [row[1] for row in grid_of(text)] == ["G-2 Clinics work with us 1 10 Jun", "M-2 Begun –"]
    assert "Without a date" in text
    assert ">Undated</a>" in text


def test_reached_ones_are_shown_when_asked_for_cancelled_ones_never(browse, team, viewer, goal):
    milestone(team, goal, 1, title="Reached", due_on=day(-9), state="completed", completed_at=NOW)
    milestone(team, goal, 2, title="Given up", due_on=day(9), state="cancelled")

    assert "Reached" not in text_of(browse, viewer)
    assert "M-1 Reached 2 Mar –" in [text for _level, text in grid_of(text_of(browse, viewer, "?show=completed"))]
    assert "Given up" not in text_of(browse, viewer, "?show=completed")


def test_rows_of_another_team_are_not_there(browse, stranger, viewer, beta):
    theirs = MilestoneFactory(team=stranger.team, title="Theirs", due_on=day(9))
    DependencyFactory(team=stranger.team, predecessor=theirs, successor__due_on=day(30))

    assert "Theirs" not in text_of(browse, viewer)
    assert browse(stranger).get(PAGE).status_code == 404


def test_links_and_the_critical_path_are_drawn_where_their_layers_are_on(browse, team, viewer, goal, beta):
    after = milestone(team, goal, 2, title="Launch", starts_on=day(21), due_on=day(40), follows_links=True)
    after.goal_links.create(goal=GoalFactory(team=team, project=goal.project, target_on=day(15)))
    DependencyFactory(team=team, predecessor=beta, successor=after)

    both, plain, none = (
        text_of(browse, viewer, f"?show=none{more}") for more in ("&show=links&show=critical", "&show=links", "")
    )

    assert 'class="link" data-tone="critical"' in both
    assert both.count('class="bar-critical" x=') > plain.count('class="bar-critical" x=') == 0
    assert 'class="link" d=' in plain
    assert 'class="link"' not in none


def test_what_is_done_is_the_share_of_tasks(browse, team, viewer, beta):
    TaskFactory(team=team, milestone=beta, state="done", completed_at=NOW)
    TaskFactory(team=team, milestone=beta)

    bar, done = re.findall(r'<rect class="bar(?:-done)?" x="[^"]+" y="-5" width="([^"]+)"', text_of(browse, viewer))

    assert float(done) == pytest.approx(float(bar) / 2, abs=0.1)


def test_the_reference_baseline_lies_below_and_days_are_measured_against_it(browse, team, viewer, goal):
    row = milestone(team, goal, 1, title="Public beta", starts_on=day(0), due_on=day(18), first_due_on=day(4))
    plain = text_of(browse, viewer)
    baseline = BaselineFactory(team=team, name="Agreed in March", is_reference=True)
    given = {"milestone_id": row.pk, "number": 1, "title": "Public beta", "state": "planned"}
    BaselineItem.objects.create(baseline=baseline, starts_on=day(0), due_on=day(11), **given)

    against, without = text_of(browse, viewer), text_of(browse, viewer, "?show=links")

    assert ("M-1 Public beta 20 Mar +10" in str(grid_of(plain)), 'class="baseline" x=' in plain) == (True, False)
    assert "M-1 Public beta 20 Mar +5" in str(grid_of(against))
    assert 'class="baseline" x=' in against
    assert "Agreed in March" in against
    assert 'class="baseline" x=' not in without


# Money


@pytest.fixture
def financed(team, owner, beta):
    position(team)
    deal = OpportunityFactory(team=team, source__name="Nordtor Capital", number=5)
    TrancheFactory(team=team, opportunity=deal, position=2, milestone=beta, due_on=None, amount=300_000)
    PlanStepFactory(team=team, title="Data room", due_on=day(30), number=4)
    whole_run(team, owner)
    return beta


@pytest.mark.usefixtures("financed")
@pytest.mark.parametrize(
    ("role", "reads_money", "sees"),
    [
        (Role.OWNER, False, {"step", "tranche", "out"}),
        (Role.MANAGER, False, {"step", "tranche", "out"}),
        (Role.MEMBER, False, {"step"}),
        (Role.VIEWER, False, set()),
        (Role.VIEWER, True, {"step", "tranche", "out"}),
    ],
)
def test_the_money_is_for_who_may_read_it(browse, team, role, reads_money, sees):
    who = MembershipFactory(team=team, role=role, reads_money=reads_money)

    text = text_of(browse, who)

    marks = {"step": "Data room", "tranche": "Nordtor", "out": "money out"}
    assert {key for key, mark in marks.items() if mark in text} == sees
    assert "80% by" in text


@pytest.mark.usefixtures("financed")
def test_a_tranche_waits_for_its_milestone(browse, owner):
    text = text_of(browse, owner)

    assert "Tranche 2 of Nordtor Capital, 300,000 EUR" in text
    assert 'class="tranche"' in text
    assert 'class="link" d=' in text


def test_steps_and_tranches_that_are_over_are_not_there(browse, team, owner, beta):
    for title, state in (("Data room", "todo"), ("Deck sent", "done"), ("Fund met", "skipped")):
        done = {"completed_at": NOW} if state == "done" else {}
        PlanStepFactory(team=team, title=title, due_on=day(30), state=state, **done)
    for name, state in (("Nordtor", "planned"), ("Sudtor", "cancelled")):
        TrancheFactory(team=team, due_on=day(40), state=state, opportunity__source__name=name)

    text = text_of(browse, owner)

    names = ("Data room", "Deck sent", "Fund met", "Nordtor", "Sudtor")
    assert [name in text for name in names] == [True, False, False, True, False]


@pytest.mark.usefixtures("financed")
def test_layers_of_money_can_be_left_out(browse, owner):
    text = text_of(browse, owner, "?show=links")

    assert "Nordtor" not in text
    assert "money out" not in text
    assert "80% by" not in text


# What it costs


@pytest.mark.usefixtures("financed")
@pytest.mark.parametrize("rows", [1, 3])
def test_more_rows_cost_no_more_statements(browse, team, owner, goal, queries, rows):
    for number in range(rows):
        before = milestone(team, goal, 100 + number, owner=owner, starts_on=day(1), due_on=day(9))
        after = milestone(team, goal, 200 + number, due_on=day(19))
        DependencyFactory(team=team, predecessor=before, successor=after)
        PlanStepFactory(team=team, due_on=day(3), responsible=owner)
        TrancheFactory(team=team, opportunity__team=team, milestone=after, due_on=None)
        GoalFactory(team=team, project=goal.project, owner=owner, target_on=day(400))
    client = browse(owner)

    with queries(19):
        client.get(PAGE)


@pytest.mark.parametrize("title", ["x", "中" * 200])
def test_a_page_of_many_open_rows_is_small_and_leads_to_the_rest(browse, team, viewer, goal, title):
    rows = [
        milestone(team, goal, number, title=title, starts_on=day(number % 50), due_on=day(50 + number % 200))
        for number in range(450)
    ]
    for before, after in pairwise(rows):
        DependencyFactory(team=team, predecessor=before, successor=after)

    answer = browse(viewer).get(f"{PAGE}?open=all")
    text = answer.content.decode()

    assert len(answer.content) <= 300_000
    assert len(grid_of(" ".join(text.split()))) <= 400
    last, count = re.search(r"Rows 1 to (\d+) of (\d+)", text).groups()
    assert (int(count), "page=2" in text) == (451, True)
    assert f"Rows {int(last) + 1} to" in text_of(browse, viewer, "?open=all&page=2")


def test_many_groups_are_closed_at_first_and_show_their_marks(browse, team, viewer, goal):
    for number in range(70):
        milestone(team, goal, number, due_on=day(number))

    text = text_of(browse, viewer)

    assert grid_of(text) == [("1", "G-2 Clinics work with us 70 10 Jun")]
    assert re.search(r'<path class="mark" d="(?:M\d+-10l6 6-6 6-6-6z){20,}"', text)


# State


def test_htmx_gets_the_timeline_alone(browse, viewer, beta):
    answer = browse(viewer).get(f"{PAGE}?open=none", headers={"HX-Request": "true", "HX-Target": "timeline"})

    text = answer.content.decode()
    assert text.lstrip().startswith('<div id="timeline"')
    assert 'aria-expanded="false"' in text
    assert "Public beta</a></th>" not in text


def test_an_empty_plan_says_what_it_is_for(browse, member):
    text = text_of(browse, member)

    assert "The timeline shows milestones by their dates" in text
    assert "/t/acme/milestones/new/" in text


def test_days_off_of_the_team_are_shaded(browse, team, viewer, beta):
    text = text_of(browse, viewer, "?scale=week")

    assert "Days off, 7 Mar to 8 Mar" in text
    assert dt.date(2026, 3, 7).weekday() == 5


def test_a_closed_project_is_over(browse, team, viewer, beta):
    MilestoneFactory(team=team, project=ProjectFactory(team=team, state="finished"), title="Old", due_on=day(9))

    assert "Old" not in text_of(browse, viewer)
