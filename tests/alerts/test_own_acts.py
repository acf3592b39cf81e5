"""Nobody is mailed about what they did themselves; everybody else who is concerned is."""

import datetime as dt

import pytest

from alerts.models import Delivery, DeliveryState, Mail
from planner.models import Milestone, Task
from tests.factories.funding import OpportunityFactory, TrancheFactory
from tests.factories.planner import MilestoneFactory, ProjectFactory
from tests.factories.risks import RiskFactory, prepared_plan

TODAY = dt.date(2026, 3, 2)


def rate(team, owner, by):
    RiskFactory(team=team, owner=owner).assess(5, 5, by=by)


def activate(team, owner, by):
    prepared_plan(RiskFactory(team=team, owner=owner), owner).activate(by=by)


def set_a_day(team, owner, by):
    project = ProjectFactory(team=team)
    Milestone(team=team, project=project, title="Today", owner=owner, due_on=TODAY).store(by=by)


def reach(team, owner, by):
    milestone = MilestoneFactory(team=team, due_on=TODAY + dt.timedelta(days=30))
    deal = OpportunityFactory(team=team, owner=owner)
    TrancheFactory(team=team, opportunity=deal, milestone=milestone, days_after=5)
    milestone.complete(by=by)


def assign(team, owner, by):
    Task(team=team, title="Write the eval", assignee=owner).store(by=by)


def told(clock):
    """Return who is told by a mail that does not wait for the morning."""
    clock.forward(minutes=1)
    clock.tick()
    rows = Delivery.objects.exclude(state=DeliveryState.CANCELLED).exclude(mail__kind="daily")
    return sorted(set(rows.values_list("membership__name", flat=True)))


@pytest.mark.parametrize(
    ("act", "names"),
    [
        (rate, ["Anna Owner"]),
        (activate, ["Anna Owner"]),
        (set_a_day, []),
        (reach, []),
        (assign, []),
    ],
)
def test_who_does_it_is_not_mailed(team, anna, ben, clock, act, names):
    clock.tick()
    act(team, ben, ben)

    assert told(clock) == names


@pytest.mark.parametrize(
    ("act", "names"),
    [
        (rate, ["Ben Manager"]),
        (activate, ["Ben Manager"]),
        (set_a_day, ["Ben Manager"]),
        (reach, ["Ben Manager"]),
        (assign, ["Ben Manager"]),
    ],
)
def test_whom_somebody_elses_act_concerns_is(team, anna, ben, clock, act, names):
    clock.tick()
    act(team, ben, anna)

    assert told(clock) == names


def test_a_day_somebody_set_for_themselves_is_told_once_it_has_passed(team, cleo, clock):
    clock.tick()
    set_a_day(team, cleo, cleo)
    clock.tick()

    clock.tick_at(2026, 3, 3, 8, 0)

    steps = Delivery.objects.filter(mail__in=Mail.objects.filter(due_at__lte=clock.now))
    assert list(steps.values_list("alert__rule", "alert__step")) == [("milestone_overdue", 1)]
