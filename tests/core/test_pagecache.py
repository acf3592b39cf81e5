"""Large transactions have room for their pages while they last."""

import pytest
from django.db import connection

from core.pagecache import ROOM, roomy_cache


def size():
    with connection.cursor() as cursor:
        return cursor.execute("PRAGMA cache_size").fetchone()[0]


@pytest.mark.django_db
def test_a_large_transaction_has_room_for_its_pages_and_gives_it_back(owner):
    if connection.vendor != "sqlite":
        with roomy_cache():
            pass
        pytest.skip("only SQLite has such a limit")
    usual = size()

    with roomy_cache():
        assert size() == ROOM
    with pytest.raises(ZeroDivisionError), roomy_cache():
        1 / 0  # noqa: B018 - something that goes wrong meanwhile

    assert size() == usual != ROOM
