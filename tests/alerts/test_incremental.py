"""Looking at what changed finds what looking at everything would find, whatever happens and whenever one looks."""

import random

import pytest
from django.db import transaction

from alerts import turns
from alerts.deadline import Deadline
from alerts.durations import durations
from alerts.models import Alert, LateItem, TeamClock
from alerts.turns import Turn
from tests.alerts.life import Life

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
SPANS = [{"seconds": 40}, {"minutes": 3}, {"hours": 1}, {"hours": 5}, {"hours": 11}, {"days": 2}]


def told():
    """Return everything the looks have made, by what names it."""
    alerts = {}
    for alert in Alert.objects.prefetch_related("deliveries"):
        deliveries = sorted(str(each.membership_id) + each.state for each in alert.deliveries.all())
        about = (alert.rule, alert.subject_id, alert.about_on, alert.about_id, alert.step)
        alerts[about] = (alert.state, alert.fires_at, alert.expires_at, alert.values, deliveries)
    late = LateItem.objects.standing().values_list("rule", "subject_id", "membership", "day", "because", "in_charge")
    return alerts, set(late)


def differences(team, now):
    """Return what a look at everything would change by now."""
    before = told()
    with transaction.atomic():
        clock = TeamClock.objects.select_related("team").get(team=team)
        clock.whole_at = None
        while not Turn(clock, now, Deadline(durations().repair)).run():
            pass
        after = told()
        transaction.set_rollback(True)
    alerts = {
        about: (before[0].get(about), facts) for about, facts in after[0].items() if before[0].get(about) != facts
    }
    return alerts, before[1] ^ after[1]


@pytest.fixture(params=["in one go", "cut short"])
def pieces(request, settings, monkeypatch):
    """Looks as they are, and looks whose turn is over after every two rows."""
    if request.param == "cut short":
        settings.ALERTS |= {"stretch": 0, "scanning": 10**6}
        monkeypatch.setattr(turns, "PORTION", 2)


LIVES = [pytest.param(0, 12), *(pytest.param(seed, 25, marks=pytest.mark.slow) for seed in range(1, 7))]


@pytest.mark.parametrize(("seed", "length"), LIVES)
@pytest.mark.usefixtures("pieces")
def test_looks_at_changes_leave_nothing_for_a_look_at_everything(team, anna, ben, cleo, clock, seed, length):
    rng = random.Random(seed)
    life, done = Life(team, anna, clock, rng), []
    clock.tick()
    for _turn in range(length):
        done += [life.act() for _act in range(rng.randint(3, 10))]
        clock.forward(**rng.choice(SPANS))
        done.append(f"tick {clock.now}")
        clock.tick()

        assert differences(team, clock.now) == ({}, set()), done
