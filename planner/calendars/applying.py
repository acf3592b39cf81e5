"""Bringing days into a team's calendar as one act, and what that would do."""

from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from planner.models import CalendarDay
from planner.models.calendarday import check_near, forget_calendar
from teams.models import add_rows, begin_change, change_rows

from .found import MAX_DAYS


class Verdict(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done: the Change that undoes it, None when nothing was to be done, and how many days it touched."""

    change: object
    added: int
    changed: int
    same: int


def put_days(days, *, by):
    """Bring FoundDays, each day once, into the calendar of a person's team; raises ValidationError.

    A day that is there is changed to what is said now, and keeps its name where none is said. Harmless when repeated.
    """
    if len(days) > MAX_DAYS:
        message = _("Bring at most %(limit)s days at once.")
        raise ValidationError(message, code="too_many_days", params={"limit": MAX_DAYS})
    today = by.team.today()
    for each in days:
        check_near(each.day, today)
    with transaction.atomic():
        present = _present(days, CalendarDay.objects.filter(team_id=by.team_id).select_for_update())
        made = [_made(each, by.team) for each in days if each.day not in present]
        changed = [_changed(present[each.day], each) for each in days if verdict_on(each, present) == Verdict.CHANGED]
        act = None
        if made or changed:
            label = gettext_noop("{who} brought {count} days into the working calendar")
            act = begin_change(by.team, by, label, count=len(made) + len(changed))
            add_rows(made, by=act)
            change_rows(changed, by=act)
    forget_calendar(by.team)
    return Outcome(act, len(made), len(changed), len(days) - len(made) - len(changed))


def verdicts(days, *, membership):
    """Return what bringing each of these days in would do, in their order."""
    present = _present(days, CalendarDay.objects.visible_to(membership))
    return [verdict_on(each, present) for each in days]


def verdict_on(found, present):
    row = present.get(found.day)
    if row is None:
        return Verdict.NEW
    is_same = row.works == found.works and found.label in ("", row.label)
    return Verdict.SAME if is_same else Verdict.CHANGED


def _present(days, rows):
    if not days:
        return {}
    spanned = rows.filter(day__gte=min(each.day for each in days), day__lte=max(each.day for each in days))
    return {row.day: row for row in spanned}


def _made(found, team):
    return CalendarDay(team=team, day=found.day, works=found.works, label=found.label)


def _changed(row, found):
    row.works, row.label = found.works, found.label or row.label
    return row
