"""What an alert says: a headline and what to do, made from rule and values in the reader's language."""

import datetime as dt
from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from risks.scoring import LEVEL_WORDS

from .topics import TOPICS


@dataclass(frozen=True, slots=True)
class Wording:
    """One alert in words."""

    headline: str
    todo: str


def word(alert, today):
    """Return the words of an alert as they are true on a day of the team."""
    return _WORDS.get(alert.rule, _plain)(alert, alert.values, today)


def day(value):
    """Write a date as the reader writes it."""
    return formats.date_format(dt.date.fromisoformat(value) if isinstance(value, str) else value, "DATE_FORMAT")


def _due_words(alert, values, today):
    """Return “… is due in 5 days”, “… is due today” or “… is 3 days overdue”."""
    left = (alert.about_on - today).days
    facts = {"name": values["name"], "days": abs(left), "day": day(alert.about_on)}
    if left < 0:
        return (
            ngettext(
                "%(name)s is %(days)d day overdue (due %(day)s)",
                "%(name)s is %(days)d days overdue (due %(day)s)",
                -left,
            )
            % facts
        )
    if left == 0:
        return _("%(name)s is due today") % facts
    return (
        ngettext("%(name)s is due in %(days)d day, on %(day)s", "%(name)s is due in %(days)d days, on %(day)s", left)
        % facts
    )


def _milestone(alert, values, today):
    late = alert.about_on < today
    todo = (
        _("Complete it, set a new date, or cancel it.")
        if late
        else _("Check what is still open, and move the date now if it will not hold.")
    )
    return Wording(_due_words(alert, values, today), todo)


def _task(alert, values, today):
    return Wording(_due_words(alert, values, today), _("Finish it, set a new date, or pass it on."))


def _task_assigned(alert, values, today):
    due = values.get("due_on")
    headline = (
        _("%(name)s was assigned to you, due %(day)s") % {"name": values["name"], "day": day(due)}
        if due
        else _("%(name)s was assigned to you") % {"name": values["name"]}
    )
    return Wording(headline, _("Have a look, and say so if you cannot take it."))


def _already_late(alert, values, today):
    counts = values.get("counts", {})
    total = sum(counts.values())
    headline = ngettext(
        "%(count)d item was late already when it came in", "%(count)d items were late already when they came in", total
    ) % {"count": total}
    return Wording(headline, _("Go through them once: complete them, set new dates, or cancel them."))


def _risk_rated(alert, values, today):
    headline = _("%(name)s is now rated “%(level)s”") % {
        "name": values["name"],
        "level": _(LEVEL_WORDS[values["level"]]),
    }
    return Wording(headline, _("Decide on a response, and have a plan ready in case it happens."))


def _risk_gap(alert, values, today):
    words = {"owner": _("no owner"), "action": _("no action"), "plan": _("no contingency plan")}
    lacks = ", ".join(words[name] for name in values.get("missing", []))
    headline = _("%(name)s is high and has %(lacks)s") % {"name": values["name"], "lacks": lacks}
    return Wording(headline, _("Name somebody, agree on an action, or prepare a plan."))


def _review(alert, values, today):
    left = (alert.about_on - today).days
    facts = {"name": values["name"], "days": -left, "day": day(alert.about_on)}
    todo = _("Rate it anew, or say that the rating stands.")
    if left >= 0:
        return Wording(_("%(name)s is to be reviewed today") % facts, todo)
    text = ngettext(
        "%(name)s was to be reviewed %(days)d day ago, on %(day)s",
        "%(name)s was to be reviewed %(days)d days ago, on %(day)s",
        -left,
    )
    return Wording(text % facts, todo)


def _plan_activated(alert, values, today):
    headline = _("%(name)s was activated, against %(risk)s") % {"name": values["name"], "risk": values["risk"]}
    return Wording(headline, _("Open the plan: its steps are tasks now, and some of them may be yours."))


def _notice(alert, values, today):
    if not values.get("is_open", True):
        return Wording(_("%(name)s is closed") % values, _("Nothing is due."))
    if alert.about_on:
        return Wording(_due_words(alert, values, today), _("This is the alert you asked for."))
    level = values.get("level")
    text = _("%(name)s is rated “%(level)s”") if level else _("%(name)s has neither date nor rating")
    facts = {"name": values["name"], "level": _(LEVEL_WORDS[level]) if level else ""}
    return Wording(text % facts, _("This is the alert you asked for."))


def _next_step(alert, values, today):
    return Wording(_due_words(alert, values, today), _("Do it and say what comes next, or set a new date."))


def _financing_step(alert, values, today):
    return Wording(_due_words(alert, values, today), _("Finish it, set a new date, or skip it."))


def _close_passed(alert, values, today):
    facts = {"name": values["name"], "day": day(alert.about_on)}
    headline = _("%(name)s was expected to close on %(day)s") % facts
    return Wording(headline, _("Move it on, set a new date, or say that it is lost."))


def _cash_out(alert, values, today):
    facts = {"day": day(values["day"]), "months": values["months"]}
    headline = _("Money lasts until %(day)s: less than %(months)d months") % facts
    return Wording(headline, _("Look at the cash plan: raise sooner, spend less, or move what it pays for."))


def _plain(alert, values, today):
    return Wording(f"{TOPICS[alert.rule].label}: {values.get('name', '')}", _("Have a look."))


_WORDS = {
    "milestone_due": _milestone,
    "milestone_overdue": _milestone,
    "task_overdue": _task,
    "task_assigned": _task_assigned,
    "already_late": _already_late,
    "notice": _notice,
    "next_step": _next_step,
    "financing_step": _financing_step,
    "close_passed": _close_passed,
    "cash_out": _cash_out,
    "risk_rated": _risk_rated,
    "risk_gap": _risk_gap,
    "review_due": _review,
    "plan_activated": _plan_activated,
    "step_due": _task,
}
