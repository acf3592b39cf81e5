"""Celery's scheduler, but for a clock that is set back: it would wait for the hours it has seen already."""

import datetime as dt

from celery import beat

SLACK = dt.timedelta(seconds=1)


class Scheduler(beat.Scheduler):
    """Begins its calendar anew when a task seems to have run in the future."""

    def tick(self):
        """Send what is due, and return the seconds until the next look."""
        entries = self.schedule.values()
        if any(entry.last_run_at > entry.default_now() + SLACK for entry in entries):
            for entry in entries:
                entry.last_run_at = entry.default_now()
            self.populate_heap()
        return super().tick()
