"""Nothing jumps while a page comes in, on a phone and on a desk: layout shift is at most 0.02."""

import pytest
from django.core.management import call_command

from funding.models import Opportunity, Round
from planner.models import Goal, Milestone, Task
from risks.models import ContingencyPlan, Risk
from teams.models import Membership

from .conftest import SETTLED

pytestmark = pytest.mark.django_db(transaction=True)
MOST = 0.02
PAGES = (
    "", "my-work/", "goals/", "milestones/", "tasks/", "tasks/board/", "projects/", "risks/", "risks/board/",
    "response-actions/", "contingency-plans/", "money/", "pipeline/", "opportunities/", "financing-steps/", "alerts/",
    "people/", "activity/",
)  # fmt: skip
ROWS = (Milestone, Task, Goal, Risk, ContingencyPlan, Opportunity, Round)
OF_EACH = 2  # rows of a kind whose pages are opened
WATCH = """
window.shift = 0;
const add = (each) => each.hadRecentInput || (window.shift += each.value);
new PerformanceObserver((list) => list.getEntries().forEach(add)).observe({ type: "layout-shift", buffered: true });
requestAnimationFrame(() => { window.wasWhole = document.getElementById("page-end") !== null; });
"""


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 900)])
def test_nothing_jumps_while_a_page_comes_in(visit, settings, width, height):
    settings.DEMO, settings.LOCAL = True, True
    call_command("demo", verbosity=0)
    founder = Membership.objects.select_related("team", "user").get(role="owner")
    visitor, jumped = visit(founder), {}
    visitor.context.add_init_script(WATCH)
    visitor.page.set_viewport_size({"width": width, "height": height})

    for path in PAGES:
        assert visitor.open(f"/t/{founder.team.slug}/{path}").status == 200, path
        visitor.page.wait_for_load_state("networkidle")
        shift = visitor.page.evaluate("window.shift")
        if shift > MOST:
            jumped[path] = round(shift, 3)

    assert jumped == {}


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 900)])
def test_nothing_jumps_while_the_page_of_a_row_and_its_parts_come_in(visit, settings, width, height):
    settings.DEMO, settings.LOCAL = True, True
    call_command("demo", verbosity=0)
    founder = Membership.objects.select_related("team", "user").get(role="owner")
    visitor, jumped = visit(founder), {}
    visitor.context.add_init_script(WATCH)
    visitor.page.set_viewport_size({"width": width, "height": height})

    for model in ROWS:
        for row in model.objects.visible_to(founder).select_related("team").order_by("number")[:OF_EACH]:
            assert visitor.open(row.get_absolute_url()).status == 200, row
            visitor.page.wait_for_load_state("networkidle")
            visitor.page.evaluate(SETTLED)
            shift = visitor.page.evaluate("window.shift")
            if shift > MOST:
                jumped[str(row)] = round(shift, 3)

    assert jumped == {}


def test_nothing_jumps_on_a_slow_machine_which_gets_a_page_in_pieces(visit, settings):
    settings.DEMO, settings.LOCAL = True, True
    call_command("demo", verbosity=0)
    founder = Membership.objects.select_related("team", "user").get(role="owner")
    visitor, jumped = visit(founder), []
    visitor.context.add_init_script(WATCH)
    slow = visitor.context.new_cdp_session(visitor.page)

    for times_slower in (4, 8, 16):
        slow.send("Emulation.setCPUThrottlingRate", {"rate": times_slower})
        for path in ("milestones/", "risks/board/"):
            visitor.open(f"/t/{founder.team.slug}/{path}")
            visitor.page.wait_for_load_state("networkidle")
            jumped.append(visitor.page.evaluate("window.shift"))
            assert visitor.page.evaluate("wasWhole") is True, (times_slower, path)  # when the first frame was drawn

    assert max(jumped) <= MOST


def test_the_cells_of_a_table_know_their_columns_when_it_is_drawn(visit, settings):
    settings.DEMO, settings.LOCAL = True, True
    call_command("demo", verbosity=0)
    founder = Membership.objects.select_related("team", "user").get(role="owner")
    visitor = visit(founder)
    visitor.page.set_viewport_size({"width": 390, "height": 844})

    visitor.open(f"/t/{founder.team.slug}/tasks/")

    labels = visitor.page.eval_on_selector_all(
        "main tbody tr:first-child td[data-label]", "cells => cells.map((cell) => cell.dataset.label)"
    )
    assert {"State", "Due", "Assignee"} <= set(labels)
