"""Every page a member can open keeps to the Content-Security-Policy, runs without script errors and passes axe."""

import pytest

from tests.contract.access import ACCESS
from tests.contract.test_doors import ROUTES, path_of
from tests.contract.world import World

from .conftest import AXE

PAGES = sorted(name for name, methods in ACCESS.items() if "GET" in methods and not ROUTES[name].is_api)
# Answers that are no page: redirects, files, and the mail preview, which has a policy of its own.
NO_PAGE = {"go", "alerts:mail-preview", "planner:plan-export", "planner:import-example", "teams:subject"}


@pytest.fixture
def world(transactional_db):
    return World("acme")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_keeps_the_policy_and_passes_axe(visit, world, theme):
    visitor = visit(world.people["O"], color_scheme=theme)
    found = {}

    for name in PAGES:
        if name in NO_PAGE:
            continue
        answer = visitor.open(path_of(ROUTES[name], world))
        assert answer.status == 200, (name, answer.status)
        trouble = visitor.violations() + (visitor.axe() if AXE.exists() else [])
        if trouble:
            found[name] = trouble

    assert found == {}


def test_no_page_is_wider_than_a_phone(visit, world):
    visitor = visit(world.people["O"], viewport={"width": 390, "height": 844})
    wide = []

    for name in PAGES:
        if name in NO_PAGE:
            continue
        visitor.open(path_of(ROUTES[name], world))
        if visitor.page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            wide.append(name)

    assert wide == []
