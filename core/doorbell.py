"""Wake the worker after a commit. The database holds what matters; a lost ring costs one tick."""

import logging
import time
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

SILENCE = 5  # seconds


class Doorbell:
    """Rings, and keeps silent for a while after nobody answered: the rings of one page must not add up."""

    def __init__(self, silence=SILENCE):
        self.silence, self.silent_until = silence, 0.0

    def send(self, task, arguments):
        if time.monotonic() < self.silent_until:
            return
        try:
            current_app.send_task(task, args=arguments, ignore_result=True, retry=False)
        except (OperationalError, OSError) as error:
            self.silent_until = time.monotonic() + self.silence
            logger.warning("The broker did not take %s: %s", task, type(error).__name__)


doorbell = Doorbell()


def ring(task, *arguments):
    """Send the named task its arguments (ids only) once the transaction is committed; a dead broker fails nothing."""
    transaction.on_commit(partial(doorbell.send, task, arguments), robust=True)
