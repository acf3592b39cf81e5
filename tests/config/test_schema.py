"""The OpenAPI description: complete, without a warning, and only for who is signed in."""

import io
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


@pytest.mark.django_db
def test_a_visitor_reads_neither_the_description_nor_its_page(client):
    assert [client.get(path).status_code for path in ("/api/v1/schema/", "/api/v1/docs/")] == [401, 401]


@pytest.mark.django_db
def test_a_person_reads_both(api, viewer):
    answers = [api(viewer).get(path) for path in ("/api/v1/schema/", "/api/v1/docs/")]

    assert [answer.status_code for answer in answers] == [200, 200]
