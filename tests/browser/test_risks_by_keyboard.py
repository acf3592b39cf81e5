"""Plans, acceptances, indicators, the matrix and the library by the keyboard alone, and what of risks is printed."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from planner.models import Task
from risks.models import Acceptance, ContingencyPlan, IndicatorReading, Risk, RiskMatrix
from tests.factories.indicators import IndicatorFactory
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import ResponseActionFactory, RiskFactory, prepared_plan

pytestmark = pytest.mark.django_db(transaction=True)
BASE = "/t/acme"
PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
IS_CUT_OFF = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"


@pytest.fixture
def risk(owner):
    beta = MilestoneFactory(
        team=owner.team, title="Beta", number=1, due_on=timezone.now().date() + dt.timedelta(days=40)
    )
    risk = RiskFactory(team=owner.team, title="Outage", owner=owner, score=(4, 4), strategy="mitigate")
    risk.milestones.add(beta, through_defaults={"team": owner.team})
    ResponseActionFactory(team=owner.team, title="Second provider", risks=[risk])
    return risk


@pytest.fixture
def plan(owner, risk):
    return prepared_plan(risk, owner)


def test_a_risk_is_written_down_and_rated(keys):
    keys.open(f"{BASE}/risks/new/")

    keys.type("What could happen", "The only lawyer leaves")
    keys.type("Category", "Team")
    keys.type("Probability", "4")
    keys.type("Impact", "3")
    keys.press("Create risk")

    keys.is_told("was created")
    assert (Risk.objects.get().title, Risk.objects.get().status) == ("The only lawyer leaves", "assessed")


def test_a_plan_is_rehearsed_and_started(keys, plan):
    keys.open(plan.get_absolute_url())

    keys.press("Rehearse it", role="link")
    keys.press("We rehearsed it today")
    keys.is_told("rehearsed")
    keys.press("Activate", role="link")
    expect(keys.page.locator("#activation-panel")).to_contain_text("Activate")
    keys.is_sound()
    keys.press("Activate now")
    keys.is_told("activated")

    assert (ContingencyPlan.objects.get().state, Task.objects.count()) == ("activated", 2)


def test_a_trigger_fires_and_another_makes_the_plan_a_draft(keys, plan):
    keys.open(plan.get_absolute_url())

    keys.press(re.compile("^It happened"))
    keys.is_told("Noted")
    keys.open(plan.get_absolute_url())
    keys.to(keys.page.locator("summary", has_text="Add a trigger"))
    keys.page.keyboard.press("Enter")
    keys.to(keys.page.locator(".menu-items a:visible", has_text="A day comes"))
    keys.page.keyboard.press("Enter")
    keys.press(re.compile("^Create"))
    expect(keys.page.get_by_text("Say which day it is.")).to_be_visible()
    keys.is_sound()

    assert ContingencyPlan.objects.get().triggers.get().is_fired is True


def test_a_risk_is_accepted(keys, risk, manager):
    keys.open(f"{BASE}/risks/acceptances/new/?risk={risk.pk}")

    keys.press("Ask for acceptance")
    expect(keys.page.get_by_text("Say why this risk can be borne.")).to_be_visible()
    keys.is_sound()
    keys.type("Decided by", manager.name[:4])
    keys.type("Why it can be borne", "Cheaper than any cure")
    keys.press("Ask for acceptance")

    keys.is_told("was asked for")
    assert (Acceptance.objects.get().state, Acceptance.objects.get().approver) == ("requested", manager)


def test_a_value_of_an_indicator_is_reported(keys, risk):
    row = IndicatorFactory(team=risk.team, risk=risk)
    keys.open(row.get_absolute_url())

    keys.type("Value", "8")
    keys.press("Report")

    keys.is_told("was kept")
    assert IndicatorReading.objects.count() == 1


def test_the_matrix_is_changed(keys, risk):
    keys.open(f"{BASE}/risks/matrix/new/")

    keys.to(keys.page.locator("[name^=probabilities]").first)
    keys.page.keyboard.type("Once in a life")
    keys.press("Show what changes")
    expect(keys.page.locator("#matrix-preview")).not_to_be_empty()
    keys.is_sound()
    keys.page.keyboard.press("Shift+Tab")
    expect(keys.page.get_by_role("button", name="Change the matrix")).to_be_focused()
    keys.page.keyboard.press("Enter")

    expect(keys.page.locator("main")).to_contain_text("Once in a life")
    assert RiskMatrix.objects.get().edition == 2


def test_an_entry_of_the_library_is_added(keys):
    keys.open(f"{BASE}/risk-library/")

    keys.to(keys.page.locator("#library-rows th a").first)
    keys.page.keyboard.press("Enter")
    keys.press("Add to register")

    keys.is_told("register")
    assert Risk.objects.count() == 1


@pytest.mark.parametrize("name", ["report", "risk", "plan", "bow-tie"])
def test_it_prints_on_upright_paper_without_what_is_for_the_hand(visit, owner, risk, plan, name):
    path = {
        "report": f"{BASE}/risks/report/",
        "risk": risk.get_absolute_url(),
        "plan": plan.get_absolute_url(),
        "bow-tie": f"{BASE}/risks/{risk.pk}/bow-tie/",
    }[name]
    visitor = visit(owner, viewport={"width": 794, "height": 1123})
    visitor.open(path)
    visitor.wait_for_parts()
    visitor.page.emulate_media(media="print")

    paper = visitor.page.pdf(format="A4", print_background=True)

    assert visitor.page.locator("nav:visible").count() == 0
    assert visitor.page.locator("main button:visible").count() == 0
    assert visitor.page.evaluate(IS_CUT_OFF) is False
    assert 1 <= len(PAGE.findall(paper)) <= 4
    expect(visitor.page.locator("main")).to_contain_text("Outage")
