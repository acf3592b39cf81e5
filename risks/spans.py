"""From when to when changes of the register are told."""

import datetime as dt

from django.utils import timezone

USUAL_SPAN = dt.timedelta(days=30)


def usual_start(last_meeting, team):
    """Return from the end of which day on changes are told unless somebody asks: the last meeting's, or 30 days ago."""
    return last_meeting.held_on if last_meeting else team.today() - USUAL_SPAN


def start_of(day, team):
    """Return the instant from which changes count: the end of a day, now for one that has not ended."""
    return end_of(day, team) or timezone.now()


def end_of(day, team):
    """Return the instant a day ends for the team, None for one that has not ended: then everything is as it is now."""
    return None if day >= team.today() else dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, team.zone)
