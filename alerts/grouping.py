"""Group deliveries into mails: one a day for dates, one in ten minutes for news, one at once for the critical.

Hours are those of whoever gets the mail; the day a daily mail is about is the team's.
"""

import logging
from collections import defaultdict

from django.db import transaction
from django.db.models import Count, F, Min, Q

from core.faults import BAD_ROW
from teams.models import Membership

from .durations import durations
from .models import Delivery, DeliveryState, Mail, MailKind, MailState, Pace, Preference, Reason
from .mornings import ONE_DAY, Mornings
from .rendering import LATE_AFTER, is_late
from .rules import rule_of

logger = logging.getLogger(__name__)
PEOPLE_PER_TICK = 2_000
AT_AN_HOUR = (MailKind.DAILY, MailKind.SOON)
KIND_OF = {Pace.DAILY: MailKind.DAILY, Pace.SOON: MailKind.SOON, Pace.NOW: MailKind.CRITICAL}


def group(now, deadline):
    """Put waiting deliveries into mails until nothing waits or the time is over; returns how many people got one."""
    waiting = Delivery.objects.waiting().order_by("membership").values_list("membership", flat=True).distinct()
    count = 0
    for person in list(waiting[:PEOPLE_PER_TICK]):
        try:
            group_person(person, now)
        except BAD_ROW:
            logger.exception("The alerts of membership %s could not be grouped", person)
        count += 1
        if deadline.is_over:
            break
    follow_moves(now)
    merge_due(now)
    return count


@transaction.atomic
def group_person(person, now):
    """Put what waits for one person into mails; holds the person, so that two ticks do not do it twice."""
    # Of the membership and nothing else: FOR UPDATE must not reach the nullable account.
    Membership.objects.select_for_update(of=("self",)).only("pk").get(pk=person)
    membership = Membership.objects.select_related("team", "user", "alert_preference").get(pk=person)
    mornings = Mornings.of(membership, membership.team)
    waiting = Delivery.objects.waiting().filter(membership=membership).select_related("alert")
    for (pace, day), bundle in _bundles(waiting, membership, mornings).items():
        mail = _mail_for(membership, mornings, pace, day, min(bundle.values()), now)
        # Some of them may have been cancelled since they were read.
        Delivery.objects.waiting().filter(pk__in=bundle).update(mail=mail, state=DeliveryState.MAILED)


def _bundles(waiting, membership, mornings):
    """Return {(pace, day): {delivery id: the instant it is told from}}."""
    bundles = defaultdict(dict)
    preference = getattr(membership, "alert_preference", None) or Preference(membership=membership)
    for delivery in waiting:
        pace, day, instant = _when(delivery, preference, mornings)
        bundles[pace, day][delivery.pk] = instant
    return bundles


def _when(delivery, preference, mornings):
    """Return how soon a delivery is told, of which day a daily mail tells it, and from which instant."""
    alert = delivery.alert
    pace, instant = alert.pace, alert.fires_at
    if preference.pace_of(alert.rule) == Pace.DAILY:
        # Heard of daily by choice, as others hear of it at once: with the next morning's mail.
        return Pace.DAILY, mornings.day_after(mornings.day_of(instant) - ONE_DAY, instant), instant
    if delivery.tell_at is not None:
        pace = Pace.SOON if delivery.tell_at <= delivery.created_at else Pace.DAILY
        instant = delivery.tell_at
    if pace != Pace.DAILY:
        return pace, None, instant
    day = mornings.day_of(instant)
    if not mornings.at(day) <= delivery.created_at < instant:
        return pace, day, instant
    # It came up before the team's hour, when this person's morning was over: what falls due that day cannot wait.
    rule = rule_of(alert.rule, alert.subject_kind)
    if rule.is_dated and alert.about_on == day:
        return Pace.SOON, None, delivery.created_at
    return pace, mornings.day_after(day, delivery.created_at), instant


def _mail_for(membership, mornings, pace, day, told_from, now):
    if pace == Pace.DAILY:
        return daily_mail(membership, mornings, day, now)
    kind = KIND_OF[Pace(pace)]
    pending = Mail.objects.untouched().filter(membership=membership, kind=kind).order_by("due_at").first()
    if pending and _take(pending):
        return pending
    due_at, planned_at = (_instant(mornings, pace, known_at) for known_at in (now, min(told_from, now)))
    mail = Mail.to(membership, kind, due_at=due_at, now=now, planned_at=planned_at)
    mail.save(force_insert=True)
    return mail


def _instant(mornings, pace, known_at):
    """Return when a mail leaves that tells of what is known since an instant."""
    return known_at if pace == Pace.NOW else mornings.awake(known_at + durations().window, known_at)


def daily_mail(membership, mornings, day, now):
    """Return the person's mail of a day; once that has left, of the next morning."""
    for _turn in range(3):
        found = Mail.objects.filter(membership=membership, kind=MailKind.DAILY, day=day)
        found = found.exclude(state=MailState.CANCELLED).first()
        if found is None:
            mail = Mail.to(membership, MailKind.DAILY, due_at=mornings.at(day), now=now, day=day)
            mail.save(force_insert=True)
            return mail
        if _take(found):
            return found
        day = mornings.day_after(day, now)
    raise ValueError("three mornings in a row have been sent already")


def _take(mail):
    """Hold a queued mail until the transaction ends, so that no worker claims it half filled."""
    return Mail.objects.untouched().filter(pk=mail.pk).update(state=MailState.QUEUED)


def follow_moves(now):
    """Plan anew what waits for people who live in another zone than when it was planned; its day stays what it was."""
    here = F("membership__user__time_zone")
    moved = Mail.objects.untouched().filter(kind__in=AT_AN_HOUR, membership__user__isnull=False).exclude(zone=here)
    for mail in moved.select_related("team", "membership__user").order_by("pk")[:PEOPLE_PER_TICK]:
        changes = {"zone": mail.membership.user.time_zone}
        if mail.due_at > now:  # else it is late already, and leaves as soon as it can
            mornings = Mornings.of(mail.membership, mail.team)
            planned = mail.created_at + durations().window if mail.day is None else mornings.at(mail.day)
            changes["due_at"] = changes["planned_at"] = mornings.awake(planned, now)
        Mail.objects.untouched().filter(pk=mail.pk).update(**changes)


def merge_due(now):
    """Join the mails that could not leave in time: one is one when the server is back, whatever it is about."""
    due = Mail.objects.untouched().filter(_leaving(now)).values("membership")
    counts = {"count": Count("pk"), "days": Count("pk", filter=Q(kind=MailKind.DAILY))}
    counted = due.annotate(**counts, planned=Min("planned_at"), soonest=Min("due_at"))
    several = counted.filter(Q(days__gt=1) | Q(count__gt=1, planned__lt=now - LATE_AFTER), soonest__lte=now)
    for found in several.order_by("membership")[:PEOPLE_PER_TICK]:
        _merge(found["membership"], now)


def _leaving(now):
    """Return the condition of what leaves now; news that still gathers goes along with what is late."""
    gathering = Q(kind=MailKind.SOON, due_at__lte=now + durations().window)
    return Q(kind__in=(MailKind.CRITICAL, MailKind.DAILY), due_at__lte=now) | gathering


@transaction.atomic
def _merge(person, now):
    rows = Mail.objects.untouched().filter(_leaving(now), membership=person).select_related("team", "membership__user")
    mails = list(rows.select_for_update(of=("self",)).order_by("-day", "priority", "due_at", "pk"))
    if not _is_one(mails, now):
        mails = [mail for mail in mails if mail.kind == MailKind.DAILY]
    # A daily mail if there is one, so that its day counts as told.
    kept = next((mail for mail in mails if mail.kind == MailKind.DAILY), mails[0] if mails else None)
    others = [mail for mail in mails if mail != kept]
    if not others:
        return
    planned_at, priority = min(mail.planned_at for mail in mails), min(mail.priority for mail in mails)
    Mail.objects.filter(pk=kept.pk).update(planned_at=planned_at, priority=priority)
    for other in others:
        Delivery.objects.filter(mail=other, state=DeliveryState.MAILED).update(mail=kept)
        Mail.objects.untouched().filter(pk=other.pk).update(
            state=MailState.CANCELLED, reason=Reason.MERGED, ended_at=now
        )


def _is_one(mails, now):
    """Say whether all kinds go in one mail: some is late, and none waits for the end of the reader's night."""
    is_night = any(Mornings.of(mail.membership, mail.team).is_night(now) for mail in mails[:1])
    return not is_night and any(is_late(mail, now) for mail in mails)
