"""What contingency plans wait for, seen by the worker: it fires once, is mailed, and leads to a plan that starts."""

import datetime as dt
import email
import re
from decimal import Decimal
from email import policy

import pytest

from alerts.deadline import Deadline
from alerts.models import Alert
from alerts.sending import send_batch
from alerts.watch import watch
from forecast.staleness import Marks
from planner.models import Task
from risks.models import ContingencyPlan, MoneyTrigger, Risk, Trigger
from teams.models import Activity
from teams.roles import Role
from tests.alerts.conftest import person
from tests.factories.forecast import milestone_results, run_of
from tests.factories.funding import OpportunityFactory, RoundFactory
from tests.factories.indicators import IndicatorFactory
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import MoneyTriggerFactory, TriggerFactory, prepared_plan

pytestmark = pytest.mark.django_db
FRIDAY = dt.date(2026, 3, 6)


@pytest.fixture
def plan(team, anna, ben, cleo):
    """Return a ready plan of Cleo's against a risk of Anna's, that waits for nothing a machine sees."""
    risk = Risk(team=team, title="Provider goes away", category="technical", owner=anna).store(by=None)
    return prepared_plan(risk, cleo)


def states(plan):
    return [each.state for each in Trigger.objects.filter(plan=plan).exclude(kind="manual")]


def told(plan):
    """Return who was told that something the plan waits for happened, of each firing."""
    rows = Alert.objects.filter(rule="trigger_fired", subject_id=plan.pk).order_by("created_at", "pk")
    return [sorted(alert.deliveries.values_list("membership__name", flat=True)) for alert in rows]


# Each kind, from its condition to tasks on the timeline


def date_comes(plan, clock):
    TriggerFactory(team=plan.team, plan=plan, kind="date", on=FRIDAY)
    clock.tick()
    yield
    clock.move_to(2026, 3, 6, 9, 0)
    yield "6 Mar 2026 has come"


def milestone_slips(plan, clock):
    milestone = MilestoneFactory(team=plan.team, title="Beta", number=7, due_on=FRIDAY, first_due_on=FRIDAY)
    TriggerFactory(team=plan.team, plan=plan, kind="milestone_slip", milestone=milestone, days=5)
    clock.tick()
    yield
    milestone.due_on = FRIDAY + dt.timedelta(days=7)
    milestone.store(by=None)
    clock.forward(minutes=6)
    yield "M-7 Beta is 5 working days later than promised"


def chance_falls(plan, clock):
    milestone = MilestoneFactory(team=plan.team, title="Beta", number=7, due_on=FRIDAY)
    TriggerFactory(team=plan.team, plan=plan, kind="chance", milestone=milestone, percent=50)
    run_of(milestone, on=dt.date(2026, 3, 1), plan=milestone_results(p=0.6))
    clock.tick()
    yield
    run_of(milestone, on=dt.date(2026, 3, 2), plan=milestone_results(p=0.49))
    clock.forward(minutes=6)
    yield "M-7 Beta is less than 50% likely to be in time"


def joint_chance_falls(plan, clock):
    milestone = MilestoneFactory(team=plan.team, title="Beta", number=7, due_on=FRIDAY)
    MoneyTriggerFactory(team=plan.team, plan=plan, kind="joint_chance", percent=30)
    run_of(milestone, on=dt.date(2026, 3, 1), joint=0.3)
    clock.tick()
    yield
    run_of(milestone, on=dt.date(2026, 3, 2), joint=0.29)
    clock.forward(minutes=6)
    yield "a condition on money"


def money_is_missing(plan, clock):
    seed = RoundFactory(team=plan.team, name="Seed")
    OpportunityFactory(team=plan.team, round=seed, stage="wired", amount=90, won_at=clock.now)
    MoneyTriggerFactory(
        team=plan.team, plan=plan, kind="financing", amount=100, currency="EUR", round=seed, by_on=FRIDAY, percent=None
    )
    clock.tick()
    yield
    clock.move_to(2026, 3, 7, 9, 0)
    yield "a condition on money"


def indicator_crosses(plan, clock):
    row = IndicatorFactory(team=plan.team, risk=plan.risk, name="Queue", number=4, stale_on=dt.date(2026, 3, 30))
    TriggerFactory(team=plan.team, plan=plan, kind="indicator", indicator=row)
    row.measure(by=None, value=Decimal("19.99"))
    clock.tick()
    yield
    row.measure(by=None, value=Decimal(20), run_id="next")
    clock.forward(minutes=6)
    yield "K-4 Queue is red"


def somebody_sees_it(plan, clock):
    clock.tick()
    yield
    plan.triggers.get().fire(by=plan.risk.owner)
    yield "It happens"


KINDS = [
    date_comes,
    milestone_slips,
    chance_falls,
    joint_chance_falls,
    money_is_missing,
    indicator_crosses,
    somebody_sees_it,
]


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_plan_waits_for_is_mailed_and_leads_through_sign_in_to_tasks(
    plan, anna, cleo, clock, postbox, client, browse, kind
):
    happening = kind(plan, clock)
    next(happening)
    before = told(plan)
    sentence = next(happening)

    clock.tick()
    send_batch(lambda: clock.now)

    [got] = [each for each in postbox.accepted if each["to"] == ["cleo@landfall-mail.org"]]
    text = body_of(got)
    [link] = re.findall(r"http://127\.0\.0\.1:8000(/t/acme/contingency-plans/\S+)", text)
    stranger = client.get(link)
    shown = browse(cleo).get(link)
    forecast = Marks.of(plan.team).plan
    client.post(link, {"occasion": "triggered"})
    plan.refresh_from_db()
    assert before == []
    assert re.findall(r'href="[^"]+/t/acme/([^"]+)"', html_of(got)) == [link.removeprefix("/t/acme/")]
    assert Marks.of(plan.team).plan != forecast  # it is out of date, and the worker makes another
    assert sentence in " ".join(text.split())
    assert stranger.status_code == 302
    assert link in stranger["Location"]
    assert (link, shown.status_code) == (f"/t/acme/contingency-plans/{plan.pk}/activation/", 200)
    assert (plan.state, Task.objects.filter(origin_kind="risks.contingencystep").count()) == ("activated", 2)


def body_of(got):
    message = email.message_from_string(got["raw"], policy=policy.default)
    return message.get_body(("plain",)).get_content()


def html_of(got):
    return email.message_from_string(got["raw"], policy=policy.default).get_body(("html",)).get_content()


def test_the_plans_and_the_risks_owner_and_managers_hear_of_it_and_not_who_saw_it(plan, team, anna, ben, cleo, clock):
    person(team, "Vic Viewer", Role.VIEWER)
    clock.tick()
    plan.triggers.get().fire(by=cleo)

    clock.tick()

    assert told(plan) == [["Anna Owner", "Ben Manager"]]


def test_a_mail_never_says_more_of_money_than_that(plan, clock, anna):
    milestone = MilestoneFactory(team=plan.team, due_on=FRIDAY)
    MoneyTriggerFactory(team=plan.team, plan=plan, kind="joint_chance", percent=37)
    run_of(milestone, on=dt.date(2026, 3, 1), joint=0.29)

    clock.tick()

    [alert] = Alert.objects.filter(rule="trigger_fired")
    assert alert.values["fired"] is None
    assert set(alert.values) == {"name", "path", "risk", "fired"}


# Once for each crossing


def test_it_fires_once_however_often_it_is_looked_at(plan, clock):
    TriggerFactory(team=plan.team, plan=plan, kind="date", on=FRIDAY)
    clock.tick()
    clock.move_to(2026, 3, 6, 9, 0)

    for _look in range(4):
        clock.tick()
        clock.forward(minutes=6)

    assert (states(plan), len(told(plan))) == (["fired"], 1)
    assert Activity.objects.filter(verb="fired").count() == 1


def test_armed_again_it_waits_until_it_has_not_held_for_once(plan, clock):
    later = FRIDAY + dt.timedelta(days=7)
    milestone = MilestoneFactory(team=plan.team, due_on=later, first_due_on=FRIDAY)
    row = TriggerFactory(team=plan.team, plan=plan, kind="milestone_slip", milestone=milestone, days=5)

    def look(due_on=None):
        if due_on:
            milestone.refresh_from_db()
            milestone.due_on = due_on
            milestone.store(by=None)
        clock.forward(minutes=6)
        clock.tick()
        row.refresh_from_db()
        return row.state

    first = look()
    row.reset(by=None)
    seen = [first, look(), look(FRIDAY), look(later)]

    assert seen == ["fired", "armed", "armed", "fired"]


def test_a_plan_that_is_a_draft_waits_for_nothing(plan, clock):
    TriggerFactory(team=plan.team, plan=plan, kind="date", on=dt.date(2026, 3, 1))
    plan.redraft(by=None)
    clock.tick()
    before = states(plan)
    plan.make_ready(by=None)

    clock.tick()

    assert (before, states(plan)) == (["armed"], ["fired"])


@pytest.mark.parametrize("end", ["closed", "rejected"])
def test_nothing_fires_against_a_risk_that_has_ended(plan, anna, clock, end):
    TriggerFactory(team=plan.team, plan=plan, kind="date", on=dt.date(2026, 3, 1))
    MoneyTriggerFactory(
        team=plan.team, plan=plan, kind="financing", amount=5, currency="EUR", by_on=dt.date(2026, 3, 1), percent=None
    )
    reason = "avoided" if end == "closed" else "duplicate"
    Risk.objects.filter(pk=plan.risk_id).update(status=end, closure_reason=reason, closed_at=clock.now)

    clock.tick()

    assert (states(plan), [each.state for each in MoneyTrigger.objects.all()], told(plan)) == (["armed"], ["armed"], [])


@pytest.mark.parametrize("edited", ["trigger", "plan"])
def test_a_day_that_was_over_before_anybody_waited_for_it_fires_from_then_on(plan, anna, clock, edited):
    TriggerFactory(team=plan.team, plan=plan, kind="date", on=dt.date(2026, 3, 3))
    plan.redraft(by=anna)
    clock.move_to(2026, 3, 5, 9, 0)
    if edited == "trigger":
        row = Trigger.objects.get(kind="date")
        row.on = dt.date(2026, 3, 4)
        row.store(by=anna)
        ContingencyPlan.objects.filter(pk=plan.pk).update(
            state="ready", updated_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
        )
    else:
        plan.make_ready(by=anna)
    clock.forward(minutes=6)

    clock.tick()

    assert Trigger.objects.get(kind="date").fired_at == dt.datetime(2026, 3, 5, 9, 0, tzinfo=dt.UTC)


def test_it_is_not_told_any_more_once_the_plan_was_started(plan, anna, clock):
    clock.tick()
    plan.triggers.get().fire(by=anna)
    clock.tick()
    before = Alert.objects.get(rule="trigger_fired").state

    plan.refresh_from_db()
    plan.activate(by=anna)
    clock.tick()

    assert (before, Alert.objects.get(rule="trigger_fired").state != "open") == ("open", True)


# What is late, and what is broken


def test_after_three_days_off_each_occurrence_is_told_once_and_marked_late(plan, team, anna, ben, cleo, clock, postbox):
    second = prepared_plan(plan.risk, cleo)
    for row, day in ((plan, 3), (second, 4)):
        TriggerFactory(team=team, plan=row, kind="date", on=dt.date(2026, 3, day))
    clock.tick()

    clock.move_to(2026, 3, 5, 9, 0)
    for _look in range(3):
        clock.tick()
        send_batch(lambda: clock.now)
        clock.forward(minutes=6)

    fired = Trigger.objects.filter(state="fired").order_by("fired_at").values_list("fired_at", flat=True)
    got = [each for each in postbox.accepted if each["to"] == ["cleo@landfall-mail.org"]]
    assert [each.date() for each in fired] == [dt.date(2026, 3, 3), dt.date(2026, 3, 4)]
    assert [len(told(plan)), len(told(second))] == [1, 1]
    assert len(got) == 1
    assert "This email is late" in body_of(got[0])
    assert "3 Mar 2026 has come" in body_of(got[0])
    assert "4 Mar 2026 has come" in body_of(got[0])


def test_one_malformed_row_stops_nothing(plan, clock):
    TriggerFactory(team=plan.team, plan=plan, kind="date", on=dt.date(2026, 3, 1))
    milestone = MilestoneFactory(team=plan.team)
    broken = TriggerFactory(team=plan.team, plan=plan, kind="chance", percent=50, milestone=milestone)
    good = TriggerFactory(team=plan.team, plan=plan, kind="date", on=dt.date(2026, 3, 2))
    run_of(milestone, on=dt.date(2026, 3, 1), plan=milestone_results(p="none"))

    clock.tick()

    broken.refresh_from_db()
    good.refresh_from_db()
    assert (broken.state, good.state) == ("armed", "fired")
    assert broken.judged_at == clock.now


@pytest.mark.parametrize("joint", [None, 0.1])
def test_what_cannot_be_told_fires_nothing(plan, clock, joint):
    """Without a night, or with one of last month, nobody knows the chance."""
    milestone = MilestoneFactory(team=plan.team, due_on=FRIDAY)
    MoneyTriggerFactory(team=plan.team, plan=plan, kind="joint_chance", percent=30)
    if joint:
        run_of(milestone, on=dt.date(2026, 2, 20), joint=joint)

    clock.tick()

    row = MoneyTrigger.objects.get()
    assert (row.state, row.holds) == ("armed", None)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_look_costs_the_same_for_more_triggers_that_hold_not(plan, clock, queries, rows):
    for _number in range(rows):
        milestone = MilestoneFactory(team=plan.team, due_on=FRIDAY, first_due_on=FRIDAY)
        TriggerFactory(team=plan.team, plan=plan, kind="milestone_slip", milestone=milestone, days=5)
        TriggerFactory(team=plan.team, plan=plan, kind="date", on=FRIDAY)

    with queries(7):
        done = watch(clock.now, Deadline(dt.timedelta(seconds=60)))

    assert (done.judged, done.failed) == (2 * rows, 0)


# A plan that starts by itself


def test_a_plan_starts_by_itself_once_and_says_so(plan, team, anna, ben, cleo, clock, postbox):
    TriggerFactory(team=team, plan=plan, kind="date", on=FRIDAY)
    plan.automate(by=ben)
    clock.tick()
    clock.move_to(2026, 3, 6, 9, 0)

    clock.tick()
    send_batch(lambda: clock.now)

    plan.refresh_from_db()
    [got] = [each for each in postbox.accepted if each["to"] == ["cleo@landfall-mail.org"]]
    assert (plan.state, plan.activated_by, Task.objects.count()) == ("activated", None, 2)
    assert told(plan) == []
    assert "It started by itself. Its trigger: 6 Mar 2026 has come" in " ".join(body_of(got).split())


def test_what_a_person_took_back_does_not_start_by_itself_again(plan, ben, clock):
    TriggerFactory(team=plan.team, plan=plan, kind="date", on=dt.date(2026, 3, 1))
    plan.automate(by=ben)
    clock.tick()
    plan.refresh_from_db()
    before = plan.state
    plan.deactivate(by=ben)

    clock.forward(minutes=6)
    clock.tick()

    plan.refresh_from_db()
    assert (before, plan.state) == ("activated", "ready")


def test_fired_by_hand_it_starts_by_itself_too(plan, ben, clock):
    plan.automate(by=ben)
    plan.triggers.get().fire(by=ben)

    clock.tick()

    assert ContingencyPlan.objects.get().state == "activated"
