"""Counting what is asked for, so that nobody asks too often; counts live in the cache, for so many seconds each."""

import hashlib

from django.core.cache import cache


def counts_within(limit, *, seconds, of):
    """Count one more of something and say whether there were at most `limit` since it was first counted."""
    key = f"counted:{hashlib.sha256(of.encode()).hexdigest()}"
    if cache.add(key, 1, seconds):
        return True
    try:
        return cache.incr(key) <= limit
    except ValueError:  # it ran out between the two
        return cache.add(key, 1, seconds)
