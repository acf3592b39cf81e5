"""One row that cannot be read is left out of its mail, stands in the outbox with its reason, and keeps no other."""

import datetime as dt

import pytest
from django.urls import reverse

from alerts.models import Alert, Delivery, DeliveryState, Mail, MailState
from alerts.rendering import render
from alerts.sending import send_batch
from planner.models import Milestone, Project
from tests.factories.alerts import queued_mail

pytestmark = pytest.mark.django_db
NAMES = ["Apples", "Berries", "Cherries"]


@pytest.fixture
def daily(team, cleo, clock):
    """Cleo's daily mail about three milestones, due to leave now."""
    clock.tick()
    project = Project(team=team, name="P").store(by=None)
    for name in NAMES:
        Milestone(team=team, project=project, title=name, owner=cleo, due_on=dt.date(2026, 3, 9)).store(by=None)
    clock.tick_at(2026, 3, 3, 8, 0)
    return Mail.objects.get(membership=cleo)


def send(clock):
    return send_batch(lambda: clock.now)


def spoil(name, **changes):
    """Make the alert about a row one that cannot be read."""
    Alert.objects.filter(subject_id=Milestone.objects.get(title=name).pk).update(**changes)


def undate(name):
    """Take the date away from a row and from the alert about it."""
    Milestone.objects.filter(title=name).update(due_on=None)
    spoil(name, about_on=None)


def told(postbox):
    return [[name for name in NAMES if name in got["raw"]] for got in postbox.accepted]


def fates():
    """Return where the alert about each row stands."""
    titles = dict(Milestone.objects.values_list("pk", "title"))
    rows = Delivery.objects.select_related("mail", "alert")
    return {titles[row.alert.subject_id]: (row.present_state, row.present_reason) for row in rows}


def test_row_that_cannot_be_put_into_words_is_left_out_of_a_mail(daily, clock, postbox):
    spoil("Berries", values={"path": "/x"})

    send(clock)

    assert told(postbox) == [["Apples", "Cherries"]]
    assert fates() == {"Apples": ("sent", ""), "Berries": ("cancelled", "broken"), "Cherries": ("sent", "")}
    assert "due in 6 days, on 9 Mar 2026, and 1 more" in Mail.objects.get().subject


def test_row_that_cannot_be_judged_is_left_out_of_a_mail(daily, clock, postbox):
    undate("Berries")

    send(clock)

    assert told(postbox) == [["Apples", "Cherries"]]
    assert fates() == {"Apples": ("sent", ""), "Berries": ("cancelled", "broken"), "Cherries": ("sent", "")}


def test_row_that_broke_after_a_first_try_is_taken_out_of_the_text(cleo, daily, clock, postbox):
    type(cleo.user).objects.filter(pk=cleo.user_id).update(email="fault+oncercpt451+cleo@landfall-mail.org")
    send(clock)
    assert "Berries" in Mail.objects.get().text
    undate("Berries")
    clock.forward(minutes=2)

    send(clock)

    assert told(postbox) == [["Apples", "Cherries"]]


def test_what_is_left_out_stays_out_and_stands_in_the_outbox(team, anna, daily, clock, postbox, browse):
    spoil("Berries", values={"path": "/x"})
    send(clock)
    for _hour in range(3):
        clock.forward(hours=1)
        clock.tick()
        send(clock)

    page = browse(anna).get(reverse("alerts:outbox", args=["acme"])).content.decode()

    assert told(postbox) == [["Apples", "Cherries"]]
    assert "it could not be put into words; the log says why" in page


def test_mail_of_which_nothing_can_be_judged_fails(daily, clock, postbox):
    for name in NAMES:
        undate(name)

    send(clock)

    daily.refresh_from_db()
    assert (daily.state, daily.reason) == (MailState.FAILED, "build")
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.MAILED}


def test_mail_of_which_nothing_can_be_said_fails_and_can_be_sent_again(anna, daily, clock, postbox):
    kept = dict(Alert.objects.values_list("pk", "values"))
    Alert.objects.update(values={"path": "/x"})
    send(clock)

    daily.refresh_from_db()
    assert (daily.state, daily.reason) == (MailState.FAILED, "build")
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.MAILED}

    for pk, values in kept.items():
        Alert.objects.filter(pk=pk).update(values=values)
    daily.resend(by=anna)
    send(clock)

    assert told(postbox) == [NAMES]


def test_row_of_a_kind_that_is_gone_is_nobodys_hindrance(team, anna, cleo, daily, clock, postbox, browse):
    spoil("Berries", subject_kind="planner.epic")

    send(clock)
    page = browse(anna).get(reverse("alerts:outbox", args=["acme"]))

    assert told(postbox) == [["Apples", "Cherries"]]
    assert page.status_code == 200


def test_characters_that_are_no_text_reach_no_mail(team, cleo, clock):
    mail = queued_mail(cleo, now=clock.now)
    delivery = mail.deliveries.select_related("alert").get()
    delivery.alert.values = {"name": "Half \ud83d pair\x1b[0m", "path": "/"}  # SQLite would keep it
    mail.membership.team.name = "Ac\x1bme"

    said = render(mail, [delivery], clock.now)

    assert said.subject.startswith("Half pair [0m ")
    assert [each for each in "\ud83d\x1b" if each in said.subject + said.text + said.html] == []
