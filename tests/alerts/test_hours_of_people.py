"""Mail comes at the hours of whoever gets it; what is due today is the team's affair."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from alerts.models import Alert, Delivery, Mail, MailState
from alerts.ticking import tick
from planner.models import Milestone, Task
from teams.models import Membership
from teams.roles import Role
from tests.factories.planner import ProjectFactory

BERLIN, TOKYO, NEW_YORK = "Europe/Berlin", "Asia/Tokyo", "America/New_York"
EAST, WEST = "Pacific/Kiritimati", "Pacific/Pago_Pago"  # UTC+14 and UTC-11, without daylight saving time


@pytest.fixture
def team(team):
    team.time_zone = BERLIN
    team.store(by=None)
    return team


def live_in(member, zone):
    """Let a person choose another zone, as their account page does."""
    member.user.time_zone = zone
    member.user.update_profile()


def milestone(team, owner, due_on, title="Public beta"):
    project = ProjectFactory(team=team)
    return Milestone(team=team, project=project, title=title, owner=owner, due_on=due_on).store(by=None)


def send_due(clock):
    """Do what senders do with what is due, and return how many went."""
    return Mail.objects.filter(state=MailState.QUEUED, due_at__lte=clock.now).update(
        state=MailState.SENT, ended_at=clock.now
    )


def local(mail, zone):
    return mail.due_at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        (BERLIN, "2026-03-06 08:00"),
        (NEW_YORK, "2026-03-06 08:00"),
        (TOKYO, "2026-03-06 08:00"),
        (EAST, "2026-03-07 08:00"),
        (WEST, "2026-03-06 08:00"),
        ("Asia/Kathmandu", "2026-03-06 08:00"),
    ],
)
def test_the_daily_mail_comes_at_the_hour_of_its_reader_on_the_day_of_the_team(team, cleo, clock, zone, hour):
    live_in(cleo, zone)
    milestone(team, cleo, dt.date(2026, 3, 6))
    clock.tick_at(2026, 3, 5, 12, 0)

    mail = Mail.objects.get(day=dt.date(2026, 3, 6))

    assert local(mail, zone) == hour
    assert mail.due_at.astimezone(ZoneInfo(BERLIN)).date() == dt.date(2026, 3, 6)


def test_people_of_one_team_are_told_of_one_thing_at_their_own_hours(team, ben, cleo, clock):
    live_in(ben, NEW_YORK)
    live_in(cleo, BERLIN)
    for owner in (ben, cleo):
        milestone(team, owner, dt.date(2026, 3, 6))
    clock.tick_at(2026, 3, 5, 12, 0)

    hours = {mail.membership_id: f"{mail.due_at:%d %H:%M}" for mail in Mail.objects.filter(day=dt.date(2026, 3, 6))}

    assert hours == {ben.pk: "06 13:00", cleo.pk: "06 07:00"}


def test_who_has_no_account_lives_where_the_team_does(team, anna, clock):
    adviser = Membership(team=team, name="Ada Adviser", email="ada@landfall-mail.org", role=Role.RECIPIENT)
    adviser.store(by=anna)
    milestone(team, adviser, dt.date(2026, 3, 6))
    clock.tick_at(2026, 3, 5, 12, 0)

    assert local(Mail.objects.get(day=dt.date(2026, 3, 6)), BERLIN) == "2026-03-06 08:00"


@pytest.mark.parametrize("zone", [EAST, TOKYO, NEW_YORK, WEST])
def test_news_wakes_nobody_at_their_own_night(team, anna, cleo, clock, zone):
    live_in(cleo, zone)
    clock.tick()
    for hour in range(0, 24, 4):
        clock.move_to(2026, 3, 3, hour, 5)
        Task(team=team, title=f"Task {hour}", assignee=cleo).store(by=anna)
        clock.forward(minutes=1)
        clock.tick()
        send_due(clock)

    hours = {mail.due_at.astimezone(ZoneInfo(zone)).hour for mail in Mail.objects.filter(kind="soon")}

    assert hours <= set(range(7, 20))
    assert len(hours) >= 2


def test_what_falls_due_on_the_day_it_was_set_is_not_lost_on_whose_morning_was_over(team, cleo, clock):
    live_in(cleo, TOKYO)
    clock.tick_at(2026, 3, 4, 23, 30)
    clock.move_to(2026, 3, 5, 1, 0)  # 02:00 in Berlin and 10:00 in Tokyo
    milestone(team, cleo, dt.date(2026, 3, 5))

    clock.tick_at(2026, 3, 5, 1, 1)

    delivery = Delivery.objects.select_related("mail").get(alert__about_on=dt.date(2026, 3, 5), alert__step=0)
    assert (delivery.mail.kind, local(delivery.mail, TOKYO)) == ("soon", "2026-03-05 10:11")


def test_what_can_wait_comes_on_the_next_morning_of_whose_morning_was_over(team, cleo, clock):
    live_in(cleo, TOKYO)
    clock.tick_at(2026, 3, 4, 23, 30)
    clock.move_to(2026, 3, 5, 1, 0)
    milestone(team, cleo, dt.date(2026, 3, 12))

    clock.tick_at(2026, 3, 5, 1, 1)

    mail = Mail.objects.get(deliveries__alert__step=-7)
    assert (mail.kind, local(mail, TOKYO)) == ("daily", "2026-03-06 08:00")


@pytest.mark.parametrize("zones", [(TOKYO, NEW_YORK), (NEW_YORK, TOKYO), (EAST, WEST), (WEST, EAST)])
@pytest.mark.parametrize("hour", [3, 15])
def test_who_moves_is_told_of_each_day_once(team, cleo, clock, zones, hour):
    before, after = zones
    live_in(cleo, before)
    clock.tick_at(2026, 3, 2, 12, 0)
    rows = {milestone(team, cleo, dt.date(2026, 3, 2) + dt.timedelta(days=day)).pk for day in range(1, 7)}
    for day in range(2, 10):
        for each in range(0, 24, 3):
            clock.move_to(2026, 3, day, each, 1)
            if (day, each) == (5, hour):
                live_in(cleo, after)
            clock.tick()
            send_due(clock)

    sent = Mail.objects.filter(state=MailState.SENT)
    days = list(sent.filter(kind="daily").values_list("day", flat=True))
    told = Delivery.objects.filter(mail__in=sent).values_list("alert__subject_id", "alert__rule", "alert__step")
    assert len(days) == len(set(days))
    assert len(told) == len(set(told))
    assert {pk for pk, _rule, _step in told} == rows


def test_a_waiting_mail_moves_with_its_reader(team, cleo, clock):
    live_in(cleo, BERLIN)
    milestone(team, cleo, dt.date(2026, 3, 6))
    clock.tick_at(2026, 3, 5, 12, 0)
    live_in(cleo, NEW_YORK)

    clock.tick()

    mail = Mail.objects.get(day=dt.date(2026, 3, 6))
    assert (local(mail, NEW_YORK), mail.planned_at) == ("2026-03-06 08:00", mail.due_at)


def test_who_moved_past_their_morning_gets_the_mail_at_once_and_not_as_late(team, cleo, clock):
    live_in(cleo, NEW_YORK)
    clock.tick()
    milestone(team, cleo, dt.date(2026, 3, 6))
    clock.tick_at(2026, 3, 6, 9, 0)
    live_in(cleo, BERLIN)

    clock.tick_at(2026, 3, 6, 9, 30)

    mail = Mail.objects.get(day=dt.date(2026, 3, 6))
    assert (mail.due_at, mail.planned_at) == (clock.now, clock.now)


def test_two_schedulers_make_one_mail_of_a_move(team, cleo, clock):
    live_in(cleo, TOKYO)
    milestone(team, cleo, dt.date(2026, 3, 6))
    clock.tick_at(2026, 3, 4, 12, 0)
    live_in(cleo, NEW_YORK)

    for _scheduler in range(2):
        tick(clock.now)
        tick(clock.now - dt.timedelta(seconds=5))

    assert Mail.objects.filter(day=dt.date(2026, 3, 6)).count() <= 1
    assert Mail.objects.exclude(state=MailState.CANCELLED).values("day").distinct().count() == Mail.objects.count()


def test_an_alert_hour_chosen_anew_is_that_hour_for_everybody(team, anna, cleo, clock):
    live_in(cleo, NEW_YORK)
    milestone(team, cleo, dt.date(2026, 3, 9))
    clock.tick_at(2026, 3, 5, 12, 0)
    team.alert_hour = 10
    team.store(by=anna)
    clock.forward(minutes=1)

    clock.tick()

    assert {local(mail, NEW_YORK)[-5:] for mail in Mail.objects.filter(state=MailState.QUEUED)} == {"10:00"}
    assert Alert.objects.filter(fires_at__hour=9).exists()


@pytest.mark.parametrize(
    ("zone", "start"),
    [(NEW_YORK, (2026, 3, 6)), (EAST, (2026, 10, 23)), ("Australia/Lord_Howe", (2026, 4, 3)), (WEST, (2026, 3, 27))],
)  # fmt: skip
def test_one_mail_a_day_whichever_clock_is_changed(team, cleo, clock, zone, start):
    live_in(cleo, zone)
    clock.tick_at(*start, 12, 0)
    first = dt.date(*start)
    for day in range(2, 7):
        milestone(team, cleo, first + dt.timedelta(days=day))
    for step in range(8 * 5):
        clock.move_to(*start, 12, 1)
        clock.forward(hours=3 * step)
        clock.tick()
        send_due(clock)

    mails = Mail.objects.filter(state=MailState.SENT, kind="daily").order_by("day")
    assert [mail.day for mail in mails] == [first + dt.timedelta(days=day) for day in range(1, 1 + mails.count())]
    assert mails.count() in {4, 5}
    assert {local(mail, zone)[-5:] for mail in mails} == {"08:00"}
