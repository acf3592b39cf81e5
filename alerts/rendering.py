"""Make the text of a mail from its alerts, in the reader's language; secret links stay placeholders."""

import datetime as dt
import logging
from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from core.characters import CONTROL
from core.faults import BAD_ROW
from core.links import absolute

from .links import can_be_left, placeholder
from .models import Delivery, Severity
from .wording import word

logger = logging.getLogger(__name__)
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
    own: tuple[str, ...] = ()  # lines of what is the reader's
    others: tuple[str, ...] = ()
    button: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a mail says, and which of its deliveries could not be put into words and are therefore left out."""

    subject: str
    text: str
    html: str
    broken: list[Delivery] = field(default_factory=list)


def render(mail, deliveries, now):
    """Return the content of a mail about these deliveries; raises ValueError when nothing can be said."""
    membership = mail.membership
    with translation.override(membership.language), timezone.override(membership.zone):
        items, broken = _items(deliveries, membership, now)
        told = [delivery for delivery in deliveries if delivery not in broken]
        if not told:
            raise ValueError("nothing in this mail can be put into words")
        context = _context(mail, told, items, now)
        return Content(
            subject=context["title"],
            text=_tidy(render_to_string("mail/alerts.txt", context)),
            html=CONTROL.sub(" ", render_to_string("mail/alerts.html", context)),
            broken=broken,
        )


def is_late(mail, now):
    """Say whether a mail leaves later than it was planned to, by more than its reader would not notice."""
    return now - mail.planned_at > LATE_AFTER


def one_line(text):
    """Return text fit for a header: no line breaks, no control characters, of bounded length."""
    clean = " ".join(CONTROL.sub(" ", text).split())
    return clean if len(clean) <= MOST_SUBJECT else clean[: MOST_SUBJECT - 1].rstrip() + "…"


def _items(deliveries, membership, now):
    """Return the most urgent as items, as many as a mail shows, and those that cannot be put into words."""
    today = membership.team.today(now)
    items, broken = [], []
    for delivery in sorted(deliveries, key=_urgency):
        if len(items) == MOST_ITEMS:
            break
        try:
            items.append(_item(delivery.alert, today, membership))
        except BAD_ROW:
            logger.exception("Alert %s could not be put into words", delivery.alert_id)
            broken.append(delivery)
    return items, broken


def _context(mail, told, items, now):
    membership = mail.membership
    return {
        "team": membership.team.name,
        "name": membership.name,
        "title": _subject(items, len(told)),
        "items": items,
        "more": len(told) - len(items),
        "all_link": absolute(reverse("alerts:mine", args=[membership.team.slug])) if membership.user_id else "",
        "late_since": mail.planned_at if is_late(mail, now) else None,
        "reasons": sorted({str(delivery.get_because_display()) for delivery in told}),
        "unsubscribe": placeholder(mail) if can_be_left(told) else "",
    }


def _urgency(delivery):
    alert = delivery.alert
    return (alert.severity != Severity.CRITICAL, alert.about_on or dt.date.max, alert.fires_at, str(alert.pk))


def _item(alert, today, membership):
    wording, reader = word(alert, today), str(membership.pk)
    path = alert.values.get("path", "") if membership.user_id else ""
    return Item(
        headline=CONTROL.sub(" ", wording.headline),
        todo=wording.todo,
        link=absolute(path) if path else "",
        is_critical=alert.severity == Severity.CRITICAL,
        button=wording.button,
        own=tuple(line.text for line in wording.lines if line.whose == reader),
        # Whoever has no account gets what is theirs, and nothing of the rest of the plan.
        others=tuple(line.text for line in wording.lines if line.whose != reader and membership.user_id),
    )


def _subject(items, count):
    if count == 1:
        return one_line(items[0].headline)
    text = ngettext("%(first)s, and %(count)d more", "%(first)s, and %(count)d more", count - 1)
    return one_line(text % {"first": one_line(items[0].headline)[:100], "count": count - 1})


def _tidy(text):
    """Return plain text without control characters and with at most one empty line in a row."""
    lines = [line.rstrip() for line in CONTROL.sub(" ", text).strip().splitlines()]
    kept = [line for before, line in zip([None, *lines], lines, strict=False) if line or before]
    return "\n".join(kept) + "\n"
