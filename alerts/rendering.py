"""Make the text of a mail from its alerts, in the reader's language; secret links stay placeholders."""

import datetime as dt
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from core.characters import CONTROL
from core.links import absolute

from .links import can_be_left, placeholder
from .models import Severity
from .wording import word

MOST_ITEMS = 20
MOST_SUBJECT = 150
LATE_AFTER = dt.timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Item:
    """One alert as a mail shows it."""

    headline: str
    todo: str
    link: str
    is_critical: bool


@dataclass(frozen=True, slots=True)
class Content:
    """What a mail says."""

    subject: str
    text: str
    html: str


def render(mail, deliveries, now):
    """Return the content of a mail about these deliveries; raises what templates and texts raise."""
    membership = mail.membership
    with translation.override(membership.language), timezone.override(membership.zone):
        today = membership.team.today(now)
        ordered = sorted((delivery.alert for delivery in deliveries), key=_urgency)
        items = [_item(alert, today, membership) for alert in ordered[:MOST_ITEMS]]
        subject = _subject(items, len(ordered))
        context = {
            "team": membership.team.name,
            "name": membership.name,
            "title": subject,
            "items": items,
            "more": len(ordered) - len(items),
            "all_link": absolute(reverse("alerts:mine", args=[membership.team.slug])) if membership.user_id else "",
            "late_since": mail.planned_at if is_late(mail, now) else None,
            "reasons": sorted({str(delivery.get_because_display()) for delivery in deliveries}),
            "unsubscribe": placeholder(mail) if can_be_left(deliveries) else "",
        }
        return Content(
            subject=subject,
            text=_tidy(render_to_string("mail/alerts.txt", context)),
            html=render_to_string("mail/alerts.html", context),
        )


def is_late(mail, now):
    """Say whether a mail leaves later than it was planned to, by more than its reader would not notice."""
    return now - mail.planned_at > LATE_AFTER


def one_line(text):
    """Return text fit for a header: no line breaks, no control characters, of bounded length."""
    clean = " ".join(CONTROL.sub(" ", text).split())
    return clean if len(clean) <= MOST_SUBJECT else clean[: MOST_SUBJECT - 1].rstrip() + "…"


def _urgency(alert):
    return (alert.severity != Severity.CRITICAL, alert.about_on or dt.date.max, alert.fires_at, str(alert.pk))


def _item(alert, today, membership):
    wording = word(alert, today)
    path = alert.values.get("path", "") if membership.user_id else ""
    return Item(
        headline=CONTROL.sub(" ", wording.headline),
        todo=wording.todo,
        link=absolute(path) if path else "",
        is_critical=alert.severity == Severity.CRITICAL,
    )


def _subject(items, count):
    if count == 1:
        return one_line(items[0].headline)
    text = ngettext("%(first)s, and %(count)d more", "%(first)s, and %(count)d more", count - 1)
    return one_line(text % {"first": one_line(items[0].headline)[:100], "count": count - 1})


def _tidy(text):
    """Return plain text with at most one empty line in a row."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for before, line in zip([None, *lines], lines, strict=False) if line or before]
    return "\n".join(kept) + "\n"
