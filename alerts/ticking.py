"""The tick: a plain function, safe any number of times at once. Whoever calls it, the database decides what is done."""

import logging

from core.doorbell import ring

from .claiming import BATCH, free_expired
from .clock import database_now
from .delivery import is_configured
from .faults import BAD_TEAM
from .grouping import group
from .materialise import scan_teams
from .models import Mail, Pulse

logger = logging.getLogger(__name__)
MOST_WORKERS = 2


def tick(now=None):
    """Make alerts, deliveries and mails of what holds now, free what dead workers held, and ring for the senders."""
    now = now or database_now()
    done = {step.__name__: _survive(step, now) for step in (scan_teams, group, free_expired)}
    done["rung"] = ring_senders(now)
    Pulse.beat("tick", now, note=done)
    return done


def ring_senders(now):
    """Wake as many senders as there are batches due, two at most."""
    if not is_configured():
        return 0
    due = Mail.objects.due(now)[: BATCH * MOST_WORKERS].count()
    workers = -(-due // BATCH)
    for _worker in range(workers):
        ring("alerts.send_batch")
    return workers


def _survive(step, now):
    """Run one step; a fault in it is recorded and does not keep the others from running."""
    try:
        return step(now)
    except BAD_TEAM:
        logger.exception("The step %s of the tick failed", step.__name__)
        return None
