"""Take back what no longer holds, and bring back what was never told and holds again."""

from collections import defaultdict

from django.db.models import Exists, OuterRef

from .fanning import told_from
from .models import Alert, AlertState, Delivery, DeliveryState, Mail, MailState, Reason
from .notified import notified_among
from .rules import rule_of

CHUNK = 500
# Cancelled for one of these, a delivery comes back when its alert does.
REVOCABLE = (Reason.CLOSED, Reason.MOVED, Reason.SUPERSEDED, Reason.NOT_CONCERNED, Reason.EXPIRED)


def withdraw(scan, judged, holding):
    """Close or cancel those of the open alerts that are not among those that hold, by key, with the reason."""
    gone = [alert for alert in judged if alert.key not in holding]
    if not gone:
        return
    reasons = _reasons(scan, gone, holding)
    told, mails = set(notified_among([alert.pk for alert in gone])), set()
    for state, reason, ids in _by_fate(gone, reasons, told):
        for chunk in _chunks(ids):
            Alert.objects.filter(pk__in=chunk, state=AlertState.OPEN).update(state=state, reason=reason)
            mails |= cancel_deliveries(Delivery.objects.filter(alert__in=chunk), reason)
    cancel_empty_mails(mails, scan.now)


def reopen(scan, alerts):
    """Open cancelled alerts again unless somebody was told of them, as if made now; what was sent stays sent."""
    told = set(notified_among([alert.pk for alert in alerts]))
    again, by_instant = [alert for alert in alerts if alert.pk not in told], defaultdict(list)
    for alert in again:
        alert.state, alert.reason = AlertState.OPEN, ""
        by_instant[told_from(scan, alert)].append(alert.pk)
    for instant, ids in by_instant.items():
        for chunk in _chunks(ids):
            Alert.objects.filter(pk__in=chunk).update(state=AlertState.OPEN, reason="")
            rows = Delivery.objects.filter(alert__in=chunk, state=DeliveryState.CANCELLED, reason__in=REVOCABLE)
            rows.update(state=DeliveryState.WAITING, reason="", created_at=scan.now, tell_at=instant)


def cancel_deliveries(deliveries, reason):
    """Cancel what is still to go, and return the mails some of it was in.

    What a worker has in hand, or a text tells of, is judged again before it leaves.
    """
    waiting = deliveries.filter(state=DeliveryState.WAITING)
    waiting.update(state=DeliveryState.CANCELLED, reason=reason)
    unwritten = Mail.objects.untouched().filter(pk=OuterRef("mail"))
    mailed = deliveries.filter(Exists(unwritten), state=DeliveryState.MAILED)
    mails = set(mailed.values_list("mail", flat=True))
    mailed.update(state=DeliveryState.CANCELLED, reason=reason, mail=None)
    return mails


def cancel_empty_mails(mails, now):
    """Cancel those of these mails that are queued and have nothing left in them."""
    for chunk in _chunks(mails):
        empty = Mail.objects.untouched().without_content().filter(pk__in=chunk)
        empty.update(state=MailState.CANCELLED, reason=Reason.EMPTY, ended_at=now)


def _reasons(scan, alerts, holding):
    """Return {alert id: why it does not hold}: its row ended, its date moved, or a later notice took its place."""
    by_rule = defaultdict(list)
    for alert in alerts:
        by_rule[rule_of(alert.rule, alert.subject_kind)].append(alert)
    later, reasons = _places(holding.values()), {}
    for rule, group in by_rule.items():
        rows = {}
        if rule is not None:
            for chunk in _chunks([alert.subject_id for alert in group]):
                rows |= rule.rows(rule.rows_of(scan.team), chunk)
        for alert in group:
            is_replaced = not later.isdisjoint({(rule, alert.subject_id), (rule, None)})
            reasons[alert.pk] = _reason(rule, alert, rows.get(alert.subject_id), is_replaced, scan.now)
    return reasons


def _places(occurrences):
    """Return what still has something to say, as (rule, row); a rule whose rows are made anew each time has no row."""
    return {(rule_of(item.rule, item.kind), None if item.anchor else item.subject_id) for item in occurrences}


def _reason(rule, alert, row, is_replaced, now):
    if row is None:
        return Reason.CLOSED
    if rule.is_dated and rule.date_of(row) != alert.about_on:
        return Reason.MOVED
    if is_replaced:
        return Reason.SUPERSEDED
    return Reason.EXPIRED if alert.expires_at and alert.expires_at <= now else Reason.CLOSED


def _by_fate(alerts, reasons, told):
    groups = defaultdict(list)
    for alert in alerts:
        state = AlertState.CLOSED if alert.pk in told else AlertState.CANCELLED
        groups[state, reasons[alert.pk]].append(alert.pk)
    return [(state, reason, ids) for (state, reason), ids in groups.items()]


def _chunks(ids):
    ids = list(ids)
    return [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
