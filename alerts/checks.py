"""Look again at the moment of sending: does it still hold, and may this person still hear it?"""

import logging
from collections import defaultdict
from dataclasses import dataclass, field

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist

from core.faults import BAD_ROW

from .fanning import is_muted
from .models import AlertState, Because, Delivery, DeliveryState, Preference, Reason
from .rules import rule_of
from .subjects import visible_among

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Verdict:
    """Which deliveries of a mail still go, why the others do not, and which cannot be judged."""

    standing: list[Delivery] = field(default_factory=list)
    broken: list[Delivery] = field(default_factory=list)
    dropped: dict[str, list[Delivery]] = field(default_factory=lambda: defaultdict(list))
    preference: Preference | None = None


def examine(mails, now):
    """Judge every delivery of these mails by what the database says now; returns {mail id: Verdict}."""
    rows = Delivery.objects.filter(mail__in=mails, state=DeliveryState.MAILED)
    rows = rows.select_related("alert", "team", "membership__user", "membership__alert_preference")
    contents = defaultdict(list)
    for delivery in sorted(rows, key=lambda delivery: delivery.pk):
        contents[delivery.mail_id].append(delivery)
    subjects = _subjects([delivery for deliveries in contents.values() for delivery in deliveries])
    return {mail.pk: _judge(mail, contents[mail.pk], subjects, now) for mail in mails}


def _judge(mail, deliveries, subjects, now):
    verdict = Verdict()
    if not deliveries:
        return verdict
    membership = deliveries[0].membership
    membership.team = deliveries[0].team
    mail.membership, mail.team = membership, membership.team
    verdict.preference = _preference(membership)
    visible = _visible(membership, deliveries)
    for delivery in deliveries:
        try:
            reason = _why_not(delivery, membership, verdict.preference, subjects, visible, now)
        except BAD_ROW:
            logger.exception("Alert %s could not be judged", delivery.alert_id)
            verdict.broken.append(delivery)
        else:
            (verdict.dropped[reason] if reason else verdict.standing).append(delivery)
    return verdict


def _preference(membership):
    try:
        return membership.alert_preference
    except ObjectDoesNotExist:
        return Preference.of(membership)


def _subjects(deliveries):
    """Return {(rule, id): row} of what still counts, one query for each rule."""
    wanted = defaultdict(set)
    for delivery in deliveries:
        alert = delivery.alert
        wanted[alert.rule, alert.subject_kind].add(alert.subject_id)
    found = {}
    for (topic, kind), ids in wanted.items():
        rule = rule_of(topic, kind)
        if rule is not None:
            rows = rule.rows(apps.get_model(kind)._default_manager.all(), ids)
            found |= {(topic, pk): row for pk, row in rows.items()}
    return found


def _visible(membership, deliveries):
    """Return the (kind, id) pairs this person may see. Who has no account hears of what is in their hands."""
    pairs = {(delivery.alert.subject_kind, delivery.alert.subject_id) for delivery in deliveries}
    if membership.user_id:
        return visible_among(membership, pairs)
    own = {delivery.alert_id for delivery in deliveries if delivery.because != Because.MANAGER}
    return {(d.alert.subject_kind, d.alert.subject_id) for d in deliveries if d.alert_id in own}


def _why_not(delivery, membership, preference, subjects, visible, now):
    alert = delivery.alert
    row = subjects.get((alert.rule, alert.subject_id))
    asked = [
        (not membership.is_active, Reason.LEFT),
        (alert.state == AlertState.CANCELLED, alert.reason or Reason.CLOSED),
        (is_muted(delivery, preference.muted), Reason.MUTED),
        (alert.expires_at is not None and alert.expires_at <= now, Reason.EXPIRED),
        (row is None or row.team_id != membership.team_id, Reason.CLOSED),
        ((alert.subject_kind, alert.subject_id) not in visible, Reason.NO_ACCESS),
    ]
    for is_so, reason in asked:
        if is_so:
            return reason
    return rule_of(alert.rule, alert.subject_kind).why_not(alert, row, membership.team, membership, now)
