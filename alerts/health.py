"""How the outbox is: the numbers of /healthz, and the sentence owners and managers see when it is not well."""

import datetime as dt

from django.db.models import Count, Min, Q, Value
from django.utils import timezone

from . import breaker
from .clock import clock_in_query, database_now
from .delivery import is_configured
from .durations import durations
from .models import IN_TROUBLE, Mail, MailState, Pulse, TeamClock

# Longer than this nobody wants to be reminded of a mail that failed.
TROUBLE_SHOWN = dt.timedelta(days=3)


def summary(now=None):
    """Return the numbers of the outbox; `is_well` is false when the engine stands still or mails failed lately."""
    now = now or database_now()
    pulses = {pulse.name: pulse for pulse in Pulse.objects.all()}
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
    is_alive = age is not None and age <= durations().silence.total_seconds()
    faults = TeamClock.objects.exclude(fault="").count()
    return {
        "is_well": is_alive and not faults and not (is_configured() and counts.pop("lately")),
        "is_alive": is_alive,
        "last_tick_seconds": age,
        "mail_server": _server(breaker.fault(now)),
        "oldest_due_seconds": None if oldest is None else int((now - oldest).total_seconds()),
        "teams_with_fault": faults,
        "unsound": pulses["audit"].note if "audit" in pulses else {},
        **{name: count for name, count in counts.items() if name != "lately"},
    }


def trouble_of(team, now=None):
    """Return what owners and managers of a team must know now: "silent", "server", "failed", or None; one query.

    It is silent when nothing ticks, or when no tick has taken the team up yet. An installation that was just started
    and a team that was just made wait for that without alarm.
    """
    now = now or clock_in_query()
    lately = Q(name__in=("tick", "start"), at__gt=now - durations().silence)
    pulses = Pulse.objects.filter(breaker.failing(now) | lately)
    failed = Mail.objects.filter(team=team, state__in=IN_TROUBLE, ended_at__gt=now - TROUBLE_SHOWN)
    taken_up = TeamClock.objects.filter(team=team).values_list(Value("taken up"))
    signs = {sign for (sign,) in pulses.values_list("name").union(failed.values_list(Value("failed")), taken_up)}
    is_alive = "start" in signs or signs >= {"tick", "taken up"}
    if not is_alive and timezone.now() - team.created_at >= durations().silence:
        return "silent"
    if "server" in signs and is_configured():
        return "server"
    return "failed" if "failed" in signs else None


def _age(pulse, now):
    return None if pulse is None else max(int((now - pulse.at).total_seconds()), 0)


def _server(fault):
    """Return how the mail server does: none set up, well, or the phase that fails; no detail a stranger could use."""
    if not is_configured():
        return "none"
    return "well" if fault is None else f"fails at {fault.get('phase', '')}".strip()
