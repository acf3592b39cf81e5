"""What cannot be answered: one shape for programs, a page of ours for people."""

import pytest

from config import urls
from core import errors


@pytest.mark.parametrize(
    ("path", "kind"), [("/api/v1/teams/", "application/problem+json"), ("/accounts/login/", "text/html; charset=utf-8")]
)
def test_a_host_that_is_not_ours_is_refused_in_the_shape_of_the_asker(client, path, kind):
    answer = client.get(path, headers={"host": "evil.example.com"})

    assert (answer.status_code, answer["Content-Type"]) == (400, kind)
    assert b"cannot answer this request" in answer.content


@pytest.mark.parametrize(
    ("path", "kind"), [("/api/v1/teams/", "application/problem+json"), ("/accounts/login/", "text/html; charset=utf-8")]
)
def test_what_broke_is_told_in_the_shape_of_the_asker(rf, path, kind):
    answer = errors.broken(rf.get(path))

    assert (answer.status_code, answer["Content-Type"]) == (500, kind)
    assert b"Something broke on our side" in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "kind"), [("/api/v1/teams/", "application/problem+json"), ("/accounts/login/", "text/html; charset=utf-8")]
)
def test_what_must_wait_is_told_in_the_shape_of_the_asker(rf, path, kind):
    answer = errors.unavailable(rf.get(path))

    assert (answer.status_code, answer["Content-Type"], answer["Retry-After"]) == (503, kind, "30")
    assert b"cannot be done for the moment" in answer.content


@pytest.mark.django_db
def test_a_page_is_told_as_a_page_wherever_its_path_is_said_to_begin(client):
    answer = client.get("/nothing/", SCRIPT_NAME="/api")

    assert (answer.status_code, answer["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_the_handlers_are_the_ones_django_calls():
    assert (urls.handler400, urls.handler500) == ("core.errors.bad_request", "core.errors.broken")


@pytest.mark.django_db
def test_json_nested_without_end_is_a_mistake_of_who_sent_it(api, member):
    answer = api(member).post("/api/v1/teams/acme/projects/", "[" * 100_000, content_type="application/json")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "parse_error")
