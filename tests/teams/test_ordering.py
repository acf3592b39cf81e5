"""The order of lists: by the heads of their tables and by the API, in the orders a list names and no other."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.contract.test_filters import LISTS
from tests.factories.planner import MilestoneFactory, TaskFactory
from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db
PAGE, API = "/t/acme/milestones/", "/api/v1/teams/acme/milestones/"


@pytest.fixture
def milestones(team, owner, member):
    rows = [("b", 3, member, "planned"), ("c", None, None, "in_review"), ("a", 1, owner, "in_progress")]
    for title, days, who, state in rows:
        due = days and dt.date(2031, 1, days)
        MilestoneFactory(team=team, title=title, due_on=due, owner=who, state=state)


@pytest.mark.parametrize(
    ("order", "wanted"),
    [
        ("title", "abc"),
        ("-title", "cba"),
        ("due_on", "abc"),
        ("-due_on", "bac"),  # what has no day comes last either way
        ("state", "bac"),
        ("-state", "cab"),
        ("owner", "bac"),
        ("-owner", "abc"),
    ],
)
def test_page_and_api_stand_in_the_order_asked_for(milestones, browse, owner, order, wanted):
    client = browse(owner)

    page = client.get(f"{PAGE}?order={order}")
    answer = client.get(f"{API}?order={order}")

    assert "".join(row.title for row in page.context["object_list"]) == wanted
    assert "".join(row["title"] for row in answer.json()["results"]) == wanted


@pytest.mark.parametrize("order", ["goals", "--title", "team__name", "-", "title,due_on"])
def test_an_order_that_a_list_does_not_name_is_refused_or_left_out(milestones, browse, owner, order):
    client = browse(owner)

    page = client.get(PAGE, {"order": order})

    assert client.get(API, {"order": order}).status_code == 400
    assert "Not understood and left out: Order" in page.content.decode()
    assert len(page.context["object_list"]) == 3


def heads_of(page):
    """Return {word: (where its link leads, how the list stands)} of the heads of a table."""
    found = re.findall(r'<th scope="col"[^>]*?(?: aria-sort="(\w+)")?><a href="([^"]+)">([^<]+)', page)
    return {word: (url.replace("&amp;", "&"), direction) for direction, url, word in found}


def test_a_head_leads_to_its_order_and_turns_it_round(milestones, browse, owner):
    client = browse(owner)

    def heads(query=""):
        return heads_of(client.get(f"{PAGE}{query}").content.decode())

    assert heads()["Due"] == ("?order=-due_on", "ascending")
    assert heads()["Milestone"] == ("?order=title", "")
    assert heads("?owner=me&order=title&page=1")["Milestone"] == ("?owner=me&order=-title", "ascending")
    assert heads("?order=-title")["Milestone"] == ("?order=title", "descending")
    assert heads("?order=-title")["Due"] == ("?order=due_on", "")


def test_a_filter_keeps_the_order_and_an_order_is_no_filter(milestones, browse, owner):
    page = browse(owner).get(f"{PAGE}?order=-title").content.decode()

    assert '<input type="hidden" name="order" value="-title"' in page
    assert re.search(r"<a [^>]*data-clear hidden", page)


ORDERED = [name for name, (view, _kind) in LISTS.items() if "order" in view.filterset_class.base_filters]


@pytest.mark.parametrize("name", ORDERED)
def test_every_head_leads_to_an_order_the_list_takes(name, browse, owner):
    client, view = browse(owner), LISTS[name][0]
    url = reverse(name, args=["acme"])

    for order, _label in view.filterset_class.base_filters["order"].extra["choices"]:
        answer = client.get(f"{url}?order={order}")
        assert (answer.status_code, answer.context["filter"].form.errors) == (200, {}), order


def test_the_register_stands_worst_first_until_it_is_asked_otherwise(browse, owner):
    for title, score in [("Mild", (1, 1)), ("Grave", (5, 5)), ("Unknown", None)]:
        RiskFactory(team=owner.team, title=title, score=score)
    client = browse(owner)

    def titles(query=""):
        return [row.title for row in client.get(f"/t/acme/risks/{query}").context["object_list"]]

    assert titles() == ["Grave", "Mild", "Unknown"]
    assert titles("?order=level") == ["Mild", "Grave", "Unknown"]
    assert titles("?order=-level") == ["Grave", "Mild", "Unknown"]
    assert titles("?order=title") == ["Grave", "Mild", "Unknown"]


def test_the_pages_of_an_ordered_list_hold_each_row_once(browse, owner):
    milestone = MilestoneFactory(team=owner.team)
    rows = TaskFactory.create_batch(60, team=owner.team, milestone=milestone, title="The same")
    client = browse(owner)

    pages = [client.get(f"/t/acme/tasks/?order=-title&page={number}").context["object_list"] for number in (1, 2)]

    assert sorted(row.pk for page in pages for row in page) == sorted(row.pk for row in rows)


def test_an_order_costs_no_statement(milestones, browse, owner):
    client = browse(owner)
    client.get(PAGE)

    with CaptureQueriesContext(connection) as plain:
        client.get(PAGE)
    with CaptureQueriesContext(connection) as ordered:
        client.get(f"{PAGE}?order=owner")

    assert len(ordered) == len(plain)
