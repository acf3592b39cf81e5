"""The engine says how it is, and owners and managers see it when it is not well."""

import datetime as dt
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

import alerts
from alerts import breaker
from alerts.auditing import audit
from alerts.context import banner
from alerts.delivery import ServerError
from alerts.durations import durations
from alerts.health import summary, trouble_of
from alerts.models import Alert, Delivery, Mail, MailState, Pulse, TeamClock
from alerts.sending import send_batch
from core import disk
from planner.models import Milestone
from teams.models import Activity
from tests.factories.alerts import queued_mail
from tests.factories.planner import ProjectFactory

pytestmark = pytest.mark.django_db


def test_numbers_of_a_quiet_outbox(team, clock):
    clock.tick()

    found = summary(clock.now)

    assert found == {
        "is_well": True,
        "is_alive": True,
        "last_tick_seconds": 0,
        "mail_server": "none",
        "free_bytes": disk.free_bytes(),
        "oldest_due_seconds": None,
        "team_waiting_seconds": None,
        "teams_with_fault": 0,
        "unsound": {},
        "queued": 0,
        "due": 0,
        "held": 0,
        "failed": 0,
        "uncertain": 0,
    }


def test_numbers_count_what_waits_and_what_failed(team, cleo, clock):
    clock.tick()
    for state in (MailState.QUEUED, MailState.FAILED, MailState.UNCERTAIN):
        mail = queued_mail(cleo, now=clock.now)
        Mail.objects.filter(pk=mail.pk).update(state=state)
    clock.forward(seconds=90)

    found = summary(clock.now)

    assert (found["queued"], found["failed"], found["uncertain"], found["oldest_due_seconds"]) == (1, 1, 1, 90)


def test_numbers_tell_how_long_a_team_waits_to_be_looked_at(team, clock):
    project = ProjectFactory(team=team)
    clock.tick()
    project.name = "Renamed"
    project.store(by=None)
    Activity.objects.update(at=clock.now + dt.timedelta(seconds=1))
    clock.forward(seconds=91)

    waiting = summary(clock.now)["team_waiting_seconds"]
    clock.tick()

    assert (waiting, summary(clock.now)["team_waiting_seconds"]) == (90, None)


def test_engine_that_never_ran_or_stopped_is_not_alive(team, clock):
    assert summary(clock.now)["is_alive"] is False
    clock.tick()
    clock.forward(seconds=181)

    assert summary(clock.now)["is_alive"] is False


@pytest.mark.parametrize(
    ("minutes", "state", "trouble"), [(0, None, None), (4, None, "silent"), (0, MailState.FAILED, "failed")]
)
def test_trouble_of_a_team(team, cleo, clock, minutes, state, trouble):
    clock.tick()
    if state:
        mail = queued_mail(cleo, now=clock.now)
        Mail.objects.filter(pk=mail.pk).update(state=state, ended_at=clock.now)
    clock.forward(minutes=minutes)

    assert trouble_of(team, clock.now) == trouble


@pytest.mark.parametrize(("minutes", "trouble"), [(2, None), (4, "silent")])
def test_a_new_team_is_told_of_an_engine_that_never_ran_after_a_while(team, clock, minutes, trouble):
    clock.forward(minutes=minutes)

    assert trouble_of(team, clock.now) == trouble


@pytest.mark.parametrize(("minutes", "trouble"), [(2, None), (4, "silent")])
def test_a_team_no_tick_takes_up_is_told_after_a_while(team, clock, minutes, trouble):
    clock.forward(minutes=minutes)
    Pulse.beat("tick", clock.now)

    assert trouble_of(team, clock.now) == trouble


@pytest.mark.parametrize(("minutes", "trouble"), [(2, None), (4, "silent")])
def test_an_engine_just_started_is_given_time_for_its_first_tick(team, clock, minutes, trouble):
    clock.tick()
    clock.forward(days=1)
    Pulse.beat("start", clock.now)
    clock.forward(minutes=minutes)

    assert trouble_of(team, clock.now) == trouble


@pytest.mark.parametrize(("server", "trouble"), [({"host": "x"}, "server"), (None, None)])
def test_a_mail_server_that_fails_is_told_where_one_is_set_up(team, clock, settings, server, trouble):
    settings.EMAIL_SERVER = server
    clock.tick()
    breaker.trip(ServerError("connect", "refused"), clock.now)

    assert trouble_of(team, clock.now) == trouble


def test_a_mail_server_that_failed_is_forgotten_once_nothing_has_met_the_fault_for_a_while(team, clock, settings):
    settings.EMAIL_SERVER = {"host": "x"}
    breaker.trip(ServerError("connect", "refused"), clock.now)
    found = []

    for _turn in range(2):
        clock.forward(minutes=3)
        clock.tick()
        found.append((trouble_of(team, clock.now), summary(clock.now)["mail_server"]))

    assert found == [("server", "fails at connect"), (None, "well")]


def test_a_mail_server_that_fails_while_mail_is_due_stays_in_sight(team, cleo, clock, postbox, settings):
    settings.EMAIL_PORT = 1
    queued_mail(cleo, now=clock.now)
    found = []

    for _turn in range(20):
        clock.tick()
        send_batch(lambda: clock.now)
        found.append((trouble_of(team, clock.now), summary(clock.now)["mail_server"]))
        clock.forward(seconds=30)

    assert set(found) == {("server", "fails at connect")}


def test_a_fault_met_anew_after_a_good_while_starts_anew(clock):
    for _time in range(5):
        breaker.trip(ServerError("connect", "refused"), clock.now)
    clock.forward(hours=1)

    breaker.trip(ServerError("connect", "refused"), clock.now)

    pulse = Pulse.objects.get(name="server")
    assert (pulse.until - pulse.at, pulse.note["since"]) == (durations().pause, clock.now.isoformat())


def test_old_failures_and_those_of_other_teams_raise_no_banner(team, other_team, cleo, stranger, clock):
    clock.tick()
    for person, age in [(cleo, 4), (stranger, 0)]:
        mail = queued_mail(person, now=clock.now)
        ended_at = clock.now - dt.timedelta(days=age)
        Mail.objects.filter(pk=mail.pk).update(state=MailState.FAILED, ended_at=ended_at)

    assert trouble_of(team, clock.now) is None


def test_banner_is_for_owners_and_managers(team, anna, cleo, clock, rf):
    clock.tick()
    clock.forward(minutes=4)
    found = {}
    for person in (anna, cleo):
        request = rf.get("/")
        request.membership = person
        found[person.name] = banner(request)["alert_banner"]

    assert found["Anna Owner"]["url"] == "/t/acme/alerts/outbox/"
    assert found["Anna Owner"]["tone"] == "bad"
    assert found["Cleo Member"] is None


def test_audit_finds_what_must_not_be(team, cleo, clock):
    mail = queued_mail(cleo, now=clock.now)
    Mail.objects.filter(pk=mail.pk).update(state=MailState.SENT)

    assert audit(clock.now) == {"sent_without_attempt": 1}
    assert Pulse.objects.get(name="audit").note == {"sent_without_attempt": 1}


def test_one_broken_team_does_not_keep_the_others(team, other_team, cleo, stranger, clock):
    for person in (cleo, stranger):
        Milestone(
            team=person.team,
            project=ProjectFactory(team=person.team),
            title="Soon",
            owner=person,
            due_on=dt.date(2026, 3, 6),
        ).store(by=None)
    type(team).objects.filter(pk=team.pk).update(time_zone="Mars/Olympus")

    clock.tick()

    assert list(Mail.objects.values_list("team__slug", flat=True)) == ["other"]
    assert TeamClock.objects.get(team=team).fault.startswith("ZoneInfoNotFoundError")
    assert summary(clock.now)["teams_with_fault"] == 1


def test_command_ticks_once(team, cleo, clock, postbox):
    queued_mail(cleo, now=clock.now)
    said = StringIO()

    call_command("alerts", "tick", stdout=said)

    assert said.getvalue() == "teams 1, people 0, mails begun 1\n"
    assert len(postbox.accepted) == 1


def test_test_mail_shows_the_servers_answer_in_one_line(postbox):
    said = StringIO()

    call_command("send_test_mail", "me@landfall-mail.org", stdout=said)

    assert re.fullmatch(r"Sent: 250 accepted \(dot, [0-9.]+ s\)\n", said.getvalue())


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("fault+rcpt550+x@landfall-mail.org", "Not sent: 550 5.1.1 no such user"),
        ("nonsense", "nonsense is not an email address."),
    ],
)
def test_test_mail_that_is_refused_says_why(postbox, address, answer):
    with pytest.raises(CommandError, match=re.escape(answer)):
        call_command("send_test_mail", address)


def test_test_mail_without_server_names_the_variable(settings):
    settings.EMAIL_SERVER = {}

    with pytest.raises(CommandError, match="EMAIL_URL"):
        call_command("send_test_mail", "me@landfall-mail.org")


def test_no_schedule_lies_in_the_broker():
    code = "\n".join(path.read_text() for path in Path(alerts.__file__).parent.rglob("*.py"))

    assert re.findall(r"countdown|\beta=|apply_async|\.retry\(|autoretry", code) == []


def test_quiet_teams_are_not_scanned_again(team, cleo, clock, queries):
    clock.tick()
    clock.forward(minutes=5)

    assert clock.tick()["scan_teams"] == 0
    assert (Alert.objects.count(), Delivery.objects.count()) == (0, 0)
