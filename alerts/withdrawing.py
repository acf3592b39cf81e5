"""Take back what no longer holds, and bring back what was never told and holds again."""

from collections import defaultdict

from django.apps import apps
from django.db.models import Exists, OuterRef

from .models import Alert, AlertState, Delivery, DeliveryState, Mail, MailState, Reason
from .notified import notified_among
from .rules import rule_of
from .rules.notice import NOTICE

CHUNK = 500
# Cancelled for one of these, a delivery comes back when its alert does.
REVOCABLE = (Reason.CLOSED, Reason.MOVED, Reason.SUPERSEDED, Reason.NOT_CONCERNED, Reason.EXPIRED)


def withdraw(team, holding, now, *, failed_topics=()):
    """Close or cancel the team's open alerts that are not among those that hold, by key, with the reason.

    Of the `failed_topics` nobody knows what holds, so theirs stay.
    """
    gone = [alert for alert in _open_alerts(team).exclude(rule__in=failed_topics) if alert.key not in holding]
    if not gone:
        return
    reasons = _reasons(team, gone, holding, now)
    told = set(notified_among([alert.pk for alert in gone]))
    for state, reason, ids in _by_fate(gone, reasons, told):
        for chunk in _chunks(ids):
            Alert.objects.filter(pk__in=chunk, state=AlertState.OPEN).update(state=state, reason=reason)
            cancel_deliveries(Delivery.objects.filter(alert__in=chunk), reason)
    cancel_empty_mails(now, team=team)


def reopen(alerts, now):
    """Open cancelled alerts again unless somebody was told of them, as if made now; what was sent stays sent."""
    told = set(notified_among([alert.pk for alert in alerts]))
    again = [alert for alert in alerts if alert.pk not in told]
    for chunk in _chunks([alert.pk for alert in again]):
        Alert.objects.filter(pk__in=chunk).update(state=AlertState.OPEN, reason="")
        rows = Delivery.objects.filter(alert__in=chunk, state=DeliveryState.CANCELLED, reason__in=REVOCABLE)
        rows.update(state=DeliveryState.WAITING, reason="", created_at=now)
    for alert in again:
        alert.state, alert.reason = AlertState.OPEN, ""


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
    return Alert.objects.filter(team=team, state=AlertState.OPEN).exclude(rule=NOTICE)


def _reasons(team, alerts, holding, now):
    """Return {alert id: why it does not hold}: its row ended, its date moved, or a later notice took its place."""
    by_rule = defaultdict(list)
    for alert in alerts:
        by_rule[rule_of(alert.rule, alert.subject_kind)].append(alert)
    later, reasons = _places(holding.values()), {}
    for rule, group in by_rule.items():
        rows = {}
        if rule is not None:
            for chunk in _chunks([alert.subject_id for alert in group]):
                rows |= rule.rows(_all_rows(rule, team), chunk)
        for alert in group:
            is_replaced = not later.isdisjoint({(rule, alert.subject_id), (rule, None)})
            reasons[alert.pk] = _reason(rule, alert, rows.get(alert.subject_id), is_replaced, now)
    return reasons


def _places(occurrences):
    """Return what still has something to say, as (rule, row); a rule whose rows are made anew each time has no row."""
    return {(rule_of(item.rule, item.kind), None if item.anchor else item.subject_id) for item in occurrences}


def _reason(rule, alert, row, is_replaced, now):
    if row is None:
        return Reason.CLOSED
    if alert.expires_at and alert.expires_at <= now:
        return Reason.EXPIRED
    date_field = getattr(rule, "date_field", None)
    is_moved = date_field is not None and getattr(row, date_field) != alert.about_on
    if is_moved:
        return Reason.MOVED
    return Reason.SUPERSEDED if is_replaced else Reason.CLOSED


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
