"""What a mail says of itself: when it was to leave, its date, and how to switch it off."""

import datetime as dt
import email
from email import policy

import pytest
from django.utils import translation

from alerts.context import banner
from alerts.models import Mail, MailState, Preference, TeamClock
from alerts.notices import ask
from alerts.sending import send_batch
from planner.models import Milestone, Task
from teams.roles import Role
from tests.alerts.conftest import person
from tests.factories.alerts import queued_mail
from tests.factories.planner import MilestoneFactory, ProjectFactory
from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db
LATE = "This email is late"


def send(clock):
    return send_batch(lambda: clock.now)


def messages(postbox):
    return [email.message_from_string(got["raw"], policy=policy.default) for got in postbox.accepted]


def texts(postbox):
    return [message.get_body(("plain",)).get_content() for message in messages(postbox)]


def give(team, assignee, by):
    return Task(team=team, title="Write the eval", assignee=assignee).store(by=by)


def test_news_held_back_by_the_night_is_not_late(team, anna, cleo, clock, postbox):
    clock.tick_at(2026, 3, 2, 21, 0)
    give(team, cleo, anna)
    clock.tick()

    clock.tick_at(2026, 3, 3, 8, 0)
    send(clock)

    assert [LATE in text for text in texts(postbox)] == [False]


def test_news_on_time_that_meets_the_night_is_not_late(team, anna, cleo, clock, postbox):
    clock.tick_at(2026, 3, 2, 19, 45)
    give(team, cleo, anna)
    clock.tick()
    clock.move_to(2026, 3, 2, 20, 1)
    send(clock)

    clock.move_to(2026, 3, 3, 8, 0)
    send(clock)

    assert [LATE in text for text in texts(postbox)] == [False]


@pytest.mark.parametrize("outage", ["engine", "sender"])
def test_news_says_that_it_is_late(team, anna, cleo, clock, postbox, outage):
    clock.tick()
    give(team, cleo, anna)
    if outage == "sender":
        clock.tick()
    clock.tick_at(2026, 3, 2, 13, 0)
    clock.forward(minutes=11)

    send(clock)

    assert ["it was to leave on 2 Mar 2026, 09:10" in text for text in texts(postbox)] == [True]


def test_mornings_joined_are_as_late_as_the_first(team, cleo, clock, postbox):
    clock.tick()
    for day in (3, 4):
        project, due_on = ProjectFactory(team=team), dt.date(2026, 3, day + 9)
        Milestone(team=team, project=project, title=f"{day}", owner=cleo, due_on=due_on).store(by=cleo)
        clock.tick_at(2026, 3, day, 8, 0)

    send(clock)

    assert ["it was to leave on 3 Mar 2026, 08:00" in text for text in texts(postbox)] == [True]


def beta(clock, owner, *due_on):
    """Store a milestone where alerts are on already."""
    clock.tick()
    project = ProjectFactory(team=owner.team)
    row = Milestone(team=owner.team, project=project, title="Beta", owner=owner, due_on=dt.date(*due_on))
    return row.store(by=None)


def round_at(clock, *parts):
    clock.tick_at(*parts)
    send(clock)


def hand_over(row, cleo):
    row.owner = cleo
    row.store(by=None)


def promoted(row, cleo):
    cleo.role = Role.MANAGER
    cleo.store(by=None)


def rounds_until_the_next_morning(clock, postbox):
    """Look from three in the afternoon, more often where mails may leave; return when they did, and whether late."""
    postbox.empty()
    for hours in (0, 0.5, 1, 4.5, 5, 9, 15.5, 16, 16.5, 17, 17.5):
        clock.move_to(2026, 3, 9, 15, 0)
        clock.forward(hours=hours)
        clock.tick()
        send(clock)
    return [(message["Date"].datetime.strftime("%d %H:%M"), LATE in text)
            for message, text in zip(messages(postbox), texts(postbox), strict=True)]  # fmt: skip


@pytest.mark.parametrize(
    ("due_on", "become_concerned"), [((2026, 3, 16), hand_over), ((2026, 3, 6), hand_over), ((2026, 3, 6), promoted)]
)
def test_who_becomes_concerned_after_the_alert_hour_hears_next_morning(
    team, ben, cleo, clock, postbox, due_on, become_concerned
):
    row = beta(clock, ben, *due_on)
    round_at(clock, 2026, 3, 8, 8, 1)
    round_at(clock, 2026, 3, 9, 8, 1)
    become_concerned(row, cleo)

    left = rounds_until_the_next_morning(clock, postbox)

    assert [got["to"] for got in postbox.accepted] == [["cleo@landfall-mail.org"]]
    assert left == [("10 08:00", False)]


def test_what_is_reopened_after_the_alert_hour_is_told_next_morning(team, cleo, clock, postbox):
    row = beta(clock, cleo, 2026, 3, 16)
    row.complete(by=None)
    round_at(clock, 2026, 3, 8, 8, 1)
    round_at(clock, 2026, 3, 9, 8, 1)
    row.reopen(by=None)

    assert rounds_until_the_next_morning(clock, postbox) == [("10 08:00", False)]


def test_what_ended_before_its_mail_left_and_is_reopened_is_told_next_morning(team, cleo, clock, postbox):
    row = beta(clock, cleo, 2026, 3, 16)
    clock.tick_at(2026, 3, 9, 7, 30)
    row.complete(by=None)
    round_at(clock, 2026, 3, 9, 8, 1)
    row.reopen(by=None)

    assert rounds_until_the_next_morning(clock, postbox) == [("10 08:00", False)]


def test_gap_of_a_risk_handed_over_is_told_next_morning(team, ben, cleo, clock, postbox):
    row = RiskFactory(team=team, owner=ben)
    row.assess(4, 4, by=None)
    clock.tick_at(2026, 3, 8, 7, 0)
    round_at(clock, 2026, 3, 9, 8, 1)
    hand_over(row, cleo)

    left = rounds_until_the_next_morning(clock, postbox)

    assert left[-1] == ("10 08:00", False)
    assert {is_late for _at, is_late in left} == {False}


def test_what_is_due_on_the_day_it_is_handed_over_leaves_within_minutes(team, ben, cleo, clock, postbox):
    row = beta(clock, ben, 2026, 3, 9)
    round_at(clock, 2026, 3, 8, 8, 1)
    round_at(clock, 2026, 3, 9, 8, 1)
    hand_over(row, cleo)

    left = rounds_until_the_next_morning(clock, postbox)

    assert left == [("09 15:30", False), ("10 08:00", False)]
    assert ["is due today" in text for text in texts(postbox)] == [True, False]


@pytest.mark.parametrize("fault", ["", "ValueError: …"])
def test_what_no_scan_looked_for_is_missed_and_sent_late(team, ben, cleo, clock, postbox, fault):
    row = beta(clock, ben, 2026, 3, 16)
    clock.tick_at(2026, 3, 9, 8 if fault else 7, 1)
    TeamClock.objects.update(fault=fault)
    hand_over(row, cleo)

    assert rounds_until_the_next_morning(clock, postbox)[0] == ("09 15:00", True)


def test_mail_bears_the_date_of_its_first_try_on_every_try(team, clock, postbox):
    picky = person(team, "Dora Picky")
    picky.user.email = "fault+oncercpt451+dora@landfall-mail.org"
    picky.user.save()
    mail = queued_mail(picky, now=clock.now)
    clock.forward(hours=20)
    first_try = clock.now
    send(clock)
    clock.forward(minutes=2)
    send(clock)
    Mail.objects.filter(pk=mail.pk).update(state=MailState.UNCERTAIN, reason="unknown")
    Mail.objects.get().resend(by=None)
    clock.forward(hours=5)
    send(clock)

    assert [message["Date"].datetime for message in messages(postbox)] == [first_try, first_try]


def test_mail_without_anything_to_switch_off_offers_nothing(team, cleo, clock, postbox):
    queued_mail(cleo, now=clock.now)

    send(clock)

    [message] = messages(postbox)
    assert (message["List-Unsubscribe"], message["List-Unsubscribe-Post"]) == (None, None)
    assert "Switch off" not in postbox.accepted[0]["raw"]


def test_alert_asked_for_is_of_no_use_a_day_later(team, cleo, clock, postbox):
    milestone = MilestoneFactory(team=team)
    for _number in range(3):
        ask(cleo, milestone)
        clock.forward(days=10)

    send(clock)

    assert set(Mail.objects.values_list("state", "reason")) == {(MailState.CANCELLED, "expired")}
    assert postbox.accepted == []


@pytest.mark.parametrize("topic", ["plan_activated", "notice"])
def test_what_cannot_be_switched_off_is_refused(team, cleo, clock, api, topic):
    answer = api(cleo).post("/api/v1/teams/acme/alert-preferences/", {"muted": [topic]})

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "unknown_topic")
    assert Preference.of(cleo).muted == []


def test_failed_mail_gives_its_reason_by_api(team, anna, cleo, clock, api):
    queued_mail(cleo, now=clock.now)
    Mail.objects.update(state=MailState.FAILED, reason="refused", ended_at=clock.now)

    [row] = api(anna).get("/api/v1/teams/acme/alerts/").json()["results"]

    assert (row["state"], row["reason"]) == ("failed", "refused")


def test_banner_goes_by_the_clock_of_the_database(team, anna, clock, rf, queries):
    clock.tick()
    request = rf.get("/")
    request.membership = anna

    with queries(1):
        bool(banner(request)["alert_banner"])


@pytest.mark.parametrize(("language", "label"), [("en", "Email 2026-03-02 17:00"), ("zh-hans", "2026-03-02 17:00")])
def test_label_of_a_mail_is_in_the_readers_language_and_the_teams_zone(team, cleo, clock, language, label):
    team.time_zone = "Asia/Shanghai"
    team.store(by=None)
    mail = queued_mail(cleo, now=clock.now)

    with translation.override(language):
        assert label in str(mail)
