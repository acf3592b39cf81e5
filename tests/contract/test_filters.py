"""Every choice of every filter of plan, register and financing finds the same rows by page and by API."""

from urllib.parse import urlencode

import pytest
from django.forms import CheckboxInput, IntegerField
from django.urls import reverse

from funding.views.actions import NextActionList
from funding.views.lines import LineList
from funding.views.opportunities import OpportunityList
from funding.views.rates import RateList
from funding.views.rounds import RoundList
from funding.views.sources import SourceList
from funding.views.steps import StepList
from planner.views.bonuses import BonusList
from planner.views.calendar import CalendarList
from planner.views.goals import GoalList
from planner.views.milestones import MilestoneList
from planner.views.projects import ProjectList
from planner.views.slips import SlipList
from planner.views.tasks import TaskList
from risks.views.actions import ActionList
from risks.views.indicators import IndicatorList
from risks.views.plans import PlanList
from risks.views.register import RiskList

from .asking import PlainClient
from .world import worlds_for_all

pytestmark = pytest.mark.django_db

LISTS = {
    "planner:project-list": (ProjectList, "projects"),
    "planner:goal-list": (GoalList, "goals"),
    "planner:milestone-list": (MilestoneList, "milestones"),
    "planner:task-list": (TaskList, "tasks"),
    "planner:bonus-list": (BonusList, "bonuses"),
    "planner:calendar": (CalendarList, "calendar-days"),
    "planner:slip-list": (SlipList, "slips"),
    "risks:register": (RiskList, "risks"),
    "risks:action-list": (ActionList, "response-actions"),
    "risks:indicator-list": (IndicatorList, "indicators"),
    "risks:plan-list": (PlanList, "contingency-plans"),
    "funding:opportunity-list": (OpportunityList, "opportunities"),
    "funding:action-list": (NextActionList, "next-actions"),
    "funding:round-list": (RoundList, "rounds"),
    "funding:source-list": (SourceList, "sources"),
    "funding:step-list": (StepList, "plan-steps"),
    "funding:line-list": (LineList, "cash-lines"),
    "funding:rate-list": (RateList, "fx-rates"),
}


def answers(form):
    """Return (name, value) of everything a filter form lets somebody choose."""
    for name, field in form.fields.items():
        if isinstance(field.widget, CheckboxInput):
            yield name, "true"
        if isinstance(field, IntegerField):
            yield name, "2026"
        for value, _label in getattr(field, "choices", ()):
            if value:
                yield name, str(value)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with worlds_for_all(django_db_blocker, "acme") as [world]:
        yield world


@pytest.mark.parametrize("name", LISTS)
def test_page_and_api_find_the_same_rows_for_every_choice(name, world):
    user, client = world.people["O"].user, PlainClient()
    view, kind = LISTS[name]
    url = reverse(name, args=["acme"])
    as_chosen = {"HX-Request": "true", "HX-Target": view.partials[0]}  # as the form of the filters asks
    tried = 0
    form = client.ask("GET", url, user).context_data["filter"].form
    words = [("q", "acme")] if "q" in form.fields else []

    for field, value in [*answers(form), *words]:
        page = client.ask("GET", f"{url}?{urlencode({field: value})}", user, headers=as_chosen)
        query = view.start | {field: value, "page_size": 200}
        answer = client.ask("GET", f"/api/v1/teams/acme/{kind}/?{urlencode(query)}", user)

        assert (page.status_code, answer.status_code) == (200, 200), (field, value)
        assert "<html" not in page.content.decode()
        shown = {str(row.pk) for row in page.context_data["object_list"]}
        assert shown == {str(row["id"]) for row in answer.data["results"]}, (field, value)
        tried += 1

    assert tried > len(view.filterset_class.base_filters)
