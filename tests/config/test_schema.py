"""The OpenAPI description: complete, without a warning, and only for who is signed in."""

import io

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def test_the_description_is_valid_and_without_a_warning(capsys):
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=io.StringIO())

    assert "Warning" not in capsys.readouterr().err


def test_the_description_names_every_kind_of_row_and_both_ways_to_sign_in():
    text = io.StringIO()
    call_command("spectacular", "--format", "openapi-json", stdout=text)
    schema = text.getvalue()

    assert '"openapi": "3.1.0"' in schema
    for kind in ("milestones", "goals", "risks", "opportunities", "imports", "alerts"):
        assert f"/api/v1/teams/{{team}}/{kind}/" in schema
    assert '"bearer"' in schema
    assert '"apiKey"' in schema


def test_a_visitor_reads_neither_the_description_nor_its_page(client):
    assert [client.get(path).status_code for path in ("/api/v1/schema/", "/api/v1/docs/")] == [401, 401]


def test_a_person_reads_both(api, viewer):
    answers = [api(viewer).get(path) for path in ("/api/v1/schema/", "/api/v1/docs/")]

    assert [answer.status_code for answer in answers] == [200, 200]
