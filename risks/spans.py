"""From when to when changes of the register are told."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

USUAL_SPAN = dt.timedelta(days=30)
BACKWARDS = _("The period cannot end before it begins.")


@dataclass(frozen=True, slots=True)
class Span:
    """What is after one instant, up to and with another or until now; `last_day` is the team's when it ends."""

    since: dt.datetime
    until: dt.datetime | None
    last_day: dt.date


def usual_start(last_meeting, team):
    """Return from the end of which day on changes are told unless somebody asks: the last meeting's, or 30 days ago.

    It may be tomorrow in the zone in which the team met, which is none to tell changes from in the one it has now.
    """
    today = team.today()
    return min(last_meeting.held_on, today) if last_meeting else today - USUAL_SPAN


def start_of(day, team):
    """Return the instant from which changes count: the end of a day, now for one that has not ended."""
    return end_of(day, team) or timezone.now()


def end_of(day, team):
    """Return the instant a day ends for the team, None for one that has not ended: then everything is as it is now."""
    return None if day >= team.today() else _midnight_after(day, team)


def span_between(since, until, team):
    """Return the Span from one day, or meeting that has ended, to another, each to its end; raises ValidationError."""
    first, last = _end_of(since, team), _end_of(until, team)
    if last < first:
        raise ValidationError(BACKWARDS, code="backwards")
    now = timezone.now()
    last_day = min(until, team.today()) if isinstance(until, dt.date) else team.today(last)
    return Span(min(first, now), last if last < now else None, last_day)


def _end_of(limit, team):
    """Return the instant a day ends, or will end, or a meeting ended."""
    return _midnight_after(limit, team) if isinstance(limit, dt.date) else limit.ended_at


def _midnight_after(day, team):
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, team.zone)
