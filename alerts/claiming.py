"""Who works on a mail: claim by conditional UPDATE, begin, release, and free what a dead worker held.

Every step says which state and which lease it starts from and counts rows, so a worker that slept settles nothing.
"""

import datetime as dt
import uuid

from django.db import connection, transaction
from django.db.models import Q

from core.ids import uuid7

from .durations import durations
from .models import UNDER_LEASE, Delivery, DeliveryState, Mail, MailState, Outcome, Reason

BATCH = 25
LOST = "lost"
FAR = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
NO_LEASE = {"lease_token": None, "lease_until": None}
NO_TEXT = {"subject": "", "text": "", "html": ""}

# The CTE keeps LIMIT valid under any plan. SQLite has no row locks: there the one writer at a time is the lock.
CLAIM = """
WITH picked AS {materialized} (
  SELECT id FROM alerts_mail WHERE state = 'queued' AND due_at <= %s
  ORDER BY priority, due_at, id LIMIT %s {lock})
UPDATE alerts_mail SET state = 'claimed', lease_token = %s, lease_until = %s
WHERE state = 'queued' AND id IN (SELECT id FROM picked) RETURNING id
"""


# Only if nothing happened in the team since its alerts were looked at; every verb leaves an Activity.
BEGIN = """
UPDATE alerts_mail SET state = 'sending', lease_until = %s, attempts = attempts + 1,
  dated_at = COALESCE(dated_at, %s), first_tried_at = COALESCE(first_tried_at, %s),
  begun_at = %s, address = %s, subject = %s, text = %s, html = %s
WHERE id = %s AND state = 'claimed' AND lease_token = %s AND lease_until > %s
  AND NOT EXISTS (SELECT 1 FROM teams_activity WHERE team_id = %s AND at > %s)
"""

SENT = """
UPDATE alerts_mail SET state = 'sent', reason = '', ended_at = %s, lease_token = NULL, lease_until = NULL
WHERE id = %s AND state = 'sending' AND lease_token = %s
"""
ATTEMPT = """
INSERT INTO alerts_attempt (id, mail_id, outcome, phase, code, reply, worker, started_at, ended_at, counted)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
# Both in one statement, and so in one transaction and one journey to the server.
RECORDED = ATTEMPT.replace("%s)", "EXISTS (SELECT 1 FROM done))")
SENT_AND_RECORDED = "WITH done AS (" + SENT + " RETURNING id)" + RECORDED


def claim(now, limit=BATCH):
    """Take up to `limit` due mails under one new lease; returns them, the most urgent first."""
    token = uuid.uuid4()
    is_postgres = connection.vendor == "postgresql"
    statement = CLAIM.format(
        materialized="MATERIALIZED" if is_postgres else "", lock="FOR UPDATE SKIP LOCKED" if is_postgres else ""
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, _adapted([now, limit, token, now + durations().lease]))
        ids = [row[0] if is_postgres else uuid.UUID(row[0]) for row in cursor.fetchall()]
    mails = Mail.objects.filter(pk__in=ids, lease_token=token).select_related("team", "membership__user")
    return list(mails.order_by("priority", "due_at", "pk"))


def mark_begun(mail, now, content, *, quiet_since=None):
    """Enter `sending`: from here on a crash means that nobody knows.

    False when the lease is lost, or when something happened in the team after `quiet_since`.
    """
    spans = durations()
    after = FAR if quiet_since is None else quiet_since - spans.overlap
    texts = [content[name] for name in ("address", "subject", "text", "html")]
    begun = [
        now + spans.lease,
        mail.dated_at or now,
        now,
        now,
        *texts,
        mail.pk,
        mail.lease_token,
        now,
        mail.team_id,
        after,
    ]
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, _adapted(begun))
        return cursor.rowcount == 1


def put_back(mails, **changes):
    """Queue claimed mails again, certain that nothing was sent."""
    for mail in mails:
        _held(mail, MailState.CLAIMED).update(state=MailState.QUEUED, **NO_LEASE, **changes)


def end_claimed(mail, state, reason, now, **content):
    """End a claimed mail without sending it."""
    return _held(mail, MailState.CLAIMED).update(state=state, reason=reason, ended_at=now, **NO_LEASE, **content)


@transaction.atomic
def take_out(mail, dropped):
    """Take deliveries out of a claimed mail, for {reason: deliveries}, and with them the text that tells of them.

    Both or neither, so that no crash leaves the old text to be sent; false when the lease is lost.
    """
    if not _held(mail, MailState.CLAIMED).update(**NO_TEXT):
        return False
    mail.subject = mail.text = mail.html = ""
    for reason, deliveries in dropped.items():
        rows = Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries])
        rows.update(state=DeliveryState.CANCELLED, reason=reason, mail=None)
    return True


def leave_sending(mail, state, **changes):
    """Move a mail on from `sending`; false when the lease was lost meanwhile."""
    return bool(_held(mail, MailState.SENDING).update(state=state, **NO_LEASE, **changes))


def settle_sent(mail, now, *, attempt):
    """The server took it: end the mail if the lease is still ours, and append the try. Plain SQL: it runs for each."""
    ended = [now, mail.pk, mail.lease_token]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(SENT_AND_RECORDED, [*ended, *_attempt_row(mail, Outcome.SENT, now, attempt)])
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(SENT, _adapted(ended))
            counted = cursor.rowcount == 1
        write_attempt(mail, Outcome.SENT, now, counted=counted, attempt=attempt)


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
        write_attempt(mail, Outcome.UNKNOWN, now, counted=counted, attempt=attempt)


def write_attempt(mail, outcome, now, *, counted, attempt):
    """Append one try to the ledger: `attempt` holds phase, code, reply, worker and started_at."""
    with connection.cursor() as cursor:
        cursor.execute(ATTEMPT, _adapted([*_attempt_row(mail, outcome, now, attempt), counted]))


def _attempt_row(mail, outcome, now, attempt):
    answered = [attempt["phase"], attempt.get("code"), attempt.get("reply", "")[:300], attempt["worker"]]
    return [uuid7(), mail.pk, str(outcome), *answered, attempt["started_at"], now]


def _adapted(values):
    """Return parameters as the database compares them: SQLite keeps instants and ids as text."""
    if connection.vendor == "postgresql":
        return values
    return [_as_text(value) for value in values]


def _as_text(value):
    match value:
        case uuid.UUID():
            return value.hex
        case dt.datetime():
            return connection.ops.adapt_datetimefield_value(value)
    return value


def _held(mail, state):
    return Mail.objects.filter(pk=mail.pk, state=state, lease_token=mail.lease_token)
