"""Two people in one review at the same moment, on a database that lets them be."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from desk.weekly.deciding import Asked, decide
from planner.models import Milestone, Move, WeeklyDecision, WeeklyReview
from tests.factories.planner import MilestoneFactory
from tests.factories.teams import MembershipFactory

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.date(2026, 3, 1)


@pytest.fixture(autouse=True)
def together():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one transaction write at a time")


@pytest.fixture
def people():
    return MembershipFactory.create_batch(4, team=MembershipFactory(role="owner").team, role="manager")


def at_once(people, act):
    """Let each person do the same at the same moment; return what each got, or the ValidationError."""
    barrier, got = threading.Barrier(len(people)), []

    def run(person):
        barrier.wait(10)
        try:
            got.append(act(person))
        except ValidationError as error:
            got.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def test_all_who_begin_at_once_begin_one_review(people):
    got = at_once(people, lambda person: WeeklyReview.begin(person.team, by=person).pk)

    assert got == [WeeklyReview.objects.get().pk] * 4


def test_of_all_who_decide_at_once_one_does(people):
    review = WeeklyReview.begin(people[0].team, by=people[0])
    row = MilestoneFactory(team=people[0].team, due_on=DAY)

    def move(person):
        day = DAY + dt.timedelta(days=1 + people.index(person))
        asked = Asked(subject_kind="planner.milestone", subject_id=row.pk, decision="moved", day=day)
        return decide(WeeklyReview.objects.get(pk=review.pk), asked, by=person)

    got = at_once(people, move)

    refused = [each.code for each in got if isinstance(each, ValidationError)]
    kept = WeeklyDecision.objects.get()
    assert refused == ["weeklydecision_once"] * 3
    assert Move.objects.values_list("by", "new_due_on").get() == (kept.by_id, Milestone.objects.get().due_on)
