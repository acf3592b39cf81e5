"""Headers of every answer, and who is let in before any view runs."""

import resource

import pytest
from django.http import Http404

from core.middleware import RoomForFramesMiddleware
from teams.web import TeamPage
from tools import ports

pytestmark = pytest.mark.django_db


def test_every_answer_carries_a_policy_without_inline_or_eval(client):
    policy = client.get("/healthz?web")["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert {"default-src 'none'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(
        policy.split("; ")
    )


def test_pages_are_not_kept_by_caches(client):
    assert client.get("/healthz?web")["Cache-Control"] == "no-store, private"


def test_what_is_said_to_stand_before_a_path_makes_no_page_a_file(browse, member):
    answer = browse(member).get("/t/acme/", SCRIPT_NAME="/static")

    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store, private")


def test_a_page_of_a_team_that_was_reached_without_a_membership_does_not_exist(rf):
    request = rf.get("/t/acme/")
    request.membership = None

    with pytest.raises(Http404):
        TeamPage.as_view(right="teams.view_team", template_name="teams/onboarding.html")(request)


def test_a_visitor_is_sent_to_sign_in_and_back(client, team):
    answer = client.get("/t/acme/milestones/?q=beta")

    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/t/acme/milestones/%3Fq%3Dbeta"


def test_a_member_whose_membership_ended_finds_nothing(browse, owner, member):
    member.end(by=owner)

    assert browse(member).get("/t/acme/go/M-1/").status_code == 404


def test_health_answers_without_a_session(client):
    answer = client.get("/healthz?web")

    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert "Set-Cookie" not in answer


def test_pictures_come_from_addresses_except_on_the_page_of_the_api(client, browse, viewer):
    pages = [client.get("/healthz?web"), browse(viewer).get("/api/v1/docs/")]

    sources = [page["Content-Security-Policy"].partition("img-src ")[2].partition(";")[0] for page in pages]
    assert sources == ["'self'", "'self' data:"]


def test_signing_in_waits_while_the_cache_is_away_and_all_else_goes_on(client, browse, owner, settings, caplog):
    location = f"redis://:secret@127.0.0.1:{ports.any_free()}/0"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": location}}
    answer = client.post("/accounts/login/", {"login": owner.user.email, "password": "wrong"})

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "Try again in a minute" in answer.content.decode()
    assert "the cache does not answer" in caplog.text
    assert "secret" not in caplog.text
    assert browse(owner).get("/t/acme/milestones/").status_code == 200


def called(times):
    """Call a function of a large frame, and return how many pages of memory the system gave for that."""

    def nothing():
        """Do nothing."""

    nothing.__code__ = nothing.__code__.replace(co_stacksize=100)
    given = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _time in range(times):
        nothing()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - given


def called_below(depth, times):
    return called_below(depth - 1, times) if depth else called(times)


def test_however_deep_an_answer_is_made_its_calls_ask_the_system_for_no_memory():
    def answer(_request):
        return max(called_below(depth, 300) for depth in range(150))

    assert RoomForFramesMiddleware(answer)(None) < 150
