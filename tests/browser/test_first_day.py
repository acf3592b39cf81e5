"""The first day: sign up, make a team, invite a colleague, import a plan, and what a viewer cannot do."""

import re

import pytest
from playwright.sync_api import expect

from planner.models import Milestone
from teams.models import Invitation, Membership, Team
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import RiskFactory
from tests.factories.teams import MembershipFactory

PASSWORD = "correct horse battery"

pytestmark = pytest.mark.django_db(transaction=True)


def submit(page):
    page.locator("main form button.button").last.click()
    page.wait_for_load_state()


def sign_up_and_make_a_team(founder):
    page = founder.page
    founder.open("/accounts/signup/")
    page.fill("[name=name]", "Ada Founder")
    page.fill("[name=email]", "ada@example.org")
    page.fill("[name=password1]", PASSWORD)
    submit(page)
    page.wait_for_url("**/teams/new/")
    page.fill("[name=name]", "Northlight")
    submit(page)
    page.wait_for_url("**/t/northlight-*/**")


def invite_a_viewer(founder):
    """Return the link the page shows because no mail goes out."""
    page = founder.page
    founder.open(f"/t/{Team.objects.get().slug}/invitations/new/")
    page.fill("[name=email]", "vic@example.org")
    page.fill("[name=name]", "Vic Viewer")
    page.select_option("[name=role]", "viewer")
    submit(page)
    page.wait_for_url("**/people/**")
    link = Invitation.objects.get().link
    assert link in page.content()
    return link


def import_a_plan(founder, folder):
    plan = folder / "plan.csv"
    plan.write_text("title,owner,due\nPublic beta,Ada Founder,2099-03-01\nEU launch,,2099-06-01\n", encoding="utf-8")
    founder.open(f"/t/{Team.objects.get().slug}/import/")
    founder.page.set_input_files("input[type=file]", str(plan))
    founder.page.locator("main form button[data-kind=primary]").first.click()
    founder.page.wait_for_url(re.compile(r"/import/.+/"))
    founder.page.locator("form[action$='/application/'] button").click()
    founder.page.wait_for_load_state()


def join_by(link, visitor):
    page = visitor.page
    page.goto(link)
    page.locator("button[name=sign-up]").click()
    page.fill("[name=name]", "Vic Viewer")
    page.fill("[name=password1]", PASSWORD)
    submit(page)
    if "/invitations/" in page.url:
        submit(page)


def test_a_founder_signs_up_makes_a_team_invites_a_viewer_and_imports_a_plan(visit, tmp_path):
    founder, viewer = visit(), visit()

    sign_up_and_make_a_team(founder)
    link = invite_a_viewer(founder)
    import_a_plan(founder, tmp_path)
    join_by(link, viewer)
    viewer.open(f"/t/{Team.objects.get().slug}/milestones/")

    page = viewer.page
    assert sorted(Milestone.objects.values_list("title", flat=True)) == ["EU launch", "Public beta"]
    expect(page.get_by_role("link", name="Public beta")).to_be_visible()
    expect(page.get_by_role("button", name="Complete")).to_have_count(0)
    expect(page.get_by_role("link", name="New milestone")).to_have_count(0)
    assert Membership.objects.get(user__email="vic@example.org").role == "viewer"


def test_completing_a_milestone_in_the_list_can_be_undone_from_the_toast(visit, team):
    member = MembershipFactory(team=team, role="member")
    milestone = MilestoneFactory(team=team, title="Public beta", state="in_review")
    visitor = visit(member)
    visitor.open("/t/acme/milestones/")
    page = visitor.page

    page.locator("tr", has_text="Public beta").hover()
    page.get_by_role("button", name="Complete").click()
    expect(page.locator("tr", has_text="Public beta")).to_contain_text("Completed")
    page.locator("#toast").get_by_role("button", name="Undo").click()

    expect(page.locator("tr", has_text="Public beta")).to_contain_text("In review")
    milestone.refresh_from_db()
    assert milestone.state == "in_review"


def test_the_risk_board_is_walked_by_keyboard(visit, team):
    member = MembershipFactory(team=team, role="member")
    risk = RiskFactory(team=team, title="Cash runs out")
    risk.assess(probability=4, impact=5, by=member)
    visitor = visit(member)
    visitor.open("/t/acme/risks/board/")
    page = visitor.page

    page.get_by_role("link", name=re.compile("Cash runs out")).focus()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_contain_text("Cash runs out")
    expect(page.get_by_role("link", name=re.compile("Cash runs out")).first).to_be_visible()


def test_a_target_date_chooses_the_horizon_until_a_person_does(visit, team):
    visitor = visit(MembershipFactory(team=team, role="member"))
    visitor.open("/t/acme/goals/new/")
    horizon = visitor.page.locator("[name=horizon]")

    visitor.page.fill("[name=target_on]", "2099-01-01")
    suggested = horizon.input_value()
    horizon.select_option("mid")
    visitor.page.fill("[name=target_on]", "2099-02-01")

    assert (suggested, horizon.input_value()) == ("long", "mid")
