"""The link in a mail: looking changes nothing, a POST acts, and nobody else's token opens it."""

import pytest
from django.test import Client
from django.urls import reverse

from alerts.links import unsubscribe_link
from alerts.models import Alert, Delivery, Preference
from alerts.sending import send_batch
from core.links import derive_token
from risks.scoring import LEVELS
from teams.roles import Role
from tests.factories.alerts import queued_mail
from tests.factories.risks import RiskFactory

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


@pytest.fixture
def critical(cleo, clock):
    """Return a mail that tells the owner of a risk that it is critical."""
    row = RiskFactory(team=cleo.team, owner=cleo)
    row.assess(5, 5, by=None)
    facts = {"subject_kind": "risks.risk", "subject_id": row.pk, "about_id": row.current_id}
    facts |= {"step": LEVELS.index("critical"), "values": {"name": row.title, "level": "critical"}}
    mail = queued_mail(cleo, now=clock.now, rule="risk_rated", severity="critical", **facts)
    Preference.of(cleo)
    return mail


def test_critical_mail_to_who_is_in_charge_offers_no_way_to_leave(critical, clock, client, postbox):
    send_batch(lambda: clock.now)

    [got] = postbox.accepted
    page = client.get(path(critical)).content.decode()
    assert "List-Unsubscribe" not in got["raw"]
    assert "/alerts/link/" not in got["raw"]
    assert "held nothing that can be switched off" in page


def test_one_click_on_a_critical_mail_to_who_is_in_charge_changes_nothing(critical, client):
    answer = client.post(path(critical), {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert muted(critical) == []


def test_critical_mail_to_a_manager_can_be_left(critical, clock, client, postbox):
    critical.deliveries.update(because="manager")
    critical.membership.role = Role.MANAGER
    critical.membership.store(by=None)
    send_batch(lambda: clock.now)

    [got] = postbox.accepted
    assert f"List-Unsubscribe: <http://127.0.0.1:8000/alerts/link/{critical.pk}/" in got["raw"]
    client.post(path(critical), {"List-Unsubscribe": "One-Click"})
    assert muted(critical) == ["risk_rated"]


@pytest.mark.parametrize(("topic", "goes_on"), [("risk_rated", True), ("task_assigned", False)])
def test_page_says_that_critical_ones_go_on(mail, client, topic, goes_on):
    Alert.objects.update(rule=topic)

    pages = [client.get(path(mail)), client.post(path(mail), {"topic": [topic]})]

    said = ["What is critical always reaches the person in charge of it." in page.content.decode() for page in pages]
    assert said == [goes_on, goes_on]
    assert muted(mail) == [topic]
