"""Adding entries of the library: copies in one act, taken back by one undo, and never the same twice."""

import pytest
import time_machine

from playbook.adopting import adopt
from playbook.library import codes
from risks.models import ContingencyPlan, ContingencyStep, ResponseAction, Risk
from risks.states import PlanState, Status
from tests.conftest import NOW

CODE = "compute_too_slow_or_dear"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW):
        yield


def test_an_entry_becomes_a_risk_with_its_rating_its_responses_and_a_draft_of_its_plan(member):
    adoption = adopt([CODE], language="en", by=member)

    risk = Risk.objects.get()
    plan = risk.plans.get()
    assert [copy.risk for copy in adoption.added] == [risk]
    assert (risk.title, risk.status, risk.level) == ("Training or inference too slow or dear", Status.ASSESSED, "high")
    assert (risk.current.external_source, risk.raised_by) == ("template", member)
    assert (plan.state, plan.title, plan.steps.count()) == (PlanState.DRAFT, "Serve a smaller model", 3)
    assert risk.actions.count() == 7


def test_all_forty_at_once_and_undone(member):
    adoption = adopt(codes()[:40], language="zh-hans", by=member)
    made = (Risk.objects.count(), ContingencyPlan.objects.count())
    adoption.act.undo(by=member)

    assert made == (40, 40)
    kinds = (Risk, ResponseAction, ContingencyPlan, ContingencyStep)
    assert [kind.objects.count() for kind in kinds] == [0, 0, 0, 0]
