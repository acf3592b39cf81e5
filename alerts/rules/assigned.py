"""Somebody gave a task to somebody else."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from alerts.durations import durations
from alerts.states import Because, Pace
from planner.models import Task
from teams.models import Activity

from .base import EventRule, Occurrence, link_values
from .words import Wording, day


def assigned_words(alert, values, today):
    due = values.get("due_on")
    headline = (
        _("%(name)s was assigned to you, due %(day)s") % {"name": values["name"], "day": day(due)}
        if due
        else _("%(name)s was assigned to you") % {"name": values["name"]}
    )
    return Wording(headline, _("Have a look, and say so if you cannot take it."))


@dataclass(frozen=True, eq=False)
class TaskAssigned(EventRule):
    """Told within minutes to whoever has the task now, unless they took it themselves or a morning's count tells it."""

    standing: Callable  # narrows a queryset of tasks to those that still count
    hangs_on: Mapping[str, frozenset[str]] = field(default_factory=dict)

    model = Task

    def candidates(self, scan):
        """Return the tasks somebody was put in charge of in recent days."""
        return self.standing(self.rows_of(scan.team)).filter(
            pk__in=_recent(scan).filter(team=scan.team).values("subject_id")
        )

    def find(self, scan, ids):
        """Yield the last assignment in recent days of each of these tasks that is open."""
        acts = _recent(scan).filter(subject_id__in=ids)
        last = {act.subject_id: act for act in acts.order_by("at", "pk")}
        rows = self.rows(self.rows_of(scan.team), list(last)) if last else {}
        counted = _counted(scan, {pk: last[pk] for pk in rows})
        active = {member.pk for member in scan.members}
        for row in rows.values():
            act = last[row.pk]
            if row.assignee_id in active and act.by_id != row.assignee_id and row.pk not in counted:
                yield self._occurrence(scan, row, act)

    def _occurrence(self, scan, row, act):
        values = link_values(row, scan.team) | {"due_on": row.due_on and row.due_on.isoformat()}
        return Occurrence(
            rule=self.topic.name,
            kind=self.kind,
            subject_id=row.pk,
            about_id=act.pk,
            fires_at=act.at,
            expires_at=act.at + durations().news,
            values=values,
            people=((row.assignee_id, Because.RESPONSIBLE),),
            pace=Pace.SOON,
        )

    def rows(self, queryset, ids):
        return {row.pk: row for row in self.standing(queryset.filter(pk__in=ids)).order_by()}

    def why_not(self, alert, row, team, membership, now):
        return None if row.assignee_id == membership.pk else "not_concerned"


def _recent(scan):
    """Return the assignments that are news still."""
    earliest = max(scan.now - durations().news, scan.since)
    acts = Activity.objects.filter(subject_kind=Task._meta.label_lower, at__gte=earliest)
    return acts.filter(changes__has_key="assignee")


def _counted(scan, assigned):
    """Return the ids of tasks that were late when they came in: of {id: assignment}, what a morning's count told of.

    What counts is the date they had that morning; set anew later, they have been told of already.
    """
    counted = set()
    set_dates = Activity.objects.filter(subject_id__in=assigned, changes__has_key="due_on").order_by("at", "pk")
    for pk, set_at, changes in set_dates.values_list("subject_id", "at", "changes"):
        if set_at < scan.tell_at(assigned[pk].at):
            due = changes["due_on"][1]
            was_late = due and dt.date.fromisoformat(due) < scan.day_of(max(set_at, scan.since))
            (counted.add if was_late else counted.discard)(pk)
    return counted
