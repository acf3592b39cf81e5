"""Goals, gates, baselines, slips, bonuses and workload by the Tab, Enter and letter keys alone, each sound to axe."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from planner.keeping import keep_plan
from planner.models import Baseline, Bonus, CheckIn, GateCheck, Move, Responsibility, RoleNeed
from teams.models import File
from tests.factories.bonuses import BonusFactory, ResponsibilityFactory, RoleNeedFactory
from tests.factories.gates import GateCheckFactory, MetricFactory
from tests.factories.planner import GoalFactory, KeyResultFactory, MilestoneFactory
from tests.factories.teams import PositionFactory

pytestmark = pytest.mark.django_db(transaction=True)
BASE = "/t/acme"


def day(number):
    return timezone.now().date() + dt.timedelta(days=number)


@pytest.fixture
def beta(owner):
    goal = GoalFactory(team=owner.team, title="Ten clinics", number=1, target_on=day(90))
    given = {"project": goal.project, "goal": goal, "owner": owner}
    return MilestoneFactory(team=owner.team, title="Beta", number=1, starts_on=day(-10), due_on=day(20), **given)


def test_a_goal_is_checked_in_on(keys, beta):
    row = KeyResultFactory(team=beta.team, goal=beta.goals.get(), title="Clinics")
    keys.open(f"{BASE}/goals/{row.goal_id}/check-in/")

    keys.press("Check in")
    expect(keys.page.locator("[aria-invalid=true]").first).to_be_visible()
    keys.is_sound()
    keys.type("Health", "On")
    keys.type("Clinics", "40")
    keys.type("Next", "Two more")
    keys.press("Check in")

    keys.is_told("Checked in")
    told = CheckIn.objects.get()
    assert (told.health, told.percent, told.next) == ("on_track", 40, "Two more")


def test_a_gate_is_passed_in_place_and_the_keyboard_stays_there(keys, beta):
    GateCheckFactory(team=beta.team, milestone=beta, title="Security review")
    GateCheckFactory(team=beta.team, milestone=beta, title="Load test")
    keys.open(beta.get_absolute_url())

    keys.press("Mark as passed Security review")
    expect(keys.page.locator("#milestone-gates h2")).to_contain_text("1/2")

    expect(keys.page.get_by_role("link", name="Security review")).to_be_focused()
    keys.press("Mark as passed Load test")
    expect(keys.page.locator("#milestone-gates h2")).to_contain_text("2/2")
    assert set(GateCheck.objects.values_list("state", flat=True)) == {"passed"}


def test_parts_and_files_leave_the_keyboard_where_the_next_one_is_added(keys, beta, owner, member):
    File.attach(beta, "report.pdf", b"%PDF-1.7\n", by=owner)
    ResponsibilityFactory(team=beta.team, milestone=beta, person=member)
    keys.open(beta.get_absolute_url())

    keys.press(re.compile("^Remove report.pdf"))
    keys.page.keyboard.press("Shift+Tab")
    keys.page.keyboard.press("Enter")
    expect(keys.page.locator("#files .count")).to_have_text("0")
    expect(keys.page.locator("#attach-file")).to_be_focused()
    keys.press(re.compile("^Remove .*Mia"))
    expect(keys.page.locator("#share-add")).to_be_focused()

    assert (File.objects.count(), Responsibility.objects.count()) == (0, 0)


def test_a_gate_is_waived_with_a_reason(keys, beta):
    gate = GateCheckFactory(team=beta.team, milestone=beta, title="Security review")
    keys.open(gate.get_absolute_url())

    keys.to(keys.page.locator("summary", has_text="More"))
    keys.page.keyboard.press("Enter")
    keys.press("Waive it", role="link")
    keys.press("Waive it")
    expect(keys.page.locator("[aria-invalid=true]")).to_be_visible()
    keys.is_sound()
    keys.type("Reason", "Audited last month")
    keys.press("Waive it")

    keys.is_told("is waived")
    gate.refresh_from_db()
    assert (gate.state, gate.reason) == ("waived", "Audited last month")


def test_a_value_is_reported(keys, beta):
    gate = MetricFactory(team=beta.team, milestone=beta, title="F1")
    keys.open(gate.get_absolute_url())

    keys.press("Report value", role="link")
    keys.type("Value", "0.8")
    keys.press("Report value")

    keys.is_told("was reported")
    gate.refresh_from_db()
    assert (gate.value, gate.state) == ("0.8", "failed")


def test_the_plan_is_kept_compared_and_measured_against(keys, beta, owner):
    keep_plan(Baseline(team=owner.team, name="First"), by=owner)
    beta.due_on = day(30)
    beta.store(by=owner, reason="scope")
    keys.open(f"{BASE}/baselines/")

    keys.press("First", role="link")
    expect(keys.page.locator("h1")).to_have_text("First")
    keys.is_sound()
    keys.press("Measure the plan against it")
    keys.is_told("The plan is measured against First")

    assert Baseline.objects.reference().get().name == "First"


def test_slips_are_narrowed(keys, beta, owner):
    for number, reason in ((30, "scope"), (40, "people")):
        beta.due_on = day(number)
        beta.store(by=owner, reason=reason)
    keys.open(f"{BASE}/slips/")

    keys.to(keys.page.get_by_label("Reason").first)
    keys.page.keyboard.type("Scope")
    keys.page.keyboard.press("Enter")

    expect(keys.page.locator("#slip-table tbody tr")).to_have_count(1)
    assert Move.objects.count() == 2
    keys.is_sound()


def test_a_bonus_is_approved_and_paid(keys, beta, owner, member):
    bonus = BonusFactory(team=owner.team, milestone=beta, beneficiary=member, title="For the beta")
    beta.complete(by=owner)
    keys.open(f"{BASE}/people/")

    keys.press("Bonuses", role="link")
    keys.press("For the beta", role="link")
    expect(keys.page.locator("h1")).to_contain_text("For the beta")
    keys.is_sound()
    keys.press("Approve", role="link")
    keys.press("Approve")
    keys.is_told("is approved")
    keys.press("Mark as paid", role="link")
    keys.press("Mark as paid")
    keys.is_told("is paid out")

    bonus.refresh_from_db()
    assert (bonus.state, Bonus.objects.count()) == ("paid", 1)


def test_a_needed_role_is_named_and_taken_back(keys, beta, owner):
    position = PositionFactory(team=owner.team, title="Data engineer")
    RoleNeedFactory(team=owner.team, milestone=beta, position=position)
    keys.open(f"{BASE}/people/workload/")

    keys.press("Remove")

    expect(keys.page.get_by_text("Data engineer")).to_have_count(0)
    assert RoleNeed.objects.count() == 0
    keys.is_sound()
