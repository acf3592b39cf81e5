"""Who hears that a milestone was moved: whoever is in charge of it, in one mail for all that moves together."""

import datetime as dt

import pytest

from alerts.models import Alert, Delivery, DeliveryState, Mail
from alerts.rules import rule_of
from planner.cascading import Asked, apply_cascade
from planner.models import Milestone
from tests.factories.planner import DependencyFactory, ProjectFactory

DUE = dt.date(2026, 4, 20)
LATER = dt.date(2026, 4, 27)


@pytest.fixture
def project(team):
    return ProjectFactory(team=team)


def milestone(team, project, owner, **more):
    return Milestone(team=team, project=project, owner=owner, **({"title": "Beta", "due_on": DUE} | more)).store(
        by=None
    )


def notified():
    rows = Delivery.objects.filter(alert__rule="milestone_moved").exclude(state=DeliveryState.CANCELLED)
    return sorted(rows.values_list("membership__name", flat=True))


def move(row, by, day=LATER):
    row.refresh_from_db()
    row.due_on = day
    row.store(by=by)


def test_who_is_in_charge_hears_that_somebody_else_moved_it(team, project, anna, cleo, clock):
    row = milestone(team, project, cleo)
    clock.tick()
    move(row, anna)

    clock.forward(minutes=1)
    clock.tick()

    assert notified() == ["Cleo Member"]
    alert = Alert.objects.get(rule="milestone_moved")
    assert (alert.values["old"], alert.values["new"]) == ("2026-04-20", "2026-04-27")
    assert Mail.objects.get().due_at == clock.now + dt.timedelta(minutes=10)


def test_a_move_of_ones_own_is_no_news(team, project, cleo, clock):
    row = milestone(team, project, cleo)
    clock.tick()
    move(row, cleo)

    clock.tick()

    assert notified() == []


def test_a_first_date_is_no_move(team, project, anna, cleo, clock):
    row = milestone(team, project, cleo, due_on=None)
    clock.tick()
    move(row, anna)

    clock.tick()

    assert notified() == []


def test_what_moves_together_is_one_mail_for_each_person(team, project, anna, ben, cleo, clock):
    first = milestone(team, project, ben, follows_links=True)
    rows = [milestone(team, project, cleo, title=f"Step {number}", follows_links=True) for number in range(3)]
    for before, after in zip([first, *rows], rows, strict=False):
        DependencyFactory(team=team, predecessor=before, successor=after)
    clock.tick()
    apply_cascade(first, Asked(due_on=LATER), by=anna)

    clock.forward(minutes=1)
    clock.tick()

    assert notified() == ["Ben Manager", *["Cleo Member"] * 3]
    assert sorted(Mail.objects.values_list("membership__name", flat=True)) == ["Ben Manager", "Cleo Member"]


def test_what_was_moved_back_is_told_no_more(team, project, anna, cleo, clock):
    row = milestone(team, project, cleo)
    clock.tick()
    move(row, anna)
    clock.forward(minutes=1)
    clock.tick()
    move(row, cleo, DUE)

    clock.tick()

    assert notified() == []


def test_it_says_who_moved_it_from_when_to_when(team, project, anna, cleo, clock):
    row = milestone(team, project, cleo)
    clock.tick()
    move(row, anna)
    clock.forward(minutes=1)
    clock.tick()

    alert = Alert.objects.get(rule="milestone_moved")
    words = rule_of("milestone_moved", "planner.milestone").topic.words(alert, alert.values, clock.now.date())
    assert words.headline == f"Anna Owner moved {row} from 20 Apr 2026 to 27 Apr 2026"
