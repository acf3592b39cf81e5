"""The timeline by keyboard, by dragging, in both themes, on a phone and on paper; how it is wanted is remembered."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from planner.models import Dependency, Milestone
from tests.factories.planner import DependencyFactory, GoalFactory, MilestoneFactory
from tests.factories.teams import MembershipFactory

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/t/acme/timeline/"


def day(number):
    return timezone.now().date() + dt.timedelta(days=number)


@pytest.fixture
def chain(member):
    """Two milestones, the second after the first, and a third by itself."""
    team, goal = member.team, GoalFactory(team=member.team, title="Clinics work with us", number=2, target_on=day(120))
    given = {"team": team, "project": goal.project, "goal": goal, "owner": MembershipFactory(team=team, name="Cleo")}
    first = MilestoneFactory(title="Beta", number=1, starts_on=day(0), due_on=day(28), **given)
    second = MilestoneFactory(title="Launch", number=2, starts_on=day(29), due_on=day(70), follows_links=True, **given)
    third = MilestoneFactory(title="Audit", number=3, starts_on=day(40), due_on=day(90), **given)
    DependencyFactory(team=team, predecessor=first, successor=second)
    return first, second, third


def due(row):
    return Milestone.objects.values_list("due_on", flat=True).get(pk=row.pk)


def bar_of(page, key):
    return page.locator(f'g[data-row="{key}"] rect.bar').bounding_box()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_timeline_and_a_look_at_a_move_are_sound(visit, member, chain, theme):
    visitor = visit(member)
    visitor.page.emulate_media(color_scheme=theme)
    visitor.open(PAGE)

    assert visitor.axe() == []
    visitor.page.locator("#row-M-1").focus()
    visitor.page.keyboard.press("PageDown")
    expect(visitor.page.locator("#move-bar")).to_contain_text("5 working days later")
    assert visitor.axe() == []
    assert (visitor.violations(), visitor.troubles) == ([], [])


def test_rows_are_one_stop_and_walked_by_arrows(visit, member, chain):
    visitor = visit(member)
    visitor.open(PAGE)
    page = visitor.page
    stops = page.locator("[data-treegrid] tr[tabindex='0']")

    expect(stops).to_have_count(1)
    stops.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#row-M-1")).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator("#row-M-3")).to_be_focused()
    page.keyboard.press("Home")
    expect(page.locator("#row-G-2")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#row-G-2")).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#row-M-1")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(page.locator("#row-M-1")).to_be_visible()


def test_keys_move_a_milestone_after_a_look(visit, member, chain):
    visitor = visit(member)
    visitor.open(PAGE)
    page, (first, second, _third) = visitor.page, chain
    before = due(second)
    page.locator("#row-M-1").focus()

    for key in ("ArrowRight", "PageDown", "ArrowLeft"):
        page.keyboard.press(key)
    bar = page.locator("#move-bar")
    expect(bar).to_contain_text("moves 2 milestones")
    expect(bar).to_contain_text("1 person will be told")
    expect(page.locator("#moved-layer .moved-mark")).to_have_count(2)
    assert due(first) == day(28)
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    expect(page.locator("#moved-layer")).to_have_count(0)

    page.keyboard.press("PageDown")
    expect(bar).to_contain_text("5 working days later")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("2 milestones were moved")
    expect(page.locator("#row-M-1")).to_be_focused()
    assert (due(first), due(second) > before) == (day(35), True)
    page.locator(".toast button", has_text="Undo").click()
    page.wait_for_load_state()
    expect(page.locator(".toast")).to_be_visible()
    assert (due(first), due(second)) == (day(28), before)
    assert visitor.violations() == []


def test_a_bar_is_dragged_and_its_end_resized(visit, member, chain):
    visitor, third = visit(member), chain[2]
    Milestone.objects.filter(pk=third.pk).update(starts_on=day(2), due_on=day(16))  # all of it is in sight
    visitor.open(f"{PAGE}?scale=week")
    page = visitor.page
    box = bar_of(page, "M-3")
    page.mouse.move(box["x"] + 60, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 60 + 8 * 3, box["y"] + 5, steps=4)
    page.mouse.up()

    expect(page.locator("#move-bar")).to_contain_text(re.compile("working days? later"))
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".toast")).to_be_visible()
    third.refresh_from_db()
    assert (third.starts_on, third.due_on) == (day(5), day(19))

    box = bar_of(page, "M-3")
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2 - 8 * 5, box["y"] + 5, steps=4)
    page.mouse.up()
    expect(page.locator("#move-bar")).to_contain_text("working days earlier")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".toast")).to_be_visible()
    third.refresh_from_db()
    assert (third.starts_on, third.due_on) == (day(5), day(14))


def test_a_link_is_drawn_from_edge_to_edge(visit, member, chain):
    visitor = visit(member)
    visitor.open(f"{PAGE}?scale=month")
    page, (_first, second, third) = visitor.page, chain
    box, target = bar_of(page, "M-2"), bar_of(page, "M-3")
    page.mouse.move(box["x"] + 20, box["y"] + 5)
    end = page.locator('.link-end[data-link-end="F"]').bounding_box()
    page.mouse.move(end["x"] + 4, end["y"] + 4)
    page.mouse.down()
    page.mouse.move(target["x"] + 3, target["y"] + 5, steps=6)
    page.mouse.up()

    expect(page.locator(".toast")).to_contain_text("was linked")
    link = Dependency.objects.get(successor=third)
    assert (link.predecessor, link.kind, link.lag) == (second, "FS", 0)
    assert page.url.endswith("?scale=month")


def test_the_dates_beside_a_row_move_it_by_hand(visit, member, chain):
    visitor = visit(member)
    visitor.open(PAGE)
    page = visitor.page
    page.locator("#row-M-3 .timeline-due").click()

    page.locator("#move-bar input[name=due_on]").fill(day(95).isoformat())
    page.locator("#move-bar").get_by_role("button", name="Preview what follows").click()

    expect(page.locator("#move-bar")).to_contain_text("working days later")


def test_what_is_chosen_is_remembered_in_every_browser(visit, member, chain):
    visitor = visit(member)
    visitor.open(PAGE)
    page = visitor.page
    pressed = page.locator(".segments [aria-pressed='true']")

    page.get_by_role("button", name="Year").press("Enter")
    expect(pressed).to_have_text("Year")
    expect(page.locator("#scale-year")).to_be_focused()
    page.locator("#timeline-show").click()
    page.locator("#layer-links").press("Space")
    expect(page.locator("#layer-links")).not_to_be_checked()
    expect(page.locator("#timeline-show")).to_contain_text("4 layers")
    expect(page.locator("#layer-links")).to_be_focused()
    page.locator("#timeline-group").select_option("owner")
    expect(page.locator("tr[aria-level='1']")).to_contain_text("Cleo")

    other = visit(member)
    other.open(PAGE)
    expect(other.page.locator(".segments [aria-pressed='true']")).to_have_text("Year")
    expect(other.page.locator("#timeline-group")).to_have_value("owner")
    assert (visitor.violations(), visitor.troubles) == ([], [])


def test_all_groups_are_closed_from_the_menu_and_open_again_on_the_way_back(visit, member, chain):
    visitor = visit(member)
    visitor.open(PAGE)
    page = visitor.page
    opened = page.locator("tr[aria-expanded='true']")

    page.locator("#scale-year").click()
    expect(page.locator("#scale-year")).to_have_attribute("aria-pressed", "true")
    page.locator(".page-actions summary").click()
    page.get_by_role("button", name="Close all groups").click()
    expect(opened).to_have_count(0)
    expect(page.locator(".page-actions details[open]")).to_have_count(0)
    assert page.url.endswith("?scale=year&open=none")

    page.go_back()
    expect(opened).to_have_count(1)
    expect(page.locator("#scale-year")).to_have_attribute("aria-pressed", "true")
    assert page.url.endswith("?scale=year")
    assert (visitor.violations(), visitor.troubles) == ([], [])


def test_a_view_is_chosen_and_reset_without_scripts(visit, member, chain):
    visitor = visit(member, java_script_enabled=False)
    visitor.open(PAGE)
    page = visitor.page
    pressed = page.locator(".segments [aria-pressed='true']")

    page.get_by_role("button", name="Quarter").click()
    page.locator("#timeline-group").select_option("owner")
    page.get_by_role("button", name="Apply").click()
    page.locator("#toggle-" + page.locator("tr[aria-level='1']").first.get_attribute("id").removeprefix("row-")).click()
    assert "scale=quarter&group=owner&open=none" in page.url
    visitor.open(PAGE)
    expect(pressed).to_have_text("Quarter")
    expect(page.locator("tr[aria-expanded='true']")).to_have_count(0)
    page.locator(".page-actions summary").click()
    page.get_by_role("button", name="Reset this view").click()

    expect(pressed).to_have_text("Month")
    assert page.url.endswith(PAGE)


def test_a_phone_shows_a_list_by_week(visit, member, chain):
    visitor = visit(member, viewport={"width": 390, "height": 844})
    visitor.open(PAGE)
    page = visitor.page

    expect(page.locator(".timeline")).to_be_hidden()
    expect(page.locator(".weeks li")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert visitor.axe() == []


def test_upright_paper_shows_the_list_and_wide_paper_the_picture(visit, member, chain):
    visitor = visit(member)
    visitor.open(PAGE)
    page = visitor.page
    page.emulate_media(media="print")

    page.set_viewport_size({"width": 800, "height": 1100})
    expect(page.locator(".weeks")).to_be_visible()
    expect(page.locator(".timeline")).to_be_hidden()
    page.set_viewport_size({"width": 1100, "height": 800})
    expect(page.locator(".timeline")).to_be_visible()
    expect(page.locator(".weeks")).to_be_hidden()


def test_viewers_look_and_do_not_move(visit, viewer, chain):
    visitor = visit(viewer)
    visitor.open(PAGE)
    page = visitor.page
    page.locator("#row-M-1").focus()

    page.keyboard.press("PageDown")
    page.wait_for_timeout(600)

    expect(page.locator("#move-bar")).to_be_hidden()
    assert re.search("M-1", page.locator("#row-M-1").inner_text())
