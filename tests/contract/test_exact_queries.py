"""Each parameter of an address is known and says one thing, or the request is refused: a typo would give everything."""

import pytest

from .described import operations
from .sending import Sender
from .world import worlds_for_all

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

LISTS = [
    operation for operation in operations() if "page_size" in operation.parameters and "{id}" not in operation.path
]


@pytest.fixture(scope="module")
def send(django_db_setup, django_db_blocker):
    with worlds_for_all(django_db_blocker, "acme") as [world]:
        yield Sender(world)


@pytest.mark.parametrize("operation", LISTS, ids=repr)
def test_a_list_refuses_what_it_does_not_understand(operation, send):
    address = operation.address(team="acme")

    assert send("GET", f"{address}?overdu=true&page=0&format=json") == (
        400,
        {("overdu", "unknown_parameter"), ("format", "unknown_parameter")},
    )
    assert send("GET", f"{address}?page_size=201") == (400, {("page_size", "out_of_range")})


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("page=abc", "out_of_range"),
        ("page=0", "out_of_range"),
        ("page=-1", "out_of_range"),
        ("page=last", "out_of_range"),
        ("page=٣", "out_of_range"),
        ("page=1e1", "out_of_range"),
        ("page=" + "9" * 5000, "out_of_range"),
        ("page=", "empty"),
        ("page=1&page=2", "repeated"),
        ("page_size=0", "out_of_range"),
        ("page_size=x", "out_of_range"),
        ("state=", "empty"),
        ("state=open&state=done", "repeated"),
    ],
)
def test_a_parameter_has_one_value_of_its_kind(query, code, send):
    name = query.partition("=")[0]

    assert send("GET", f"/api/v1/teams/acme/milestones/?{query}") == (400, {(name, code)})


@pytest.mark.parametrize("operation", LISTS, ids=repr)
def test_a_page_that_a_list_does_not_have_is_not_found(operation, send):
    assert send("GET", f"{operation.address(team='acme')}?page=1000000") == (404, {(None, "not_found")})
    assert send("GET", f"{operation.address(team='acme')}?page=1&page_size=200") == (200, set())


@pytest.mark.parametrize("operation", LISTS, ids=repr)
def test_each_filter_refuses_a_value_that_is_not_one_of_its_own(operation, send):
    for name, schema in operation.parameters.items():
        is_text = schema.get("type") == "string" and not {"format", "enum", "anyOf"} & set(schema)
        if is_text or name in ("page", "page_size"):
            continue
        status, errors = send("GET", f"{operation.address(team='acme')}?{name}=no-such-thing")

        assert (status, {field for field, _code in errors}) == (400, {name})


def test_a_filter_that_another_kind_has_is_unknown_here(send):
    assert send("GET", "/api/v1/teams/acme/milestones/?overdue=true") == (400, {("overdue", "unknown_parameter")})
    assert send("GET", "/api/v1/teams/acme/tasks/?overdue=true") == (200, set())


def test_a_day_is_written_one_way_in_every_language(send):
    address = "/api/v1/teams/acme/plan-steps/?due_by="

    assert send("GET", f"{address}2026-03-01") == (200, set())
    for written in ("03/01/2026", "1.3.2026", "2026-3", "1066-10-14"):
        assert send("GET", f"{address}{written}")[0] == 400


def test_totals_refuse_what_lists_refuse(send):
    totals = "/api/v1/teams/acme/opportunities/totals/"

    assert send("GET", totals) == (200, set())
    assert send("GET", f"{totals}?owner=nobody")[0] == 400
    assert send("GET", f"{totals}?page=1") == (400, {("page", "unknown_parameter")})


def test_a_stranger_learns_nothing_from_parameters(send):
    assert send("GET", "/api/v1/teams/nowhere/goals/?x=1")[0] == 404
