"""“Send me this alert now”: one mail about one row to the person who asks, on the way every alert takes."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone

from core.doorbell import ring

from .durations import durations
from .keys import occurrence_key
from .models import Alert, Because, Delivery, DeliveryState, Mail, MailKind, MailState, Pace
from .rules.base import link_values
from .rules.notice import NOTICE

# The right that lets a person ask, by kind of row.
RIGHTS = {"planner.milestone": "planner.notify_milestone", "risks.risk": "risks.notify_risk"}
AGAIN_AFTER = dt.timedelta(seconds=10)


@transaction.atomic
def ask(membership, row):
    """Queue the mail and wake a sender; returns the mail. Asked twice within seconds, it is the same mail."""
    now = timezone.now()
    pending = _pending(membership, row, now)
    if pending is not None:
        return pending
    alert = _alert(membership.team, row, now)
    alert.save(force_insert=True)
    mail = Mail.to(membership, MailKind.NOTICE, due_at=now, now=now)
    mail.save(force_insert=True)
    Delivery.objects.create(
        team=membership.team,
        alert=alert,
        membership=membership,
        because=Because.ASKED,
        mail=mail,
        state=DeliveryState.MAILED,
        created_at=now,
    )
    ring("alerts.send_batch")
    return mail


def _pending(membership, row, now):
    waiting = Mail.objects.filter(
        membership=membership, kind=MailKind.NOTICE, state=MailState.QUEUED, created_at__gt=now - AGAIN_AFTER
    )
    return waiting.filter(deliveries__alert__subject_id=row.pk).first()


def _alert(team, row, now):
    kind = row._meta.label_lower
    is_milestone = kind == "planner.milestone"
    values = link_values(row, team) | {"is_open": row.is_open}
    if not is_milestone:
        values["level"] = row.level
    return Alert(
        team=team,
        rule=NOTICE,
        subject_kind=kind,
        subject_id=row.pk,
        about_on=row.due_on if is_milestone else None,
        values=values,
        pace=Pace.NOW,
        fires_at=now,
        expires_at=now + durations().request,
        created_at=now,
        key=occurrence_key(NOTICE, kind, row.pk, None, uuid.uuid4(), 0),
    )
