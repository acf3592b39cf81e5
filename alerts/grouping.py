"""Group deliveries into mails: one a day for dates, one in ten minutes for news, one at once for the critical."""

import datetime as dt
import logging
from collections import defaultdict

from django.db import transaction
from django.db.models import Count

from teams.models import Membership

from .durations import durations
from .faults import BAD_ROW
from .models import Delivery, DeliveryState, Mail, MailKind, MailState, Pace, Preference, Reason
from .rules.base import mail_hour
from .timing import next_alert_instant, send_instant

logger = logging.getLogger(__name__)
PEOPLE_PER_TICK = 2_000
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
    merge_days(now)
    return count


@transaction.atomic
def group_person(person, now):
    """Put what waits for one person into mails; holds the person, so that two ticks do not do it twice."""
    # Of the membership and nothing else: FOR UPDATE must not reach the nullable account.
    Membership.objects.select_for_update(of=("self",)).only("pk").get(pk=person)
    membership = Membership.objects.select_related("team", "user", "alert_preference").get(pk=person)
    waiting = Delivery.objects.waiting().filter(membership=membership).select_related("alert")
    for (pace, day), bundle in _bundles(waiting, membership).items():
        mail = _mail_for(membership, pace, day, min(bundle.values()), now)
        # Some of them may have been cancelled since they were read.
        Delivery.objects.waiting().filter(pk__in=bundle).update(mail=mail, state=DeliveryState.MAILED)


def _bundles(waiting, membership):
    """Return {(pace, day): {delivery id: the instant it is told from}}."""
    bundles, team = defaultdict(dict), membership.team
    for delivery in waiting:
        pace, instant = _at_own_pace(delivery, membership) or _when(delivery)
        day = instant.astimezone(team.zone).date() if pace == Pace.DAILY else None
        bundles[pace, day][delivery.pk] = instant
    return bundles


def _at_own_pace(delivery, membership):
    """Return how soon, and from when, somebody hears daily of what others hear of at once; None for all else."""
    preference = getattr(membership, "alert_preference", None) or Preference(membership=membership)
    if preference.pace_of(delivery.alert.rule) != Pace.DAILY:
        return None
    team, known_at = membership.team, delivery.alert.fires_at
    instant = next_alert_instant(known_at + dt.timedelta(microseconds=1), mail_hour(team), team.zone)
    return Pace.DAILY, instant


def _when(delivery):
    """Return how soon a delivery is told, and from which instant: its alert's, or its own."""
    if delivery.tell_at is None:
        return delivery.alert.pace, delivery.alert.fires_at
    is_soon = delivery.tell_at <= delivery.created_at
    return Pace.SOON if is_soon else Pace.DAILY, delivery.tell_at


def _mail_for(membership, pace, day, told_from, now):
    if pace == Pace.DAILY:
        return daily_mail(membership, day, told_from, now)
    kind = KIND_OF[Pace(pace)]
    pending = Mail.objects.untouched().filter(membership=membership, kind=kind).order_by("due_at").first()
    if pending and _take(pending):
        return pending
    due_at, planned_at = (_instant(membership.team, pace, known_at) for known_at in (now, min(told_from, now)))
    mail = Mail.to(membership, kind, due_at=due_at, now=now, planned_at=planned_at)
    mail.save(force_insert=True)
    return mail


def _instant(team, pace, known_at):
    """Return when a mail leaves that tells of what is known since an instant."""
    if pace == Pace.NOW:
        return known_at
    return send_instant(known_at + durations().window, known_at, mail_hour(team), team.zone)


def daily_mail(membership, day, due_at, now):
    """Return the person's mail of a day; once that has left, of the next morning."""
    team = membership.team
    for _turn in range(3):
        found = Mail.objects.filter(membership=membership, kind=MailKind.DAILY, day=day)
        found = found.exclude(state=MailState.CANCELLED).first()
        if found is None:
            mail = Mail.to(membership, MailKind.DAILY, due_at=due_at, now=now, day=day)
            mail.save(force_insert=True)
            return mail
        if _take(found):
            return found
        due_at = next_alert_instant(max(now, due_at) + dt.timedelta(seconds=1), mail_hour(team), team.zone)
        day = due_at.astimezone(team.zone).date()
    raise ValueError("three mornings in a row have been sent already")


def _take(mail):
    """Hold a queued mail until the transaction ends, so that no worker claims it half filled."""
    return Mail.objects.untouched().filter(pk=mail.pk).update(state=MailState.QUEUED)


def merge_days(now):
    """Join the mails of several mornings that could not leave: one a day means one when the server is back."""
    due = Mail.objects.untouched().filter(kind=MailKind.DAILY, due_at__lte=now)
    several = due.values_list("membership").annotate(days=Count("pk")).filter(days__gt=1).order_by("membership")
    for person, _days in several[:PEOPLE_PER_TICK]:
        _merge(person, now)


@transaction.atomic
def _merge(person, now):
    due = Mail.objects.untouched().filter(kind=MailKind.DAILY, due_at__lte=now, membership=person)
    mails = list(due.select_for_update().order_by("-day"))
    Mail.objects.filter(pk=mails[0].pk).update(planned_at=min(mail.planned_at for mail in mails))
    for older in mails[1:]:
        Delivery.objects.filter(mail=older, state=DeliveryState.MAILED).update(mail=mails[0])
        Mail.objects.untouched().filter(pk=older.pk).update(
            state=MailState.CANCELLED, reason=Reason.MERGED, ended_at=now
        )
