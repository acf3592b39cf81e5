"""What is decided in a weekly review in place, and what it leaves behind."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.stale import StaleError
from desk.weekly.deciding import decide
from desk.weekly.findings import reviews_of
from desk.weekly.subjects import SUBJECTS
from planner.models import SUBJECT_KINDS, Milestone, Move, WeeklyDecision, WeeklyReview
from teams.models import Activity, Change
from tests.conftest import NOW
from tests.factories.funding import OpportunityFactory
from tests.factories.planner import MilestoneFactory, TaskFactory
from tests.factories.risks import RiskFactory
from tests.factories.teams import PositionFactory

from .weekly import asked, day, found

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def review(team, owner):
    return WeeklyReview.begin(team, by=owner)


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


@pytest.mark.parametrize(("tasks", "state"), [("keep", "todo"), ("complete", "done")])
def test_open_tasks_of_a_completed_milestone_stay_or_go_with_it(tasks, state, owner, review):
    row = MilestoneFactory(team=owner.team, due_on=day(-1))
    task = TaskFactory(team=owner.team, milestone=row)

    _kept, act = decide(review, asked(row, "completed", tasks=tasks), by=owner)
    task.refresh_from_db()
    assert (Milestone.objects.get().state, task.state) == ("completed", state)

    act.undo(by=owner)
    task.refresh_from_db()
    assert (Milestone.objects.get().state, task.state) == ("planned", "todo")


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


@pytest.mark.parametrize("decision", ["completed", "moved", "handed_on", "kept"])
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
