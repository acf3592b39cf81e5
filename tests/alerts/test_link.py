"""The link in a mail: looking changes nothing, a POST acts, and nobody else's token opens it."""

import pytest
from django.test import Client
from django.urls import reverse

from alerts.links import unsubscribe_link
from alerts.models import Delivery, Preference
from core.links import derive_token
from tests.factories.alerts import queued_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail(cleo, clock):
    mail = queued_mail(cleo, now=clock.now, rule="task_assigned", subject_kind="planner.task")
    Preference.of(cleo)
    return mail


def path(mail):
    return unsubscribe_link(mail, Preference.of(mail.membership)).removeprefix("http://127.0.0.1:8000")


def muted(mail):
    return Preference.objects.get(membership=mail.membership).muted


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(mail, client, method):
    for _time in range(5):
        answer = getattr(client, method)(path(mail))

    assert answer.status_code == 200
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert muted(mail) == []


def test_button_switches_off_what_was_chosen(mail, client):
    client.post(path(mail), {"topic": ["task_assigned", "cash_out", "nonsense"]})

    assert muted(mail) == ["task_assigned"]


def test_one_click_needs_neither_cookie_nor_csrf_token_nor_redirect(mail):
    answer = Client(enforce_csrf_checks=True).post(path(mail), {"List-Unsubscribe": "One-Click"})

    assert (answer.status_code, answer.content, answer.cookies.output()) == (200, b"", "")
    assert muted(mail) == ["task_assigned"]


@pytest.mark.parametrize(
    "body", [{"topic": "task_assigned"}, {"List-Unsubscribe": "One-Click", "topic": "task_assigned"}, {}]
)
def test_any_other_post_needs_the_token_of_the_page(mail, body):
    answer = Client(enforce_csrf_checks=True).post(path(mail), body)

    assert answer.status_code == 403
    assert muted(mail) == []


def test_link_dies_with_its_nonce(mail, client):
    old = path(mail)
    Preference.of(mail.membership).revoke_links(by=None)

    assert client.get(old).status_code == 404
    assert client.post(old, {"List-Unsubscribe": "One-Click"}).status_code == 404
    assert muted(mail) == []


def test_links_are_revoked_by_page(mail, client, browse):
    old = path(mail)

    answer = browse(mail.membership).post("/t/acme/alerts/preference/links/revocation/")

    assert answer.status_code == 303
    assert (client.get(old).status_code, client.get(path(mail)).status_code) == (404, 200)


def test_links_are_revoked_by_api(mail, client, api):
    old, preference = path(mail), Preference.of(mail.membership)

    answer = api(mail.membership).post(f"/api/v1/teams/acme/alert-preferences/{preference.pk}/link-revocation/")

    assert (answer.status_code, answer.json()["version"]) == (200, preference.version + 1)
    assert (client.get(old).status_code, client.get(path(mail)).status_code) == (404, 200)


def test_link_of_another_purpose_mail_or_person_opens_nothing(mail, anna, client, clock):
    other = queued_mail(anna, now=clock.now)
    nonce = Preference.of(mail.membership).nonce
    tokens = [derive_token("invitation", mail.pk, nonce), derive_token("unsubscribe", other.pk, nonce), "x", "é"]

    for token in tokens:
        assert (
            client.post(reverse("alerts_link", args=[mail.pk, token]), {"List-Unsubscribe": "One-Click"}).status_code
            == 404
        )
    assert muted(mail) == []


def test_link_survives_a_new_secret_key_until_the_old_one_goes(mail, client, settings):
    old = path(mail)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "x" * 60
    assert client.get(old).status_code == 200

    settings.SECRET_KEY_FALLBACKS = []

    assert client.get(old).status_code == 404


def test_mail_that_is_gone_answers_with_a_plain_page(mail, client):
    old = path(mail)
    Delivery.objects.all().delete()
    mail.delete()

    answer = client.get(old)

    assert answer.status_code == 404
    assert "no longer good" in answer.content.decode()


def test_who_left_the_team_has_no_link(mail, anna, client):
    old = path(mail)
    mail.membership.end(by=anna)

    assert client.get(old).status_code == 404


def test_page_speaks_the_readers_language_and_names_no_subject(mail, client):
    mail.membership.user.language = "zh-hans"
    mail.membership.user.save()

    page = client.get(path(mail)).content.decode()

    assert mail.deliveries.get().alert.values["name"] not in page
