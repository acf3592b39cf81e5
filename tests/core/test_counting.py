"""How often something may be asked for."""

import datetime as dt

import time_machine
from django.core.cache import cache

from core.counting import counts_within
from tests.conftest import NOW


def test_so_many_are_let_through_until_the_time_is_over():
    cache.clear()

    with time_machine.travel(NOW, tick=False):
        found = [counts_within(2, seconds=60, of="a") for _time in range(4)]
        other = counts_within(2, seconds=60, of="b")
    with time_machine.travel(NOW + dt.timedelta(seconds=61), tick=False):
        later = counts_within(2, seconds=60, of="a")

    assert (found, other, later) == ([True, True, False, False], True, True)
