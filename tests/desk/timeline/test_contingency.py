"""The steps of contingency plans at work stand on the timeline as the dated tasks they became."""

import datetime as dt

import pytest

from planner.models import Task
from tests.conftest import NOW
from tests.factories.planner import MilestoneFactory, TaskFactory
from tests.factories.risks import RiskFactory, prepared_plan

pytestmark = pytest.mark.django_db
PAGE = "/t/acme/timeline/"
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def plan(team, owner):
    """A ready plan with two steps, today and in three days, beside a milestone with a task of its own."""
    milestone = MilestoneFactory(team=team, due_on=NOW.date() + 60 * DAY)
    TaskFactory(team=team, milestone=milestone, title="Ordinary", due_on=NOW.date() + DAY)
    plan = prepared_plan(RiskFactory(team=team, owner=owner), owner)
    for step, title in zip(plan.steps.order_by("position"), ("Call them", "Switch over"), strict=True):
        step.title = title
        step.save()
    return plan


def shown(browse, who):
    """Return which tasks the page of somebody names."""
    text = browse(who).get(PAGE).content.decode()
    return [title for title in ("Call them", "Switch over", "Ordinary") if title in text]


def test_tasks_of_a_plan_at_work_stand_there_with_day_and_person(browse, plan, owner, viewer):
    before = shown(browse, viewer)

    plan.activate(by=owner)

    text = browse(viewer).get(PAGE).content.decode()
    task = Task.objects.get(title="Switch over")
    assert (before, shown(browse, viewer)) == ([], ["Call them", "Switch over"])
    assert f'<a href="{task.get_absolute_url()}" tabindex="-1">Switch over</a>' in text
    assert f'<abbr title="{owner.name}"' in text
    assert "Contingency plans" in text
    assert text.count('class="step"') == 3  # with the one of the legend
    assert "task of a contingency plan" in text
    assert "financing step" not in text


def test_what_is_done_or_taken_back_stands_there_no_more(browse, plan, owner):
    plan.activate(by=owner)
    Task.objects.get(title="Call them").complete(by=owner)
    done = shown(browse, owner)
    Task.objects.get(title="Call them").reopen(by=owner)

    plan.refresh_from_db()
    plan.complete(by=owner)

    assert (done, shown(browse, owner)) == (["Switch over"], [])


def test_tasks_against_a_restricted_risk_are_for_its_readers(browse, plan, owner, viewer):
    plan.activate(by=owner)
    plan.risk.restrict(by=owner)

    assert (shown(browse, owner), shown(browse, viewer)) == (["Call them", "Switch over"], [])


@pytest.mark.parametrize("steps", [1, 3])
def test_more_tasks_cost_no_more_statements(browse, team, owner, queries, steps):
    prepared_plan(RiskFactory(team=team, owner=owner), owner, offsets=range(steps)).activate(by=owner)
    client = browse(owner)

    with queries(17):
        client.get(PAGE)
