"""Rows that fall due: the same questions about time for every kind that has a day."""

import datetime as dt
from datetime import timedelta

from .owned import TeamQuerySet

# How far ahead "soon" reaches, for whoever lists what falls due next.
DUE_SOON = timedelta(days=14)
# After how long without a change an open row is said to lie still.
STALE_AFTER = timedelta(days=30)


class DatedQuerySet(TeamQuerySet):
    """Rows of which the open ones are due on a day, in `date_field`; what has no day is never due."""

    date_field = "due_on"

    def overdue(self, *, on):
        """Return open rows whose day is over."""
        return self.open().filter(**{f"{self.date_field}__lt": on})

    def newly_late(self, *, since, on):
        """Return what became overdue from a day on; without one, all that is overdue."""
        late = self.overdue(on=on)
        return late.filter(**{f"{self.date_field}__gte": since}) if since else late

    def stale(self, *, on):
        """Return open rows that nobody has changed for more than 30 days."""
        return self.open().filter(updated_at__lt=dt.datetime.combine(on - STALE_AFTER, dt.time.min, dt.UTC))

    def due_soon(self, *, on):
        """Return open rows due today or within 14 days."""
        return self.due_by(on + DUE_SOON).filter(**{f"{self.date_field}__gte": on})

    def due_by(self, day):
        """Return open rows due on this day or before."""
        return self.open().filter(**{f"{self.date_field}__lte": day})
