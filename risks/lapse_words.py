"""Why an acceptance no longer holds, in words."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .acceptance_states import LapseCause, Zone
from .states import LEVEL_CHOICES

LEVEL_WORDS = dict(LEVEL_CHOICES)


def facts_of(lapse, *, accepted, now, expires_on):
    """Return what a sentence about a Lapse needs, as JSON keeps it."""
    return {
        "before": accepted.level or "",
        "after": now.level or "",
        "zone": now.zone,
        "milestone": lapse.milestone,
        "days": lapse.days,
        "day": expires_on.isoformat(),
    }


def tell_lapse(cause, facts):
    """Return why an acceptance no longer holds, as a sentence in the reader's language; nothing while it does."""
    known = {
        LapseCause.EXPIRED: lambda: _("Its acceptance ended on %(day)s.") % {"day": _day(facts["day"])},
        LapseCause.UNRATED: lambda: _("No longer accepted: it is not rated any more."),
        LapseCause.LEVEL: lambda: _("No longer accepted: it rose from “%(before)s” to “%(after)s”.") % _levels(facts),
        LapseCause.APPETITE: lambda: _by_appetite(facts),
        LapseCause.LATER: lambda: _by_milestone(facts),
        LapseCause.CANCELLED: lambda: _("No longer accepted: %(milestone)s was given up.") % facts,
        LapseCause.RENEWED: lambda: _("A newer acceptance took its place."),
    }
    return str(known[LapseCause(cause)]()) if cause else ""


def _by_appetite(facts):
    if facts["zone"] == Zone.ABOVE:
        return _("No longer accepted: it is now above the team's appetite.")
    return _("No longer accepted: it is now near the limit of the team's appetite.")


def _by_milestone(facts):
    return (
        ngettext(
            "No longer accepted: %(milestone)s is due %(days)d working day later than when it was accepted.",
            "No longer accepted: %(milestone)s is due %(days)d working days later than when it was accepted.",
            facts["days"],
        )
        % facts
    )


def _levels(facts):
    return {name: LEVEL_WORDS.get(facts[name], "") for name in ("before", "after")}


def _day(text):
    return date_format(dt.date.fromisoformat(text), "DATE_FORMAT")
