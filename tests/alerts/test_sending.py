"""The way of a mail through the state machine, against a real SMTP server in another process."""

import datetime as dt
import email
from email import policy

import pytest

from alerts.claiming import claim, free_expired, mark_begun
from alerts.models import Attempt, Delivery, Mail, MailState, Preference, Pulse
from alerts.sending import send_batch
from teams.roles import Role
from tests.alerts.conftest import person
from tests.factories.alerts import queued_mail
from tests.factories.planner import MilestoneFactory, TaskFactory
from tests.faults import postbox as postbox_module

CONTENT = {"address": "a@landfall-mail.org", "subject": "s", "text": "t", "html": "h"}
pytestmark = pytest.mark.django_db


def addressed(team, address):
    """Return a member whose address tells the sink how to behave."""
    member = person(team, f"P {address[:20]}")
    member.user.email = address
    member.user.save()
    return member


def send(clock):
    return send_batch(lambda: clock.now)


def faulty(clock, team, what):
    member = addressed(team, f"fault+{what}+x@landfall-mail.org")
    return queued_mail(member, now=clock.now)


def test_mail_arrives_and_the_ledger_says_so(team, cleo, clock, postbox):
    mail = queued_mail(cleo, now=clock.now)

    assert send(clock) == 1

    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.lease_token) == (MailState.SENT, 1, None)
    assert list(mail.tries.values_list("outcome", "phase", "code")) == [("sent", "dot", 250)]
    assert [(got["key"], got["to"]) for got in postbox.accepted] == [(str(mail.pk), ["cleo@landfall-mail.org"])]


@pytest.mark.parametrize("code", [450, 451, 452])
@pytest.mark.parametrize("phase", ["rcpt", "data", "dot"])
def test_not_now_is_tried_again_later_and_never_doubled(team, clock, postbox, phase, code):
    mail = faulty(clock, team, f"once{phase}{code}")
    send(clock)
    mail.refresh_from_db()

    assert (mail.state, mail.attempts) == (MailState.QUEUED, 1)
    assert dt.timedelta(seconds=48) <= mail.due_at - clock.now <= dt.timedelta(seconds=72)
    assert send(clock) == 0

    clock.forward(seconds=73)
    send(clock)
    mail.refresh_from_db()

    assert (mail.state, mail.attempts) == (MailState.SENT, 2)
    assert postbox.per_key == {str(mail.pk): 1}


def test_drop_before_the_body_is_certain(team, clock, postbox):
    mail = faulty(clock, team, "oncedatadrop")
    send(clock)
    mail.refresh_from_db()

    assert (mail.state, mail.unknowns) == (MailState.QUEUED, 0)

    clock.forward(seconds=73)
    send(clock)

    assert postbox.per_key == {str(mail.pk): 1}


@pytest.mark.parametrize(
    ("fault", "attempts"),
    [
        ("ehlo421", 0),
        ("mail451", 1),
        ("mail421", 1),
        ("mail501", 0),
        ("mail530", 0),
        ("mail550", 0),
        ("mail554", 0),
    ],
)
def test_fault_before_the_recipient_keeps_the_mail(team, cleo, clock, settings, tmp_path, fault, attempts):
    box = postbox_module.start(tmp_path, fault)
    settings.EMAIL_SERVER, settings.EMAIL_HOST, settings.EMAIL_PORT = {"host": "x"}, "127.0.0.1", box.port
    mail = queued_mail(cleo, now=clock.now)

    send(clock)
    box.stop()

    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.QUEUED, attempts)
    assert Pulse.objects.filter(name="server").exists() is (attempts == 0)


def test_server_that_goes_away_does_not_stop_the_others(team, clock, postbox):
    first = faulty(clock, team, "oncercpt421")
    second = queued_mail(addressed(team, "other@landfall-mail.org"), now=clock.now)

    send(clock)

    assert Mail.objects.get(pk=first.pk).state == MailState.QUEUED
    assert Mail.objects.get(pk=second.pk).state == MailState.SENT


@pytest.mark.parametrize("what", ["rcpt550", "rcpt554", "dot552", "dot554"])
def test_refusal_is_final_and_has_a_reason(team, clock, postbox, what):
    mail = faulty(clock, team, what)

    send(clock)

    mail.refresh_from_db()
    assert (mail.state, mail.reason) == (MailState.FAILED, "refused")
    assert [attempt.code for attempt in mail.tries.all()] == [int(what[-3:])]


@pytest.mark.parametrize(("what", "copies"), [("oncedrop", 1), ("onceacceptdrop", 2), ("onceaccepthang", 2)])
def test_unknown_outcome_is_sent_once_more_with_the_same_message_id(team, clock, postbox, what, copies):
    mail = faulty(clock, team, what)
    send(clock)
    mail.refresh_from_db()

    assert (mail.state, mail.unknowns, mail.due_at) == (MailState.QUEUED, 1, clock.now + dt.timedelta(seconds=60))

    clock.forward(seconds=61)
    send(clock)
    mail.refresh_from_db()

    assert mail.state == MailState.SENT
    assert postbox.per_key == {str(mail.pk): copies}
    assert {got["message_id"] for got in postbox.accepted} == {mail.message_id}


def test_unknown_twice_is_uncertain_and_not_sent_a_third_time(team, clock, postbox):
    mail = faulty(clock, team, "acceptdrop")
    for _turn in range(4):
        send(clock)
        clock.forward(seconds=61)

    mail.refresh_from_db()
    assert (mail.state, mail.reason) == (MailState.UNCERTAIN, "unknown")
    assert postbox.per_key == {str(mail.pk): 2}


def test_after_72_hours_it_is_given_up(team, clock, postbox):
    mail = faulty(clock, team, "rcpt451")
    for _hour in range(90):
        send(clock)
        clock.forward(hours=1)

    mail.refresh_from_db()
    assert (mail.state, mail.reason) == (MailState.FAILED, "gave_up")
    assert mail.tries.count() == mail.attempts > 10


def test_dead_server_keeps_mail_queued_and_raises_one_alarm(team, cleo, clock, settings):
    settings.EMAIL_SERVER, settings.EMAIL_HOST, settings.EMAIL_PORT = {"host": "127.0.0.1"}, "127.0.0.1", 1
    mails = [queued_mail(cleo, now=clock.now) for _number in range(3)]

    for _turn in range(5):
        send(clock)

    assert set(Mail.objects.values_list("state", "attempts")) == {(MailState.QUEUED, 0)}
    assert Attempt.objects.count() == 0
    fault = Pulse.objects.get(name="server")
    assert (fault.note["phase"], fault.note["times"]) == ("connect", 1)
    assert len(mails) == 3


def test_server_that_is_back_gets_everything(team, cleo, clock, postbox, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    queued_mail(cleo, now=clock.now)
    send(clock)
    settings.EMAIL_PORT = port
    clock.forward(seconds=16)

    send(clock)

    assert len(postbox.accepted) == 1
    assert not Pulse.objects.filter(name="server").exists()


def test_unknown_host_and_missing_encryption_concern_the_server(team, cleo, clock, postbox, settings):
    mail = queued_mail(cleo, now=clock.now)
    for name, value, phase in [("EMAIL_USE_TLS", True, "encrypt"), ("EMAIL_HOST_USER", "me", "log in")]:
        setattr(settings, name, value)
        clock.forward(minutes=2)
        send(clock)
        assert Pulse.objects.get(name="server").note["phase"] == phase
        setattr(settings, name, type(value)())

    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.QUEUED, 0)


def test_without_server_mail_stays_in_the_outbox(team, cleo, clock, settings):
    settings.EMAIL_SERVER = {}
    mail = queued_mail(cleo, now=clock.now)

    assert send(clock) == 0

    mail.refresh_from_db()
    assert (mail.state, mail.text) == (MailState.QUEUED, "")


@pytest.mark.parametrize("address", ["a@example.com", "a@mail.example.org", "a@x.test", "a@x.invalid", "a@example"])
def test_mail_to_example_addresses_never_leaves(team, clock, postbox, address):
    mail = queued_mail(addressed(team, address), now=clock.now)

    send(clock)

    mail.refresh_from_db()
    assert (mail.state, mail.reason) == (MailState.HELD, "reserved")
    assert mail.subject
    assert postbox.accepted == []


def test_worker_that_slept_beyond_its_lease_settles_nothing(team, cleo, clock, postbox):
    queued_mail(cleo, now=clock.now)
    [mail] = claim(clock.now)
    clock.forward(seconds=121)
    free_expired(clock.now)

    assert mark_begun(mail, clock.now, CONTENT) is False
    assert Mail.objects.get().state == MailState.QUEUED
    assert Mail.objects.get().attempts == 0


def test_worker_that_dies_while_sending_leaves_an_unknown_outcome(team, cleo, clock, postbox):
    queued_mail(cleo, now=clock.now)
    for expected in (MailState.QUEUED, MailState.UNCERTAIN):
        [mail] = claim(clock.now)
        mark_begun(mail, clock.now, CONTENT)
        clock.forward(seconds=121)
        free_expired(clock.now)
        assert Mail.objects.get().state == expected
        clock.forward(seconds=61)

    assert list(Attempt.objects.values_list("outcome", "phase")) == [("unknown", "lost")] * 2


def test_clock_that_went_back_does_not_hold_a_lease_for_ever(team, cleo, clock):
    queued_mail(cleo, now=clock.now)
    claim(clock.now)
    clock.forward(hours=-1)

    free_expired(clock.now)

    assert Mail.objects.get().state == MailState.QUEUED


def test_two_workers_never_claim_the_same_mail(team, cleo, clock):
    for _number in range(5):
        queued_mail(cleo, now=clock.now)

    first, second = claim(clock.now, 3), claim(clock.now, 3)

    assert (len(first), len(second)) == (3, 2)
    assert {mail.pk for mail in first}.isdisjoint({mail.pk for mail in second})


def test_urgent_mail_goes_first(team, cleo, clock):
    later = queued_mail(cleo, now=clock.now, kind="soon")
    urgent = queued_mail(cleo, now=clock.now, kind="notice")

    assert [mail.pk for mail in claim(clock.now)] == [urgent.pk, later.pk]


def test_daily_mail_waits_for_the_morning_when_it_could_only_leave_at_night(team, cleo, clock, postbox):
    clock.move_to(2026, 3, 2, 21, 0)
    mail = queued_mail(cleo, now=clock.now, kind="daily")

    send(clock)

    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.QUEUED, 0)
    assert mail.due_at == dt.datetime(2026, 3, 3, 8, 0, tzinfo=dt.UTC)
    assert postbox.accepted == []


def test_mail_that_cannot_be_written_fails_alone(team, cleo, clock, postbox):
    bad = queued_mail(cleo, now=clock.now, rule="milestone_due", values={}, about_on=clock.now.date())
    milestone = MilestoneFactory(team=team, owner=cleo, due_on=clock.now.date())
    Delivery.objects.filter(mail=bad).update(because="responsible")
    bad.deliveries.get().alert.__class__.objects.filter(pk=bad.deliveries.get().alert_id).update(
        subject_id=milestone.pk
    )
    good = queued_mail(cleo, now=clock.now)

    send(clock)

    assert Mail.objects.get(pk=bad.pk).reason == "build"
    assert Mail.objects.get(pk=good.pk).state == MailState.SENT


def test_who_left_or_switched_it_off_gets_nothing(team, anna, ben, cleo, clock, postbox):
    gone, muted = queued_mail(ben, now=clock.now), queued_mail(cleo, now=clock.now)
    alert = muted.deliveries.get().alert
    type(alert).objects.filter(pk=alert.pk).update(rule="task_assigned", subject_kind="planner.task")
    Delivery.objects.filter(mail=muted).update(because="responsible")
    ben.end(by=anna)
    Preference.of(cleo).choose(["task_assigned"], by=cleo)

    send(clock)

    assert set(Mail.objects.values_list("pk", "state", "reason")) == {
        (gone.pk, MailState.CANCELLED, "left"),
        (muted.pk, MailState.CANCELLED, "muted"),
    }


def test_viewer_is_not_told_what_only_managers_may_see(team, clock, postbox):
    viewer = person(team, "Vera Viewer", Role.VIEWER)
    mail = queued_mail(viewer, now=clock.now)
    alert = mail.deliveries.get().alert
    type(alert).objects.filter(pk=alert.pk).update(subject_kind="funding.source")

    send(clock)

    mail.refresh_from_db()
    assert mail.state == MailState.CANCELLED
    assert postbox.accepted == []


def test_headers_are_those_of_a_machine_that_can_be_left(team, cleo, clock, postbox):
    task = TaskFactory(team=team, assignee=cleo)
    rule = {"rule": "task_assigned", "subject_kind": "planner.task", "subject_id": task.pk}
    mail = queued_mail(cleo, now=clock.now, **rule)
    send(clock)

    message = email.message_from_string(postbox.accepted[0]["raw"], policy=policy.default)
    subject_id = mail.deliveries.get().alert.subject_id
    assert message["Message-ID"] == mail.message_id
    assert message["References"] == f"<occ-root-{subject_id}@127.0.0.1>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].startswith(f"<http://127.0.0.1:8000/alerts/link/{mail.pk}/")
    assert f"\nList-Unsubscribe: <http://127.0.0.1:8000/alerts/link/{mail.pk}/" in postbox.accepted[0]["raw"]
    assert message["X-Alert-Key"] == str(mail.pk)
    assert message["Date"].datetime == clock.now
    assert message["To"] == "cleo@landfall-mail.org"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
