"""A bonus: each state it may enter and from where, what the milestone makes of it, and who decides."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from planner.models import Bonus, Milestone
from teams.models import Activity, Change, change
from teams.roles import Role
from tests.conftest import NOW
from tests.factories.bonuses import BonusFactory
from tests.factories.planner import MilestoneFactory
from tests.factories.teams import MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW)]
STATES = ["offered", "earned", "approved", "paid", "void"]


@pytest.fixture
def second_owner(team):
    return MembershipFactory(team=team, role=Role.OWNER, name="Otto Owner")


@pytest.fixture
def bonus(team, member):
    return BonusFactory(team=team, beneficiary=member)


def brought_to(bonus, state, by):
    """Lead a bonus that is offered to a state by what people do."""
    if state in ("earned", "approved", "paid"):
        bonus.milestone.complete(by=by)
    if state in ("approved", "paid"):
        bonus.approve(by=by)
    if state == "paid":
        bonus.pay(by=by)
    if state == "void":
        bonus.make_void(by=by, reason="It is over")
    return Bonus.objects.get(pk=bonus.pk)


VERBS = {
    "approve": (lambda row, by: row.approve(by=by), "approved"),
    "pay": (lambda row, by: row.pay(by=by), "paid"),
    "void": (lambda row, by: row.make_void(by=by, reason="No longer agreed"), "void"),
}
ALLOWED = {
    ("earned", "approve"),
    ("approved", "pay"),
    *((state, "void") for state in STATES),
    # What is so already stays so, without a trace.
    ("approved", "approve"),
    ("paid", "pay"),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", STATES)
def test_a_verb_leads_from_where_it_may_and_is_refused_from_elsewhere(state, verb, bonus, owner):
    row = brought_to(bonus, state, owner)
    act, wanted = VERBS[verb]

    if (state, verb) in ALLOWED:
        act(row, owner)
    else:
        with pytest.raises(ValidationError) as refused:
            act(row, owner)
        assert refused.value.code == "unreachable_state"

    assert Bonus.objects.get(pk=row.pk).state == (wanted if (state, verb) in ALLOWED else state)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", ["withdraw_approval", "undo_payment", "undo_voiding"])
def test_each_decision_is_taken_back_from_its_own_state_alone(state, verb, bonus, owner):
    row = brought_to(bonus, state, owner)
    before = {
        ("approved", "withdraw_approval"): "earned",
        ("paid", "undo_payment"): "approved",
        ("void", "undo_voiding"): "offered",
    }

    getattr(row, verb)(by=owner)

    assert row.state == Bonus.objects.get(pk=row.pk).state == before.get((state, verb), state)


@pytest.mark.parametrize(
    ("state", "after_completion", "after_reopening"),
    [
        ("offered", "earned", "offered"),
        ("approved", "approved", "approved"),
        ("paid", "paid", "paid"),
        ("void", "void", "void"),
    ],
)
def test_the_milestone_moves_what_nobody_has_decided(state, after_completion, after_reopening, bonus, owner):
    brought_to(bonus, state, owner)
    milestone = Milestone.objects.get(pk=bonus.milestone_id)

    milestone.complete(by=owner)
    completed = Bonus.objects.get(pk=bonus.pk).state
    milestone.reopen(by=owner)

    assert (completed, Bonus.objects.get(pk=bonus.pk).state) == (after_completion, after_reopening)


def test_taking_the_completion_back_takes_back_that_it_was_earned(bonus, member):
    milestone = bonus.milestone

    milestone.complete(by=member)
    milestone.undo_completion(by=member)

    bonus.refresh_from_db()
    assert (milestone.state, bonus.state) == ("planned", "offered")
    told = Activity.objects.about(bonus).order_by("at").values_list("verb", "by", "change")
    assert list(told) == [("earned", None, None), ("unearned", None, None)]


def test_many_milestones_at_once_move_theirs_with_the_same_statements(team, owner, django_assert_max_num_queries):
    rows = [BonusFactory(team=team, beneficiary=owner) for _ in range(3)]
    Milestone.objects.update(state="completed", completed_at=timezone.now())

    with django_assert_max_num_queries(12):
        Bonus.follow([row.milestone_id for row in rows])

    assert {row.state for row in Bonus.objects.all()} == {"earned"}


def test_one_who_completes_a_milestone_can_undo_the_act_without_a_right_to_its_bonus(bonus, member):
    with change(member, "{who} did this") as act:
        bonus.milestone.complete(by=act)

    assert list(Change.objects.undoable_by(member)) == [act]
    act.undo(by=member)
    bonus.refresh_from_db()
    assert bonus.state == "offered"


def test_what_is_promised_for_a_milestone_that_is_reached_is_earned_at_once(team, owner, member):
    milestone = MilestoneFactory(team=team)
    milestone.complete(by=owner)

    bonus = Bonus(team=team, milestone=milestone, beneficiary=member, title="Thanks", kind="recognition")
    bonus.store(by=owner)

    assert (bonus.state, bonus.currency, bonus.amount) == ("earned", "", None)


@pytest.mark.parametrize("state", ["earned", "approved", "paid"])
def test_what_counts_again_stands_as_it_did_before_it_was_void(state, team, owner):
    row = BonusFactory(team=team, beneficiary=owner)
    row.milestone.complete(by=owner)
    row.refresh_from_db()
    if state != "earned":
        row.approve(by=owner, reason="Agreed with the board")
    if state == "paid":
        row.pay(by=owner)
    stood = (row.state, row.reason, row.approved_alone, row.paid_on)

    row.make_void(by=owner, reason="A mistake")
    row.undo_voiding(by=owner)

    assert (row.state, row.reason, row.approved_alone, row.paid_on) == stood


def test_after_reopening_what_was_approved_is_marked_and_cannot_be_paid(bonus, owner):
    row = brought_to(bonus, "approved", owner)
    row.milestone.reopen(by=owner)
    row.refresh_from_db()

    with pytest.raises(ValidationError) as refused:
        row.pay(by=owner)

    assert (row.is_reopened, refused.value.code) == (True, "reopened")


def test_taking_the_approval_back_after_a_reopening_leads_to_offered(bonus, owner):
    row = brought_to(bonus, "approved", owner)
    row.milestone.reopen(by=owner)

    row.withdraw_approval(by=owner)

    assert (row.state, row.approved_by, row.approved_at) == ("offered", None, None)


def test_an_owner_does_not_approve_their_own_while_there_is_another(team, owner, second_owner):
    row = brought_to(BonusFactory(team=team, beneficiary=owner), "earned", second_owner)

    with pytest.raises(ValidationError) as refused:
        row.approve(by=owner, reason="I earned it")
    row.approve(by=second_owner)

    assert (refused.value.code, row.approved_by, row.approved_alone) == ("own", second_owner, False)


def test_the_only_owner_approves_their_own_with_a_reason_and_it_says_so(team, owner):
    row = brought_to(BonusFactory(team=team, beneficiary=owner), "earned", owner)

    with pytest.raises(ValidationError) as refused:
        row.approve(by=owner, reason="  ")
    row.approve(by=owner, reason="Agreed with the board")

    assert list(refused.value.error_dict) == ["reason"]
    assert (row.state, row.approved_alone, row.reason) == ("approved", True, "Agreed with the board")


def test_an_owner_who_left_is_no_other_owner(team, owner, second_owner):
    row = brought_to(BonusFactory(team=team, beneficiary=owner), "earned", owner)
    second_owner.end(by=owner)

    row.approve(by=owner, reason="Alone by now")

    assert row.approved_alone


@pytest.mark.parametrize(
    ("state", "fixed"), [("offered", False), ("earned", False), ("approved", True), ("void", True)]
)
def test_what_was_decided_is_neither_changed_nor_removed(state, fixed, bonus, owner):
    row = brought_to(bonus, state, owner)
    row.title = "More"

    if state in ("offered", "earned"):
        row.store(by=owner)
        row.discard(by=owner)
        assert not Bonus.objects.filter(pk=row.pk).exists()
        return
    for act in (row.store, row.discard):
        with pytest.raises(ValidationError) as refused:
            act(by=owner)
        assert refused.value.code == "decided"


def test_it_is_not_paid_on_a_day_to_come_nor_void_without_a_reason(bonus, owner):
    row = brought_to(bonus, "approved", owner)

    with pytest.raises(ValidationError):
        row.pay(by=owner, on=dt.date(2026, 3, 3))
    row.refresh_from_db()
    with pytest.raises(ValidationError):
        row.make_void(by=owner, reason=" ")

    assert Bonus.objects.get(pk=row.pk).state == "approved"


def test_money_takes_the_currency_of_the_team_unless_told(team, owner, member):
    row = Bonus(team=team, milestone=MilestoneFactory(team=team), beneficiary=member, title="Pilot", amount=5)

    row.store(by=owner)

    assert row.currency == team.currency


def test_who_leaves_takes_what_was_promised_along(bonus, member, owner):
    member.end(by=owner)

    brought_to(bonus, "approved", owner)

    assert Bonus.objects.get(pk=bonus.pk).beneficiary == member
