"""A risk meeting by keyboard, by two people at once, and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from risks.models import Meeting, Review, Risk
from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db(transaction=True)
MEETING = "/t/acme/risks/meeting/"
PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


@pytest.fixture
def risks(team):
    return [RiskFactory(team=team, title=f"Level {n}", score=(n, n)) for n in (5, 4, 1)]


@pytest.fixture
def page(visit, member, risks):
    """A window in which a meeting was just started with the keyboard."""
    visitor = visit(member)
    visitor.open(MEETING)
    visitor.page.get_by_role("button", name="Start meeting").focus()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("#card-heading")).to_contain_text("Level 5")
    return visitor.page


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_risks_are_walked_with_the_keyboard(page):
    heading = page.locator("#card-heading")

    for key, title in (("j", "Level 4"), ("ArrowRight", "Level 1"), ("k", "Level 4"), ("ArrowLeft", "Level 5")):
        page.keyboard.press(key)
        expect(heading).to_contain_text(title)


def test_keys_that_were_switched_off_do_nothing(visit, member):
    type(member.user).objects.filter(pk=member.user_id).update(shortcuts=False)
    RiskFactory.create_batch(2, team=member.team)
    Meeting.start(by=member)
    visitor = visit(member)
    visitor.open(MEETING)

    press(visitor.page, "j", "d")

    expect(visitor.page.locator(".meeting-keys")).to_have_count(0)
    expect(visitor.page.locator("#id_note")).not_to_be_focused()
    assert visitor.page.url.endswith(MEETING)


def test_a_risk_is_rated_and_decided_with_the_keyboard(page, risks):
    press(page, "r")
    expect(page.locator("#id_probability")).to_be_focused()
    press(page, "2", "Tab", "Tab")
    page.keyboard.type("jobs skipped")  # letters in a field are letters
    press(page, "Escape", "d")
    page.keyboard.type("Look again in May")
    press(page, "Escape", "s")
    expect(page.locator("#card-heading")).to_contain_text("Level 4")

    review = Review.objects.get(risk=risks[0])
    assert (review.note, review.assessment.reason) == ("Look again in May", "jobs skipped")
    assert (review.assessment.probability, review.assessment.impact) == (2, 5)


def test_the_meeting_ends_with_notes_that_print(page, member, risks):
    Meeting.objects.get().review(risks[0], by=member, note="Look again in May")
    press(page, "s")
    expect(page.locator("#card-heading")).to_contain_text("Level 4")
    page.get_by_role("link", name="Notes").click()

    expect(page.locator(".minutes")).to_contain_text("Look again in May")
    expect(page.locator("main")).to_contain_text("1 of 3 risks")
    page.get_by_role("button", name="End meeting").click()
    expect(page.get_by_role("button", name="End meeting")).to_have_count(0)
    assert not Meeting.objects.get().is_open
    assert len(PAGE.findall(page.pdf())) == 1


def test_two_people_in_one_meeting_lose_nothing(visit, member, owner, risks):
    Meeting.start(by=member)
    hers, his = visit(member), visit(owner)
    for visitor in (hers, his):
        visitor.open(f"{MEETING}?risk={risks[0].pk}")

    hers.page.select_option("#id_probability", "1")
    hers.page.fill("#id_reason", "It has passed")
    hers.page.get_by_role("button", name="Save and next").click()
    expect(hers.page.locator("#card-heading")).to_contain_text("Level 4")
    his.page.select_option("#id_probability", "4")
    his.page.fill("#id_reason", "It is near")
    his.page.fill("#id_note", "Ask the vendor")
    his.page.get_by_role("button", name="Save and next").click()

    expect(his.page.locator("main")).to_contain_text("Someone else has rated this risk in the meantime")
    expect(his.page.locator("#id_note")).to_have_value("Ask the vendor")
    assert Risk.objects.get(pk=risks[0].pk).current.probability == 1
    his.page.get_by_role("button", name="Save and next").click()
    expect(his.page.locator("#card-heading")).to_contain_text("Level 4")
    told = Review.objects.order_by("at").values_list("note", "assessment__probability", "assessment__reason")
    assert list(told) == [("", 1, "It has passed"), ("Ask the vendor", 4, "It is near")]


@pytest.mark.usefixtures("risks")
def test_a_meeting_is_held_without_javascript(visit, member):
    visitor = visit(member, java_script_enabled=False)
    visitor.open(MEETING)
    page = visitor.page

    page.get_by_role("button", name="Start meeting").click()
    page.fill("#id_note", "Ask the vendor")
    page.get_by_role("button", name="Save and next").click()
    page.get_by_role("link", name="Next risk").click()
    page.get_by_role("link", name="Go to notes").click()

    expect(page.locator(".minutes")).to_contain_text("Ask the vendor")
