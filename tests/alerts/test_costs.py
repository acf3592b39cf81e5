"""What a tick costs: as many statements for three rows of everything as for one."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.models import Alert
from alerts.notices import ask
from alerts.rules import LATE, RULES
from planner.models import GateCheck, Milestone
from risks.appetites import Borders
from risks.models import Acceptance
from teams.models import record
from tests.factories.acceptances import AcceptanceFactory
from tests.factories.bonuses import ResponsibilityFactory
from tests.factories.forecast import AT, RunFactory, RunPlanFactory, milestone_results
from tests.factories.funding import NextActionFactory, OpportunityFactory, PlanStepFactory, TrancheFactory
from tests.factories.gates import GateCheckFactory
from tests.factories.indicators import IndicatorFactory
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory, TaskFactory
from tests.factories.risks import RiskFactory, prepared_plan
from tests.factories.talk import said
from tests.factories.teams import TeamFactory

DUE_ON = dt.date(2026, 3, 5)
DAY = dt.timedelta(days=1)
# Of cash and of the joint chance there is one that counts, and what is sent by hand no tick finds.
TOPICS_OF_ROWS = set().union(*(rule.names for rule in [*RULES, LATE])) - {"cash_out", "chance_fell", "chance_low"}


def give_everything(team, anna, cleo):
    """Store one more row for each rule to speak of."""
    give_a_plan(team, anna, cleo)
    TaskFactory(team=team, due_on=DUE_ON).store(by=anna)
    task = TaskFactory(team=team, due_on=DUE_ON + DAY)
    task.assignee = cleo
    task.store(by=anna)
    risk = RiskFactory(team=team, owner=cleo, next_review_on=DUE_ON)
    risk.assess(5, 5, by=anna)
    prepared_plan(risk, cleo).activate(by=anna)
    prepared_plan(risk, cleo).triggers.get().fire(by=anna)
    prepared_plan(risk, cleo).redraft(by=anna)
    RiskFactory(team=team, owner=cleo).assess(4, 4, by=anna)
    give_acceptances(team, anna, cleo)
    for value in (12, 25):
        IndicatorFactory(team=team, risk=risk, owner=cleo).measure(by=anna, value=Decimal(value))
    told(IndicatorFactory(team=team, risk=risk, owner=cleo, measured_on=DUE_ON - 31 * DAY, stale_on=DUE_ON))
    opportunity = told(OpportunityFactory(team=team, owner=cleo, expected_close_on=DUE_ON))
    told(NextActionFactory(team=team, opportunity=opportunity, owner=cleo, due_on=DUE_ON))
    told(PlanStepFactory(team=team, responsible=cleo, due_on=DUE_ON))
    told(TrancheFactory(team=team, opportunity=opportunity, due_on=DUE_ON))
    reached = told(MilestoneFactory(team=team, owner=cleo, due_on=DUE_ON))
    told(TrancheFactory(team=team, opportunity=opportunity, milestone=reached))
    reached.complete(by=anna)
    said(risk, anna)
    said(task, anna, "Have a look", mentioned=[cleo])


def give_acceptances(team, anna, cleo):
    """Store what the rules of accepting risks speak of."""
    told(AcceptanceFactory(team=team, requester=cleo, approver=anna))
    record(Acceptance.objects.latest("created_at"), "changed", by=cleo, changes={"approver": [None, str(anna.pk)]})
    standing = {"state": "approved", "decided_at": dt.datetime(2026, 3, 1, tzinfo=dt.UTC)}
    told(AcceptanceFactory(team=team, requester=cleo, approver=anna, expires_on=DUE_ON + 3 * DAY, **standing))
    AcceptanceFactory(
        team=team, requester=cleo, approver=anna, risk__owner=cleo, expires_on=DUE_ON - 9 * DAY, **standing
    ).lapse_if_due()
    RiskFactory(team=team, owner=cleo, score=(4, 4)).follow_appetite({"technical": Borders("high", "high")})
    RiskFactory(team=team, score=(1, 1)).review("escalate", by=cleo, reason="Beyond us")


def give_a_plan(team, anna, cleo):
    """Store what the rules of milestones and goals speak of."""
    told(MilestoneFactory(team=team, owner=cleo, due_on=DUE_ON))
    told(MilestoneFactory(team=team, owner=cleo, due_on=DUE_ON - 9 * DAY))  # late before anybody could be told
    told(GoalFactory(team=team, owner=cleo, checked_in_on=DUE_ON - 14 * DAY, next_checkin_on=DUE_ON))
    shared = MilestoneFactory(team=team, due_on=DUE_ON)
    told(ResponsibilityFactory(team=team, milestone=shared, person=anna, letter="C"))
    told(ResponsibilityFactory(team=team, milestone=shared, person=cleo, letter="I"))
    shared.due_on = DUE_ON + 30 * DAY
    shared.store(by=None)
    gated = MilestoneFactory(team=team, owner=cleo)
    GateCheckFactory(team=team, milestone=gated).mark_failed(by=anna)
    GateCheck(team=team, milestone=gated, title="Go", kind="approval", approver=cleo).store(by=anna)
    _move(told(MilestoneFactory(team=team, owner=cleo, due_on=DUE_ON + 90 * DAY)), anna)


def _move(milestone, by):
    milestone.due_on += DAY
    milestone.store(by=by)


def sleep_over(team):
    """Store the runs of two nights, the second of which has lost hope of every milestone."""
    milestones = list(Milestone.objects.filter(team=team, due_on=DUE_ON).open())
    for on, later in ((DUE_ON - 4 * DAY, 0), (DUE_ON - 3 * DAY, 30)):
        days, due = [later] * len(AT), (DUE_ON - on).days
        found = {str(row.pk): milestone_results(days=days, p=0.4, due=due) for row in milestones}
        RunPlanFactory(team=team, run=RunFactory(team=team, on=on), milestones=found)


def told(row):
    """Leave the Activity of a row that a factory has made."""
    record(row, "created", by=None)
    return row


def costs_of(clock, hours):
    clock.forward(hours=hours)
    with CaptureQueriesContext(connection) as sent:
        clock.tick()
    return len([each for each in sent if not is_batch(each["sql"])]) + len(
        {each["sql"].split('"')[1] for each in sent if is_batch(each["sql"])}
    )


def is_batch(sql):
    """Say whether a statement inserts several rows: SQLite takes a thousand values at a time, so many count as one."""
    return sql.startswith("INSERT") and "), (" in sql


@pytest.mark.parametrize("rows", [1, 3])
def test_tick_costs_the_same_for_more_rows(team, anna, cleo, clock, rows):
    clock.tick()
    for _row in range(rows):
        give_everything(team, anna, cleo)
    sleep_over(team)

    # It finds all that is new; three days later what has come near, and takes back what has passed; then little.
    assert [costs_of(clock, hours) for hours in (1, 24 * 3, 1)] == [179, 127, 9]

    assert Alert.objects.filter(rule="plan_activated").count() == rows
    assert Alert.objects.filter(rule="trigger_fired").count() == rows
    assert set(Alert.objects.values_list("rule", flat=True)) >= TOPICS_OF_ROWS


def rename(row):
    row.title = "Another name"


def move(row):
    row.due_on = DUE_ON + DAY


@pytest.mark.parametrize("count", [100, 1000])
@pytest.mark.parametrize(("edit", "statements"), [(rename, 33), (move, 53)])
def test_edit_costs_the_same_however_many_milestones_there_are(team, anna, cleo, clock, edit, statements, count):
    project, first = ProjectFactory(team=team), dt.date(2026, 1, 1)
    Milestone.objects.bulk_create(
        Milestone(team=team, project=project, number=n, title=f"Number {n}", owner=cleo, due_on=first + DAY * (n % 700))
        for n in range(count)
    )
    clock.tick()
    row = Milestone.objects.get(number=63)
    edit(row)
    row.store(by=anna)

    assert costs_of(clock, 1) == statements

    assert row.due_on == DUE_ON + (edit is move) * DAY
    assert Alert.objects.filter(subject_id=row.pk, state="open").count() == 1


def test_alert_asked_for_long_ago_wakes_nobody(team, cleo, clock):
    clock.tick()
    ask(cleo, MilestoneFactory(team=team))
    costs_of(clock, 1)

    assert [costs_of(clock, hours) for hours in (21, 1, 1, 24, 1)][-1] == 9


def test_quiet_tick_costs_the_same_for_more_teams(team, clock):
    clock.tick()
    few = costs_of(clock, 1)
    TeamFactory.create_batch(5)
    clock.tick()

    assert (few, costs_of(clock, 1)) == (9, 9)
