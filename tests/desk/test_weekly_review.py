"""The weekly review: what it finds, what is decided about it in place, and what it leaves behind."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.stale import StaleError
from desk.weekly.deciding import Asked, decide
from desk.weekly.findings import GROUPS, ITEMS_AT_MOST, Span, find, reviews_of
from desk.weekly.subjects import SUBJECTS
from planner.models import SUBJECT_KINDS, Milestone, Move, WeeklyDecision, WeeklyReview
from teams.models import Activity, Change
from tests.conftest import NOW
from tests.factories.funding import OpportunityFactory
from tests.factories.planner import MilestoneFactory, ProjectFactory, TaskFactory
from tests.factories.reviews import WeeklyDecisionFactory, WeeklyReviewFactory
from tests.factories.risks import RiskFactory, prepared_plan
from tests.factories.teams import MembershipFactory, PositionFactory

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
PAGE = "/t/acme/review/"


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def review(team, owner):
    return WeeklyReview.begin(team, by=owner)


def day(days):
    return TODAY + dt.timedelta(days=days)


def moved(milestone, *, days, ago, reason=""):
    """Move a milestone's date so many days later, some days ago."""
    at, old = NOW - dt.timedelta(days=ago), milestone.due_on
    milestone.due_on = old + dt.timedelta(days=days)
    Milestone.objects.filter(pk=milestone.pk).update(due_on=milestone.due_on)
    return Move.objects.create(milestone=milestone, old_due_on=old, new_due_on=milestone.due_on, at=at, reason=reason)


def untouched(row, *, days):
    type(row).objects.filter(pk=row.pk).update(updated_at=NOW - dt.timedelta(days=days))
    return row


def found(membership, review, last=None):
    """Return {key of a group: the names of its rows}."""
    parts = find(membership, review, Span.after(last, TODAY))
    return {part.group.key: [item.title for item in part.items] for part in parts}


def asked(row, decision, **given):
    given.setdefault("version", row.version)
    return Asked(subject_kind=row._meta.label_lower, subject_id=row.pk, decision=decision, **given)


# What is found


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


# What is decided


def test_kinds_and_subjects_are_the_same():
    assert set(SUBJECTS) == SUBJECT_KINDS


def test_completing_in_a_review_is_the_rows_own_verb_in_one_act_that_can_be_undone(owner, review):
    row = MilestoneFactory(team=owner.team, due_on=day(-1))

    kept, act = decide(review, asked(row, "completed", group="late"), by=owner)
    row.refresh_from_db()

    assert (row.state, kept.decision, kept.group, kept.by) == ("completed", "completed", "late", owner)
    assert set(act.activities.values_list("subject_kind", "verb")) == {
        ("planner.milestone", "completed"),
        ("planner.weeklydecision", "created"),
    }
    act.undo(by=owner)
    row.refresh_from_db()
    assert (row.state, WeeklyDecision.objects.count(), found(owner, review)) == ("planned", 0, {"late": [row.title]})


def test_moving_keeps_the_reason_in_the_ledger(owner, review):
    row = MilestoneFactory(team=owner.team, due_on=day(-1))

    decide(review, asked(row, "moved", day=day(9), reason="scope"), by=owner)

    assert list(Move.objects.values_list("old_due_on", "new_due_on", "reason", "by")) == [
        (day(-1), day(9), "scope", owner.pk)
    ]


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda team: TaskFactory(team=team, due_on=day(-1)), "due_on"),
        (lambda team: RiskFactory(team=team, score=(5, 5)), "next_review_on"),
        (lambda team: OpportunityFactory(team=team, expected_close_on=day(-1)), "expected_close_on"),
        (lambda team: PositionFactory(team=team, starts_on=day(-1)), "starts_on"),
    ],
)
def test_each_kind_moves_its_own_day(make, name, owner, review):
    row = make(owner.team)

    decide(review, asked(row, "moved", day=day(9)), by=owner)

    row.refresh_from_db()
    assert getattr(row, name) == day(9)


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda team: MilestoneFactory(team=team, due_on=day(-1)), "owner"),
        (lambda team: TaskFactory(team=team, due_on=day(-1)), "assignee"),
        (lambda team: RiskFactory(team=team, score=(5, 5)), "owner"),
        (lambda team: OpportunityFactory(team=team, expected_close_on=day(-1)), "owner"),
        (lambda team: PositionFactory(team=team, starts_on=day(-1)), "holder"),
    ],
)
def test_each_kind_is_handed_to_its_own_person(make, name, owner, member, review):
    row = make(owner.team)

    decide(review, asked(row, "handed_on", person=member), by=owner)

    row.refresh_from_db()
    assert getattr(row, name) == member


def test_leaving_a_row_as_it_is_changes_nothing_of_it_and_takes_it_from_the_list(owner, review):
    row = MilestoneFactory(team=owner.team, due_on=day(-1))

    decide(review, asked(row, "kept"), by=owner)

    assert (Milestone.objects.get().version, found(owner, review)) == (row.version, {})


def test_what_was_skipped_comes_last_and_can_still_be_decided_once(owner, review):
    first, _second = (MilestoneFactory(team=owner.team, title=f"{n}", due_on=day(-n)) for n in (2, 1))
    decide(review, asked(first, "skipped"), by=owner)

    assert found(owner, review) == {"late": ["1", "2"]}
    decide(review, asked(first, "kept"), by=owner)
    assert found(owner, review) == {"late": ["1"]}
    assert [each.decision for each in WeeklyDecision.objects.all()] == ["kept"]


def test_what_was_decided_is_not_decided_again(owner, manager, review):
    row = MilestoneFactory(team=owner.team, due_on=day(-1))
    decide(review, asked(row, "moved", day=day(9)), by=owner)

    with pytest.raises(ValidationError, match="decided in the meantime"):
        decide(review, asked(row, "moved", day=day(19), version=None), by=manager)

    assert Milestone.objects.get().due_on == day(9)


@pytest.mark.parametrize("decision", ["moved", "handed_on"])
def test_a_row_that_somebody_changed_meanwhile_is_not_written_over(decision, owner, review):
    row = MilestoneFactory(team=owner.team, due_on=day(-1))
    other = Milestone.objects.get()
    other.title = "Another"
    other.store(by=owner)

    with pytest.raises(StaleError):
        decide(review, asked(row, decision, day=day(9), person=owner), by=owner)

    assert (WeeklyDecision.objects.count(), Change.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("decision", "given", "field", "code"),
    [
        ("moved", {}, "day", "required"),
        ("handed_on", {}, "person", "required"),
        ("moved", {"day": dt.date(1066, 1, 1)}, "day", "far_day"),
    ],
)
def test_what_a_decision_needs_is_asked_for(decision, given, field, code, owner, review):
    row = MilestoneFactory(team=owner.team, due_on=day(-1))

    with pytest.raises(ValidationError) as error:
        decide(review, asked(row, decision, **given), by=owner)

    assert {name: [each.code for each in errors] for name, errors in error.value.error_dict.items()} == {field: [code]}
    assert WeeklyDecision.objects.count() == 0


def test_only_what_can_be_done_here_is(owner, review):
    row = RiskFactory(team=owner.team, score=(5, 5))

    with pytest.raises(ValidationError) as error:
        decide(review, asked(row, "completed"), by=owner)

    assert error.value.error_dict["decision"][0].code == "not_here"


def test_a_finished_review_takes_no_decision(owner, review):
    row = MilestoneFactory(team=owner.team, due_on=day(-1))
    review.end(by=owner)

    with pytest.raises(ValidationError) as error:
        decide(review, asked(row, "kept"), by=owner)

    assert error.value.code == "ended"


def test_a_member_decides_nothing_about_what_only_managers_change(member, review):
    row = PositionFactory(team=member.team, starts_on=day(-1))

    with pytest.raises(PermissionDenied):
        decide(review, asked(row, "moved", day=day(9)), by=member)

    decide(review, asked(row, "kept"), by=member)
    assert WeeklyDecision.objects.get().by == member


def test_a_row_nobody_may_see_is_one_that_is_not_there(member, stranger, review):
    deal = OpportunityFactory(team=member.team, expected_close_on=day(-1))
    theirs = MilestoneFactory(team=stranger.team, due_on=day(-1))

    for row in (deal, theirs):
        with pytest.raises(ValidationError) as error:
            decide(review, asked(row, "kept"), by=member)
        assert error.value.error_dict["subject_id"][0].code == "does_not_exist"


# What it leaves behind


def test_two_people_who_begin_at_once_begin_the_same_review(owner, manager):
    assert WeeklyReview.begin(owner.team, by=owner) == WeeklyReview.begin(owner.team, by=manager)
    assert WeeklyReview.objects.count() == 1


def test_finishing_twice_keeps_the_first_note(owner, manager, review):
    review.end(by=owner, note="Hire first")
    review.end(by=manager, note="Another")

    assert WeeklyReview.objects.values_list("note", "ended_by", "ended_at").get() == ("Hire first", owner.pk, NOW)


def test_a_note_has_five_thousand_characters_at_most(owner, review):
    with pytest.raises(ValidationError):
        review.end(by=owner, note="x" * 5_001)
    review.refresh_from_db()

    review.end(by=owner, note="x" * 5_000)

    assert not WeeklyReview.objects.get().is_open


def test_the_next_review_begins_beside_those_that_ended(owner, review):
    review.end(by=owner)

    later = WeeklyReview.begin(owner.team, by=owner)

    assert (later != review, reviews_of(owner)) == (True, (later, review))


def test_members_learn_of_no_decision_about_money(owner, member, review):
    deal = OpportunityFactory(team=owner.team, source__name="Nordtor", expected_close_on=day(-1))
    decide(review, asked(deal, "kept", group="deals"), by=owner)
    decide(review, asked(MilestoneFactory(team=owner.team, due_on=day(-1)), "kept"), by=owner)

    counted = {who: WeeklyReview.objects.visible_to(who).with_counts(who).get().decided for who in (owner, member)}
    acts = {who: Change.objects.visible_to(who).count() for who in (owner, member)}
    kinds = set(
        Activity.objects.visible_to(member).filter(subject_kind="planner.weeklydecision").values_list("subject_id")
    )

    assert (counted, acts, len(kinds)) == ({owner: 2, member: 1}, {owner: 2, member: 1}, 1)
    assert [row.subject_kind for row in WeeklyDecision.objects.visible_to(member)] == ["planner.milestone"]
