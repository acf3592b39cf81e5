"""A budget ends work that takes too long, at the first look after its time."""

import itertools
from collections import deque

import pytest

from core.budget import UNLIMITED, Budget, OutOfTimeError


def ticking():
    """Return a clock that goes on by a second each time it is read."""
    return itertools.count().__next__


def test_as_many_items_are_handed_on_as_there_is_time_for():
    seen = []

    with pytest.raises(OutOfTimeError):
        deque(map(seen.append, Budget(3, ticking()).over("abcdefg")))

    assert seen == ["a", "b", "c"]


def test_within_its_time_nothing_is_lost():
    assert list(Budget(9, ticking()).over("abcdefg")) == list("abcdefg")
    assert list(UNLIMITED.over(range(1000))) == list(range(1000))
