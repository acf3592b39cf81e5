"""Talk on the page of a milestone: said, corrected and removed in place, people called by typing @, all by keyboard."""

import pytest
from playwright.sync_api import expect

from teams.models import Comment
from tests.factories.planner import MilestoneFactory
from tests.factories.talk import said

from .conftest import AXE

pytestmark = pytest.mark.django_db(transaction=True)
SHIFTS = """
window.shift = 0;
const add = (each) => each.hadRecentInput || (window.shift += each.value);
new PerformanceObserver((list) => list.getEntries().forEach(add)).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def row(member):
    return MilestoneFactory(team=member.team, title="Beta", number=1)


@pytest.fixture
def visitor(visit, member, row):
    visitor = visit(member)
    visitor.context.add_init_script(SHIFTS)
    visitor.open(row.get_absolute_url())
    expect(visitor.page.locator("#talk-body")).to_be_visible()
    return visitor


def say(page, text):
    page.locator("#talk-body").press_sequentially(text)


def test_a_person_is_called_by_the_first_letters_and_the_comment_stands_last(visitor, viewer, row):
    visitor.page.reload()  # now that there is somebody to call
    page = visitor.page
    say(page, "Fine, M-1 is done. @vi")
    expect(page.locator("[data-mention-list] [role=option]")).to_have_text(["Vic Viewer"])
    assert visitor.axe() == [] if AXE.exists() else True
    page.keyboard.press("Enter")
    expect(page.locator("#talk-body")).to_have_value("Fine, M-1 is done. @Vic Viewer ")

    page.get_by_role("button", name="Add comment").click()

    expect(page.locator(".comment")).to_have_count(1)
    expect(page.locator(".comment .mention")).to_have_text("@Vic Viewer")
    expect(page.locator(".comment .prose a").first).to_have_attribute("href", "/t/acme/go/M-1/")
    expect(page.locator("#talk-heading .count")).to_have_text("1")
    expect(page.locator("#talk-body")).to_be_focused()
    assert [person.name for person in Comment.objects.get().mentioned.all()] == ["Vic Viewer"]
    assert visitor.violations() == []


def test_the_list_of_people_closes_and_lines_break_again(visitor, viewer):
    visitor.page.reload()
    page = visitor.page
    say(page, "@vi")
    expect(page.locator("[data-mention-list]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-mention-list]")).to_be_hidden()

    page.keyboard.press("Enter")

    expect(page.locator("#talk-body")).to_have_value("@vi\n")


def test_what_was_said_is_corrected_and_removed_in_place(visit, member, row):
    said(row, member, "Frist")
    visitor = visit(member)
    visitor.open(row.get_absolute_url())
    page = visitor.page
    comment = page.locator(".comment")
    comment.hover()

    comment.get_by_role("link", name="Edit").click()
    comment.get_by_label("Comment").fill("First")
    comment.get_by_role("button", name="Save comment").click()
    expect(comment.locator(".prose")).to_have_text("First")
    expect(comment).to_contain_text("edited")

    comment.hover()
    comment.get_by_role("button", name="Remove").click()
    page.locator("#comment-removal [data-dialog-yes]").click()
    expect(page.locator(".comment")).to_have_count(0)
    assert Comment.objects.count() == 0
    assert visitor.page.url.endswith(row.get_absolute_url())


def test_following_is_switched_in_place(visitor):
    page = visitor.page
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_role("button", name="Unfollow")).to_be_visible()
    page.get_by_role("button", name="Unfollow").click()
    expect(page.get_by_role("button", name="Follow", exact=True)).to_be_visible()


def test_talk_survives_what_is_done_to_its_milestone(visitor):
    page = visitor.page
    say(page, "Half a thought")

    page.get_by_role("button", name="Complete milestone").click()

    expect(page.get_by_role("button", name="Reopen milestone")).to_be_visible()
    expect(page.locator("#talk-body")).to_have_value("Half a thought")


def test_all_of_it_works_without_scripts(visit, member, viewer, row):
    visitor = visit(member, java_script_enabled=False)
    visitor.open(row.get_absolute_url())
    visitor.page.get_by_role("link", name="What is said about this").click()
    visitor.page.locator("#talk-body").fill("By hand")
    visitor.page.get_by_text("Notify people").click()
    visitor.page.get_by_label("Vic Viewer").check()
    visitor.page.get_by_role("button", name="Add comment").click()

    expect(visitor.page.locator(".comment")).to_contain_text("By hand")
    expect(visitor.page.locator(".comment")).to_contain_text("Notified: Vic Viewer")


@pytest.mark.parametrize("count", [0, 12])
def test_loading_talk_moves_nothing(visit, member, row, count):
    for number in range(count):
        said(row, member, f"Remark {number}")
    visitor = visit(member)
    visitor.context.add_init_script(SHIFTS)
    visitor.open(row.get_absolute_url())
    expect(visitor.page.locator("#talk-body")).to_be_attached()

    assert visitor.page.evaluate("window.shift") <= 0.02
