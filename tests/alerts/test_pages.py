"""The pages of alerts: who sees what, what a click does, and how many queries it costs."""

import datetime as dt

import pytest
from django.urls import reverse

from alerts.models import Delivery, DeliveryState, Mail, MailState, Preference
from alerts.sending import send_batch
from tests.factories.alerts import queued_mail
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db


def at(name, team, *arguments):
    return reverse(f"alerts:{name}", args=[team.slug, *arguments])


def subject_alerts(client, url):
    return client.get(url, headers={"HX-Request": "true", "HX-Target": "subject-alerts"})


@pytest.mark.parametrize("rows", [1, 3])
def test_outbox_costs_the_same_for_more_rows(team, anna, cleo, clock, browse, queries, rows):
    for _number in range(rows):
        queued_mail(cleo, now=clock.now)
    client = browse(anna)

    with queries(8):
        response = client.get(at("outbox", team))

    assert response.status_code == 200
    assert len(response.context["object_list"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_my_alerts_cost_the_same_for_more_rows(team, cleo, clock, browse, queries, rows):
    for _number in range(rows):
        queued_mail(cleo, now=clock.now)
    client = browse(cleo)

    with queries(6):
        response = client.get(at("mine", team))

    assert response.status_code == 200


def test_member_sees_own_alerts_and_not_the_outbox(team, anna, cleo, clock, browse):
    queued_mail(anna, now=clock.now, values={"name": "Only Anna", "path": "/"})
    queued_mail(cleo, now=clock.now, values={"name": "Only Cleo", "path": "/"})
    client = browse(cleo)

    mine = client.get(at("mine", team)).content.decode()

    assert "Only Cleo" in mine
    assert "Only Anna" not in mine
    assert client.get(at("outbox", team)).status_code == 403
    assert client.get(at("mail", team, Mail.objects.first().pk)).status_code == 403


@pytest.mark.parametrize(
    ("state", "count"), [("waiting", 2), ("sent", 1), ("trouble", 1), ("held", 0), ("cancelled", 0), ("", 4)]
)
def test_outbox_is_filtered_by_state(team, anna, cleo, clock, browse, state, count):
    for wanted in (MailState.QUEUED, MailState.SENT, MailState.FAILED):
        mail = queued_mail(cleo, now=clock.now)
        Mail.objects.filter(pk=mail.pk).update(state=wanted)
    # What no mail carries yet waits too.
    Delivery.objects.filter(mail=queued_mail(cleo, now=clock.now)).update(state=DeliveryState.WAITING, mail=None)

    response = browse(anna).get(at("outbox", team), {"state": state})

    assert len(response.context["object_list"]) == count


def test_mail_of_what_the_reader_may_not_see_is_not_shown(team, anna, cleo, clock, browse, monkeypatch):
    mail = queued_mail(cleo, now=clock.now, values={"name": "Secret plan", "path": "/"})
    other = MilestoneFactory(title="elsewhere")
    alert = mail.deliveries.get().alert
    type(alert).objects.filter(pk=alert.pk).update(subject_kind="teams.token", subject_id=other.pk)
    client = browse(anna)

    pages = [
        client.get(at(name, team, *ids))
        for name, ids in [("outbox", []), ("mail", [mail.pk]), ("mail-preview", [mail.pk])]
    ]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert [b"Secret plan" in page.content for page in pages] == [False, False, False]
    assert b"Cleo" in pages[0].content


def test_preview_is_a_page_of_its_own_without_any_secret_link(team, anna, cleo, clock, browse):
    Preference.of(cleo)
    mail = queued_mail(cleo, now=clock.now)

    page = browse(anna).get(at("mail-preview", team, mail.pk))

    assert page.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert b"/alerts/link/" not in page.content
    assert b"[[unsubscribe" not in page.content
    assert mail.deliveries.get().alert.values["name"] in page.content.decode()


def test_failed_mail_is_sent_again_by_a_person(team, anna, cleo, clock, browse):
    mail = queued_mail(cleo, now=clock.now)
    Mail.objects.filter(pk=mail.pk).update(state=MailState.FAILED, reason="refused", attempts=3, ended_at=clock.now)
    client = browse(anna)

    answer = client.post(at("mail-resending", team, mail.pk))

    mail.refresh_from_db()
    assert answer.status_code == 303
    assert (mail.state, mail.reason, mail.attempts) == (MailState.QUEUED, "", 0)

    client.post(at("mail-resending", team, mail.pk))
    mail.refresh_from_db()
    assert mail.state == MailState.QUEUED


def test_sent_mail_is_not_sent_again(team, anna, cleo, clock, browse):
    mail = queued_mail(cleo, now=clock.now)
    Mail.objects.filter(pk=mail.pk).update(state=MailState.SENT)

    browse(anna).post(at("mail-resending", team, mail.pk))

    assert Mail.objects.get().state == MailState.SENT


def test_preference_switches_kinds_off_but_not_what_is_critical(team, cleo, clock, browse):
    browse(cleo).post(at("preference", team), {"wanted": ["milestone_due", "risk_rated"]})

    preference = Preference.objects.get(membership=cleo)
    assert preference.wants("milestone_due")
    assert not preference.wants("milestone_overdue")
    assert preference.wants("plan_activated")


def test_alert_asked_for_takes_the_real_path_and_shows_the_answer(team, cleo, clock, browse, postbox):
    milestone = MilestoneFactory(team=team, title="Public beta", due_on=dt.date(2026, 3, 7))
    client = browse(cleo)

    asked = client.post(at("notify", team, "planner.milestone", milestone.pk))
    waiting = client.get(asked.url)
    send_batch(lambda: clock.now)
    done = client.get(asked.url)

    assert asked.status_code == 303
    assert 'hx-trigger="every 1s"' in waiting.content.decode()
    assert "250 accepted" in done.content.decode()
    assert "every 1s" not in done.content.decode()
    assert [mail["to"] for mail in postbox.accepted] == [["cleo@landfall-mail.org"]]


def test_alert_asked_for_by_htmx_answers_with_the_result(team, cleo, clock, browse, postbox):
    risk = RiskFactory(team=team)
    url = at("notify", team, "risks.risk", risk.pk)

    answer = browse(cleo).post(url, headers={"HX-Request": "true", "HX-Target": "notice-result"})

    assert answer.status_code == 200
    assert answer.content.decode().strip().startswith('<div id="notice-result"')


def test_asked_twice_within_seconds_is_one_mail(team, cleo, clock, browse):
    milestone = MilestoneFactory(team=team)
    client = browse(cleo)

    for _click in range(3):
        client.post(at("notify", team, "planner.milestone", milestone.pk))

    assert Mail.objects.count() == 1


def test_without_mail_server_the_page_says_where_the_mail_waits(team, anna, clock, browse):
    milestone = MilestoneFactory(team=team)
    client = browse(anna)

    page = client.get(client.post(at("notify", team, "planner.milestone", milestone.pk)).url).content.decode()

    assert "EMAIL_URL" in page
    assert at("mail", team, Mail.objects.get().pk) in page


def test_without_mail_server_everybody_reads_that_mail_waits(team, anna, cleo, browse, settings):
    settings.EMAIL_SERVER = None

    for person, page in ((anna, "alerts/outbox"), (cleo, "alerts")):
        assert "until EMAIL_URL names one" in browse(person).get(f"/t/{team.slug}/{page}/").content.decode()


def test_mail_to_an_example_address_is_kept_and_the_page_says_so(team, member, clock, browse, postbox):
    milestone = MilestoneFactory(team=team)
    client = browse(member)
    url = client.post(at("notify", team, "planner.milestone", milestone.pk)).url
    send_batch(lambda: clock.now)

    assert "never leaves the outbox" in client.get(url).content.decode()


@pytest.mark.parametrize("kind", ["planner.milestone", "risks.risk"])
def test_page_of_a_row_shows_its_alerts(team, cleo, clock, browse, kind):
    row = MilestoneFactory(team=team) if kind == "planner.milestone" else RiskFactory(team=team)
    url = at("of-subject", team, kind, row.pk)
    client = browse(cleo)

    part, page = subject_alerts(client, url), client.get(url)

    assert b"Send me this alert now" in part.content
    assert b"<html" not in part.content
    assert b"<html" in page.content


def test_viewer_sees_alerts_of_a_row_but_cannot_ask(team, viewer, clock, browse):
    milestone = MilestoneFactory(team=team)
    client = browse(viewer)

    assert b"Send me" not in subject_alerts(client, at("of-subject", team, "planner.milestone", milestone.pk)).content
    assert client.post(at("notify", team, "planner.milestone", milestone.pk)).status_code == 403


def test_kinds_one_cannot_ask_for_do_not_exist(team, anna, clock, browse):
    client = browse(anna)

    assert client.get(at("of-subject", team, "teams.token", team.pk)).status_code == 404
    assert client.post(at("notify", team, "planner.milestone", team.pk)).status_code == 404


def test_stranger_finds_nothing(team, stranger, cleo, clock, browse):
    mail = queued_mail(cleo, now=clock.now)
    client = browse(stranger)

    for name, arguments in [("mine", []), ("outbox", []), ("mail", [mail.pk]), ("notice", [mail.pk])]:
        assert client.get(at(name, team, *arguments)).status_code == 404
