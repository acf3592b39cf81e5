"""A contingency plan that is less ready than it was: its owner hears of it once."""

import datetime as dt

import pytest

from alerts.models import Alert
from alerts.rules import rule_of
from planner.models import Project
from risks.models import ContingencyPlan, ContingencyStep, Indicator, MoneyTrigger, Risk, Settings, Trigger
from tests.factories.funding import OpportunityFactory
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import prepared_plan

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def plan(team, anna, ben, cleo, clock):
    """Return a ready plan of Cleo's that the worker has seen."""
    made = prepared_plan(Risk(team=team, title="Outage", category="technical", owner=anna).store(by=None), cleo)
    clock.tick()
    return made


def told(plan):
    """Return (step, day, who) of each alert about a plan that is less ready."""
    rows = Alert.objects.filter(rule="readiness_lost", subject_id=plan.pk).order_by("fires_at", "step")
    names = "membership__name"
    return [(row.step, row.about_on, sorted(row.deliveries.values_list(names, flat=True))) for row in rows]


def test_the_owner_hears_once_that_somebody_elses_edit_made_a_draft_of_it(plan, anna, clock):
    ContingencyStep(team=plan.team, plan=plan, title="Call").store(by=anna)

    for _look in range(2):
        clock.tick()
        clock.forward(hours=13)

    assert told(plan) == [(0, None, ["Cleo Member"])]


def test_nobody_hears_of_their_own_edit(plan, cleo, clock):
    ContingencyStep(team=plan.team, plan=plan, title="Call").store(by=cleo)

    clock.tick()

    assert [who for _step, _day, who in told(plan)] in ([], [[]])


def test_it_is_over_once_the_plan_is_ready_again(plan, anna, clock):
    plan.redraft(by=anna)
    clock.tick()
    plan.make_ready(by=anna)

    clock.tick()

    assert Alert.objects.get(rule="readiness_lost").state != "open"


def test_a_plan_that_is_used_again_as_a_draft_lost_nothing(plan, anna, clock):
    plan.activate(by=anna)
    plan.fail(by=anna)
    plan.rearm(by=anna)

    clock.tick()

    assert (ContingencyPlan.objects.get().state, told(plan)) == ("draft", [])


def test_a_rehearsal_that_no_longer_counts_is_told_on_its_day(plan, cleo, clock):
    plan.rehearse(by=cleo)
    lapses = dt.date(2026, 3, 2) + 181 * DAY
    clock.tick()
    clock.move_to(2026, 8, 29, 9, 0)  # the day before
    clock.tick()
    before = told(plan)

    for hours in (23, 1, 24):
        clock.forward(hours=hours)
        clock.tick()

    assert lapses == dt.date(2026, 8, 30)
    assert [each for each in before if each[1] != lapses] == []
    assert told(plan) == [(1, lapses, ["Cleo Member"])]


def test_for_how_long_a_rehearsal_counts_the_team_decides(plan, cleo, clock):
    Settings(team=plan.team, rehearsal_days=30).store(by=None)
    plan.rehearse(by=cleo)
    lapses = dt.date(2026, 3, 2) + 31 * DAY
    clock.tick()
    clock.tick_at(2026, 4, 1, 9, 0)
    before = Alert.objects.filter(rule="readiness_lost", fires_at__lte=clock.now).count()

    clock.tick_at(2026, 4, 2, 9, 0)

    assert (before, told(plan)) == (0, [(1, lapses, ["Cleo Member"])])


def test_a_plan_that_would_come_too_late_is_told_once_and_not_after_the_milestone_moved(plan, cleo, clock):
    milestone = MilestoneFactory(team=plan.team, due_on=dt.date(2026, 3, 20))
    plan.risk.store(by=None, links={"milestones": [milestone]})
    plan.lead_time_days = 10
    plan.store(by=cleo)
    clock.tick()
    clock.move_to(2026, 3, 10, 9, 0)
    clock.tick()
    clock.forward(hours=24)
    clock.tick()
    found = told(plan)

    milestone.due_on = dt.date(2026, 5, 1)
    milestone.store(by=None)
    clock.tick()

    assert found == [(2, dt.date(2026, 3, 10), ["Cleo Member"])]
    assert Alert.objects.get(rule="readiness_lost").state != "open"


@pytest.mark.parametrize(("act", "is_told"), [("fire", True), ("set the lead time", False)])
def test_what_was_lost_while_nothing_ran_is_told_unless_somebody_saw_to_it_since(plan, cleo, clock, act, is_told):
    Risk.objects.filter(pk=plan.risk_id).update(window_from=dt.date(2026, 3, 14))
    plan.lead_time_days = 10
    plan.store(by=cleo)
    clock.tick()
    clock.move_to(2026, 3, 5, 10, 0)

    if act == "fire":
        plan.triggers.get().fire(by=None)
    else:
        plan.lead_time_days = 11
        plan.store(by=cleo)
    clock.tick()

    assert told(plan) == ([(2, dt.date(2026, 3, 4), ["Cleo Member"])] if is_told else [])


# What a machine watched for


@pytest.fixture
def watched(team, anna, cleo, clock):
    """Return a function that makes a ready plan of Cleo's which waits for such triggers, and lets the worker see it."""

    def make(*triggers):
        risk = Risk(team=team, title="Outage", category="technical", owner=anna).store(by=None)
        made = ContingencyPlan(team=team, risk=risk, title="Move out", owner=cleo).store(by=None)
        for trigger in triggers:
            trigger.team, trigger.plan = team, made
            trigger.store(by=None)
        ContingencyStep(team=team, plan=made, title="Call").store(by=None)
        made.make_ready(by=None)
        clock.forward(minutes=1)
        clock.tick()
        clock.forward(hours=2)
        return made

    return make


def milestone_of(team):
    project = Project.objects.filter(team=team).first() or Project(team=team, name="Product").store(by=None)
    return MilestoneFactory(team=team, project=project, due_on=dt.date(2026, 5, 1))


def words_of(plan):
    alert = Alert.objects.get(rule="readiness_lost", subject_id=plan.pk)
    wording = rule_of(alert.rule, alert.subject_kind).topic.words(alert, alert.values, dt.date(2026, 3, 2))
    return wording.headline, wording.todo


@pytest.mark.parametrize(("end", "ended"), [("cancel", "cancelled"), ("complete", "completed")])
def test_the_owner_hears_that_the_milestone_a_plan_waits_for_is_over(watched, team, anna, clock, end, ended):
    milestone = milestone_of(team)
    plan = watched(Trigger(kind="chance", milestone=milestone, percent=20))
    before = told(plan)

    getattr(milestone, end)(by=anna)
    for _look in range(2):
        clock.tick()
        clock.forward(hours=5)

    assert before == []
    assert told(plan) == [(3, None, ["Cleo Member"])]
    assert words_of(plan) == (
        "What C-1 Move out waits for is no longer watched",
        f"The milestone it watches was {ended}. Add a trigger that is watched.",
    )


def test_who_ended_it_is_told_too_as_that_does_not_say_what_waited_for_it(watched, team, cleo, clock):
    milestone = milestone_of(team)
    plan = watched(Trigger(kind="milestone_slip", milestone=milestone, days=3))

    milestone.cancel(by=cleo)
    clock.tick()

    assert told(plan) == [(3, None, ["Cleo Member"])]


def test_it_is_over_once_the_milestone_is_open_again_and_told_anew_when_it_ends_anew(watched, team, anna, clock):
    milestone = milestone_of(team)
    plan = watched(Trigger(kind="milestone_slip", milestone=milestone, days=3))
    milestone.cancel(by=anna)
    clock.tick()
    clock.forward(hours=1)
    milestone.reopen(by=anna)
    clock.tick()
    found = list(Alert.objects.filter(rule="readiness_lost", state="open"))
    clock.forward(hours=1)

    milestone.cancel(by=anna)
    clock.tick()

    assert found == []
    assert len(told(plan)) == 2
    assert Alert.objects.filter(rule="readiness_lost", state="open").count() == 1


def test_a_closed_project_and_a_retired_indicator_end_it_too(watched, team, anna, clock):
    milestone = milestone_of(team)
    plan = watched(Trigger(kind="chance", milestone=milestone, percent=20))
    other = watched(Trigger(kind="manual", text="Seen"))
    indicator = Indicator(team=team, risk=other.risk, name="Load", amber=1, red=2).store(by=None)
    Trigger(team=team, plan=other, kind="indicator", indicator=indicator).store(by=None)
    other.refresh_from_db()
    other.make_ready(by=None)
    clock.forward(hours=1)
    clock.tick()
    clock.forward(hours=1)

    milestone.project.change_state("discontinued", by=anna)
    indicator.retire(by=anna)
    clock.tick()

    assert [told(each) for each in (plan, other)] == [[(3, None, ["Cleo Member"])]] * 2
    assert words_of(plan)[1].startswith("The project of the milestone it watches is closed.")
    assert words_of(other)[1].startswith("The indicator it watches was retired.")


def test_nobody_hears_while_something_else_is_watched_or_has_fired(watched, team, anna, clock):
    milestone = milestone_of(team)
    both = watched(
        Trigger(kind="chance", milestone=milestone, percent=20), MoneyTrigger(kind="joint_chance", percent=5)
    )
    fired = watched(Trigger(kind="chance", milestone=milestone, percent=20), Trigger(kind="manual", text="Seen"))
    fired.triggers.get(kind="manual").fire(by=anna)
    clock.tick()
    clock.forward(hours=1)

    milestone.cancel(by=anna)
    clock.tick()

    assert [told(both), told(fired)] == [[], []]


@pytest.mark.parametrize(("day", "lost"), [(3, dt.date(2026, 3, 4)), (4, None)])
def test_of_two_things_watched_the_one_that_lasted_longer_is_told_alone(watched, team, anna, clock, day, lost):
    milestone = milestone_of(team)
    deal = OpportunityFactory(team=team, stage="wired", amount=10, currency="EUR", won_at=clock.now)
    money = MoneyTrigger(kind="financing", amount=5, currency="EUR", round=deal.round, by_on=dt.date(2026, 3, 3))
    plan = watched(Trigger(kind="chance", milestone=milestone, percent=20), money)

    clock.tick_at(2026, 3, day, 12, 0)
    milestone.cancel(by=anna)
    for _day in range(3):
        clock.tick()
        clock.forward(hours=20)

    assert told(plan) == [(3, lost, ["Cleo Member"])]


def test_a_plan_that_was_made_ready_after_the_end_lost_nothing(watched, team, anna, clock):
    milestone = milestone_of(team)
    plan = watched(Trigger(kind="chance", milestone=milestone, percent=20))
    plan.redraft(by=plan.owner)
    milestone.cancel(by=anna)
    clock.forward(hours=1)
    plan.make_ready(by=plan.owner)

    clock.tick()

    assert Alert.objects.filter(rule="readiness_lost", state="open").count() == 0


def test_a_condition_on_money_that_was_not_met_is_told_the_morning_after_its_day(watched, team, clock):
    day = dt.date(2026, 3, 5)
    deal = OpportunityFactory(team=team, stage="wired", amount=10, currency="EUR", won_at=clock.now)
    money = {"kind": "financing", "amount": 5, "currency": "EUR", "counted": "received", "by_on": day}
    arrived = watched(MoneyTrigger(round=deal.round, **money))
    missing = watched(MoneyTrigger(**money | {"amount": 50}))
    before = [told(each) for each in (arrived, missing)]

    for _day in range(5):
        clock.forward(hours=20)
        clock.tick()

    assert before == [[], []]
    assert told(arrived) == [(3, day + DAY, ["Cleo Member"])]
    assert words_of(arrived)[1] == "The day of its condition on money is over. Add a trigger that is watched."
    assert [each for each in told(missing) if Alert.objects.filter(state="open", subject_id=missing.pk, step=3)] == []
    assert missing.money_triggers.get().state == "fired"
