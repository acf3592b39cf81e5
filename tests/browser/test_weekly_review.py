"""A weekly review from its beginning to its note: by keyboard alone, and with JavaScript switched off."""

import pytest
from playwright.sync_api import expect

from planner.models import Milestone, WeeklyDecision, WeeklyReview
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/t/acme/review/"


@pytest.fixture
def rows(member):
    past = member.team.today().replace(year=2020)
    beta, pilot = (MilestoneFactory(team=member.team, title=title, due_on=past) for title in ("Public beta", "Pilot"))
    RiskFactory(team=member.team, title="Fire", score=(5, 5))
    return beta, pilot


def heading(page):
    return page.locator("[data-review-item]")


def test_a_review_is_walked_by_keyboard(visit, member, rows):
    visitor = visit(member)
    page = visitor.page
    visitor.open(PAGE)
    page.get_by_role("button", name="Start the review").press("Enter")
    expect(heading(page)).to_contain_text("Public beta")
    page.wait_for_load_state()  # of the page that came: before that no script hears a key

    page.keyboard.press("j")
    expect(heading(page)).to_contain_text("Pilot")
    expect(heading(page)).to_be_focused()
    page.keyboard.press("k")
    expect(heading(page)).to_contain_text("Public beta")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Complete milestone")).to_be_focused()
    page.keyboard.press("Enter")
    expect(heading(page)).to_contain_text("Pilot")
    expect(page.locator("#toast")).to_contain_text("Public beta is completed.")
    assert dict(Milestone.objects.values_list("title", "state")) == {"Public beta": "completed", "Pilot": "planned"}


def test_a_review_ends_with_a_note_by_keyboard(visit, member, rows):
    WeeklyReview.begin(member.team, by=member)
    visitor = visit(member)
    page = visitor.page
    visitor.open(PAGE)

    page.keyboard.press("s")
    expect(heading(page)).to_contain_text("Pilot")
    page.keyboard.press("s")
    expect(heading(page)).to_contain_text("Fire")
    page.keyboard.press("j")
    expect(heading(page)).to_contain_text("1 item has not been looked at")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Note")).to_be_focused()
    page.keyboard.type("jks: ask Kim")  # keys that would walk, were they not typed
    expect(page.get_by_label("Note")).to_have_value("jks: ask Kim")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator(".review-note")).to_have_text("jks: ask Kim")
    assert WeeklyReview.objects.values_list("note", "ended_by").get() == ("jks: ask Kim", member.pk)
    assert [row.decision for row in WeeklyDecision.objects.all()] == ["skipped", "skipped"]


def test_keys_do_nothing_together_with_others(visit, member, rows):
    WeeklyReview.begin(member.team, by=member)
    visitor = visit(member)
    visitor.open(PAGE)

    for keys in ("Control+j", "Alt+j", "Meta+s"):
        visitor.page.keyboard.press(keys)

    expect(heading(visitor.page)).to_contain_text("Public beta")
    assert WeeklyDecision.objects.count() == 0


def test_a_review_needs_no_javascript(visit, member, rows):
    visitor = visit(member, java_script_enabled=False)
    page = visitor.page
    visitor.open("/t/acme/")
    page.get_by_role("link", name="Weekly review").click()
    page.get_by_role("button", name="Start the review").click()

    page.get_by_label("Due", exact=True).fill("2030-01-31")
    page.get_by_label("Why the date moves").select_option("scope")
    page.get_by_role("button", name="Move the date").click()
    expect(heading(page)).to_contain_text("Pilot")
    page.get_by_label("To whom").select_option(label=member.name)
    page.get_by_role("button", name="Hand on").click()
    expect(heading(page)).to_contain_text("Fire")
    page.get_by_role("button", name="Leave it as it is").click()
    expect(heading(page)).to_contain_text("You are through the list")
    page.get_by_label("Note").fill("Ask Kim")
    page.get_by_role("button", name="Finish the review").click()
    expect(page.locator(".review-note")).to_have_text("Ask Kim")

    assert [row.decision for row in WeeklyDecision.objects.all()] == ["moved", "handed_on", "kept"]
    beta, pilot = Milestone.objects.order_by("title")[1], Milestone.objects.get(title="Pilot")
    assert (beta.due_on.isoformat(), beta.moves.get().reason, pilot.owner) == ("2030-01-31", "scope", member)
    visitor.open("/t/acme/")
    expect(page.locator("#weekly-line")).to_contain_text("Reviewed today by Mia Member")
