"""Many ticks and many workers at the same moment leave the rows of one, and a crash at any point loses nothing."""

import datetime as dt
import threading

import pytest
from django.db import connection, connections

from alerts import single_sender
from alerts.auditing import audit
from alerts.claiming import claim, free_expired, mark_begun
from alerts.durations import durations
from alerts.models import Alert, Delivery, Mail, MailState, Pulse, TeamClock
from alerts.sending import send_batch
from alerts.ticking import tick
from tests.alerts.conftest import MONDAY, person
from tests.factories.alerts import queued_mail
from tests.factories.planner import MilestoneFactory, TaskFactory
from tests.factories.teams import TeamFactory

CONTENT = {"address": "a@landfall-mail.org", "subject": "s", "text": "t", "html": "h"}
pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 10


def together(count, work):
    """Run `work` in so many threads that start at the same moment; returns what was raised."""
    barrier, raised = threading.Barrier(count), []

    def run():
        try:
            barrier.wait()
            work()
        except BaseException as error:  # noqa: BLE001 - the test reports whatever a thread raised
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.fixture
def threads():
    """Threads of one process share SQLite's database in memory, which refuses instead of waiting."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads need a database outside this process's memory; test_processes.py proves the same by files")


@pytest.fixture
def busy_team():
    """A team with forty overdue rows of four people."""
    team = TeamFactory(name="Acme", slug="acme", created_at=MONDAY - dt.timedelta(days=30))
    people = [person(team, f"{name} X", "manager") for name in ("Ann", "Bob", "Cid", "Dee")]
    for number in range(20):
        due_on, made_at = dt.date(2026, 3, 1), MONDAY - dt.timedelta(days=20)
        owner = people[number % 4]
        milestone = MilestoneFactory(team=team, owner=owner, due_on=due_on, created_at=made_at)
        TaskFactory(team=team, milestone=milestone, assignee=owner, due_on=due_on, created_at=made_at)
    Pulse.beat("tick", MONDAY - dt.timedelta(days=31))
    return team


def counts():
    return Alert.objects.count(), Delivery.objects.count(), Mail.objects.count()


def test_twenty_ticks_at_once_leave_the_rows_of_one(threads, busy_team):
    tick(MONDAY)
    expected = counts()
    for model in (Delivery, Mail, Alert):
        model.objects.all().delete()
    TeamClock.objects.update(whole_at=None, wake_at=None)

    raised = together(THREADS, lambda: [tick(MONDAY), tick(MONDAY)])

    assert raised == []
    assert counts() == expected
    assert not Delivery.objects.waiting().exists()
    assert audit(MONDAY) == {}


def test_rows_are_made_in_the_order_of_their_keys_so_that_no_tick_waits_for_one_that_waits_for_it(busy_team):
    made = {"alerts_alert": [], "alerts_delivery": []}

    def note(execute, sql, params, many, context):
        for table, statements in made.items():
            if sql.startswith("INSERT") and f'INTO "{table}"' in sql:
                statements.append([str(value).replace("-", "") for value in flat(params)])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        tick(MONDAY)

    keys = {alert.pk.hex: alert.key for alert in Alert.objects.all()}
    [alerts] = [[value for value in values if value in keys.values()] for values in made["alerts_alert"]]
    [deliveries] = [[keys[value] for value in values if value in keys] for values in made["alerts_delivery"]]
    assert len(keys) == 40
    assert alerts == sorted(keys.values())
    assert deliveries == sorted(deliveries)


def flat(values):
    """Return the values of a statement one by one; PostgreSQL is given a list for each column."""
    return [each for value in values for each in (flat(value) if isinstance(value, list | tuple) else [value])]


def test_many_workers_send_each_mail_once(threads, busy_team, postbox):
    people = [person(busy_team, f"W{number} X") for number in range(10)]
    now = MONDAY
    mails = [queued_mail(people[number % 10], now=now) for number in range(40)]

    raised = together(4, lambda: send_batch(lambda: now))

    assert raised == []
    assert postbox.per_key == {str(mail.pk): 1 for mail in mails}
    assert set(Mail.objects.values_list("state", "attempts")) == {(MailState.SENT, 1)}


class CrashError(BaseException):
    """The process ends here."""


class Fuse:
    """Ends the process, as far as the code can tell, before the n-th statement about the outbox."""

    def __init__(self, statements):
        self.left = statements

    def __call__(self, execute, sql, params, many, context):
        if "alerts_" in sql:
            if self.left == 0:
                raise CrashError
            self.left -= 1
        return execute(sql, params, many, context)


def crashes(statements, now):
    """Send until the fuse burns; says whether it did."""
    try:
        with connection.execute_wrapper(Fuse(statements)):
            send_batch(lambda: now)
    except CrashError:
        connection.close()
        return True
    return False


def test_crash_before_any_statement_loses_nothing_and_doubles_at_most_once(busy_team, postbox):
    reader = person(busy_team, "Eve X")
    statements, now, is_burnt = 0, MONDAY, True
    while is_burnt:
        mail = queued_mail(reader, now=now)
        is_burnt = crashes(statements, now)
        for _round in range(3):
            now += durations().lease + dt.timedelta(seconds=1)
            free_expired(now)
            send_batch(now.replace)

        mail.refresh_from_db()
        copies = postbox.per_key[str(mail.pk)]
        assert mail.state == MailState.SENT, statements
        assert copies == 1 or (copies == 2 and mail.tries.filter(outcome="unknown").exists()), statements
        assert audit(now) == {}
        statements += 1
    assert statements > 8


def in_retry(reader, number, now):
    """Return a mail that was not taken at its first try, and the part of it that is gone since."""
    reader.user.email = f"fault+oncercpt451+eve{number}@landfall-mail.org"
    reader.user.save()
    mail = queued_mail(reader, now=now, values={"name": f"Stays {number}", "path": "/"})
    gone = MilestoneFactory(team=reader.team)
    other = queued_mail(reader, now=now, milestone=gone, values={"name": f"Secret {number}", "path": "/"})
    other.deliveries.update(mail=mail)
    other.delete()
    send_batch(now.replace)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, f"Secret {number}" in mail.text) == (MailState.QUEUED, 1, True)
    gone.discard(by=None)
    return mail


def test_crash_before_any_statement_never_sends_what_was_taken_out(busy_team, postbox):
    reader = person(busy_team, "Eve X")
    statements, now, is_burnt = 0, MONDAY, True
    while is_burnt:
        mail = in_retry(reader, statements, now)
        now += dt.timedelta(seconds=90)
        is_burnt = crashes(statements, now)
        for _round in range(3):
            now += durations().lease + dt.timedelta(seconds=1)
            free_expired(now)
            send_batch(now.replace)

        mail.refresh_from_db()
        copies = [got["raw"] for got in postbox.accepted if got["key"] == str(mail.pk)]
        assert mail.state == MailState.SENT, statements
        assert [(f"Stays {statements}" in raw, "Secret" in raw) for raw in copies] == [(True, False)] * len(copies)
        assert len(copies) == 1 or (len(copies) == 2 and mail.unknowns == 1), statements
        statements += 1
    assert statements > 10


def test_worker_that_was_stopped_settles_nothing_and_another_finishes(busy_team, postbox):
    mail = queued_mail(person(busy_team, "Eve X"), now=MONDAY)
    [asleep] = claim(MONDAY)
    mark_begun(asleep, MONDAY, CONTENT)
    later = MONDAY + dt.timedelta(hours=1)
    free_expired(later)
    send_batch(lambda: later + dt.timedelta(seconds=61))

    free_expired(later + dt.timedelta(hours=1))

    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.SENT, 2)
    assert mark_begun(asleep, later, CONTENT) is False


def test_one_process_of_a_host_sends_at_a_time(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(single_sender, "PATIENCE_SECONDS", 0)

    with single_sender.sole_sender() as first, single_sender.sole_sender() as second:
        pass
    with single_sender.sole_sender() as third:
        pass

    assert (first, second, third) == (True, False, True)
