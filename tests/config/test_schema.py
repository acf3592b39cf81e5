"""The OpenAPI description: complete, without a warning, and only for who is signed in."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr

import pytest
from django.core.management import call_command
from drf_spectacular.renderers import OpenApiJsonRenderer

from config.schema import OnceGenerator, SchemaView


@pytest.fixture(scope="module")
def written():
    """The description as the command writes it, and what the command complains about."""
    text, complaints = io.StringIO(), io.StringIO()
    with redirect_stderr(complaints):
        call_command("spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", stdout=text)
    return text.getvalue(), complaints.getvalue()


def test_the_description_is_valid_and_without_a_warning(written):
    _schema, complaints = written

    assert "Warning" not in complaints


def test_the_description_names_every_kind_of_row_and_both_ways_to_sign_in(written):
    schema, _complaints = written

    assert '"openapi": "3.1.0"' in schema
    for kind in ("milestones", "goals", "risks", "opportunities", "imports", "alerts"):
        assert f"/api/v1/teams/{{team}}/{kind}/" in schema
    assert '"bearer"' in schema
    assert '"apiKey"' in schema


def test_each_operation_stands_under_its_kind_of_row_and_those_of_the_team_under_teams(written):
    paths = json.loads(written[0])["paths"]

    groups = {path: {tag for operation in way.values() for tag in operation["tags"]} for path, way in paths.items()}
    inside = "/api/v1/teams/{team}/"
    assert groups.pop("/api/v1/teams/") == groups.pop(inside) == {"teams"}
    assert groups == {path: {path.removeprefix(inside).partition("/")[0]} for path in groups}


def test_each_kind_of_row_and_each_operation_says_what_it_is(written):
    schema = json.loads(written[0])
    described = {tag["name"]: tag["description"] for tag in schema["tags"]}

    operations = [operation for way in schema["paths"].values() for operation in way.values()]
    assert set(described) == {tag for operation in operations for tag in operation["tags"]}
    assert len(set(described.values())) == len(described)
    assert [operation["operationId"] for operation in operations if not operation["summary"]] == []
    assert "application/problem+json" in schema["info"]["description"]


def test_each_operation_names_the_one_shape_of_errors(written):
    schema = json.loads(written[0])

    for path, ways in schema["paths"].items():
        for way, operation in ways.items():
            errors = {code: said for code, said in operation["responses"].items() if not code.startswith("2")}
            assert errors == {code: {"$ref": f"#/components/responses/{code}"} for code in errors}, (path, way)
            assert {"400", "401", "403", "404"} <= set(errors), (path, way)
    for said in schema["components"]["responses"].values():
        assert said["content"] == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    assert schema["components"]["schemas"]["Problem"]["required"] == ["type", "title", "status", "errors"]


def test_what_makes_a_row_once_names_the_header_for_it(written):
    paths = json.loads(written[0])["paths"]

    def headers(path):
        return [each["name"] for each in paths[f"/api/v1/teams/{{team}}/{path}/"]["post"]["parameters"]]

    assert headers("goals") == ["Idempotency-Key", "team"]
    assert headers("imports") == ["Idempotency-Key", "team"]
    assert headers("tokens") == ["team"]  # its answer is shown once, so a retry makes another


@pytest.mark.django_db
def test_the_description_is_english_for_everybody(api, viewer):
    viewer.user.language = "zh-hans"
    viewer.user.save()

    address = "/api/v1/schema/?lang=zh-hans"
    schema = api(viewer).get(address, HTTP_ACCEPT="application/vnd.oai.openapi+json").json()

    goals = schema["paths"]["/api/v1/teams/{team}/goals/"]["get"]
    assert goals["summary"] == "List goals"
    assert [each["description"] for each in goals["parameters"] if each["name"] == "q"] == ["Search"]


def test_the_description_read_is_the_one_the_command_writes_and_made_once(written):
    read, again = (SchemaView.generator_class().get_schema(public=True) for _time in range(2))

    assert json.loads(OpenApiJsonRenderer().render(read)) == json.loads(written[0])
    assert again is read


@pytest.mark.django_db
def test_a_visitor_reads_neither_the_description_nor_its_page(client):
    assert [client.get(path).status_code for path in ("/api/v1/schema/", "/api/v1/docs/")] == [401, 401]


@pytest.mark.django_db
def test_a_person_reads_both(api, viewer):
    answers = [api(viewer).get(path) for path in ("/api/v1/schema/", "/api/v1/docs/")]

    assert [answer.status_code for answer in answers] == [200, 200]


def test_several_who_ask_at_once_get_the_same_description(monkeypatch):
    monkeypatch.setattr(OnceGenerator, "described", None)

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _n: OnceGenerator().get_schema(public=True), range(4)))

    assert all(each is found[0] for each in found)
    assert len(found[0]["paths"]) > 60
