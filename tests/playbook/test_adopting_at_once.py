"""Two who add the same entry at the same moment: one copy, and the other is told of it."""

import threading

import pytest
from django.db import connections

from playbook.adopting import adopt
from risks.models import Risk
from tests.factories.teams import MembershipFactory
from tests.teams.test_members import patiently


@pytest.mark.django_db(transaction=True)
def test_two_who_add_the_same_at_once_make_one_copy():
    member = MembershipFactory()
    start, made = threading.Barrier(2), []

    def add():
        start.wait(timeout=10)
        try:
            made.append(patiently(lambda: adopt(["burnout"], language="en", by=member)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted((len(adoption.added), len(adoption.present)) for adoption in made) == [(0, 1), (1, 0)]
    assert Risk.objects.count() == 1
