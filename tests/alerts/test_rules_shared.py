"""Who hears what of a milestone by their part in it: R is reminded, C is told of moved dates, I of how it went."""

import datetime as dt

import pytest

from alerts.models import Alert, Delivery, DeliveryState
from planner.models import Milestone, Responsibility
from tests.factories.planner import ProjectFactory

DUE, LATER = dt.date(2026, 3, 20), dt.date(2026, 3, 27)


@pytest.fixture
def milestone(team, anna):
    row = Milestone(team=team, project=ProjectFactory(team=team), title="Public beta", owner=anna, due_on=DUE)
    return row.store(by=None)


def part(milestone, person, letter):
    return Responsibility(team=milestone.team, milestone=milestone, person=person, letter=letter).store(by=None)


def told(rule):
    rows = Delivery.objects.filter(alert__rule=rule).exclude(state=DeliveryState.CANCELLED)
    return sorted(rows.values_list("membership__name", flat=True))


def move(milestone, by, day=LATER):
    milestone.refresh_from_db()
    milestone.due_on = day
    milestone.store(by=by)


def test_whoever_is_responsible_is_reminded_beside_the_owner_and_nobody_else(milestone, anna, ben, cleo, clock):
    part(milestone, cleo, "R")
    part(milestone, ben, "C")

    clock.tick_at(2026, 3, 19, 8, 0)

    assert told("milestone_due") == sorted([anna.name, cleo.name])


def test_a_part_given_after_the_look_is_seen_by_the_next(milestone, anna, cleo, clock):
    clock.tick_at(2026, 3, 18, 8, 0)
    part(milestone, cleo, "R")
    clock.tick_at(2026, 3, 18, 9, 0)

    clock.tick_at(2026, 3, 19, 8, 0)

    assert cleo.name in told("milestone_due")


def test_what_is_overdue_goes_to_the_owner_who_is_accountable(milestone, anna, cleo, clock):
    part(milestone, cleo, "R")
    clock.tick()

    clock.tick_at(2026, 3, 21, 8, 0)

    assert told("milestone_overdue") == [anna.name]


@pytest.mark.parametrize(("letter", "hears"), [("R", True), ("C", True), ("I", False)])
def test_a_moved_date_is_told_to_those_who_do_it_or_are_consulted(milestone, anna, cleo, clock, letter, hears):
    part(milestone, cleo, letter)
    clock.tick()
    move(milestone, anna)

    clock.forward(minutes=1)
    clock.tick()

    assert told("milestone_date_moved") == ([cleo.name] if hears else [])


def test_a_move_of_ones_own_and_one_that_was_taken_back_are_no_news(milestone, anna, ben, cleo, clock):
    part(milestone, cleo, "C")
    part(milestone, ben, "R")
    clock.tick()
    move(milestone, cleo)
    clock.forward(minutes=1)
    clock.tick()
    before = told("milestone_date_moved")

    move(milestone, cleo, DUE)
    clock.forward(minutes=30)
    clock.tick()

    assert before == [ben.name]
    assert cleo.name not in told("milestone_date_moved")


def test_whoever_is_informed_hears_of_a_move_and_of_the_end_with_the_daily_mail(milestone, anna, cleo, clock):
    part(milestone, cleo, "I")
    clock.tick()
    move(milestone, anna)
    clock.forward(minutes=1)
    clock.tick()
    moved = Alert.objects.get(rule="milestone_informed").values["new"]
    milestone.refresh_from_db()
    milestone.complete(by=anna)
    clock.forward(minutes=1)
    clock.tick()
    clock.tick_at(2026, 3, 3, 8, 0)

    assert moved == LATER.isoformat()
    assert told("milestone_informed") == [cleo.name]


def test_who_lost_their_part_hears_nothing_more(milestone, anna, cleo, clock):
    share = part(milestone, cleo, "C")
    clock.tick()
    move(milestone, anna)
    share.discard(by=anna)

    clock.forward(minutes=1)
    clock.tick()

    assert told("milestone_date_moved") == []


@pytest.mark.parametrize(
    ("letter", "rule", "because"),
    [
        ("R", "milestone_date_moved", "you are in charge of it"),
        ("C", "milestone_date_moved", "you are consulted about it"),
        ("I", "milestone_informed", "you are informed of it"),
    ],
)
def test_a_mail_says_for_which_part_it_comes(milestone, anna, cleo, clock, letter, rule, because):
    part(milestone, cleo, letter)
    clock.tick()
    move(milestone, anna)
    clock.forward(minutes=1)
    clock.tick()

    delivery = Delivery.objects.get(alert__rule=rule, membership=cleo)
    assert delivery.get_because_display() == because
