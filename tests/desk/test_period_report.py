"""The report of a period: which days it is of, what stands in it, and for whom."""

import datetime as dt

import pytest

from desk.weekly.report import ROWS_AT_MOST, Period, by_name, report_of
from planner.models import Milestone
from risks.models import Assessment
from tests.conftest import NOW
from tests.factories.funding import OpportunityFactory
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory, TaskFactory
from tests.factories.reviews import WeeklyReviewFactory
from tests.factories.risks import RiskFactory
from tests.factories.teams import MembershipFactory

from .weekly import day, moved

pytestmark = pytest.mark.django_db
PAGE, API = "/t/acme/report/", "/api/v1/teams/acme/reports/period/"
WEEK = Period(day(-6), day(0), dt.UTC)


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW, tick=False)


def ago(days):
    return NOW - dt.timedelta(days=days)


def titles(membership, key, period=WEEK):
    return [str(getattr(line.row, "title", line.row)) for line in report_of(membership, period).parts[key].lines]


def created(row, *, days):
    type(row).objects.filter(pk=row.pk).update(created_at=ago(days))
    return row


def test_done_is_what_was_completed_in_the_period(viewer):
    for days in (7, 6, 0):
        MilestoneFactory(team=viewer.team, title=f"{days}", state="completed", completed_at=ago(days))

    assert titles(viewer, "done") == ["6", "0"]


def test_days_begin_and_end_in_the_zone_of_the_team(viewer):
    zone = viewer.team.zone.__class__("Pacific/Kiritimati")  # UTC+14
    for name, hour in (("before", 9), ("within", 10)):
        at = dt.datetime(2026, 2, 23, hour, tzinfo=dt.UTC)
        MilestoneFactory(team=viewer.team, title=name, state="completed", completed_at=at)

    assert titles(viewer, "done", Period(dt.date(2026, 2, 24), dt.date(2026, 3, 2), zone)) == ["within"]


@pytest.mark.parametrize("unexplained", ["", "taken_back"])
def test_slipped_is_what_is_later_at_the_end_of_the_period_than_at_its_beginning(viewer, unexplained):
    twice = MilestoneFactory(team=viewer.team, title="Twice", due_on=day(50))
    moved(twice, days=7, ago=3, reason="scope")
    moved(twice, days=3, ago=2, reason=unexplained)
    back = MilestoneFactory(team=viewer.team, title="Back", due_on=day(60))
    moved(back, days=7, ago=3)
    moved(back, days=-7, ago=2)
    moved(MilestoneFactory(team=viewer.team, title="Before", due_on=day(60)), days=7, ago=9)

    [line] = report_of(viewer, WEEK).parts["slipped"].lines

    assert (line.row, line.old, line.new, line.days, line.reason) == (twice, day(50), day(60), 8, "Scope")


def test_added_is_what_was_made_in_the_period_and_next_what_is_due_in_one_as_long_after(viewer):
    for title, days, due in (("Old", 9, 7), ("New", 3, 1), ("Later", 3, 8), ("Today", 9, 0)):
        created(MilestoneFactory(team=viewer.team, title=title, due_on=day(due)), days=days)

    assert titles(viewer, "added") == ["New", "Later"]
    assert titles(viewer, "next") == ["New", "Old"]


def test_a_risk_rose_that_is_rated_worse_than_before_the_period(viewer):
    courses = [("Rose", (2, 2), (5, 5)), ("Fell", (5, 5), (2, 2)), ("Same", (5, 5), (5, 5)), ("First", None, (5, 5))]
    for title, before, after in courses:
        risk = RiskFactory(team=viewer.team, title=title, score=before)
        Assessment.objects.filter(risk=risk).update(at=ago(20))
        Assessment(team=viewer.team, risk=risk, probability=after[0], impact=after[1], at=ago(1)).store(by=None)

    [line] = report_of(viewer, WEEK).parts["risen"].lines

    assert (line.row.title, line.old, line.new) == ("Rose", "low", "critical")


def test_risks_that_ended_or_occurred_are_named(viewer):
    RiskFactory(team=viewer.team, title="Closed", status="closed", closed_at=ago(1), closure_reason="avoided")
    RiskFactory(team=viewer.team, title="Occurred", status="occurred")
    RiskFactory(team=viewer.team, title="Long ago", status="closed", closed_at=ago(9), closure_reason="avoided")

    assert titles(viewer, "ended") == ["Closed", "Occurred"]


def test_deals_are_told_to_who_reads_the_money_alone(owner, member, browse, api):
    OpportunityFactory(team=owner.team, source__name="Nordtor").advance("passed", by=owner, reason="Too early")
    reader = MembershipFactory(team=owner.team, role="viewer", reads_money=True)

    people = (owner, reader, member)
    pages = ["Nordtor" in browse(who).get(PAGE).content.decode() for who in people]
    answers = [api(who).get(API).json()["deals"] for who in people]

    assert pages == [True, True, False]
    assert [each and each["count"] for each in answers] == [1, 1, None]


def test_milestones_are_grouped_by_project_or_by_goal(viewer, browse):
    first, second = (ProjectFactory(team=viewer.team, name=name) for name in ("Alpha", "Beta"))
    goal = GoalFactory(team=viewer.team, project=first, title="Reach clinics")
    for project, title in ((second, "B"), (first, "A")):
        MilestoneFactory(team=viewer.team, project=project, title=title, goal=goal if project == first else None)
    lines = report_of(viewer, WEEK).parts["added"].lines

    assert [(str(head), [line.row.title for line in part]) for head, part in by_name(lines, "project")] == [
        ("Alpha", ["A"]),
        ("Beta", ["B"]),
    ]
    assert [(head and head.title, [line.row.title for line in part]) for head, part in by_name(lines, "goal")] == [
        ("Reach clinics", ["A"]),
        (None, ["B"]),
    ]
    page = browse(viewer).get(PAGE, {"by": "goal"}).content.decode()
    assert ("Reach clinics" in page, "no goal" in page) == (True, True)


def test_tasks_are_counted_by_project(viewer):
    milestone = MilestoneFactory(team=viewer.team, project__name="Alpha")
    TaskFactory(team=viewer.team, milestone=milestone, state="done", completed_at=ago(1))
    created(TaskFactory(team=viewer.team, milestone=milestone, state="done", completed_at=ago(1)), days=9)
    TaskFactory(team=viewer.team, milestone=None)

    assert report_of(viewer, WEEK).tasks == [
        {"name": "Alpha", "done": 2, "added": 1},
        {"name": None, "done": 0, "added": 1},
    ]


def test_nothing_of_another_team_is_told(viewer, stranger):
    MilestoneFactory(team=stranger.team, state="completed", completed_at=ago(1))
    RiskFactory(team=stranger.team, status="occurred")
    TaskFactory(team=stranger.team)

    report = report_of(viewer, WEEK)

    assert [part.count for part in report.parts.values()] == [0] * len(report.parts)
    assert report.tasks == []


def test_a_part_shows_a_hundred_rows_and_how_many_more_there_are(viewer, browse):
    project = ProjectFactory(team=viewer.team)
    rows = MilestoneFactory.build_batch(ROWS_AT_MOST + 2, team=viewer.team, project=project)
    Milestone.objects.bulk_create(rows)

    part = report_of(viewer, WEEK).parts["added"]

    assert (len(part.lines), part.count, part.more) == (100, 102, 2)
    assert "2 more are not listed" in browse(viewer).get(PAGE).content.decode()


# Which days


def days_of(browse, member, **asked):
    period = browse(member).get(PAGE, asked).context["period"]
    return period.first, period.last


def test_the_report_is_of_the_last_week_or_since_the_last_review(browse, viewer):
    assert days_of(browse, viewer) == (day(-6), day(0))

    WeeklyReviewFactory(team=viewer.team, on=day(-10), ended_at=ago(10))

    assert days_of(browse, viewer) == (day(-10), day(0))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"from": "2026-01-01", "to": "2026-01-31"}, (dt.date(2026, 1, 1), dt.date(2026, 1, 31))),
        ({"from": "2026-01-01"}, (dt.date(2026, 1, 1), day(0))),
        ({"from": "2020-01-01"}, (dt.date(2020, 1, 1), dt.date(2020, 12, 31))),
        ({"to": "2026-02-10"}, (dt.date(2026, 2, 4), dt.date(2026, 2, 10))),
        ({"from": "2025-03-02", "to": "2026-03-02"}, (dt.date(2025, 3, 2), day(0))),
    ],
)
def test_the_days_are_those_asked_for(asked, expected, browse, viewer):
    assert days_of(browse, viewer, **asked) == expected


@pytest.mark.parametrize(
    ("asked", "field", "code"),
    [
        ({"from": "2025-03-01", "to": "2026-03-02"}, "from", "too_long"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "to", "backwards"),
        ({"from": "1066-10-14"}, "from", "far_day"),
        ({"to": "tomorrow"}, "to", "invalid"),
    ],
)
def test_days_that_cannot_be_are_refused_alike_by_page_and_api(asked, field, code, browse, api, viewer):
    page = browse(viewer).get(PAGE, asked)
    answer = api(viewer).get(API, asked)

    errors = {
        name: [each["code"] for each in found] for name, found in page.context["form"].errors.get_json_data().items()
    }
    assert (page.status_code, answer.status_code) == (200, 400)
    assert errors == {field: [code]}
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]


def test_the_last_days_of_the_calendar_can_be_asked_for(browse, api, viewer):
    asked = {"from": "2199-01-01", "to": "2199-12-31"}

    assert (browse(viewer).get(PAGE, asked).status_code, api(viewer).get(API, asked).status_code) == (200, 200)


def test_the_api_says_what_the_page_shows(api, member):
    row = MilestoneFactory(team=member.team, due_on=day(50))
    moved(row, days=7, ago=3, reason="people")

    told = api(member).get(API, {"from": day(-6).isoformat(), "to": day(0).isoformat()}).json()

    assert (told["first"], told["last"], told["added"]["count"], told["deals"]) == ("2026-02-24", "2026-03-02", 1, None)
    assert told["slipped"]["rows"] == [
        {
            "id": str(row.pk),
            "code": row.code,
            "title": row.title,
            "project": str(row.project_id),
            "state": "planned",
            "day": day(57).isoformat(),
            "due_before": day(50).isoformat(),
            "days_later": 5,
            "reason": "People",
        }
    ]
