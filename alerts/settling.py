"""Write down how a try ended. Each edge starts from `sending` under the worker's own lease, or does nothing."""

import os
import socket
from random import SystemRandom

from django.db import transaction

from .claiming import leave_sending, settle_sent, settle_unknown, write_attempt
from .models import MailState, Outcome, Reason
from .timing import retry_instant

RANDOM = SystemRandom()


def worker_name():
    """Return who is working: host and process."""
    return f"{socket.gethostname()[:80]}:{os.getpid()}"


def settle(mail, answer, now, *, started_at):
    """Move a mail on by the server's answer, and append the try to the ledger."""
    attempt = {
        "phase": answer.phase,
        "code": answer.code,
        "reply": answer.reply,
        "worker": worker_name(),
        "started_at": started_at,
    }
    if answer.outcome == Outcome.SENT:
        settle_sent(mail, now, attempt=attempt)
    elif answer.outcome == Outcome.UNKNOWN:
        settle_unknown(mail, now, **attempt)
    else:
        _settle_not_taken(mail, answer, now, attempt)


@transaction.atomic
def _settle_not_taken(mail, answer, now, attempt):
    state, changes = _next(mail, answer, now)
    counted = leave_sending(mail, state, **changes)
    write_attempt(mail, answer.outcome, now, counted=counted, attempt=attempt)


def _next(mail, answer, now):
    """Return the state a mail that was not taken enters, and what else changes."""
    if answer.outcome == Outcome.REFUSED:
        return MailState.FAILED, {"ended_at": now, "reason": Reason.REFUSED}
    again = retry_instant(mail.first_tried_at, mail.attempts, now, RANDOM)
    if again is None:
        return MailState.FAILED, {"ended_at": now, "reason": Reason.GAVE_UP}
    return MailState.QUEUED, {"due_at": again}
