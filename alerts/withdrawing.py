"""Take back what no longer holds, and bring back what was never told and holds again."""

from collections import defaultdict

from django.apps import apps
from django.db.models import Exists, OuterRef

from .models import TOLD, Alert, AlertState, Delivery, DeliveryState, Mail, MailState, Reason
from .rules import RULE_OF

CHUNK = 500
# Cancelled for one of these, a delivery comes back when its alert does.
REVOCABLE = (Reason.CLOSED, Reason.MOVED, Reason.SUPERSEDED, Reason.NOT_CONCERNED, Reason.EXPIRED)


def withdraw(team, holding, now):
    """Close or cancel the team's open alerts that are not among the keys that hold, with the reason."""
    gone = [alert for alert in _open_alerts(team) if alert.key not in holding]
    if not gone:
        return
    reasons = _reasons(team, gone, now)
    told = set(told_among([alert.pk for alert in gone]))
    for state, reason, ids in _by_fate(gone, reasons, told):
        for chunk in _chunks(ids):
            Alert.objects.filter(pk__in=chunk, state=AlertState.OPEN).update(state=state, reason=reason)
            cancel_deliveries(Delivery.objects.filter(alert__in=chunk), reason)
    cancel_empty_mails(now, team=team)


def reopen(alerts):
    """Open cancelled alerts again unless somebody was told of them; what was sent stays sent."""
    told = set(told_among([alert.pk for alert in alerts]))
    again = [alert for alert in alerts if alert.pk not in told]
    for chunk in _chunks([alert.pk for alert in again]):
        Alert.objects.filter(pk__in=chunk).update(state=AlertState.OPEN, reason="")
        rows = Delivery.objects.filter(alert__in=chunk, state=DeliveryState.CANCELLED, reason__in=REVOCABLE)
        rows.update(state=DeliveryState.WAITING, reason="")
    for alert in again:
        alert.state, alert.reason = AlertState.OPEN, ""


def told_among(alerts):
    """Return the ids of those alerts a mail about which has left, or may have."""
    sent = Delivery.objects.filter(alert=OuterRef("pk"), mail__state__in=TOLD)
    found = []
    for chunk in _chunks(alerts):
        found += Alert.objects.filter(Exists(sent), pk__in=chunk).values_list("pk", flat=True)
    return found


def cancel_deliveries(deliveries, reason):
    """Cancel what is still to go; what a worker has in hand, or a text tells of, is judged again before it leaves."""
    waiting = deliveries.filter(state=DeliveryState.WAITING)
    waiting.update(state=DeliveryState.CANCELLED, reason=reason)
    unwritten = Mail.objects.untouched().filter(pk=OuterRef("mail"))
    mailed = deliveries.filter(Exists(unwritten), state=DeliveryState.MAILED)
    mailed.update(state=DeliveryState.CANCELLED, reason=reason, mail=None)


def cancel_empty_mails(now, **where):
    """Cancel queued mails in which nothing is left."""
    empty = Mail.objects.untouched().without_content().filter(**where)
    empty.update(state=MailState.CANCELLED, reason=Reason.EMPTY, ended_at=now)


def _open_alerts(team):
    # What was sent by hand is about no condition that could end.
    return Alert.objects.filter(team=team, state=AlertState.OPEN).exclude(rule="notice")


def _reasons(team, alerts, now):
    """Return {alert id: why it does not hold}: its row ended, its date moved, or a later notice took its place."""
    by_rule = defaultdict(list)
    for alert in alerts:
        by_rule[RULE_OF.get((alert.rule, alert.subject_kind))].append(alert)
    reasons = {}
    for rule, group in by_rule.items():
        rows = {}
        if rule is not None:
            for chunk in _chunks([alert.subject_id for alert in group]):
                rows |= rule.rows(_all_rows(rule, team), chunk)
        for alert in group:
            reasons[alert.pk] = _reason(rule, alert, rows.get(alert.subject_id), now)
    return reasons


def _reason(rule, alert, row, now):
    if row is None:
        return Reason.CLOSED
    if alert.expires_at and alert.expires_at <= now:
        return Reason.EXPIRED
    date_field = getattr(rule, "date_field", None)
    is_moved = date_field is not None and getattr(row, date_field) != alert.about_on
    return Reason.MOVED if is_moved else Reason.SUPERSEDED


def _all_rows(rule, team):
    return apps.get_model(rule.kind)._default_manager.filter(team=team)


def _by_fate(alerts, reasons, told):
    groups = defaultdict(list)
    for alert in alerts:
        state = AlertState.CLOSED if alert.pk in told else AlertState.CANCELLED
        groups[state, reasons[alert.pk]].append(alert.pk)
    return [(state, reason, ids) for (state, reason), ids in groups.items()]


def _chunks(ids):
    ids = list(ids)
    return [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
