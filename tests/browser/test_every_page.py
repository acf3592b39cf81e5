"""Every page a member can open keeps to the Content-Security-Policy, runs without script errors, passes axe in light
and in the dark, and fits a tablet and a phone. One walk looks at all of it, since opening the pages takes the time.
"""

import pytest

from tests.contract.access import ACCESS
from tests.contract.test_doors import ROUTES, path_of
from tests.contract.world import World

from .conftest import AXE, SETTLED

PAGES = sorted(name for name, methods in ACCESS.items() if "GET" in methods and not ROUTES[name].is_api)
# What may differ in the dark; everything else axe has judged in the light.
COLOURS = ("color-contrast", "link-in-text-block")
DESK, TABLET, PHONE = ({"width": width, "height": height} for width, height in ((1280, 800), (1024, 768), (390, 844)))
IS_WIDE = "document.documentElement.scrollWidth > window.innerWidth + 1"
MENUS_CUT_OFF = """[...document.querySelectorAll("details.menu")].filter((menu) => {
  menu.open = true;
  const box = menu.querySelector(".menu-items").getBoundingClientRect();
  menu.open = false;
  return box.width && (box.left < 0 || box.right > window.innerWidth);
}).map((menu) => menu.querySelector("summary").textContent.trim())"""
# Answers that are no page: redirects, files, and the mail preview, which has a policy of its own.
NO_PAGE = {
    "go",
    "alerts:mail-preview",
    "forecast:percentiles",
    "planner:plan-export",
    "planner:plan-workbook",
    "planner:slip-export",
    "planner:calendar-export",
    "planner:import-example",
    "risks:import-example",
    "risks:register-csv",
    "risks:register-json",
    "risks:register-xlsx",
    "teams:file",
    "teams:subject",
}


@pytest.fixture
def world(transactional_db):
    return World("acme")


def test_every_page_keeps_the_policy_passes_axe_and_fits_a_phone(visit, world):
    # Without motion: a colour on its way from light to dark is neither.
    visitor = visit(world.people["O"], viewport=DESK, reduced_motion="reduce")
    if AXE.exists():
        visitor.context.add_init_script(path=AXE)
    looks, found = [in_the_light, in_the_dark, on_a_tablet, on_a_phone], {}

    for name in PAGES:
        if name not in NO_PAGE:
            answer = visitor.open(path_of(ROUTES[name], world))
            assert answer.status == 200, (name, answer.status)
            visitor.wait_for_parts()
            if trouble := [each for look in looks for each in look(visitor)] + visitor.violations():
                found[name] = trouble
            looks.reverse()  # so the next page opens as this one was left, and is laid out once less

    assert found == {}


def in_the_light(visitor):
    seen_at(visitor, DESK, "light")
    return visitor.axe() if AXE.exists() else []


def in_the_dark(visitor):
    seen_at(visitor, DESK, "dark")
    return [f"dark: {trouble}" for trouble in visitor.axe(rules=COLOURS)] if AXE.exists() else []


def on_a_tablet(visitor):
    seen_at(visitor, TABLET)
    return ["wider than a tablet"] if visitor.page.evaluate(IS_WIDE) else []


def on_a_phone(visitor):
    seen_at(visitor, PHONE)
    trouble = ["wider than a phone"] if visitor.page.evaluate(IS_WIDE) else []
    return trouble + [f"menu cut off: {name}" for name in visitor.page.evaluate(MENUS_CUT_OFF)]


def seen_at(visitor, size, colours=None):
    """Give the page a size, and its colours if they matter; what it has already stays."""
    if visitor.page.viewport_size != size:
        visitor.page.set_viewport_size(size)
        visitor.page.evaluate(SETTLED)
    if colours:
        visitor.page.emulate_media(color_scheme=colours)
