"""What a weekly review finds, for whom, and where the rest is listed."""

import datetime as dt

import pytest

from desk.weekly.deciding import decide
from desk.weekly.findings import GROUPS, ITEMS_AT_MOST, Span, find
from planner.models import Goal, WeeklyDecision, WeeklyReview
from tests.conftest import NOW
from tests.factories.funding import OpportunityFactory
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory, TaskFactory
from tests.factories.reviews import WeeklyDecisionFactory, WeeklyReviewFactory
from tests.factories.risks import RiskFactory, prepared_plan
from tests.factories.teams import MembershipFactory, PositionFactory

from .weekly import PAGE, TODAY, asked, day, found, moved, untouched

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def review(team, owner):
    return WeeklyReview.begin(team, by=owner)


def test_what_moved_to_a_later_day_within_a_week_has_slipped(owner, review):
    for title, days, ago in (("Later", 7, 3), ("Long ago", 7, 8), ("Sooner", -7, 3)):
        moved(MilestoneFactory(team=owner.team, title=title, due_on=day(60)), days=days, ago=ago)
    done = MilestoneFactory(team=owner.team, title="Done", due_on=day(60), state="completed", completed_at=NOW)
    moved(done, days=7, ago=3)

    assert found(owner, review) == {"slipped": ["Later"]}


def test_what_moved_since_the_last_review_has_slipped_however_long_ago_that_was(owner, review):
    last = WeeklyReviewFactory(team=owner.team, on=day(-20), ended_at=NOW - dt.timedelta(days=20))
    for title, ago in (("Since", 19), ("Before", 21)):
        moved(MilestoneFactory(team=owner.team, title=title, due_on=day(60)), days=7, ago=ago)

    assert found(owner, review, last) == {"slipped": ["Since"]}


def test_the_first_review_names_all_that_is_late_and_the_next_what_became_so(owner, review):
    milestones = [MilestoneFactory(team=owner.team, title=f"{ago} ago", due_on=day(-ago)) for ago in (8, 7, 1)]
    MilestoneFactory(team=owner.team, title="Today", due_on=TODAY)
    TaskFactory(team=owner.team, milestone=milestones[0], title="Task", due_on=day(-2))
    last = WeeklyReviewFactory(team=owner.team, on=day(-7), ended_at=NOW - dt.timedelta(days=7))

    assert found(owner, review) == {"late": ["8 ago", "7 ago", "1 ago"], "late_tasks": ["Task"]}
    assert found(owner, review, last) == {"late": ["7 ago", "1 ago"], "late_tasks": ["Task"]}


def test_what_nobody_has_changed_for_more_than_thirty_days_lies_still(owner, review):
    for title, days in (("Still", 32), ("Touched", 29)):
        untouched(MilestoneFactory(team=owner.team, title=title, due_on=day(60)), days=days)
        untouched(RiskFactory(team=owner.team, title=f"{title} risk"), days=days)
    untouched(
        RiskFactory(team=owner.team, title="Closed", status="closed", closed_at=NOW, closure_reason="avoided"), days=99
    )

    assert found(owner, review) == {"stale": ["Still"], "stale_risks": ["Still risk"]}


def test_what_a_review_left_as_it_is_lies_still_again_after_thirty_days(owner, review):
    row = untouched(MilestoneFactory(team=owner.team, title="Still", due_on=day(60)), days=99)
    last = WeeklyReviewFactory(team=owner.team, on=day(-7), ended_at=NOW - dt.timedelta(days=7))
    kept = WeeklyDecisionFactory(team=owner.team, review=last, subject=row)

    WeeklyDecision.objects.filter(pk=kept.pk).update(created_at=NOW - dt.timedelta(days=7))
    assert found(owner, review, last) == {}
    WeeklyDecision.objects.filter(pk=kept.pk).update(created_at=NOW - dt.timedelta(days=32))
    assert found(owner, review, last) == {"stale": ["Still"]}


def test_a_high_risk_without_a_plan_that_is_ready_is_named_worst_first(owner, review):
    RiskFactory(team=owner.team, title="High", score=(4, 4))
    RiskFactory(team=owner.team, title="Worst", score=(5, 5))
    RiskFactory(team=owner.team, title="Low", score=(1, 1))
    prepared_plan(RiskFactory(team=owner.team, title="Prepared", score=(5, 5)), owner)

    assert found(owner, review) == {"no_plan": ["Worst", "High"]}


def test_a_role_is_to_be_filled_from_thirty_days_before_it_begins(owner, review):
    for title, starts in (("Past", day(-3)), ("Near", day(30)), ("Far", day(31)), ("Undated", None)):
        PositionFactory(team=owner.team, title=title, starts_on=starts)
    PositionFactory(team=owner.team, title="Held", starts_on=day(-3), holder=owner)
    PositionFactory(team=owner.team, title="Over", starts_on=day(-9), ends_on=day(-1))

    assert found(owner, review) == {"roles": ["Past", "Near"]}


def test_deals_past_their_close_are_for_who_reads_the_money(owner, member, review):
    OpportunityFactory(team=owner.team, source__name="Nordtor", expected_close_on=day(-1))
    OpportunityFactory(team=owner.team, source__name="Sued", expected_close_on=day(1))
    reader = MembershipFactory(team=owner.team, role="viewer", reads_money=True)

    assert found(owner, review) == found(reader, review) == {"deals": ["Nordtor"]}
    assert found(member, review) == {}


def test_a_row_stands_under_its_first_reason_alone(owner, review):
    row = MilestoneFactory(team=owner.team, title="Late and still", due_on=day(-1))
    moved(row, days=0, ago=1)
    untouched(row, days=99)

    assert found(owner, review) == {"late": ["Late and still"]}


def test_nothing_of_another_team_is_found(owner, stranger, review):
    MilestoneFactory(team=stranger.team, due_on=day(-3))
    RiskFactory(team=stranger.team, score=(5, 5))
    PositionFactory(team=stranger.team, starts_on=day(-3))
    OpportunityFactory(team=stranger.team, expected_close_on=day(-3))

    assert found(owner, review) == {}


def test_a_group_shows_fifty_and_tells_where_the_rest_is(owner, browse, review):
    MilestoneFactory.create_batch(
        ITEMS_AT_MOST + 2, team=owner.team, due_on=day(-1), project=ProjectFactory(team=owner.team)
    )
    client = browse(owner)

    answer = client.get(PAGE)
    [part] = answer.context["walk"].found

    assert (len(part.items), part.count, part.more) == (50, 52, 2)
    assert 'href="/t/acme/milestones/?due=overdue"' in answer.content.decode()
    assert "0 of 52 looked at" in answer.content.decode()


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.key)
def test_the_list_of_a_group_is_one_that_its_filter_knows(group, owner, browse, review):
    row = {
        "planner.milestone": lambda: MilestoneFactory(team=owner.team, due_on=day(-3)),
        "planner.task": lambda: TaskFactory(team=owner.team, due_on=day(-3)),
        "risks.risk": lambda: RiskFactory(team=owner.team, score=(5, 5)),
        "funding.opportunity": lambda: OpportunityFactory(team=owner.team, expected_close_on=day(-3)),
        "planner.goal": lambda: GoalFactory(team=owner.team, checked_in_on=day(-17), next_checkin_on=day(-3)),
        "teams.position": lambda: PositionFactory(team=owner.team, title="Chief", starts_on=day(-3)),
    }[group.subject.kind]()
    if group.key == "slipped":
        moved(row, days=1, ago=2)
    if group.key.startswith("stale"):
        untouched(row, days=40)
    part = next(part for part in [*find(owner, review, Span.after(None, TODAY))] if part.group.subject == group.subject)
    url = part.url if part.group == group else None

    answer = browse(owner).get(url or PAGE)

    assert answer.status_code == 200
    assert row.get_absolute_url() in answer.content.decode()


def test_goals_whose_check_in_is_due_are_found_and_can_be_put_off(owner, review):
    for title, due in (("Due", 0), ("Not yet", 1)):
        GoalFactory(team=owner.team, title=title, checked_in_on=day(-14), next_checkin_on=day(due))
    GoalFactory(team=owner.team, title="Never reported")

    assert found(owner, review) == {"checkins": ["Due"]}

    row = Goal.objects.get(title="Due")
    decide(review, asked(row, "moved", day=day(7)), by=owner)
    row.refresh_from_db()
    assert (row.next_checkin_on, found(owner, review)) == (day(7), {})
