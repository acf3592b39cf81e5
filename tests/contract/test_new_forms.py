"""A form for a new row that was refused is still one for a new row: its heading and the way back are as they were."""

import re
from urllib.parse import urlencode

import pytest

from teams.form_pages import TeamCreateView
from tests.factories.planner import GoalFactory, ProjectFactory
from tests.measuring import ROOT

from .access import MODELS
from .asking import ASKER, PlainClient
from .routes import all_routes
from .world import worlds_for_all

pytestmark = pytest.mark.django_db
CLIENT = PlainClient()
ROUTES = {
    route.name: route
    for route in all_routes()
    if isinstance(route.view, type) and issubclass(route.view, TeamCreateView)
}
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
CANCEL = re.compile(r'<a[^>]*href="([^"]*)"[^>]*>Cancel</a>')


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with worlds_for_all(django_db_blocker, "acme") as (made,):
        yield made


def parts_of(answer):
    page = answer.content.decode()
    return HEADING.findall(page), CANCEL.findall(page)


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_a_refused_new_row_is_still_new_and_cancel_leads_back(name, world):
    route, user = ROUTES[name], world.people["O"].user
    row = {"pk": world.row(MODELS.get(name, route.model)).pk} if route.takes_row else {}
    path = route.path(world.team.slug, **row)

    shown = CLIENT.ask("GET", path, user)
    refused = CLIENT.ask("POST", path, user)

    heading, ways_back = parts_of(refused)
    assert (refused.status_code, len(heading)) == (422, 1)
    assert parts_of(shown) == (heading, ways_back)
    assert {CLIENT.ask("GET", back, user).status_code for back in ways_back} <= {200}


def test_a_new_row_that_is_refused_once_it_has_its_number_is_still_new(world):
    project, goal = ProjectFactory(team=world.team), GoalFactory(team=world.team)
    fields = urlencode({"project": project.pk, "goals": goal.pk, "title": "Beta", "state": "planned"})
    user, kind = {ASKER: world.people["O"].user}, "application/x-www-form-urlencoded"

    refused = CLIENT.generic("POST", "/t/acme/milestones/new/", fields, content_type=kind, **user)

    assert refused.status_code == 422
    assert refused.context_data["form"].instance.number is not None
    assert parts_of(refused) == (["New milestone"], ["/t/acme/milestones/"])


def test_no_page_tells_from_a_number_whether_its_row_is_new():
    pages = (ROOT / "templates").rglob("*.html")

    assert [page.name for page in pages if "form.instance" in page.read_text()] == []
