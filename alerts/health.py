"""How the outbox is: the numbers of /healthz, and the sentence owners and managers see when it is not well."""

import datetime as dt

from django.db.models import Count, Min, Q, Value
from django.utils import timezone

from core import disk

from . import breaker, delays
from .clock import clock_in_query, database_now
from .delivery import is_configured
from .durations import durations
from .models import IN_TROUBLE, Mail, MailState, Pulse, TeamClock

# Longer than this nobody wants to be reminded of a mail that failed.
TROUBLE_SHOWN = dt.timedelta(days=3)


def summary(now=None):
    """Return the numbers of the outbox; `is_well` is false for all that owners and managers are told of, and more."""
    now = now or database_now()
    pulses = {pulse.name: pulse for pulse in Pulse.objects.all()}
    delay = Pulse.objects.filter(delays.lasting(now)).first()
    lately = Q(ended_at__gt=now - TROUBLE_SHOWN)
    counts = Mail.objects.aggregate(
        queued=Count("pk", filter=Q(state=MailState.QUEUED)),
        due=Count("pk", filter=Q(state=MailState.QUEUED, due_at__lte=now)),
        oldest_due=Min("due_at", filter=Q(state=MailState.QUEUED, due_at__lte=now)),
        held=Count("pk", filter=Q(state=MailState.HELD)),
        failed=Count("pk", filter=Q(state__in=[MailState.FAILED, MailState.BOUNCED])),
        uncertain=Count("pk", filter=Q(state=MailState.UNCERTAIN)),
        lately=Count("pk", filter=Q(state__in=IN_TROUBLE) & lately),
    )
    oldest = counts.pop("oldest_due")
    age = _age(pulses.get("tick"), now)
    is_alive = age is not None and -durations().ahead.total_seconds() <= age <= durations().silence.total_seconds()
    faults = TeamClock.objects.exclude(fault="").count()
    waiting = TeamClock.objects.waiting_since(now)
    is_mail_well = not is_configured() or not (delay or counts["lately"])
    return {
        "is_well": is_alive and not faults and is_mail_well and not disk.is_in_trouble(),
        "is_alive": is_alive,
        "last_tick_seconds": age,
        "mail_server": _server(breaker.fault(now) or (delay and delay.note)),
        "free_bytes": disk.free_bytes(),
        "oldest_due_seconds": _seconds_since(oldest, now),
        "team_waiting_seconds": _seconds_since(waiting, now),  # to be looked at, whoever waits longest
        "teams_with_fault": faults,
        "unsound": pulses["audit"].note if "audit" in pulses else {},
        **{name: count for name, count in counts.items() if name != "lately"},
    }


def trouble_of(team, now=None):
    """Return what owners and managers must know now: "disk", "silent", "server", "failed", or None; one query.

    It is silent when nothing ticks, or when no tick has taken the team up yet. An installation that was just started
    and a team that was just made wait for that without alarm.
    """
    if disk.is_in_trouble():
        return "disk"
    now = now or clock_in_query()
    lately = Q(name__in=("tick", "start"), at__gt=now - durations().silence, at__lte=now + durations().ahead)
    pulses = Pulse.objects.filter(breaker.failing(now) | delays.lasting(now) | lately)
    failed = Mail.objects.filter(team=team, state__in=IN_TROUBLE, ended_at__gt=now - TROUBLE_SHOWN)
    taken_up = TeamClock.objects.filter(team=team).values_list(Value("taken up"))
    signs = {sign for (sign,) in pulses.values_list("name").union(failed.values_list(Value("failed")), taken_up)}
    is_alive = "start" in signs or signs >= {"tick", "taken up"}
    if not is_alive and not _is_new(team):
        return "silent"
    if {breaker.NAME, delays.NAME} & signs and is_configured():
        return "server"
    return "failed" if "failed" in signs else None


def _is_new(team):
    """Say whether a team was made just now; one of the future was made before the clock was set back."""
    return -durations().ahead <= timezone.now() - team.created_at < durations().silence


def _age(pulse, now):
    return None if pulse is None else _seconds_since(pulse.at, now)


def _seconds_since(instant, now):
    return None if instant is None else int((now - instant).total_seconds())


def _server(fault):
    """Return how the mail server does: none set up, well, or the phase that fails; no detail a stranger could use."""
    if not is_configured():
        return "none"
    return "well" if fault is None else f"fails at {fault.get('phase', '')}".strip()
