"""What the health page and the banner must not be told wrongly: a clock set back, mail that fails, a full disk."""

import pytest

from alerts import breaker
from alerts.context import banner
from alerts.delivery import ServerError
from alerts.health import summary, trouble_of
from alerts.models import Mail, MailState, Pulse
from alerts.sending import send_batch
from core import disk
from tests.factories.alerts import queued_mail

pytestmark = pytest.mark.django_db

WELL = (True, "well", None)


def health(team, clock):
    found = summary(clock.now)
    return found["is_well"], found["mail_server"], trouble_of(team, clock.now)


def met_by(fault, person):
    """Make the mail server treat this person's mail that way."""
    person.user.email = f"fault+{fault}+{person.pk}@landfall-mail.org"
    person.user.save()
    return person


@pytest.mark.parametrize(("seconds", "is_alive"), [(-31, False), (-30, True), (180, True), (181, False)])
def test_a_pulse_counts_from_half_a_minute_ahead_to_three_minutes_back(team, clock, seconds, is_alive):
    clock.tick()
    clock.forward(seconds=seconds)

    found = summary(clock.now)

    assert (found["is_alive"], found["last_tick_seconds"]) == (is_alive, seconds)


@pytest.mark.parametrize("beaten", ["tick", "start"])
def test_a_clock_that_was_set_back_does_not_hide_a_dead_engine(team, clock, beaten):
    clock.forward(hours=2)
    clock.tick()
    Pulse.objects.exclude(name=beaten).delete()
    Pulse.beat(beaten, clock.now)

    clock.forward(hours=-1)

    assert (trouble_of(team, clock.now), summary(clock.now)["is_well"]) == ("silent", False)


def test_a_team_made_before_the_clock_was_set_back_is_told_of_a_dead_engine(team, clock):
    clock.forward(hours=-1)

    assert trouble_of(team, clock.now) == "silent"


def test_a_pause_begun_before_the_clock_was_set_back_holds_no_mail(team, cleo, clock, postbox):
    breaker.trip(ServerError("connect", "refused"), clock.now)
    clock.forward(hours=-1)
    queued_mail(cleo, now=clock.now)

    assert send_batch(lambda: clock.now) == 1
    assert len(postbox.accepted) == 1


@pytest.mark.parametrize("fault", ["data421", "datadrop"])
def test_a_server_that_breaks_off_for_a_minute_is_trouble_until_it_takes_a_mail(team, ben, cleo, clock, postbox, fault):
    queued_mail(met_by(fault, cleo), now=clock.now)
    clock.tick()
    send_batch(lambda: clock.now)
    found = []

    for _step in range(2):
        clock.forward(seconds=30)
        clock.tick()
        found.append(health(team, clock))
    queued_mail(ben, now=clock.now)
    send_batch(lambda: clock.now)

    assert found == [WELL, (False, "fails at data", "server")]
    assert Mail.objects.filter(state=MailState.SENT).count() == 1
    assert health(team, clock) == WELL


@pytest.mark.parametrize("readers", [1, 2])
def test_a_mail_put_off_concerns_its_reader_and_those_of_two_everybody(team, ben, cleo, clock, postbox, readers):
    for person in [cleo, ben][:readers]:
        queued_mail(met_by("rcpt451", person), now=clock.now)
    send_batch(lambda: clock.now)
    clock.forward(minutes=1)
    clock.tick()

    assert health(team, clock) == (WELL if readers == 1 else (False, "fails at rcpt", "server"))


def test_a_mail_put_off_yesterday_says_nothing_of_the_server_today(team, ben, cleo, clock, postbox):
    queued_mail(met_by("rcpt451", cleo), now=clock.now)
    send_batch(lambda: clock.now)
    Mail.objects.update(state=MailState.CANCELLED)
    clock.forward(hours=9)
    queued_mail(met_by("rcpt451", ben), now=clock.now)

    send_batch(lambda: clock.now)
    clock.forward(minutes=2)
    clock.tick()

    assert health(team, clock) == WELL


def test_mail_that_failed_and_waits_no_more_is_no_trouble(team, cleo, clock, postbox):
    queued_mail(met_by("data421", cleo), now=clock.now)
    send_batch(lambda: clock.now)
    clock.forward(minutes=1)
    clock.tick()
    assert health(team, clock) == (False, "fails at data", "server")

    Mail.objects.update(state=MailState.CANCELLED)

    assert health(team, clock) == WELL


@pytest.mark.parametrize(("seconds", "is_well"), [(59, True), (60, False)])
def test_a_server_that_cannot_be_reached_is_trouble_after_a_minute_with_mail_due(
    team, cleo, clock, postbox, settings, seconds, is_well
):
    settings.EMAIL_PORT = 1
    queued_mail(cleo, now=clock.now)
    clock.tick()
    send_batch(lambda: clock.now)

    clock.forward(seconds=seconds)

    assert summary(clock.now)["is_well"] is is_well


def test_a_full_disk_is_trouble_that_owners_and_managers_see(team, anna, clock, settings, rf):
    clock.tick()
    request = rf.get("/")
    request.membership = anna
    assert (trouble_of(team, clock.now), summary(clock.now)["is_well"]) == (None, True)

    settings.LEAST_FREE_BYTES = 2**62

    assert (trouble_of(team, clock.now), summary(clock.now)["is_well"]) == ("disk", False)
    shown = banner(request)["alert_banner"]
    assert shown["text"].startswith("The disk of this server is full")
    assert shown["tone"] == "bad"


def test_a_write_the_disk_refused_is_trouble_for_a_minute(team, clock):
    clock.tick()

    disk.refusals.begins()

    try:
        assert (trouble_of(team, clock.now), summary(clock.now)["is_well"]) == ("disk", False)
    finally:
        disk.refusals.end()
    assert trouble_of(team, clock.now) is None
