"""The tick: a plain function, safe any number of times at once. Whoever calls it, the database decides what is done."""

import logging
import time

from django.db import connection

from core.doorbell import ring
from core.faults import BAD_STEP

from .claiming import free_expired
from .clock import database_now
from .deadline import Deadline
from .delivery import is_configured
from .durations import durations
from .grouping import group
from .models import Mail, Pulse
from .scanning import Scanned, repair_teams, scan_teams
from .watch import watch

logger = logging.getLogger(__name__)


def tick(now=None, seconds=time.monotonic):
    """Make alerts, deliveries and mails of what holds now, free what dead workers held, and ring for the senders.

    It ends in time: what cannot be looked at within its span waits for the next one, whatever a team costs, and what is
    known is put into mails all the same. `seconds` is the clock it measures itself by.
    """
    now = now or database_now()
    # First, so that what has happened is told in the same tick.
    watched = _survive(watch, now, Deadline(durations().watching, seconds))
    scanning = Deadline(durations().scanning, seconds)
    scanned = _survive(scan_teams, now, scanning)
    done = {
        "watched": watched and watched.judged,
        "unjudged": watched and watched.failed,
        "scan_teams": scanned and scanned.teams,
        "left": scanned and scanned.left,
        "group": _survive(group, now, Deadline(durations().grouping, seconds)),
        "free_expired": _survive(free_expired, now),
        "rung": _survive(ring_senders, now),
    }
    done["repaired"] = (_survive(repair_teams, now, scanning) or Scanned(0, 0)).teams
    Pulse.beat("tick", now, note=done)
    return done


def ring_senders(now):
    """Wake a sender if anything is due: one on each host takes its turn, and rings again while more is due."""
    is_due = is_configured() and Mail.objects.due(now).exists()
    if is_due:
        ring("alerts.send_batch")
    return int(is_due)


def _survive(step, *given):
    """Run one step; a fault in it, or the end of the worker's time, does not keep the others from running."""
    try:
        return step(*given)
    except BAD_STEP:
        logger.exception("The step %s of the tick failed", step.__name__)
        if not connection.in_atomic_block:
            # What the statement left behind is unknown, if it was stopped in the middle: the next one starts afresh.
            connection.close()
        return None
