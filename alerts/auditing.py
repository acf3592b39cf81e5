"""Is the outbox sound? Questions whose answer must be zero, asked every minute and after every fault test."""

import datetime as dt
import logging

from django.db.models import Exists, OuterRef

from .clock import database_now
from .delivery import is_configured
from .durations import durations
from .models import UNDER_LEASE, Alert, AlertState, Attempt, Delivery, DeliveryState, Mail, MailState, Outcome, Pulse

logger = logging.getLogger(__name__)
STUCK_AFTER = dt.timedelta(minutes=10)


def audit(now=None):
    """Count what must not be, remember it for /healthz and the banner, and return what was found."""
    now = now or database_now()
    found = {name: count for name, question in QUESTIONS.items() if (count := question(now))}
    if found:
        logger.warning("The outbox is not sound: %s", found)
    Pulse.beat("audit", now, note=found)
    return found


def _leases_left_behind(now):
    return Mail.objects.filter(state__in=UNDER_LEASE, lease_until__lt=now - 2 * durations().lease).count()


def _waiting_too_long(now):
    old = now - STUCK_AFTER
    return Delivery.objects.waiting().filter(created_at__lt=old, alert__fires_at__lt=old).count()


def _alerts_for_nobody(now):
    told = Delivery.objects.filter(alert=OuterRef("pk"))
    return Alert.objects.filter(state=AlertState.OPEN, created_at__lt=now - STUCK_AFTER).exclude(Exists(told)).count()


def _mails_without_content(now):
    return Mail.objects.untouched().without_content().filter(due_at__lt=now - STUCK_AFTER).count()


def _sent_without_attempt(now):
    accepted = Attempt.objects.filter(mail=OuterRef("pk"), outcome=Outcome.SENT)
    return Mail.objects.filter(state=MailState.SENT).exclude(Exists(accepted)).count()


def _ended_without_reason(now):
    ended = [MailState.FAILED, MailState.UNCERTAIN, MailState.HELD, MailState.CANCELLED]
    return Mail.objects.filter(state__in=ended, reason="").count()


def _cancelled_without_reason(now):
    return Delivery.objects.filter(state=DeliveryState.CANCELLED, reason="").count()


def _queue_not_moving(now):
    return Mail.objects.due(now - STUCK_AFTER).count() if is_configured() else 0


QUESTIONS = {
    "leases_left_behind": _leases_left_behind,
    "waiting_too_long": _waiting_too_long,
    "alerts_for_nobody": _alerts_for_nobody,
    "mails_without_content": _mails_without_content,
    "sent_without_attempt": _sent_without_attempt,
    "ended_without_reason": _ended_without_reason,
    "cancelled_without_reason": _cancelled_without_reason,
    "queue_not_moving": _queue_not_moving,
}
