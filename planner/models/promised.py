"""What was promised of a milestone, and by how many working days it differs from that."""

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Subquery

from planner.variance import days_later

from .calendarday import calendar_of


def reference_due_on(milestone, team):
    """Return the expression for the day the reference baseline holds, of an outer query's milestone and team."""
    items = apps.get_model("planner.BaselineItem").objects.of_reference(OuterRef(team))
    return Subquery(items.filter(milestone_id=OuterRef(milestone)).values("due_on")[:1])


class Promised(models.Model):
    """For a row with `first_due_on`, `due_on` and `completed_on`; querysets fetch `reference_due_on` for lists."""

    class Meta:
        abstract = True

    @property
    def promised_on(self):
        """Return the day the reference baseline of the team holds, else the one first planned."""
        if "reference_due_on" not in self.__dict__:
            items = apps.get_model("planner.BaselineItem").objects.of_reference(self.team_id)
            self.reference_due_on = items.filter(milestone_id=self.pk).values_list("due_on", flat=True).first()
        return self.reference_due_on or self.first_due_on

    @property
    def variance_days(self):
        """Return by how many working days this is due, or was reached, after the day promised; None without days."""
        return self._days_later(self.promised_on, self.completed_on or self.due_on)

    @property
    def slip_days(self):
        """Return by how many working days the due date has moved since it was first planned; positive is later."""
        return self._days_later(self.first_due_on, self.due_on) or 0

    def _days_later(self, old, new):
        """Return the working days between; the calendar is asked for where there are any."""
        if old is None or new is None:
            return None
        return days_later(old, new, calendar_of(self.team)) if old != new else 0
