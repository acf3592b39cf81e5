"""What happens to one row changes what is told of others; the next tick knows of which, and looks at no more."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction

from alerts.news import ACTS, News
from core.ids import uuid7
from funding.models import CashPosition, NextAction, Opportunity, PlanStep, Round, Source
from planner.models import Milestone, Project, Task
from planner.models.project import ProjectState
from risks.models import ContingencyPlan, ContingencyStep, ResponseAction, Risk, Trigger
from risks.states import ClosureReason
from teams.leaving import leave
from teams.models import Activity, Change, Membership, Team, add_rows, change
from teams.roles import Role
from tests.alerts.conftest import person
from tests.alerts.test_incremental import differences, told

pytestmark = pytest.mark.django_db
SOON, OLD = dt.date(2026, 3, 6), dt.date(2026, 2, 20)


class Rows:
    """One row of everything, in good order and known to the engine."""

    def __init__(self, team, anna, ben, cleo):
        self.team, self.anna, self.ben, self.cleo = team, anna, ben, cleo
        self.ada = self.add(Membership, name="Ada", email="ada@landfall-mail.org", role=Role.RECIPIENT)
        self.project = Project(team=team, name="Product").store(by=anna)
        self.closed = Project(team=team, name="Old product").store(by=anna)
        self.closed.change_state(ProjectState.DISCONTINUED, by=anna)
        self.milestone = self.add(Milestone, project=self.project, title="Beta", owner=cleo, due_on=SOON)
        self.late = self.add(Milestone, project=self.project, title="Alpha", owner=cleo, due_on=OLD)
        self.task = self.add(Task, milestone=self.milestone, title="Test", assignee=cleo, due_on=dt.date(2026, 3, 2))
        self.plan_risk()
        self.plan_money()
        self.places = {name: (type(row), row.pk) for name, row in vars(self).items()}

    def add(self, model, *, links=None, **values):
        return model(team=self.team, **values).store(by=self.anna, links=links)

    def plan_risk(self):
        self.risk = self.add(Risk, title="Flood", category="technical", owner=self.cleo)
        self.risk.assess(4, 4, by=self.anna)
        concerned = {"milestones": [self.milestone]}
        self.other = self.add(Risk, title="Fire", category="technical", owner=self.cleo, links=concerned)
        self.other.assess(4, 4, by=self.anna)
        self.action = self.add(ResponseAction, title="Pump", links={"risks": [self.risk]})
        self.plan = self.prepared(self.risk)
        self.started = self.prepared(self.other)
        self.started.activate(by=self.anna)
        self.step = Task.objects.get(origin_kind="risks.contingencystep")

    def prepared(self, risk):
        plan = self.add(ContingencyPlan, risk=risk, title="Plan", owner=self.cleo)
        self.add(Trigger, plan=plan, kind="manual", text="It happens")
        self.add(ContingencyStep, plan=plan, title="Call", responsible=self.cleo, offset_days=1)
        plan.refresh_from_db()
        plan.make_ready(by=self.anna)
        return plan

    def plan_money(self):
        self.round = self.add(Round, name="Seed")
        self.source = self.add(Source, name="Fund")
        values = {"round": self.round, "source": self.source, "channel": "venture_capital"}
        self.opportunity = self.add(Opportunity, owner=self.ben, expected_close_on=dt.date(2026, 3, 2), **values)
        self.action_next = self.add(NextAction, opportunity=self.opportunity, title="Write", due_on=dt.date(2026, 3, 4))
        self.plan_step = self.add(PlanStep, round=self.round, title="Deck", responsible=self.ben, due_on=SOON)
        self.cash(8)

    def cash(self, months):
        figures = {"balance": Decimal(10 * months), "balance_on": dt.date(2026, 3, 1), "floor": Decimal(0)}
        self.add(CashPosition, monthly_income=Decimal(0), monthly_expense=Decimal(10), **figures)

    def refresh(self):
        """Load every row anew."""
        for name, (model, pk) in self.places.items():
            setattr(self, name, model.objects.get(pk=pk))

    def change(self, row, **values):
        for name, value in values.items():
            setattr(row, name, value)
        row.store(by=self.anna)


@pytest.fixture
def rows(team, anna, ben, cleo, clock):
    made = Rows(team, anna, ben, cleo)
    clock.tick()
    clock.forward(minutes=1)
    return made


def close_project(rows):
    rows.project.change_state(ProjectState.DISCONTINUED, by=rows.anna)


def move_milestone_into_closed_project(rows):
    rows.change(rows.milestone, project=rows.closed)


def cancel_milestone(rows):
    rows.milestone.cancel(by=rows.anna)


def complete_late_milestone(rows):
    rows.late.complete(by=rows.anna)


def cancel_action(rows):
    rows.action.cancel(by=rows.anna)


def discard_action(rows):
    rows.action.discard(by=rows.anna)


def turn_action_to_another_risk(rows):
    rows.action.store(by=rows.anna, links={"risks": [rows.other]})


def retire_plan(rows):
    rows.plan.retire(by=rows.anna)


def discard_plan(rows):
    rows.plan.discard(by=rows.anna)


def turn_plan_to_another_risk(rows):
    rows.change(rows.plan, risk=rows.other)


def take_the_rating_back(rows):
    rows.risk.assess(None, None, by=rows.anna)


def reject_risk(rows):
    rows.risk.reject(ClosureReason.NOT_A_RISK, by=rows.anna)


def hand_over_the_risk_of_a_plan_at_work(rows):
    rows.change(rows.other, owner=rows.ada)


def hand_over_a_step_of_a_plan_at_work(rows):
    rows.change(rows.step, assignee=rows.ada)


def end_plan_at_work(rows):
    rows.started.complete(by=rows.anna)


def lose_opportunity(rows):
    rows.opportunity.advance("passed", by=rows.anna, reason="Too early")


def hand_over_opportunity(rows):
    rows.change(rows.opportunity, owner=rows.anna)


def rename_source(rows):
    rows.change(rows.source, name="Other fund")


def abandon_round(rows):
    rows.round.abandon(by=rows.anna)


def move_to_an_ended_round(rows):
    other = rows.add(Round, name="Ended")
    other.abandon(by=rows.anna)
    rows.change(rows.opportunity, round=other)


def have_more_cash(rows):
    rows.cash(20)


def have_less_cash(rows):
    rows.cash(3)


def demote_who_is_in_charge(rows):
    rows.ben.change_role(Role.MEMBER, by=rows.anna)


def end_who_is_in_charge(rows):
    rows.cleo.end(by=rows.anna)


def promote_to_manager(rows):
    rows.cleo.change_role(Role.MANAGER, by=rows.anna)


def have_another_manager(rows):
    user = person(rows.team, "Dora").user
    Membership.objects.filter(user=user).delete()
    rows.add(Membership, user=user, name="Dora", role=Role.MANAGER)


def choose_another_hour(rows):
    rows.change(Team.objects.get(pk=rows.team.pk), alert_hour=11)


def choose_another_zone(rows):
    rows.change(Team.objects.get(pk=rows.team.pk), time_zone="Asia/Shanghai")


HAPPENINGS = [
    close_project,
    move_milestone_into_closed_project,
    cancel_milestone,
    complete_late_milestone,
    cancel_action,
    discard_action,
    turn_action_to_another_risk,
    retire_plan,
    discard_plan,
    turn_plan_to_another_risk,
    take_the_rating_back,
    reject_risk,
    hand_over_the_risk_of_a_plan_at_work,
    hand_over_a_step_of_a_plan_at_work,
    end_plan_at_work,
    lose_opportunity,
    hand_over_opportunity,
    rename_source,
    abandon_round,
    move_to_an_ended_round,
    have_more_cash,
    have_less_cash,
    demote_who_is_in_charge,
    end_who_is_in_charge,
    promote_to_manager,
    have_another_manager,
    choose_another_hour,
    choose_another_zone,
]


def after(rows, clock, *happenings):
    """Return whether the last of these changed what is told, and what a look at everything finds after the tick.

    A tick comes after each; then all is as it was before.
    """
    with transaction.atomic():
        rows.refresh()
        for happen in happenings:
            clock.forward(minutes=1)
            happen(rows)
            before = told()
            clock.tick()
        found = told() != before, *differences(rows.team, clock.now)
        transaction.set_rollback(True)
    return found


def test_next_tick_leaves_nothing_to_find(rows, clock):
    found = {happen.__name__: after(rows, clock, happen) for happen in HAPPENINGS}

    assert found == {happen.__name__: (True, {}, set()) for happen in HAPPENINGS}


def reopen_project(rows):
    rows.project.change_state(ProjectState.ACTIVE, by=rows.anna)


def move_milestone_back(rows):
    rows.change(rows.milestone, project=rows.project)


def reopen_milestone(rows):
    rows.milestone.reopen(by=rows.anna)


def reopen_action(rows):
    rows.action.reopen(by=rows.anna)


def turn_plan_back(rows):
    rows.change(rows.plan, risk=rows.risk)


def start_plan(rows):
    rows.plan.activate(by=rows.anna)


def open_round_again(rows):
    rows.round.change_state("open", by=rows.anna)


def take_opportunity_up_again(rows):
    rows.opportunity.advance("first_meeting", by=rows.anna)


def respond_at_once(rows):
    """Make several actions in one act, in place of the one there was."""
    rows.action.cancel(by=rows.anna)
    actions = [ResponseAction(team=rows.team, title=f"Way {number}") for number in range(7)]
    with change(rows.anna, "Template") as act:
        add_rows(actions, by=act, links={"risks": {row.pk: [rows.risk.pk] for row in actions}})


def take_the_act_back(rows):
    Change.objects.get(label="Template").undo(by=rows.anna)


def leave_without_successor(rows):
    leave(rows.cleo, by=rows.anna)


def add_another_source(rows):
    rows.add(Source, name="Bank")


def give_another_source(rows):
    rows.change(Opportunity.objects.get(pk=rows.opportunity.pk), source=Source.objects.get(name="Bank"))


def close_project_and_hand_over_its_step(rows):
    close_project(rows)
    rows.change(Task.objects.get(pk=rows.step.pk), assignee=rows.ada)


def open_project_with_a_step_handed_over(rows):
    rows.project.refresh_from_db()
    reopen_project(rows)


BACK_AGAIN = [
    (close_project, reopen_project),
    (move_milestone_into_closed_project, move_milestone_back),
    (cancel_milestone, reopen_milestone),
    (cancel_action, reopen_action),
    (turn_plan_to_another_risk, turn_plan_back),
    (end_plan_at_work, start_plan),
    (abandon_round, open_round_again),
    (lose_opportunity, take_opportunity_up_again),
    (respond_at_once, take_the_act_back),
    (promote_to_manager, leave_without_successor),
    (add_another_source, give_another_source),
    (close_project_and_hand_over_its_step, open_project_with_a_step_handed_over),
]


def test_next_tick_leaves_nothing_to_find_when_it_is_so_again(rows, clock):
    found = {happen.__name__: after(rows, clock, before, happen) for before, happen in BACK_AGAIN}

    assert found == {happen.__name__: (True, {}, set()) for _before, happen in BACK_AGAIN}


def test_what_happened_at_one_instant_is_not_divided(team, clock):
    facts = {"team": team, "at": clock.now, "verb": "changed", "subject_kind": "planner.task", "subject_version": 1}
    Activity.objects.bulk_create(Activity(subject_id=uuid7(), **facts) for _number in range(ACTS + 3))

    news = News.after(team, clock.now - dt.timedelta(seconds=1))

    assert len(news.instants) == len(news.ids("planner.task")) == ACTS + 3
    assert News.after(team, news.until) is None
