"""How ready a contingency plan is, in words, each gap with the way to mend it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from core.templatetags.ui import money

from .endings import FIRED, MONEY_DAY_OVER, tell_ending
from .readiness import (
    NEVER_REHEARSED,
    NO_COST,
    NO_LEAD_TIME,
    NO_OWNER,
    NO_PROXIMITY,
    NO_RESERVE,
    NO_WATCH,
    REHEARSED_LONG_AGO,
    RESERVE_TOO_SMALL,
    TOO_LATE,
)

PARTS = {
    "owner": gettext_lazy("Owner"),
    "reserve": gettext_lazy("Reserve"),
    "lead_time": gettext_lazy("Lead time"),
    "rehearsal": pgettext_lazy("contingency plan", "Rehearsed"),
    "trigger": pgettext_lazy("contingency plan", "Watched"),
}
LACKING = [
    ("owner", gettext_lazy("an owner")),
    ("reserve", gettext_lazy("a reserve for its cost")),
    ("lead_time", gettext_lazy("a lead time that is short enough")),
    ("rehearsal", gettext_lazy("a rehearsal that counts")),
    ("trigger", gettext_lazy("a trigger that is watched")),
]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the readiness of a plan: whether it is there, what stands there, and where to mend what is not."""

    label: str
    is_there: bool
    text: str
    url: str = ""
    way: str = ""


def parts_of(plan, membership):
    """Return the five parts of the readiness of a plan; the ways lead where this person may do something."""
    gaps = plan.readiness.gaps
    return [
        Part(str(PARTS[part]), not gap, _text(plan, part, gap), *_way(plan, gap, membership))
        for part, gap in gaps.items()
    ]


def _text(plan, part, gap):
    return str(_missing(plan, gap) if gap else _there(plan, part))


def _there(plan, part):
    match part:
        case "owner":
            return plan.owner.name
        case "reserve":
            return money(plan.reserve, plan.currency) if plan.reserve else _("It costs nothing of its own")
        case "lead_time":
            days = plan.lead_time_days
            return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
        case "rehearsal":
            return date_format(plan.rehearsed_on, "DATE_FORMAT")
    return _("A machine sees it")


def _missing(plan, gap):
    values = {"reserve": money(plan.reserve or 0, plan.currency), "cost": money(plan.own_cost or 0, plan.currency)}
    texts = {
        NO_OWNER: _("Nobody"),
        NO_COST: _("Not known what it costs"),
        NO_RESERVE: _("%(cost)s asked, nothing set aside") % values,
        RESERVE_TOO_SMALL: _("%(cost)s asked, %(reserve)s set aside") % values,
        NO_LEAD_TIME: _("Not known how many days it takes"),
        NO_PROXIMITY: _("Not known when the risk may strike"),
        TOO_LATE: _("It takes longer than until the risk may strike"),
        NEVER_REHEARSED: pgettext("rehearsal", "Never"),
        REHEARSED_LONG_AGO: _("Too long ago"),
    }
    return texts[gap] if gap in texts else _unwatched(plan)


def _unwatched(plan):
    """Return why no machine sees what a plan waits for, each reason once; fetch the plan with its triggers."""
    endings = {trigger.ending for trigger in plan.triggers.all()}
    if plan.waits_for_money:
        endings.add(MONEY_DAY_OVER if plan.watched_until else FIRED)
    told = [text for text in map(tell_ending, sorted(endings)) if text]
    if told:
        return " · ".join(told)
    return _("Only people see it") if endings else _("Nothing starts it yet")


def _way(plan, gap, membership):
    """Return (address, label) of where a gap is mended, or nothing."""
    if not gap or not plan.is_editable:
        return ()
    slug = plan.team.slug
    edit = reverse("risks:plan-edit", args=[slug, plan.pk]), "change_contingencyplan"
    risk = reverse("risks:risk-edit", args=[slug, plan.risk_id]), "change_risk"
    watch = f"{reverse('risks:trigger-new', args=[slug])}?{urlencode({'plan': plan.pk, 'kind': 'date'})}"
    rehearse = reverse("risks:plan-rehearsal", args=[slug, plan.pk]), "rehearse_contingencyplan"
    ways = {
        NO_OWNER: (*edit, _("Name one")),
        NO_COST: (*edit, _("Enter it, or 0 if it costs nothing")),
        NO_RESERVE: (*edit, _("Set it aside")),
        RESERVE_TOO_SMALL: (*edit, _("Set more aside")),
        NO_LEAD_TIME: (*edit, _("Enter it")),
        NO_PROXIMITY: (*risk, _("Give the risk a window")),
        NEVER_REHEARSED: (*rehearse, _("Rehearse it")),
        REHEARSED_LONG_AGO: (*rehearse, _("Rehearse it again")),
        NO_WATCH: (watch, "add_trigger", _("Add one that is watched")),
    }
    url, right, label = ways.get(gap, ("", "", ""))
    if "rehearse" in right and not plan.is_prepared:
        return ()
    return (url, label) if url and membership.has_perm(f"risks.{right}") else ()
