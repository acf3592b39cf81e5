"""The OpenAPI description: complete, without a warning, and only for who is signed in."""

import io
import json
from contextlib import redirect_stderr

import pytest
from django.core.management import call_command


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


@pytest.mark.django_db
def test_a_visitor_reads_neither_the_description_nor_its_page(client):
    assert [client.get(path).status_code for path in ("/api/v1/schema/", "/api/v1/docs/")] == [401, 401]


@pytest.mark.django_db
def test_a_person_reads_both(api, viewer):
    answers = [api(viewer).get(path) for path in ("/api/v1/schema/", "/api/v1/docs/")]

    assert [answer.status_code for answer in answers] == [200, 200]
