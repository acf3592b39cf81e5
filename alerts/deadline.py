"""A span of this host's own seconds: what works against it stops by itself and goes on another time."""

import time


class Deadline:
    """Ends so long after it was set, or when the one around it does; `seconds` is the clock it goes by."""

    def __init__(self, span, seconds=time.monotonic, around=None):
        self._seconds, self._around = seconds, around
        self._ends_at = seconds() + span.total_seconds()

    @property
    def is_over(self):
        return self._seconds() >= self._ends_at or (self._around is not None and self._around.is_over)

    def within(self, span):
        """Return a shorter one on the same clock."""
        return Deadline(span, self._seconds, around=self)
