"""Two views saved at the same moment: neither a name nor a limit is passed."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from teams.models import SavedView
from teams.models.saved_view import OWN_AT_MOST
from tests.factories.teams import MembershipFactory
from tests.teams.test_members import patiently


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("present", "names", "refusal"),
    [
        (0, ("Late", "late"), "You have a view of this name for this list already."),
        (OWN_AT_MOST - 1, ("Late", "Early"), "You can keep 50 views of your own in a team. Remove one first."),
    ],
)
def test_one_of_two_saved_at_once_is_refused(present, names, refusal):
    member = MembershipFactory()
    rows = [
        SavedView(team=member.team, maker=member, list_name="tasks", name=f"View {number}") for number in range(present)
    ]
    SavedView.objects.bulk_create(rows)
    start, refused = threading.Barrier(2), []

    def save(name):
        row = SavedView(team=member.team, maker=member, list_name="tasks", name=name)
        start.wait(timeout=10)
        try:
            patiently(lambda: row.store(by=member))
        except ValidationError as error:
            refused.extend(error.messages)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=save, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert refused == [refusal]
    assert SavedView.objects.count() == present + 1
