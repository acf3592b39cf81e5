"""Tokens by API: made by a person at a browser, shown once, seen by nobody else, never by a program."""

import pytest
from rest_framework.test import APIClient

from teams.models import Activity, IdempotentRequest, Token

BASE = "/api/v1/teams/acme"

pytestmark = pytest.mark.django_db


@pytest.fixture
def program():
    """Return a client that acts through a token with the write scope."""

    def act_as(membership):
        client = APIClient()
        token = Token(team=membership.team, membership=membership, name="program", scope="write")
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token.issue(by=membership)}")
        return client

    return act_as


def test_a_token_is_made_by_cookie_and_its_text_is_shown_once(owner, api):
    made = api(owner).post(f"{BASE}/tokens/", {"name": "export", "scope": "read"})

    text = made.json()["token"]
    assert (made.status_code, Token.find(text).membership) == (201, owner)
    assert text.split("_", 2)[2] not in api(owner).get(f"{BASE}/tokens/").content.decode()


def test_the_text_of_a_token_is_kept_nowhere(owner, api):
    made = api(owner).post(f"{BASE}/tokens/", {"name": "export", "scope": "read"}, headers={"Idempotency-Key": "once"})

    secret = made.json()["token"].split("_", 2)[2]
    kept = str([list(model.objects.values()) for model in (Activity, IdempotentRequest, Token)])
    assert secret not in kept


@pytest.mark.parametrize("method", ["get", "post"])
def test_tokens_cannot_make_or_list_tokens(owner, program, method):
    client = program(owner)

    answer = getattr(client, method)(f"{BASE}/tokens/")

    assert (answer.status_code, Token.objects.count()) == (403, 1)


def test_nobody_sees_or_revokes_the_token_of_another(owner, member, api):
    token = Token(team=member.team, membership=member, name="export")
    token.issue(by=member)

    assert api(owner).get(f"{BASE}/tokens/").json()["count"] == 0
    assert api(owner).post(f"{BASE}/tokens/{token.pk}/revocation/").status_code == 404
    assert not Activity.objects.visible_to(owner).filter(subject_kind="teams.token").exists()
    assert Activity.objects.visible_to(member).filter(subject_kind="teams.token").count() == 1


def test_a_revoked_token_opens_nothing(owner, api):
    made = api(owner).post(f"{BASE}/tokens/", {"name": "export", "scope": "read"}).json()

    api(owner).post(f"{BASE}/tokens/{made['id']}/revocation/")

    assert Token.find(made["token"]) is None
