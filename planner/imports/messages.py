"""The words for every problem of an imported row; the one module here that imports Django."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.tabular.messages import MESSAGES as TABULAR_MESSAGES
from core.tabular.problems import Param

MESSAGES: Mapping[str, Promise] = {
    "title_missing": _("The row has no title."),
    "title_too_long": _("The title was cut to %(limit)s characters."),
    "milestone_missing": _("The task names no milestone."),
    "kind_unknown": _("“%(value)s” is neither a milestone nor a task; the other columns decided."),
    "state_unknown": _("The state “%(value)s” is not known; only a date of completion says that the row is done."),
    "priority_unknown": _("The priority “%(value)s” is not known; no priority is taken over."),
    "estimate_unreadable": _("“%(value)s” is not a whole number of days below 1,000; no estimate is taken over."),
    "days_unreadable": _("%(column)s: “%(value)s” is not a whole number of days up to 2,500."),
    "work_unreadable": _("“%(value)s” is not an amount of work below 1,000 days; no estimate is taken over."),
    "flag_unreadable": _("%(column)s: “%(value)s” is neither yes nor no."),
    "start_after_due": _("It starts on %(start)s, after it is due on %(due)s."),
    "several_milestones": _("Several milestones are named; the first one, “%(value)s”, was taken."),
    "too_many_goals": _("More than %(limit)s goals are named; the first %(limit)s were taken."),
    "weight_unreadable": _(
        "“%(value)s”: a weight is a whole number from 1 to %(limit)s, one for all goals or one for each; 1 was taken."
    ),
    "link_of_task": _("A task waits for nothing here: “%(value)s” is not taken over."),
    "link_to_task": _("“%(value)s” is a task here, and a milestone waits for milestones only; there is no link to it."),
    "link_ambiguous": _("Several milestones are called “%(value)s”; give the key of the one it waits for."),
    "lag_unreadable": _("“%(value)s”: a lag is at most %(limit)s working days; the link is not taken over."),
    "too_many_links": _("It waits for more than %(limit)s milestones; the first %(limit)s were taken."),
    "gate_unreadable": _(
        "“%(value)s” is no quality gate: write its kind, then its title, and after a metric its threshold, such as "
        "“checkbox* Docs reviewed; metric* Recall >= 0.98”. It is not taken over."
    ),
    "too_many_gates": _("More than %(limit)s quality gates are named; the first %(limit)s were taken."),
    "gates_of_task": _("A task has no quality gates here: “%(value)s” is not taken over."),
    "goal_state_unknown": _(
        "“%(value)s” is no state of a goal: draft, active, paused, achieved, partial, missed or dropped."
    ),
    "horizon_unknown": _("“%(value)s” is no horizon: short, mid or long."),
    "progress_source_unknown": _("“%(value)s” is nothing progress comes from: mixed, value, milestones or subgoals."),
    "metric_unknown": _("“%(value)s” is no kind of figure: number, percent, currency or yes_no."),
    "figure_unreadable": _("%(column)s: “%(value)s” is no figure, or one that can be read in two ways. Write 1234.5."),
    "value_unreadable": _(
        "%(column)s: “%(value)s” is no figure, or one that can be read in two ways. It is not taken over; write 1234.5."
    ),
    "row_repeated": _("The same row stands on line %(line)s already."),
}


def message(code: str, params: Mapping[str, Param]) -> str:
    """The sentence for a problem of a row or a cell in the active language. Raises KeyError for an unknown code."""
    return str(MESSAGES.get(code) or TABULAR_MESSAGES[code]) % params
