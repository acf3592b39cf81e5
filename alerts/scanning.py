"""Which teams a tick looks at: who was served longest ago comes first, and each has a stretch of the time at a time."""

import logging
from collections import deque
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from core.faults import BAD_MOMENT, BAD_TEAM, in_one_line
from teams.models import Team

from .durations import durations
from .models import Pulse, TeamClock
from .turns import Turn

logger = logging.getLogger(__name__)
CHUNK = 500
TEAMS_PER_TICK = 5_000
# So many teams are looked at as a whole in one tick: 14,400 in a day.
REPAIRS_PER_TICK = 5


class Scanned(NamedTuple):
    """How many teams were looked at, and how many wait for the next tick."""

    teams: int
    left: int


class Errand(NamedTuple):
    """A team to look at, and for what."""

    team_id: UUID
    has_news: bool = True
    is_repair: bool = False


def scan_teams(now, deadline):
    """Bring the alerts of every team up to date in which something changed, as far as the time reaches."""
    _switch_on_new_teams(now)
    found = TeamClock.objects.with_work(now).values_list("pk", "has_news")
    return _go(deque(Errand(pk, has_news) for pk, has_news in found[:TEAMS_PER_TICK]), now, deadline)


def repair_teams(now, deadline):
    """Look at everything in teams where nobody has for a day, in what is left of the time.

    It finds what looks at changes missed: what hosts with slow clocks wrote, or what a new version has to say.
    """
    found = TeamClock.objects.to_repair(now).values_list("pk", flat=True)
    return _go(deque(Errand(pk, is_repair=True) for pk in found[:REPAIRS_PER_TICK]), now, deadline)


def _go(errands, now, deadline):
    """Serve each team in turn, a stretch at a time, until all is done or the time is over."""
    served = set()
    while errands and not deadline.is_over:
        errand = errands.popleft()
        served.add(errand.team_id)
        if not _serve(errand, now, deadline.within(durations().stretch)):
            errands.append(Errand(errand.team_id))  # a repair too goes on where it stopped
    return Scanned(len(served), len(errands))


def _serve(errand, now, deadline):
    """Give a team its turn; says whether nothing more can be done for it in this tick."""
    clock = TeamClock.objects.claim(errand.team_id, now)
    if clock is None:
        return True
    clock.has_news = errand.has_news
    if errand.is_repair:
        clock.whole_at = None
    try:
        return Turn(clock, now, deadline).run()
    except BAD_MOMENT:
        if not connection.is_usable():
            raise
        logger.exception("Alerts of team %s could not be brought up to date this time", clock.team_id)
        TeamClock.objects.filter(pk=clock.pk).update(busy_until=None)
    except BAD_TEAM as error:
        logger.exception("Alerts of team %s could not be brought up to date", clock.team_id)
        _set_aside(clock, error, now)
    return True


def _set_aside(clock, error, now):
    """Leave a team alone for a while that nobody can look at, and then look at everything."""
    TeamClock.objects.filter(pk=clock.pk).update(
        fault=in_one_line(error),
        whole_at=None,
        wake_at=now + durations().retry,
        unfinished_since=None,
        busy_until=None,
        position={},
        news_from=now,
        news_until=now,
        news_count=0,
    )


def _switch_on_new_teams(now):
    """Alerts of a team count from its making; of one that was there before the engine ran, from now."""
    unwatched = Team.objects.exclude(Exists(TeamClock.objects.filter(team=OuterRef("pk"))))
    new = list(unwatched.values_list("pk", "created_at"))
    if not new:
        return
    last = Pulse.objects.filter(name="tick").values_list("at", flat=True).first()
    watched_from = last - durations().overlap if last else now
    clocks = [TeamClock(team_id=pk, since=min(made_at, now) if made_at >= watched_from else now) for pk, made_at in new]
    TeamClock.objects.bulk_create(clocks, CHUNK, ignore_conflicts=True)
