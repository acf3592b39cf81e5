"""Look again at the moment of sending: does it still hold, and may this person still hear it?"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist

from .fanning import is_muted
from .models import AlertState, Because, Delivery, DeliveryState, Preference, Reason
from .rules import RULE_OF
from .rules.notice import NOTICES

RESERVED_ENDINGS = (".test", ".invalid", ".example")
RESERVED_NAMES = {"test", "invalid", "example"}


@dataclass(slots=True)
class Verdict:
    """Which deliveries of a mail still go, and why the others do not."""

    standing: list[Delivery] = field(default_factory=list)
    dropped: dict[str, list[Delivery]] = field(default_factory=lambda: defaultdict(list))
    preference: Preference | None = None

    def drop_rejected(self):
        """Store the reasons of what does not go."""
        for reason, deliveries in self.dropped.items():
            Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries]).update(
                state=DeliveryState.CANCELLED, reason=reason, mail=None
            )


def examine(mail, now):
    """Judge every delivery of a mail by what the database says now."""
    rows = Delivery.objects.filter(mail=mail, state=DeliveryState.MAILED)
    rows = rows.select_related("alert", "team", "membership__user", "membership__alert_preference")
    deliveries = sorted(rows, key=lambda delivery: delivery.pk)
    verdict = Verdict()
    if not deliveries:
        return verdict
    membership = deliveries[0].membership
    membership.team = deliveries[0].team
    mail.membership, mail.team = membership, membership.team
    verdict.preference = _preference(membership)
    subjects = _subjects(deliveries, membership)
    for delivery in deliveries:
        reason = _why_not(delivery, membership, verdict.preference, subjects, now)
        if reason:
            verdict.dropped[reason].append(delivery)
        else:
            verdict.standing.append(delivery)
    return verdict


def is_reserved(address):
    """Say whether an address is one of those kept for examples and tests, to which mail never leaves."""
    domain = address.rpartition("@")[2].lower().rstrip(".")
    labels = domain.split(".")
    return domain in RESERVED_NAMES or domain.endswith(RESERVED_ENDINGS) or "example" in labels[-2:]


def rule_of(alert):
    """Return the rule that raised an alert."""
    return NOTICES if alert.rule in NOTICES.topics else RULE_OF.get((alert.rule, alert.subject_kind))


def _preference(membership):
    try:
        return membership.alert_preference
    except ObjectDoesNotExist:
        return Preference.of(membership)


def _subjects(deliveries, membership):
    """Return {(kind, id): row} of what this person may see and what still counts, one query for each rule."""
    wanted = defaultdict(set)
    for delivery in deliveries:
        wanted[delivery.alert.rule, delivery.alert.subject_kind].add(delivery.alert)
    found = {}
    for (topic, kind), alerts in wanted.items():
        rule = rule_of(next(iter(alerts)))
        if rule is None:
            continue
        model = apps.get_model(kind)
        # Who has no account sees no pages; such a person hears of what was put into their hands.
        visible = model._default_manager.visible_to(membership) if membership.user_id else model._default_manager.all()
        rows = rule.rows(visible.filter(team=membership.team_id), {alert.subject_id for alert in alerts})
        found |= {(topic, pk): row for pk, row in rows.items()}
    return found


def _why_not(delivery, membership, preference, subjects, now):
    alert = delivery.alert
    row = subjects.get((alert.rule, alert.subject_id))
    asked = [
        (not membership.is_active, Reason.LEFT),
        (alert.state == AlertState.CANCELLED, alert.reason or Reason.CLOSED),
        (is_muted(alert, delivery.because, preference.muted), Reason.MUTED),
        (alert.expires_at is not None and alert.expires_at <= now, Reason.EXPIRED),
        (not membership.user_id and delivery.because == Because.MANAGER, Reason.NO_ACCESS),
    ]
    for is_so, reason in asked:
        if is_so:
            return reason
    if row is None:
        return _why_missing(alert, membership)
    return rule_of(alert).why_not(alert, row, membership.team, membership, now)


def _why_missing(alert, membership):
    """Tell a row that ended from one this person may not see."""
    model = apps.get_model(alert.subject_kind)
    is_there = model._default_manager.filter(pk=alert.subject_id).exists()
    if not membership.user_id or not is_there:
        return Reason.CLOSED
    can_see = model._default_manager.visible_to(membership).filter(pk=alert.subject_id).exists()
    return Reason.CLOSED if can_see else Reason.NO_ACCESS
