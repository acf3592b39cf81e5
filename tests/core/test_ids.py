"""Ids name rows, and sort by when they were made."""

import datetime as dt
import uuid

import time_machine

from core.ids import uuid7

NOON = dt.datetime(2026, 3, 2, 12, 0, 0, 123_456, tzinfo=dt.UTC)


def test_an_id_is_a_uuid_of_version_7_that_tells_its_time():
    with time_machine.travel(NOON, tick=False):
        made = uuid7()

    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == int(NOON.timestamp() * 1000)
    assert (made.int >> 64) & 0xFFF == 456 * 4096 // 1000


def test_ids_made_a_microsecond_apart_sort_in_that_order():
    with time_machine.travel(NOON, tick=False) as clock:
        made = []
        for _turn in range(2000):  # past the end of a millisecond, twice
            made.append(uuid7())
            clock.shift(dt.timedelta(microseconds=1))

    assert made == sorted(made)


def test_ids_of_one_instant_differ():
    with time_machine.travel(NOON, tick=False):
        assert len({uuid7() for _turn in range(1000)}) == 1000
