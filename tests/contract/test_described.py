"""Each operation answers what the OpenAPI description says: the status, the content type, each field and no other."""

import json

import pytest
from django.urls import resolve

from .asking import PlainClient
from .described import description, errors_in, operations
from .world import worlds_for_all

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

READING = [operation for operation in operations() if operation.method == "GET"]
WRITING = [operation for operation in operations() if operation.method != "GET"]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with worlds_for_all(django_db_blocker, "acme") as [world]:
        yield world


@pytest.fixture
def ask(world):
    """Ask as the owner."""
    client, owner = PlainClient(), world.people["O"].user
    return lambda method, path: client.ask(method, path, owner)


def ids(ask, kind):
    """Return what tells the rows of a kind apart in addresses."""
    found = json.loads(ask("GET", f"/api/v1/teams/acme/{kind}/").content)
    rows = found["results"] if isinstance(found, dict) else found
    return [row.get("id", row.get("code")) for row in rows]


@pytest.mark.parametrize("operation", READING, ids=repr)
def test_what_is_read_is_what_is_described(operation, ask):
    takes_row = "{id}" in operation.path or "{code}" in operation.path
    rows = ids(ask, operation.kind) if takes_row else [None]

    answers = [ask("GET", operation.address(team="acme", id=row, code=row)) for row in rows]

    assert answers
    for answer in answers:
        assert (answer.status_code, errors_in(answer, operation)) == (200, [])


@pytest.mark.parametrize("operation", operations(), ids=repr)
def test_what_is_refused_is_what_is_described(operation, ask, world):
    """A stranger, a team that is not there, and a parameter nobody knows."""
    address = operation.address(team="acme", id=world.team.pk, code="nothing")
    nowhere = operation.address(team="nowhere", id=world.team.pk, code="nothing")
    answers = {
        "401": PlainClient().ask(operation.method, address),
        "404": ask(operation.method, nowhere) if "{team}" in operation.path else None,
        "400": ask(operation.method, f"{address}?nonsense=1"),
    }

    for status, answer in answers.items():
        if answer is not None:
            assert (str(answer.status_code), errors_in(answer, operation)) == (status, [])


@pytest.mark.parametrize("operation", READING, ids=repr)
def test_the_parameters_described_are_those_that_are_taken(operation, world):
    found = resolve(operation.address(team="acme", id=world.team.pk, code="nothing"))
    view = found.func.cls(**getattr(found.func, "initkwargs", {}))
    view.action = getattr(found.func, "actions", {}).get("get")
    if view.action is None:
        del view.action

    assert view.known_parameters() == set(operation.parameters)


def test_a_verb_taken_back_shows_the_row_and_what_is_discarded_shows_nothing():
    answers = {
        repr(operation): [code for code in operation.said["responses"] if code.startswith("2")]
        for operation in WRITING
        if operation.method == "DELETE"
    }

    discards = {name for name, codes in answers.items() if codes == ["204"]}
    assert {codes[0] for codes in answers.values()} == {"200", "204"}
    assert discards == {name for name in answers if name.endswith("/{id}/")}


def test_what_makes_a_row_answers_201_and_everything_else_says_what_it_does_instead():
    made = {
        operation.kind: code
        for operation in WRITING
        for code in operation.said["responses"]
        if operation.method == "POST" and operation.path.count("/") == 6 and code.startswith("2")
    }

    assert {kind: code for kind, code in made.items() if code != "201"} == {
        "alert-preferences": "200",  # there is one for each person, made when it is first asked for
        "subscriptions": "200",  # there is one for each row, made when it is first decided
        "alert-notices": "202",
        "forecast-runs": "202",  # the work is begun
    }


def test_each_operation_names_the_errors_it_may_answer():
    for operation in operations():
        writes = operation.method != "GET"
        reads_body = writes and not operation.said["summary"].startswith("Discard ")

        expected = {"400", "401", "403", "404", "406", "503"}
        expected |= ({"409"} if writes else set()) | ({"413", "415"} if reads_body else set())
        assert {code for code in operation.said["responses"] if code[0] in "45"} == expected, operation


def test_an_error_names_its_headers():
    said = description()["components"]["responses"]

    assert {code: list(said[code].get("headers", ())) for code in said if "headers" in said[code]} == {
        "401": ["WWW-Authenticate"],
        "503": ["Retry-After"],
    }


def test_a_field_of_an_answer_is_always_there_but_for_addresses_of_mail():
    optional = {
        (name, field)
        for name, schema in description()["components"]["schemas"].items()
        if not name.endswith("Request") and name != "Problem"
        for field in set(schema.get("properties", ())) - set(schema.get("required", ()))
    }

    assert optional == {("Membership", "email")}


def test_every_body_is_closed_and_each_change_of_a_row_names_the_version_it_saw():
    bodies = {
        name: schema for name, schema in description()["components"]["schemas"].items() if name.endswith("Request")
    }
    changes = {name: schema["required"] for name, schema in bodies.items() if name.startswith("Patched")}

    assert {schema["additionalProperties"] for schema in bodies.values()} == {False}
    assert set(map(tuple, changes.values())) == {("version",)}
    assert not {name for name, schema in bodies.items() if "version" in schema["properties"]} - set(changes)


def test_what_may_be_empty_says_so():
    schemas = description()["components"]["schemas"]

    empty = {"$ref": "#/components/schemas/BlankEnum"}
    for name, field in (
        ("Risk", "strategy"),
        ("RiskRequest", "strategy"),
        ("Goal", "outcome"),
        ("Risk", "closure_reason"),
    ):
        assert empty in schemas[name]["properties"][field]["oneOf"], (name, field)
    address, nothing = schemas["SourceRequest"]["properties"]["website"]["anyOf"]
    assert (address["format"], nothing["maxLength"]) == ("uri", 0)


def test_bounds_stand_where_values_are_bounded():
    fields = {
        name.removesuffix("Request"): schema["properties"]
        for name, schema in description()["components"]["schemas"].items()
        if name.endswith("Request") and not name.startswith("Patched")
    }

    assert fields["Goal"]["title"]["maxLength"] == 200
    assert fields["Goal"]["description"]["maxLength"] == 10_000
    assert fields["Goal"]["target_on"]["pattern"] == "^(19|20|21)[0-9]{2}-"
    assert (fields["Project"]["market_need"]["minimum"], fields["Project"]["market_need"]["maximum"]) == (1, 5)
    assert (fields["ResponseAction"]["risks"]["minItems"], fields["ResponseAction"]["risks"]["maxItems"]) == (1, 200)


def test_what_only_a_person_may_do_names_no_token():
    for_people = {repr(each) for each in operations() if {"token": []} not in each.said["security"]}

    assert "POST /api/v1/teams/{team}/tokens/" in for_people
    assert all(any("session" in way for way in each.said["security"]) for each in operations())
    assert len(for_people) == 17
