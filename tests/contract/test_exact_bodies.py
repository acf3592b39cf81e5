"""What is sent is taken as it stands or refused: a typo would change nothing and say nothing."""

import json

import pytest

from funding.models import Opportunity
from planner.models import PlanImport
from risks.models import ContingencyPlan, ResponseAction, Risk

from .described import operations, resolved
from .sending import Sender
from .world import worlds_for_all

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

BODIES = [operation for operation in operations() if operation.body]
VERBS = [
    operation
    for operation in operations()
    if operation.method in ("POST", "DELETE")
    and not operation.body
    and not operation.said["summary"].startswith("Disc")
]


@pytest.fixture(scope="module")
def send(django_db_setup, django_db_blocker):
    with worlds_for_all(django_db_blocker, "acme") as [world]:
        yield Sender(world)


@pytest.mark.parametrize("operation", BODIES, ids=repr)
def test_a_body_names_no_field_that_nobody_knows(operation, send):
    content_type, _schema = operation.body
    body = json.dumps({"nonsense": 1, "titel": "A"})
    expected = {("nonsense", "unknown_field"), ("titel", "unknown_field")}
    if content_type == "multipart/form-data":
        body = "--b\r\nContent-Disposition: form-data; name=nonsense\r\n\r\n1\r\n--b--\r\n"
        content_type, expected = f"{content_type}; boundary=b", {("nonsense", "unknown_field")}

    status, errors = send(operation.method, send.address_of(operation), body, content_type)

    assert status == 400
    assert expected <= errors


@pytest.mark.parametrize("operation", VERBS, ids=repr)
def test_a_verb_without_arguments_takes_none(operation, send):
    address = send.address_of(operation)

    assert send(operation.method, address, '{"completed_on": "2026-03-01"}') == (
        400,
        {("completed_on", "unknown_field")},
    )


@pytest.mark.parametrize("operation", [*BODIES, *VERBS], ids=repr)
def test_a_body_of_another_kind_is_refused(operation, send):
    address = send.address_of(operation)

    assert send(operation.method, address, "<a/>", "application/xml")[0] == 415
    if operation.body is None or operation.body[0] == "application/json":
        assert send(operation.method, address, "[]")[0] == 400


HALF = "\ud800"
DEEP = json.loads("[" * 600 + "]" * 600)


@pytest.mark.parametrize("value", [HALF, [HALF], {HALF: HALF}, DEEP], ids=["text", "list", "names", "deep"])
@pytest.mark.parametrize("operation", [each for each in BODIES if each.body[0] == "application/json"], ids=repr)
def test_what_is_no_text_and_what_has_no_end_is_refused_in_each_field(operation, value, send):
    schema = resolved(operation.body[1]["schema"])
    body = json.dumps(dict.fromkeys(schema["properties"], value))

    status, errors = send(operation.method, send.address_of(operation), body)

    assert status in (400, 404)
    assert errors


@pytest.mark.parametrize("place", ["goals/", "imports/{}/application/", "contingency-plans/{}/readiness/"])
def test_a_body_is_read_up_to_a_limit(place, send):
    row = send.world.row(PlanImport if "imports" in place else ContingencyPlan)
    address = f"/api/v1/teams/acme/{place.format(row.pk)}"

    assert send("POST", address, json.dumps({"a": "x" * (1024 * 1024 - 9)})) == (
        400,
        {("a", "unknown_field")} | ({("project", "required"), ("title", "required")} if place == "goals/" else set()),
    )
    assert send("POST", address, json.dumps({"a": "x" * (1024 * 1024 - 8)})) == (413, {(None, "too_large")})


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("goals", {"title": 5}, "title"),
        ("goals", {"title": True}, "title"),
        ("goals", {"title": ["A"]}, "title"),
        ("goals", {"owner": ""}, "owner"),
        ("goals", {"owner": 5}, "owner"),
        ("goals", {"project": ""}, "project"),
        ("goals", {"horizon": 1}, "horizon"),
        ("goals", {"target_on": 20260301}, "target_on"),
        ("goals", {"target_on": ""}, "target_on"),
        ("projects", {"name": "A", "market_need": "3"}, "market_need"),
        ("projects", {"name": "A", "market_need": True}, "market_need"),
        ("projects", {"name": "A", "market_need": 3.5}, "market_need"),
        ("milestones", {"title": "A", "blocked": "yes"}, "blocked"),
        ("milestones", {"title": "A", "blocked": 1}, "blocked"),
        ("milestones", {"title": "A", "goals": "none"}, "goals"),
        ("cash-positions", {"balance": 10}, "balance"),
        ("cash-positions", {"balance": 10.5}, "balance"),
        ("cash-positions", {"balance": "1e3"}, "balance"),
        ("cash-positions", {"balance": "1_000"}, "balance"),
        ("cash-positions", {"balance": "１０"}, "balance"),
        ("cash-positions", {"balance": " 10"}, "balance"),
        ("cash-positions", {"balance": "NaN"}, "balance"),
        ("alert-preferences", {"muted": [5]}, "muted.0"),
        ("alert-notices", {"kind": "planner.milestone", "id": 5}, "id"),
    ],
)
def test_a_value_of_another_kind_is_refused(kind, values, field, send):
    status, errors = send("POST", f"/api/v1/teams/acme/{kind}/", json.dumps(values))

    assert status == 400
    assert field in {name for name, _code in errors}


def test_what_stands_inside_another_is_as_exact(send):
    action = {"title": "Call", "due_on": "2026-03-09", "titel": "Call"}
    address = f"/api/v1/teams/acme/opportunities/{send.world.row(Opportunity).pk}/stage/"

    answer = send("POST", address, json.dumps({"stage": "offer", "next_action": action}))

    assert answer == (400, {("next_action.titel", "unknown_field")})


def test_a_whole_number_may_be_written_with_a_point(send):
    assert send("POST", "/api/v1/teams/acme/projects/", '{"name": "Pointed", "market_need": 3.0}') == (201, set())


def test_all_that_is_wrong_is_said_at_once(send):
    status, errors = send("POST", "/api/v1/teams/acme/goals/", '{"titel": "A", "horizon": 5, "version": 1}')

    assert (status, errors) == (
        400,
        {
            ("titel", "unknown_field"),
            ("horizon", "invalid_choice"),
            ("version", "read_only"),
            ("project", "required"),
            ("title", "required"),
        },
    )


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"\\ud800": 1}', "?"),
        ('{"' + "x" * 5000 + '": 1}', "x" * 100),
        ('{"": 1}', None),
        ('{"non_field_errors": 1}', None),
        ('{"message": 1, "code": 2}', "message"),
    ],
)
def test_a_name_can_be_anything_and_the_answer_can_be_read(body, field, send):
    status, errors = send("POST", "/api/v1/teams/acme/projects/", body)

    assert status == 400
    assert (field, "unknown_field") in errors


def test_an_answer_does_not_grow_with_what_is_wrong(send):
    body = json.dumps({f"field {number}": 1 for number in range(20_000)})

    status, errors = send("POST", "/api/v1/teams/acme/projects/", body)

    assert (status, len(errors)) == (400, 51)


def test_links_are_limited(send):
    body = json.dumps({"title": "A", "risks": [str(send.world.row(Risk).pk)] * 201})

    assert send("POST", "/api/v1/teams/acme/response-actions/", body) == (400, {("risks", "max_length")})
    assert not ResponseAction.objects.filter(title="A").exists()
