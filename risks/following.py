"""The regular look at what time and other rows have changed about risks: the appetite they are within, and acceptances.

Each team, risk and acceptance is looked at by itself: one that fails is counted and holds up no other. It asks what
stands now, not what happened since: after days off it finds the same, and two at once find it once.
"""

import logging
from collections import Counter, defaultdict
from uuid import UUID

from django.db import connection
from django.db.models import Case, CharField, F, Q, Value, When

from core.faults import BAD_TEAM
from core.stale import GoneError
from teams.models import Team

from .appetites import ABOVE, NEAR, NO_BORDERS, WITHIN
from .models import Acceptance, Appetite, Risk, RiskMilestone
from .models.accepted import basis_of
from .states import Category, Kind

logger = logging.getLogger(__name__)
CHUNK = 200


def follow_all():
    """Bring zones and acceptances of all teams up to date; return how many `changed` and how many `failed`."""
    counted = Counter(changed=0, failed=0)
    follow_appetites(counted)
    follow_acceptances(counted)
    return counted


def follow_appetites(counted):
    """Let each risk know in which zone it is, where it is another one than it says."""
    told = Appetite.objects.order_by().values("team")
    for team in Team.objects.filter(pk__in=told).order_by("pk").iterator():
        _try(team, lambda team=team: follow_team(team, counted), counted)


def follow_team(team, counted=None):
    """Let the risks of one team know in which zone they are."""
    counted = Counter() if counted is None else counted
    borders = Appetite.objects.borders(team, on=team.today())
    for risk in _misplaced(team, borders).iterator(CHUNK):
        risk.team = team
        _try(risk, lambda risk=risk: risk.follow_appetite(borders), counted)


def _misplaced(team, borders):
    """Return the open risks of a team that say another zone than that of their levels."""
    found = Case(
        *(When(_in_zone(borders, zone), then=Value(zone)) for zone in (ABOVE, NEAR)),
        default=Value(WITHIN),
        output_field=CharField(),
    )
    return Risk.objects.filter(team=team).open().alias(found=found).exclude(appetite_zone=F("found")).order_by("pk")


def _in_zone(borders, zone):
    condition = Q(pk=None)
    for category in Category.values:
        levels = borders.get(category, NO_BORDERS).levels_in(zone)
        reached = Q(current__level__in=levels) | Q(residual__level__in=levels)
        condition |= Q(reached, category=category, kind=Kind.THREAT)
    return condition


def follow_acceptances(counted):
    """End each acceptance whose time is over, or whose risk is no longer the one that was accepted."""
    teams, after = Teams(), UUID(int=0)
    while rows := list(_standing(after)[:CHUNK]):
        links = _links_of(rows)
        for row in rows:
            teams.share(row)
            _try(row, lambda row=row, links=links: _follow(row, links[row.risk_id], teams.borders(row.team)), counted)
        after = rows[-1].pk


def _standing(after):
    rows = Acceptance.objects.approved().filter(pk__gt=after).order_by("pk")
    return rows.select_related("team", "risk__current", "risk__residual")


def _links_of(acceptances):
    links = RiskMilestone.objects.filter(risk__in=[row.risk_id for row in acceptances])
    found = defaultdict(list)
    for link in links.select_related("milestone__project").order_by():
        found[link.risk_id].append(link)
    return found


def _follow(acceptance, links, borders):
    """Look without holding anything, and hold what is about to end."""
    now = basis_of(acceptance.risk, links, borders)
    return acceptance.lapse_at(now) is not None and acceptance.lapse_if_due()


class Teams:
    """One copy of each team, with its calendar and its borders, for all of its rows."""

    def __init__(self):
        self._teams, self._borders = {}, {}

    def share(self, row):
        row.team = row.risk.team = self._teams.setdefault(row.team_id, row.team)

    def borders(self, team):
        if team.pk not in self._borders:
            self._borders[team.pk] = Appetite.objects.borders(team, on=team.today())
        return self._borders[team.pk]


def _try(row, act, counted):
    """Do something about one row; count whether it changed anything, or failed."""
    try:
        is_changed = bool(act())  # which may count by itself
        counted["changed"] += is_changed
    except GoneError:
        return
    except BAD_TEAM:
        if not connection.is_usable():
            raise
        logger.exception("%s %s could not be followed", row._meta.label, row.pk)
        counted["failed"] += 1
