"""Two people at the same opportunity at the same moment."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.utils import timezone

from funding.models import NextAction, Opportunity, OpportunityEvent
from tests.factories.funding import NextActionFactory, OpportunityFactory
from tests.factories.teams import MembershipFactory

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 4


@pytest.fixture
def row():
    """An opportunity in a database that threads can share."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads need a database outside this process's memory")
    return OpportunityFactory(channel="grant")


def together(row, work):
    """Let each of four managers do `work` with a copy of the row of their own; returns how many were refused."""
    people = MembershipFactory.create_batch(PEOPLE, team=row.team, role="manager")
    barrier, refused, broken = threading.Barrier(PEOPLE), [], []

    def run(person):
        try:
            mine = Opportunity.objects.get(pk=row.pk)
            barrier.wait()
            work(mine, person)
        except ValidationError as error:
            refused.append(error)
        except BaseException as error:  # noqa: BLE001 - the test reports whatever a thread raised
            broken.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []
    return len(refused)


def test_the_same_move_made_by_four_people_happens_once(row):
    refused = together(row, lambda mine, person: mine.advance("eligible", by=person))

    row.refresh_from_db()
    assert (refused, row.stage, row.version) == (0, "eligible", 2)
    assert OpportunityEvent.objects.count() == 1


def test_of_four_next_actions_one_is_kept_and_three_are_refused(row):
    def say_what_comes_next(mine, person):
        action = NextAction(team=mine.team, opportunity=mine, title=person.name, due_on=dt.date(2026, 3, 9))
        action.store(by=person)

    assert together(row, say_what_comes_next) == PEOPLE - 1
    assert NextAction.objects.count() == 1


def test_of_four_next_actions_reopened_at_once_one_is_open_and_three_are_refused(row):
    actions = [
        NextActionFactory(team=row.team, opportunity=row, state="cancelled", ended_at=timezone.now())
        for _number in range(PEOPLE)
    ]
    waiting = iter(actions)

    def reopen(mine, person):
        next(waiting).reopen(by=person)

    assert together(row, reopen) == PEOPLE - 1
    assert NextAction.objects.filter(state="open").count() == 1
