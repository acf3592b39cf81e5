"""Moving what was done just now to the days of the story on which it is said to have happened."""

from bisect import bisect_right

from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from teams.models import Activity

from .rows import rows_of


class Past:
    """Remembers when each act of the story was really done, and moves its instants there at the end.

    Only instants are moved: the dates of the rows are the story's already.
    """

    def __init__(self):
        self.began, self.shifts = [], []

    def begin(self, moment):
        """Let what is stored from now on have happened at a moment."""
        now = timezone.now()
        self.began.append(now)
        self.shifts.append(moment - now)

    def moved(self, instant):
        """Return when something done at an instant is said to have happened."""
        return instant + self.shifts[max(bisect_right(self.began, instant) - 1, 0)]

    def settle(self, team):
        """Move every instant of the team and its rows."""
        self._move(type(team)._base_manager.filter(pk=team.pk))
        for rows in rows_of(team):
            self._move(rows)
        for activity in Activity.objects.filter(team=team):
            changes = self._moved_changes(activity)
            if changes != activity.changes:
                Activity.objects.filter(pk=activity.pk).update(changes=changes)

    def _move(self, rows):
        model = rows.model
        names = [field.attname for field in model._meta.concrete_fields if isinstance(field, models.DateTimeField)]
        for values in rows.values("pk", *names) if names else ():
            moved = {name: self.moved(values[name]) for name in names if values[name]}
            model._base_manager.filter(pk=values["pk"]).update(**moved)

    def _moved_changes(self, activity):
        """Return the values an activity tells of, with the instants among the new ones moved."""
        fields = {field.name: field for field in activity.model._meta.concrete_fields}
        return {
            name: [old, self.moved(parse_datetime(new)).isoformat()]
            if new and isinstance(fields.get(name), models.DateTimeField)
            else [old, new]
            for name, (old, new) in activity.changes.items()
        }
