"""A tick ends in time, whatever a team costs: what is left waits for the next one, and what is known is sent."""

import datetime as dt
from contextlib import contextmanager

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError, connection

from alerts import turns
from alerts.deadline import Deadline
from alerts.grouping import group
from alerts.models import Alert, Delivery, DeliveryState, Mail, Pulse, TeamClock
from alerts.ticking import tick
from alerts.turns import Turn
from planner.models import Milestone
from teams.models import Activity, Membership, add_rows, record
from tests.alerts.conftest import person
from tests.factories.alerts import AlertFactory
from tests.factories.planner import MilestoneFactory, ProjectFactory
from tests.factories.teams import TeamFactory

pytestmark = pytest.mark.django_db
SOON = dt.date(2026, 3, 6)


class Seconds:
    """A clock of seconds that moves on whenever somebody looks at it."""

    def __init__(self, step):
        self.now, self.step = 0.0, step

    def __call__(self):
        self.now += self.step
        return self.now


def milestones(team, owner, count=1):
    project = ProjectFactory(team=team)
    rows = [Milestone(team=team, project=project, title=f"Number {n}", owner=owner, due_on=SOON) for n in range(count)]
    add_rows(rows, by=owner)
    return rows


@pytest.fixture
def teams(clock):
    """Five teams that are looked at already, each with something new."""
    made = [TeamFactory(name=f"Team {number}") for number in range(5)]
    people = [person(team, f"Person{number} X") for number, team in enumerate(made)]
    clock.tick()
    clock.forward(minutes=1)
    for team, owner in zip(made, people, strict=True):
        milestones(team, owner)
    return made


def told():
    """Return the teams something is in a mail for."""
    return set(Mail.objects.values_list("team__name", flat=True))


def test_scanning_stops_at_its_deadline_and_goes_on_at_the_next_tick(teams, clock, settings):
    settings.ALERTS |= {"scanning": 10}
    found = []
    while len(told()) < 5:
        clock.forward(seconds=30)
        done = tick(clock.now, Seconds(1))
        pulse = Pulse.objects.get(name="tick")
        found.append((done["scan_teams"], len(told()), pulse.note["left"], pulse.at == clock.now))

    assert found == [(3, 3, 2, True), (2, 5, 0, True)]
    assert clock.tick()["scan_teams"] == 0


def test_who_was_served_longest_ago_comes_first(teams, clock, settings):
    settings.ALERTS |= {"scanning": 6}
    order = list(TeamClock.objects.with_work(clock.now).values_list("team__name", flat=True))
    served = []
    for _tick in range(5):
        before = told()
        tick(clock.now, Seconds(2))
        served += told() - before
        clock.forward(seconds=30)

    assert served == order


def test_one_huge_team_does_not_keep_the_others_waiting(teams, clock, settings, monkeypatch):
    monkeypatch.setattr(turns, "PORTION", 5)
    settings.ALERTS |= {"scanning": 60, "stretch": 1}
    huge = teams[0]
    milestones(huge, Membership.objects.get(team=huge), 200)
    found = []
    for _tick in range(9):
        done = tick(clock.now, Seconds(1))
        found.append((done["left"], Alert.objects.filter(team=huge).count() >= 201, len(told())))
        clock.forward(seconds=30)

    assert found[0] == (1, False, 5)
    assert found[-1] == (0, True, 5)


@contextmanager
def stopped_by(error, *, at):
    """Raise an error instead of running a statement about a table."""

    def stop(execute, sql, params, many, context):
        if f'FROM "{at}"' in sql:
            raise error
        return execute(sql, params, many, context)

    with connection.execute_wrapper(stop):
        yield


@pytest.mark.parametrize("error", [SoftTimeLimitExceeded(), OperationalError("canceled"), ValueError("bad")])
def test_mails_and_pulse_are_made_when_scanning_is_stopped(team, cleo, clock, error):
    milestones(team, cleo)
    clock.tick()
    Delivery.objects.update(state=DeliveryState.WAITING, mail=None)
    Mail.objects.all().delete()
    clock.forward(minutes=1)
    row = milestones(team, cleo)[0]

    with stopped_by(error, at="planner_milestone"):
        clock.tick()

    assert Pulse.objects.get(name="tick").at == clock.now
    assert Mail.objects.get().deliveries.count() == 1

    clock.forward(hours=2)
    clock.tick()

    assert Alert.objects.filter(subject_id=row.pk).exists()
    assert TeamClock.objects.get().fault == ""


def test_team_that_cannot_be_served_does_not_come_first_again(teams, clock, settings):
    settings.ALERTS |= {"scanning": 6}
    first = TeamClock.objects.with_work(clock.now).first().team

    def stop(execute, sql, params, many, context):
        if 'FROM "planner_milestone"' in sql and first.pk.hex in str(params).replace("-", ""):
            raise OperationalError("canceled")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(stop):
        for _tick in range(5):
            tick(clock.now, Seconds(2))
            clock.forward(seconds=30)

    assert told() == {team.name for team in teams} - {first.name}


def test_team_another_tick_looks_at_is_left_alone_until_that_must_be_dead(team, cleo, clock):
    clock.tick()
    milestones(team, cleo)
    claimed = TeamClock.objects.claim(team.pk, clock.now)
    found = []
    for seconds in (1, 118, 2):
        clock.forward(seconds=seconds)
        found.append((clock.tick()["scan_teams"], len(told())))

    assert claimed.team_id == team.pk
    assert TeamClock.objects.claim(team.pk, clock.now) is not None
    assert found == [(0, 0), (0, 0), (1, 1)]


def test_claim_made_before_the_clock_was_set_back_holds_nobody(team, cleo, clock):
    clock.tick()
    milestones(team, cleo)
    TeamClock.objects.claim(team.pk, clock.now + dt.timedelta(hours=1))

    clock.tick()

    assert len(told()) == 1


def test_who_slept_beyond_the_claim_notes_nothing(team, cleo, clock):
    clock.tick()
    milestones(team, cleo)
    asleep = Turn(TeamClock.objects.claim(team.pk, clock.now), clock.now, Deadline(dt.timedelta(1)))
    clock.forward(minutes=3)
    clock.tick()
    before = TeamClock.objects.values().get()

    asleep.run()

    assert TeamClock.objects.values().get() == before


def test_hour_chosen_while_the_team_is_looked_at_is_heeded(team, anna, cleo, clock):
    milestones(team, cleo)
    clock.tick()
    begun = TeamClock.objects.claim(team.pk, clock.now)
    team.alert_hour = 11
    team.store(by=anna)

    Turn(begun, clock.now, Deadline(dt.timedelta(1))).run()

    assert Mail.objects.get().due_at == dt.datetime(2026, 3, 2, 11, 0, tzinfo=dt.UTC)


def test_grouping_stops_at_its_deadline_and_goes_on_at_the_next_tick(team, clock):
    for number in range(4):
        milestones(team, person(team, f"Person{number} X"))
    clock.tick()
    Delivery.objects.update(state=DeliveryState.WAITING, mail=None)
    Mail.objects.all().delete()

    counts = [group(clock.now, Deadline(dt.timedelta(seconds=3), Seconds(1))) for _turn in range(3)]

    assert counts == [3, 1, 0]
    assert Mail.objects.count() == 4


def test_what_becomes_visible_later_than_it_happened_is_seen(team, cleo, clock):
    clock.tick_at(2026, 3, 2, 9, 30)
    row = milestones(team, cleo)[0]
    Activity.objects.filter(subject_id=row.pk).update(at=clock.now - dt.timedelta(minutes=5))
    clock.forward(minutes=1)

    clock.tick()

    assert Alert.objects.filter(subject_id=row.pk).exists()


def test_what_becomes_visible_while_a_look_waits_to_go_on_is_seen(team, cleo, clock, monkeypatch):
    monkeypatch.setattr(turns, "PORTION", 1)
    clock.tick()
    hidden = MilestoneFactory(team=team, owner=cleo, due_on=SOON)
    milestones(team, cleo, 2)
    begun = TeamClock.objects.claim(team.pk, clock.now)
    assert Turn(begun, clock.now, Deadline(dt.timedelta(0))).run() is False
    record(hidden, "changed", by=None)

    clock.tick()

    assert Alert.objects.filter(subject_id=hidden.pk).exists()


def test_host_whose_clock_is_fast_hides_nothing(team, cleo, clock):
    clock.tick_at(2026, 3, 2, 9, 30)
    rows = milestones(team, cleo, 2)
    Activity.objects.filter(subject_id=rows[0].pk).update(at=clock.now + dt.timedelta(minutes=3))
    Activity.objects.filter(subject_id=rows[1].pk).update(at=clock.now + dt.timedelta(hours=9))
    clock.tick()
    clock.forward(minutes=1)
    later = milestones(team, cleo)[0]

    clock.tick()

    assert set(Alert.objects.values_list("subject_id", flat=True)) == {row.pk for row in [*rows, later]}


def test_what_no_activity_tells_of_is_found_within_a_day(team, cleo, clock, settings):
    settings.ALERTS = {}
    clock.tick()
    row = milestones(team, cleo)[0]
    Activity.objects.all().delete()
    found = []
    for hours in (1, 22, 2):
        clock.forward(hours=hours)
        repaired = clock.tick()["repaired"]
        found.append((repaired, Alert.objects.filter(subject_id=row.pk).exists()))

    assert found == [(0, False), (0, False), (1, True)]


def test_what_an_older_version_said_of_which_no_rule_knows_is_over(team, cleo, clock):
    clock.tick()
    AlertFactory(team=team, now=clock.now, rule="of_old")
    by_hand = AlertFactory(team=team, now=clock.now)
    TeamClock.objects.update(whole_at=None, wake_at=None)

    clock.tick()

    facts = set(Alert.objects.values_list("rule", "state", "reason"))
    assert facts == {("of_old", "cancelled", "closed"), (by_hand.rule, "open", "")}


def test_clocks_say_since_when_a_team_waits(teams, clock, settings):
    settings.ALERTS |= {"scanning": 6}
    since = clock.now
    waiting = [TeamClock.objects.waiting_since(clock.now)]
    for _tick in range(5):
        clock.forward(seconds=30)
        tick(clock.now, Seconds(2))
        waiting.append(TeamClock.objects.waiting_since(clock.now))

    assert waiting == [since] * 5 + [None]
