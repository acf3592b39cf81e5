"""The tick: a plain function, safe any number of times at once. Whoever calls it, the database decides what is done."""

import logging

from core.doorbell import ring

from .claiming import free_expired
from .clock import database_now
from .delivery import is_configured
from .faults import BAD_TEAM
from .grouping import group
from .materialise import scan_teams
from .models import Mail, Pulse

logger = logging.getLogger(__name__)


def tick(now=None):
    """Make alerts, deliveries and mails of what holds now, free what dead workers held, and ring for the senders."""
    now = now or database_now()
    scanned = _survive(scan_teams, now)
    done = {
        "scan_teams": None if scanned is None else len(scanned),
        "group": _survive(group, now, scanned or {}),
        "free_expired": _survive(free_expired, now),
        "rung": ring_senders(now),
    }
    Pulse.beat("tick", now, note=done)
    return done


def ring_senders(now):
    """Wake a sender if anything is due: one on each host takes its turn, and rings again while more is due."""
    is_due = is_configured() and Mail.objects.due(now).exists()
    if is_due:
        ring("alerts.send_batch")
    return int(is_due)


def _survive(step, *given):
    """Run one step; a fault in it is recorded and does not keep the others from running."""
    try:
        return step(*given)
    except BAD_TEAM:
        logger.exception("The step %s of the tick failed", step.__name__)
        return None
