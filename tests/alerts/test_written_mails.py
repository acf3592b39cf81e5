"""A mail whose text is made already: nothing joins it unheard, and what was taken out of it is never told."""

import pytest
from django.db import connection
from django.urls import reverse

from alerts.grouping import group_person
from alerts.models import Alert, Delivery, DeliveryState, Mail, MailState
from alerts.sending import send_batch
from planner.models import Task
from teams.roles import Role
from tests.alerts.conftest import person
from tests.factories.alerts import queued_mail
from tests.factories.funding import OpportunityFactory
from tests.faults import postbox as postbox_module

pytestmark = pytest.mark.django_db


def give(team, title, assignee, *, by=None):
    return Task(team=team, title=title, assignee=assignee).store(by=by)


def send(clock):
    return send_batch(lambda: clock.now)


def news_leave(clock):
    """Make mails of what happened, and let their ten minutes pass."""
    clock.tick()
    clock.forward(minutes=11)
    return send(clock)


@pytest.fixture
def picky(team):
    """A member whose server takes nothing the first time."""
    member = person(team, "Dora Picky")
    member.user.email = "fault+oncercpt451+dora@landfall-mail.org"
    member.user.save()
    return member


@pytest.fixture
def two_tasks(team, picky, clock, postbox):
    """Two tasks of hers, told in one mail that was not taken at the first try."""
    clock.tick()
    rows = [give(team, "Apples", picky), give(team, "Berries", picky)]
    news_leave(clock)
    return rows


def refusing_server(folder):
    """Start a second server, which wants a log-in first."""
    place = folder / "refusing"
    place.mkdir()
    return postbox_module.start(place, "mail530")


def said(postbox):
    """Return, for each mail that arrived, which of the words it holds."""
    return [[word for word in ("Apples", "Berries", "Cherries") if word in got["raw"]] for got in postbox.accepted]


def test_news_does_not_join_a_mail_the_server_turned_away(team, anna, cleo, clock, settings, tmp_path, postbox):
    refusing = refusing_server(tmp_path)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, refusing.port
    clock.tick()
    give(team, "Apples", cleo)
    news_leave(clock)
    settings.EMAIL_PORT = port
    refusing.stop()

    give(team, "Berries", cleo)
    news_leave(clock)

    assert said(postbox) == [["Apples"], ["Berries"]]


def test_news_does_not_join_a_mail_that_is_sent_again(team, anna, cleo, clock, postbox):
    clock.tick()
    give(team, "Apples", cleo)
    news_leave(clock)
    Mail.objects.update(state=MailState.UNCERTAIN, reason="unknown")
    Mail.objects.get().resend(by=anna)

    give(team, "Berries", cleo)
    news_leave(clock)

    assert said(postbox) == [["Apples"], ["Apples"], ["Berries"]]


def test_what_ended_before_a_mail_is_sent_again_is_left_out_of_it(team, anna, cleo, clock, postbox):
    clock.tick()
    gone = give(team, "Apples", cleo)
    give(team, "Berries", cleo)
    news_leave(clock)
    Mail.objects.update(state=MailState.UNCERTAIN, reason="unknown")
    Mail.objects.get().resend(by=anna)
    gone.complete(by=anna)

    clock.tick()
    send(clock)

    assert said(postbox) == [["Apples", "Berries"], ["Berries"]]


def test_what_was_dropped_stays_out_though_the_server_then_failed(two_tasks, anna, clock, postbox, settings):
    two_tasks[0].assignee = anna
    two_tasks[0].store(by=anna)
    clock.forward(minutes=3)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    send(clock)
    settings.EMAIL_PORT = port

    assert set(Mail.objects.values_list("state", "subject", "text", "html")) == {(MailState.QUEUED, "", "", "")}

    clock.forward(minutes=3)
    send(clock)

    assert said(postbox) == [["Berries"]]


def test_mail_that_was_cancelled_keeps_no_text(two_tasks, anna, picky, clock, browse):
    for row in two_tasks:
        row.assignee = anna
        row.store(by=anna)
    clock.forward(minutes=3)
    send(clock)

    mail = Mail.objects.get(membership=picky)
    pages = [browse(anna).get(reverse(f"alerts:{name}", args=["acme", mail.pk])) for name in ("mail", "mail-preview")]

    assert (mail.state, mail.subject, mail.text, mail.html) == (MailState.CANCELLED, "", "", "")
    assert [page.status_code for page in pages] == [200, 200]
    assert b"Nothing in it held any more" in pages[0].content


def test_text_nobody_vouches_for_is_shown_to_nobody(team, anna, cleo, clock, browse, postbox):
    clock.tick()
    give(team, "Apples", cleo)
    news_leave(clock)
    Delivery.objects.update(state=DeliveryState.CANCELLED, reason="closed", mail=None)
    mail = Mail.objects.get()

    pages = [browse(anna).get(reverse(f"alerts:{name}", args=["acme", mail.pk])) for name in ("mail", "mail-preview")]

    assert "Apples" in mail.text
    assert [b"Apples" in page.content for page in pages] == [False, False]


def test_what_was_cancelled_meanwhile_enters_no_mail(team, cleo, clock):
    clock.tick()
    row = give(team, "Apples", cleo)
    clock.tick()
    assert row.pk == Alert.objects.get().subject_id
    Delivery.objects.update(state=DeliveryState.WAITING, mail=None)
    Mail.objects.all().delete()

    def cancel_first(execute, sql, params, many, context):
        if sql.startswith('UPDATE "alerts_delivery"'):
            execute(
                "UPDATE alerts_delivery SET state = 'cancelled', reason = 'closed' WHERE state = 'waiting'",
                (),
                False,
                context,
            )
        return execute(sql, params, many, context)

    with connection.execute_wrapper(cancel_first):
        group_person(cleo.pk, clock.now)

    assert set(Delivery.objects.values_list("state", "reason")) == {(DeliveryState.CANCELLED, "closed")}


def test_who_may_no_longer_see_a_part_gets_the_rest(team, anna, picky, clock, postbox):
    picky.change_role(Role.MANAGER, by=anna)
    fund = OpportunityFactory(team=team, owner=anna)
    rule = {"subject_kind": "funding.opportunity", "subject_id": fund.pk}
    mail = queued_mail(picky, now=clock.now, values={"name": "Apples", "path": "/"}, **rule)
    other = queued_mail(picky, now=clock.now, values={"name": "Berries", "path": "/"})
    other.deliveries.update(mail=mail)
    other.delete()
    send(clock)
    assert "Apples" in Mail.objects.get().text
    picky.change_role(Role.MEMBER, by=anna)

    clock.forward(minutes=2)
    send(clock)

    assert said(postbox) == [["Berries"]]
    assert list(Delivery.objects.exclude(reason="").values_list("reason", flat=True)) == ["no_access"]


def test_page_of_a_mail_that_cannot_be_written_tells_no_cause(team, anna, cleo, clock, browse):
    mail = queued_mail(cleo, now=clock.now, values={"path": "/x"}, about_on=clock.now.date())

    page = browse(anna).get(reverse("alerts:mail", args=["acme", mail.pk])).content.decode()

    assert "This email cannot be written" in page
    assert "KeyError" not in page


@pytest.mark.parametrize(("name", "is_shown"), [("anna", True), ("cleo", False)])
def test_address_of_a_recipient_is_for_managers_alone(team, anna, cleo, ben, clock, browse, name, is_shown):
    mail = queued_mail(ben, now=clock.now)
    reader = {"anna": anna, "cleo": cleo}[name]

    pages = [browse(reader).get(reverse(f"alerts:{page}", args=["acme", mail.pk])) for page in ("mail", "notice")]

    assert [b"ben@landfall-mail.org" in page.content for page in pages] == [is_shown, False]
    assert [page.status_code for page in pages] == ([200, 200] if is_shown else [403, 404])
