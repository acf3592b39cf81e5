"""Who hears that a quality gate failed, and who that one waits for their approval."""

import pytest

from alerts.models import Delivery, DeliveryState
from alerts.wording import word
from planner.models import GateCheck
from tests.factories.gates import MetricFactory
from tests.factories.planner import MilestoneFactory

pytestmark = pytest.mark.django_db
LINK = "https://ci.example.com/runs/1"


def notified():
    rows = Delivery.objects.exclude(state=DeliveryState.CANCELLED)
    return sorted(rows.values_list("alert__rule", "membership__name"))


def headline(clock, team):
    return word(Delivery.objects.latest("pk").alert, team.today()).headline


@pytest.fixture
def metric(team, anna, cleo, clock):
    row = MetricFactory(
        team=team, title="F1", milestone=MilestoneFactory(team=team, owner=cleo, title="Beta", number=7)
    )
    clock.tick()
    return row


def test_the_owner_of_the_milestone_hears_of_a_failing_value(team, metric, ben, clock):
    metric.measure(by=ben, value="0.95", evidence_url=LINK)
    clock.tick()
    assert notified() == []
    clock.forward(minutes=1)

    metric.measure(by=ben, value="0.8", evidence_url=LINK)
    clock.tick()

    assert notified() == [("gate_failed", "Cleo Member")]
    assert headline(clock, team) == "F1 has failed, a quality gate of M-7 Beta"


def test_who_reports_it_is_not_told(metric, cleo, clock):
    metric.measure(by=cleo, value="0.8", evidence_url=LINK)
    clock.tick()

    assert notified() == []


def test_a_value_that_passes_ends_the_alarm(metric, ben, clock):
    metric.measure(by=ben, value="0.8", evidence_url=LINK)
    clock.tick()
    clock.forward(seconds=5)

    metric.measure(by=ben, value="0.95", evidence_url=LINK)
    clock.tick()

    assert notified() == []


@pytest.fixture
def approval(team, anna, cleo, clock):
    clock.tick()
    milestone = MilestoneFactory(team=team, title="Beta", number=7)
    row = GateCheck(team=team, milestone=milestone, title="Clinical sign-off", kind="approval", approver=cleo)
    return row.store(by=anna)


def test_the_person_named_hears_of_the_approval(team, approval, clock):
    clock.forward(minutes=1)
    clock.tick()

    assert notified() == [("approval_waits", "Cleo Member")]
    assert headline(clock, team) == "Clinical sign-off waits for your approval, a quality gate of M-7 Beta"


def test_what_is_approved_waits_no_more(approval, cleo, clock):
    clock.forward(minutes=1)
    clock.tick()

    approval.approve(by=cleo)
    clock.tick()

    assert notified() == []


def test_who_names_themselves_knows(team, anna, clock):
    clock.tick()
    milestone = MilestoneFactory(team=team)
    GateCheck(team=team, milestone=milestone, title="Mine", kind="approval", approver=anna).store(by=anna)
    clock.tick()

    assert notified() == []


def test_an_approval_of_a_cancelled_milestone_waits_no_more(approval, anna, clock):
    clock.forward(minutes=1)
    clock.tick()

    approval.milestone.cancel(by=anna)
    clock.tick()

    assert notified() == []
