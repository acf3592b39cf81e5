"""Wake the worker after a commit. The database holds what matters; a lost ring costs one tick."""

import logging
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def ring(task, *arguments):
    """Send the named task its arguments (ids only) once the transaction is committed; a dead broker fails nothing."""
    transaction.on_commit(partial(_send, task, arguments), robust=True)


def _send(task, arguments):
    try:
        current_app.send_task(task, args=arguments, ignore_result=True, retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("The broker did not take %s: %s", task, type(error).__name__)
