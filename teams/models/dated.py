"""Rows that fall due: the same questions about time for every kind that has a day."""

from datetime import timedelta

from .owned import TeamQuerySet

# How far ahead "soon" reaches, for whoever lists what falls due next.
DUE_SOON = timedelta(days=14)


class DatedQuerySet(TeamQuerySet):
    """Rows of which the open ones are due on a day, in `date_field`; what has no day is never due."""

    date_field = "due_on"

    def overdue(self, *, on):
        """Return open rows whose day is over."""
        return self.open().filter(**{f"{self.date_field}__lt": on})

    def due_soon(self, *, on):
        """Return open rows due today or within 14 days."""
        return self.due_by(on + DUE_SOON).filter(**{f"{self.date_field}__gte": on})

    def due_by(self, day):
        """Return open rows due on this day or before."""
        return self.open().filter(**{f"{self.date_field}__lte": day})
