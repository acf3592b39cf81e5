"""The doorbells of the outbox. What is to be done stands in the database; losing a message costs one tick."""

from celery import shared_task

from .auditing import audit
from .sending import take_turn
from .ticking import tick


@shared_task(name="alerts.tick")
def run_tick():
    """Look what has to be said, and wake the senders."""
    tick()


@shared_task(name="alerts.send_batch")
def run_batch():
    """Send what is due for one turn."""
    take_turn()


@shared_task(name="alerts.audit")
def run_audit():
    """Check that the outbox is sound."""
    audit()
