"""Turn causes into alerts: insert by key what holds, cancel what no longer does, reopen what does again."""

import logging

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from teams.models import Activity, Membership, Team

from .durations import durations
from .fanning import fan_out
from .faults import BAD_TEAM, in_one_line
from .models import Alert, AlertState, Mail, MailKind, Pulse, TeamClock
from .notified import notified
from .rules import RULES
from .rules.base import Scan
from .withdrawing import reopen, withdraw

logger = logging.getLogger(__name__)
CHUNK = 500
TEAMS_PER_TICK = 200


def scan_teams(now):
    """Bring the alerts of every team that may have changed up to date.

    Returns {id of each: the instant up to which it had been scanned well before}, None if never or with a fault.
    """
    _switch_on_new_teams(now)
    clocks = teams_to_scan(now)
    for clock in clocks:
        try:
            scan_team(clock, now)
        except BAD_TEAM as error:
            logger.exception("Alerts of team %s could not be brought up to date", clock.team_id)
            TeamClock.objects.filter(pk=clock.pk).update(fault=in_one_line(error), scanned_at=now, looked_from=now)
    return {clock.team_id: None if clock.fault else clock.scanned_at for clock in clocks}


def teams_to_scan(now):
    """Return the clocks of teams in which something happened, whose morning came, or that waited an hour."""
    is_stale = Q(scanned_at=None) | Q(scanned_at__lte=now - durations().rescan) | Q(scanned_until__lte=now)
    news = Activity.objects.filter(team=OuterRef("team"), at__gt=OuterRef("looked_from"))
    clocks = TeamClock.objects.filter(is_stale | Exists(news)).select_related("team")
    return list(clocks.order_by(F("scanned_at").asc(nulls_first=True))[:TEAMS_PER_TICK])


def scan_team(clock, now):
    """Compare what holds in a team with its alerts, and store the difference in one short transaction."""
    team = clock.team
    members = list(Membership.objects.active().filter(team=team).select_related("user").order_by("pk"))
    told = notified(Alert.objects.filter(team=team))
    scan = Scan(team=team, now=now, since=clock.since, members=members, told=told)
    until = scan.next
    holding, fault = _find(scan)
    with transaction.atomic():
        apply(scan, holding)
        TeamClock.objects.filter(pk=clock.pk).update(
            scanned_at=now, looked_from=now - durations().overlap, scanned_until=until, fault=fault
        )


def _find(scan):
    """Return what holds by key, and the first fault of a rule, whose topics are in `scan.failed_topics`."""
    holding, faults = {}, []
    for rule in RULES:
        try:
            found = list(rule.find(scan))
        except BAD_TEAM as error:
            logger.exception("The rule for %s failed in team %s", sorted(rule.names), scan.team.pk)
            faults.append(in_one_line(error))
            scan.failed_topics |= rule.names
        else:
            for occurrence in found:
                holding.setdefault(occurrence.key, occurrence)
    return holding, next(iter(faults), "")


def apply(scan, holding):
    """Make the alerts of a team be those that hold, each for the people it concerns."""
    team, members, now = scan.team, scan.members, scan.now
    known = _known(holding)
    missing = [_alert(team, key, occurrence, now) for key, occurrence in holding.items() if key not in known]
    if missing:
        # By key: two ticks that insert the same in different orders would wait for each other.
        Alert.objects.bulk_create(sorted(missing, key=lambda alert: alert.key), CHUNK, ignore_conflicts=True)
        # Another tick may have made some of them: theirs count.
        known |= _known([alert.key for alert in missing])
    withdraw(team, holding, now, failed_topics=scan.failed_topics)
    reopen([alert for alert in known.values() if alert.state == AlertState.CANCELLED], now)
    _refresh(known, holding, now)
    fan_out(known, holding, members, now)


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


def _known(keys):
    keys, known = list(keys), {}
    for start in range(0, len(keys), CHUNK):
        known |= {alert.key: alert for alert in Alert.objects.filter(key__in=keys[start : start + CHUNK])}
    return known


def _alert(team, key, occurrence, now):
    return Alert(
        team=team,
        key=key,
        rule=occurrence.rule,
        subject_kind=occurrence.kind,
        subject_id=occurrence.subject_id,
        about_on=occurrence.about_on,
        about_id=occurrence.about_id,
        step=occurrence.step,
        values=occurrence.values,
        severity=occurrence.severity,
        pace=occurrence.pace,
        fires_at=occurrence.fires_at,
        expires_at=occurrence.expires_at,
        created_at=now,
    )


def _refresh(known, holding, now):
    """Take over new names and hours into alerts whose hour has not come yet."""
    stale = []
    for key, alert in known.items():
        occurrence = holding[key]
        is_changed = (alert.values, alert.fires_at) != (occurrence.values, occurrence.fires_at)
        if alert.state == AlertState.OPEN and alert.fires_at > now and is_changed:
            alert.values, alert.fires_at = occurrence.values, occurrence.fires_at
            stale.append(alert)
    Alert.objects.bulk_update(stale, ["values", "fires_at"], CHUNK)
    daily = Mail.objects.untouched().filter(kind=MailKind.DAILY)
    for instant in {alert.fires_at for alert in stale}:
        moved = [alert.pk for alert in stale if alert.fires_at == instant]
        daily.filter(deliveries__alert__in=moved).exclude(due_at=instant).update(due_at=instant, planned_at=instant)
