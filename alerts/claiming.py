"""Who works on a mail: claim by conditional UPDATE, begin, release, and free what a dead worker held.

Every step says which state and which lease it starts from and counts rows, so a worker that slept settles nothing.
"""

import uuid

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from .durations import durations
from .models import UNDER_LEASE, Attempt, Mail, MailState, Outcome, Reason

BATCH = 25
LOST = "lost"
NO_LEASE = {"lease_token": None, "lease_until": None}

# The CTE keeps LIMIT valid under any plan. SQLite has no row locks: there the one writer at a time is the lock.
CLAIM = """
WITH picked AS {materialized} (
  SELECT id FROM alerts_mail WHERE state = 'queued' AND due_at <= %s
  ORDER BY priority, due_at, id LIMIT %s {lock})
UPDATE alerts_mail SET state = 'claimed', lease_token = %s, lease_until = %s
WHERE state = 'queued' AND id IN (SELECT id FROM picked) RETURNING id
"""


def claim(now, limit=BATCH):
    """Take up to `limit` due mails under one new lease; returns them, the most urgent first."""
    token = uuid.uuid4()
    is_postgres = connection.vendor == "postgresql"
    statement = CLAIM.format(
        materialized="MATERIALIZED" if is_postgres else "", lock="FOR UPDATE SKIP LOCKED" if is_postgres else ""
    )
    instants = [now, now + durations().lease]
    if not is_postgres:
        # As Django writes them: the column holds text, and text is what is compared.
        instants = [connection.ops.adapt_datetimefield_value(instant) for instant in instants]
    parameters = [instants[0], limit, token if is_postgres else token.hex, instants[1]]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        ids = [row[0] if is_postgres else uuid.UUID(row[0]) for row in cursor.fetchall()]
    mails = Mail.objects.filter(pk__in=ids, lease_token=token).select_related("team", "membership__user")
    return list(mails.order_by("priority", "due_at", "pk"))


def mark_begun(mail, now, **content):
    """Enter `sending`: from here on a crash means that nobody knows. False when the lease is lost."""
    spans = durations()
    begun = (
        _held(mail, MailState.CLAIMED)
        .filter(lease_until__gt=now)
        .update(
            state=MailState.SENDING,
            lease_until=now + spans.lease,
            attempts=F("attempts") + 1,
            first_tried_at=Coalesce("first_tried_at", now),
            begun_at=now,
            **content,
        )
    )
    return bool(begun)


def put_back(mails, **changes):
    """Queue claimed mails again, certain that nothing was sent."""
    for mail in mails:
        _held(mail, MailState.CLAIMED).update(state=MailState.QUEUED, **NO_LEASE, **changes)


def end_claimed(mail, state, reason, now, **content):
    """End a claimed mail without sending it."""
    return _held(mail, MailState.CLAIMED).update(state=state, reason=reason, ended_at=now, **NO_LEASE, **content)


def leave_sending(mail, state, **changes):
    """Move a mail on from `sending`; false when the lease was lost meanwhile."""
    return bool(_held(mail, MailState.SENDING).update(state=state, **NO_LEASE, **changes))


def free_expired(now):
    """Queue again what was never begun; of what was, the outcome is unknown: one resend, then `uncertain`."""
    spans = durations()
    # Far in the future means that the clock went back.
    is_over = Q(lease_until__lte=now) | Q(lease_until__gt=now + 2 * spans.lease)
    expired = list(Mail.objects.filter(is_over, state__in=UNDER_LEASE)[:500])
    for mail in expired:
        if mail.state == MailState.CLAIMED:
            put_back([mail])
        else:
            settle_unknown(mail, now, phase=LOST, reply="", worker="", started_at=mail.begun_at)
    return len(expired)


@transaction.atomic
def settle_unknown(mail, now, **attempt):
    """Record a try whose outcome nobody knows: send once more with the same Message-ID, the second time stop."""
    if mail.unknowns == 0:
        changes = {"state": MailState.QUEUED, "due_at": now + durations().resend, "unknowns": 1}
    else:
        changes = {"state": MailState.UNCERTAIN, "reason": Reason.UNKNOWN, "ended_at": now}
    counted = leave_sending(mail, changes.pop("state"), **changes)
    # Several ticks may find the same lost mail; the first of them tells of it.
    if counted or attempt["phase"] != LOST:
        write_attempt(mail, Outcome.UNKNOWN, now, counted=counted, **attempt)


def write_attempt(mail, outcome, now, **attempt):
    """Append one try to the ledger."""
    attempt["reply"] = attempt.get("reply", "")[:300]
    attempt.setdefault("started_at", timezone.now())
    Attempt.objects.create(mail=mail, outcome=outcome, ended_at=now, **attempt)


def _held(mail, state):
    return Mail.objects.filter(pk=mail.pk, state=state, lease_token=mail.lease_token)
