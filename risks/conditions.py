"""What a contingency plan waits for: of each kind of trigger what it asks for, its sentence, and when it holds.

A new kind is one entry of CONDITIONS beside its name in trigger_states.py. Sentences are made of facts, which the
history keeps: {"kind", "on", "milestone", …} as JSON holds them. What the simulation or the money decides has no
`holds` here: apps above judge it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.templatetags.ui import money, shortened
from planner.models import calendar_of
from planner.variance import days_later

from .indicators import NO_DATA, is_beyond
from .trigger_states import Counted, MoneyKind, TriggerKind

ON_MONEY = gettext_lazy("a condition on money")  # all that who may not read the money learns
LONGEST_TEXT = 200  # letters of what somebody wrote, in a name


@dataclass(frozen=True, slots=True)
class Condition:
    """One kind of trigger; `holds` says of a trigger on a day whether it is met, None where that cannot be told."""

    asks: tuple[str, ...]  # the fields of its own
    tell: Callable[[Mapping[str, Any]], str]
    holds: Callable[[Any, date], bool | None] | None = None
    is_watched: bool = True  # whether a machine sees it


def _tell_date(facts):
    return _("%(day)s has come") % {"day": _day(facts["on"])}


def _tell_slip(facts):
    text = ngettext(
        "%(milestone)s is %(days)d working day later than promised",
        "%(milestone)s is %(days)d working days later than promised",
        facts["days"],
    )
    return text % {"milestone": facts["milestone"], "days": facts["days"]}


def _tell_chance(facts):
    values = {"milestone": facts["milestone"], "percent": facts["percent"]}
    return _("%(milestone)s is less than %(percent)d%% likely to be in time") % values


def _tell_indicator(facts):
    values = {"indicator": facts["indicator"], "threshold": facts["threshold"]}
    if facts["threshold"] is None:
        return _("%(indicator)s is red") % values
    return _("%(indicator)s has reached %(threshold)s") % values


def _tell_text(facts):
    return facts["text"]


def _tell_financing(facts):
    values = {"amount": money(Decimal(facts["amount"]), facts["currency"]), "day": _day(facts["by_on"])}
    if round_name := facts.get("round"):
        values["round"] = round_name
        if facts["counted"] == Counted.SIGNED:
            return _("Less than %(amount)s of %(round)s is signed by %(day)s") % values
        return _("Less than %(amount)s of %(round)s has arrived by %(day)s") % values
    if facts["counted"] == Counted.SIGNED:
        return _("Less than %(amount)s is signed by %(day)s") % values
    return _("Less than %(amount)s has arrived by %(day)s") % values


def _tell_joint(facts):
    text = _("The chance of the next milestone in time and with money left is below %(percent)d%%")
    return text % {"percent": facts["percent"]}


def _day(value):
    return date_format(date.fromisoformat(value), "DATE_FORMAT")


def _day_has_come(trigger, today):
    return trigger.on <= today


def _has_slipped(trigger, today):
    """Say whether a milestone is so late: an open one that is overdue is late by today, whatever its date says."""
    milestone = trigger.milestone
    if milestone.is_cancelled or milestone.promised_on is None:
        return None
    end = milestone.completed_on or max(milestone.due_on or today, today)
    return days_later(milestone.promised_on, end, calendar_of(trigger.team)) >= trigger.days


def _is_beyond(trigger, today):
    """Say whether the last value of an indicator that counts has reached a threshold, or its red border."""
    indicator = trigger.indicator
    if not indicator.is_open or indicator.state_on(today) == NO_DATA:
        return None
    border = indicator.red if trigger.threshold is None else trigger.threshold
    return is_beyond(indicator.value, border, indicator.direction)


CONDITIONS = {
    TriggerKind.DATE: Condition(("on",), _tell_date, _day_has_come),
    TriggerKind.MILESTONE_SLIP: Condition(("milestone", "days"), _tell_slip, _has_slipped),
    TriggerKind.CHANCE: Condition(("milestone", "percent"), _tell_chance),
    TriggerKind.INDICATOR: Condition(("indicator", "threshold"), _tell_indicator, _is_beyond),
    TriggerKind.MANUAL: Condition(("text",), _tell_text, is_watched=False),
    MoneyKind.FINANCING: Condition(("counted", "amount", "currency", "round", "by_on"), _tell_financing),
    MoneyKind.JOINT_CHANCE: Condition(("percent",), _tell_joint),
}


def facts_of(trigger):
    """Return what the sentence of a trigger is made of."""
    asked = CONDITIONS[trigger.kind].asks
    return {"kind": trigger.kind} | {name: _fact(getattr(trigger, name)) for name in asked}


def tell(facts):
    """Return the sentence of what a trigger waits for, in the reader's language."""
    return CONDITIONS[facts["kind"]].tell(facts)


def _fact(value):
    if isinstance(value, str):
        return shortened(value, LONGEST_TEXT)
    if isinstance(value, int) or value is None:
        return value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)
