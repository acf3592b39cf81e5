"""Turn what holds into alerts: insert by key what is new, cancel what no longer holds, reopen what does again."""

from collections import defaultdict

from .fanning import fan_out
from .models import Alert, AlertState, Mail, MailKind
from .mornings import Mornings
from .withdrawing import reopen, withdraw

CHUNK = 500


def apply(scan, judged, holding):
    """Make the open alerts a look decides on be those that hold, by key, each for the people it concerns."""
    known = {alert.key: alert for alert in judged if alert.key in holding}
    known |= _known(holding.keys() - known.keys())
    missing = [_alert(scan, key, occurrence) for key, occurrence in holding.items() if key not in known]
    if missing:
        # By key: two ticks that insert the same in different orders would wait for each other.
        Alert.objects.bulk_create(sorted(missing, key=lambda alert: alert.key), CHUNK, ignore_conflicts=True)
        # Another tick may have made some of them: theirs count.
        known |= _known([alert.key for alert in missing])
    withdraw(scan, judged, holding)
    reopen(scan, [alert for alert in known.values() if alert.state == AlertState.CANCELLED])
    _refresh(scan, known, holding)
    fan_out(scan, known, holding)


def _known(keys):
    keys, known = list(keys), {}
    for start in range(0, len(keys), CHUNK):
        known |= {alert.key: alert for alert in Alert.objects.filter(key__in=keys[start : start + CHUNK])}
    return known


def _alert(scan, key, occurrence):
    return Alert(
        team=scan.team,
        key=key,
        rule=occurrence.rule,
        subject_kind=occurrence.kind,
        subject_id=occurrence.subject_id,
        about_on=occurrence.about_on,
        about_id=occurrence.about_id,
        step=occurrence.step,
        values=occurrence.values,
        severity=occurrence.severity,
        pace=occurrence.pace,
        fires_at=occurrence.fires_at,
        expires_at=occurrence.expires_at,
        created_at=scan.now,
    )


def _refresh(scan, known, holding):
    """Take over new names and hours into alerts whose hour has not come yet."""
    stale = []
    for key, alert in known.items():
        occurrence = holding[key]
        is_changed = (alert.values, alert.fires_at) != (occurrence.values, occurrence.fires_at)
        if alert.state == AlertState.OPEN and alert.fires_at > scan.now and is_changed:
            alert.values, alert.fires_at = occurrence.values, occurrence.fires_at
            stale.append(alert)
    Alert.objects.bulk_update(stale, ["values", "fires_at"], CHUNK)
    for instant in {alert.fires_at for alert in stale}:
        _move_mails(scan, instant, [alert.pk for alert in stale if alert.fires_at == instant])


def _move_mails(scan, instant, alerts):
    """Let the mails that tell of alerts leave on the mornings of the day they fire on, each person's own."""
    people = defaultdict(list)
    for member in scan.members:
        people[Mornings.of(member, scan.team)].append(member.pk)
    daily = Mail.objects.untouched().filter(kind=MailKind.DAILY, deliveries__alert__in=alerts)
    for mornings, members in people.items():
        due_at = mornings.at(scan.day_of(instant))
        daily.filter(membership__in=members).exclude(due_at=due_at).update(due_at=due_at, planned_at=due_at)
