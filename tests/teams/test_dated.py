"""Every kind of row that falls due is asked the same questions about time."""

import datetime as dt

import pytest
from django.apps import apps

from funding.models import NextAction, Opportunity, PlanStep, Tranche
from planner.models import Goal, Milestone, Task
from risks.models import Acceptance, ResponseAction, Risk
from teams.models import DatedQuerySet
from tests.factories.funding import NextActionFactory, OpportunityFactory, PlanStepFactory, TrancheFactory
from tests.factories.planner import GoalFactory, MilestoneFactory, TaskFactory
from tests.factories.risks import ResponseActionFactory, RiskFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 2)
DAYS = {"past": -1, "today": 0, "soon": 14, "later": 15}
FACTORIES = {
    Goal: GoalFactory,
    Milestone: MilestoneFactory,
    NextAction: NextActionFactory,
    Opportunity: OpportunityFactory,
    PlanStep: PlanStepFactory,
    ResponseAction: ResponseActionFactory,
    Risk: RiskFactory,
    Task: TaskFactory,
    Tranche: TrancheFactory,
}


# Overdue is no word for an acceptance: it ends on its day (tests/risks/test_following.py).
JUDGED_ELSEWHERE = {Acceptance}


@pytest.mark.parametrize("model", FACTORIES)
def test_questions_about_time_of(model, team):
    rows = model.objects.filter(team=team)
    day_of = {name: TODAY + dt.timedelta(days=days) for name, days in DAYS.items()}
    pks = {FACTORIES[model](team=team, **{rows.date_field: day}).pk: name for name, day in day_of.items()}

    def named(found):
        return {pks[row.pk] for row in found}

    assert named(rows.overdue(on=TODAY)) == {"past"}
    assert named(rows.due_by(TODAY)) == {"past", "today"}
    assert named(rows.due_soon(on=TODAY)) == {"today", "soon"}


def test_no_kind_is_left_out():
    dated = {model for model in apps.get_models() if isinstance(model._default_manager.all(), DatedQuerySet)}

    assert dated == set(FACTORIES) | JUDGED_ELSEWHERE
