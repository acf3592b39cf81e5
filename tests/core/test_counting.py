"""How often something may be asked for."""

import datetime as dt

import time_machine
from django.core.cache import cache

from core.counting import counts_within
from tests.conftest import NOW


def test_so_many_are_let_through_until_the_time_is_over(settings):
    # Redis has a clock of its own.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "counting"}}
    cache.clear()

    with time_machine.travel(NOW, tick=False):
        found = [counts_within(2, seconds=60, of="a") for _time in range(4)]
        other = counts_within(2, seconds=60, of="b")
    with time_machine.travel(NOW + dt.timedelta(seconds=61), tick=False):
        later = counts_within(2, seconds=60, of="a")

    assert (found, other, later) == ([True, True, False, False], True, True)


def test_what_the_cache_has_counts_it_counts():
    cache.clear()

    assert [counts_within(2, seconds=60, of="a") for _time in range(4)] == [True, True, False, False]
