"""The worker's share of the register: what time and other rows have changed about risks."""

import logging

from celery import shared_task

from .following import follow_all
from .models.appetite import FOLLOW

logger = logging.getLogger(__name__)


@shared_task(name=FOLLOW)
def follow():
    """Look which risks crossed a border of the appetite, and which are no longer accepted."""
    counted = follow_all()
    if counted["failed"]:
        logger.error("%d risks or acceptances could not be followed", counted["failed"])
