"""How far work is that holds the database, told beside it: inside its transaction nobody else could read it.

It is kept with Redis, or as a file where there is none, so that every process and a reload of the page see the same.
What cannot be told or read is left untold; the work goes on.
"""

from contextlib import suppress

from django.core.cache import caches
from redis.exceptions import RedisError

KEPT = 3_600  # seconds; no work goes on for so long
_AWAY = (OSError, RedisError)


def tell(key, done, total):
    """Note how much of something is done."""
    with suppress(*_AWAY):
        caches["progress"].set(f"progress:{key}", (done, total), KEPT)


def told(key):
    """Return (done, total) as last noted, or None."""
    with suppress(*_AWAY):
        return caches["progress"].get(f"progress:{key}")
    return None
