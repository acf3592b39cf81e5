"""Fan an alert out to the people it concerns: one delivery each, by key, with the reason when it will not go."""

from .durations import durations
from .models import AlertState, Delivery, DeliveryState, Pace, Preference, Reason
from .rules import rule_of

CHUNK = 500


def fan_out(scan, known, holding):
    """Make the deliveries that are missing; people who become concerned long after an alert fired are left alone."""
    earliest = scan.now - durations().latecomers
    # An alert found late, after the engine had stood still, is new to everybody.
    young = {
        key: alert
        for key, alert in known.items()
        if alert.state == AlertState.OPEN and max(alert.fires_at, alert.created_at) > earliest
    }
    existing = _existing([alert.pk for alert in young.values()])
    people = {member.pk: member for member in scan.members}
    missing = [
        (alert, person, because)
        for key, alert in sorted(young.items())  # as alerts are, so that two ticks do not wait for each other
        for person, because in holding[key].people
        if person in people and (alert.pk, person) not in existing
    ]
    if not missing:
        return
    muted = dict(Preference.objects.filter(membership__in=people).values_list("membership", "muted"))
    deliveries = [
        _delivery(scan, alert, people[person], because, muted.get(person, ())) for alert, person, because in missing
    ]
    Delivery.objects.bulk_create(deliveries, CHUNK, ignore_conflicts=True)


def told_from(scan, alert):
    """Return from when somebody who is concerned from now on is told of an alert; None for its own hour.

    A look after that hour did not find them: then nothing was missed, they became concerned later. That waits for the
    next alert hour, where it is news and not late; by then what is due today would be overdue.
    """
    was_missed = scan.scanned_at is None or not alert.fires_at <= scan.scanned_at < scan.now
    if alert.pace != Pace.DAILY or was_missed:
        return None
    rule = rule_of(alert.rule, alert.subject_kind)
    return scan.now if rule.is_dated and alert.about_on == scan.today else scan.next


def is_muted(delivery, muted):
    """Say whether its reader has switched this off, and could."""
    return delivery.can_be_left and delivery.alert.rule in muted


def _existing(alerts):
    found = set()
    for start in range(0, len(alerts), CHUNK):
        rows = Delivery.objects.filter(alert__in=alerts[start : start + CHUNK])
        found |= set(rows.values_list("alert_id", "membership_id"))
    return found


def _delivery(scan, alert, member, because, muted):
    delivery = Delivery(
        team_id=alert.team_id,
        alert=alert,
        membership=member,
        because=because,
        created_at=scan.now,
        tell_at=told_from(scan, alert),
    )
    if is_muted(delivery, muted):
        delivery.reason = Reason.MUTED
    elif not member.address:
        delivery.reason = Reason.NO_ADDRESS
    if delivery.reason:
        delivery.state = DeliveryState.CANCELLED
    return delivery
