"""What cannot be answered: one shape for programs, a page of ours for people."""

import errno

import pytest
from django.db import DataError, IntegrityError, OperationalError, ProgrammingError

from config import urls
from core import disk, errors


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


@pytest.fixture
def answer_to(rf):
    """What is answered when something on the way raised an error."""

    def answer(error, path="/accounts/login/", method="get", **headers):
        request = getattr(rf, method)(path, headers=headers)
        try:
            raise error
        except type(error):
            return errors.broken(request)

    yield answer
    disk.refusals.end()


@pytest.mark.parametrize(
    ("path", "kind"), [("/api/v1/teams/", "application/problem+json"), ("/accounts/login/", "text/html; charset=utf-8")]
)
def test_without_a_database_people_and_programs_are_told_to_try_again(answer_to, path, kind):
    answer = answer_to(OperationalError("gone"), path)

    assert (answer.status_code, answer["Content-Type"], answer["Retry-After"]) == (503, kind, "30")
    assert b"cannot be done for the moment" in answer.content


@pytest.mark.parametrize("error", [ProgrammingError("x"), DataError("x"), IntegrityError("x"), KeyError("x")])
def test_a_mistake_of_ours_stays_one(answer_to, error):
    assert answer_to(error).status_code == 500


def test_the_page_to_try_again_speaks_the_browsers_language_and_leads_back(answer_to):
    answer = answer_to(OperationalError("gone"), "/t/acme/?a=1&b=2", **{"accept-language": "zh-hans"})

    assert '<html lang="zh-hans">' in answer.content.decode()
    assert 'href="/t/acme/?a=1&amp;b=2"' in answer.content.decode()


def test_what_was_sent_is_not_asked_for_again_by_a_link(answer_to):
    answer = answer_to(OperationalError("gone"), "/t/acme/milestones/new/", "post")

    assert b"milestones/new" not in answer.content


@pytest.mark.parametrize("query", ["", "?web"])
def test_the_health_page_says_it_in_its_own_form_and_nothing_more_to_strangers(answer_to, settings, query):
    settings.BASE_URL = "https://landfall.example.com"

    answer = answer_to(OperationalError("gone"), f"/healthz{query}")

    assert (answer.status_code, answer.content) == (503, b'{"status": "trouble"}')


def test_a_refused_write_is_remembered(answer_to):
    answer = answer_to(OSError(errno.ENOSPC, "No space left on device"))

    assert (answer.status_code, disk.refusals.is_on()) == (503, True)


def test_the_handlers_are_the_ones_django_calls():
    assert (urls.handler400, urls.handler500) == ("core.errors.bad_request", "core.errors.broken")


@pytest.mark.django_db
def test_json_nested_without_end_is_a_mistake_of_who_sent_it(api, member):
    answer = api(member).post("/api/v1/teams/acme/projects/", "[" * 100_000, content_type="application/json")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "parse_error")
