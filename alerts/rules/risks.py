"""What the risk register raises: ratings, gaps, reviews, activated plans and their steps."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from alerts.states import Pace
from planner.models import Task
from risks.activation import STEP_ORIGIN
from risks.models import Indicator, IndicatorState, Risk

from . import accepting
from .activated import PlanActivated, activated_words
from .base import Topic
from .dated import DateRule
from .indicators import (
    OF_INDICATORS,
    IndicatorStale,
    IndicatorTurned,
    amber_words,
    in_use,
    red_words,
    stale_words,
    values_of,
)
from .planner import OF_TASKS
from .rated import RiskRated, rated_words
from .steps import StepRule, step_values, step_words
from .triggered import TriggerFired, triggered_words
from .uncovered import RiskGap, gap_words
from .unready import ReadinessLost, unready_words
from .words import Wording, day


def review_words(alert, values, today):
    left = (alert.about_on - today).days
    facts = {"name": values["name"], "days": -left, "day": day(alert.about_on)}
    todo = gettext("Reassess it, or confirm that the rating stands.")
    if left >= 0:
        return Wording(gettext("%(name)s is to be reviewed today") % facts, todo)
    text = ngettext(
        "%(name)s was to be reviewed %(days)d day ago, on %(day)s",
        "%(name)s was to be reviewed %(days)d days ago, on %(day)s",
        -left,
    )
    return Wording(text % facts, todo)


def steps_of_plans(rows):
    """Narrow a queryset of tasks to those still to be done that a contingency plan called for."""
    return rows.open().filter(origin_kind=STEP_ORIGIN)


RULES = [
    RiskRated(
        Topic(
            "risk_rated",
            _("Risk rated high"),
            _("when a risk reaches the level high or critical"),
            rated_words,
            may_be_critical=True,
        )
    ),
    RiskGap(
        Topic(
            "risk_gap",
            _("High risk not covered"),
            _("when a high risk has no owner, no action or no plan"),
            gap_words,
        )
    ),
    DateRule(
        model=Risk,
        leads=(0,),
        topic=Topic("review_due", _("Risk review due"), _("on the day, and while it is overdue"), review_words),
    ),
    IndicatorTurned(
        Topic("indicator_red", _("Indicator red"), _("within minutes, each time it turns red"), red_words),
        IndicatorState.RED,
        Pace.SOON,
    ),
    IndicatorTurned(
        Topic("indicator_amber", _("Indicator amber"), _("with the daily mail, each time it turns amber"), amber_words),
        IndicatorState.AMBER,
        Pace.DAILY,
    ),
    IndicatorStale(
        model=Indicator,
        leads=(0,),
        who=("owner", "risk__owner"),
        related=("risk",),
        standing=in_use,
        values=values_of,
        hangs_on=OF_INDICATORS,
        topic=Topic(
            "indicator_stale",
            _("Indicator without data"),
            _("once, when its last value has become too old"),
            stale_words,
        ),
    ),
    TriggerFired(
        Topic(
            "trigger_fired",
            _("Contingency plan to be started"),
            _("at once, when what a plan waits for happens; always sent to those in charge"),
            triggered_words,
            is_optional=False,
        )
    ),
    ReadinessLost(
        Topic(
            "readiness_lost",
            _("Contingency plan less ready"),
            _("when a plan is a draft again, would come too late, or lost its rehearsal or what was watched for it"),
            unready_words,
        )
    ),
    PlanActivated(
        Topic(
            "plan_activated",
            _("Contingency plan activated"),
            _("at once, at any hour; always sent to those in charge"),
            activated_words,
            is_optional=False,
        )
    ),
    StepRule(
        model=Task,
        leads=(1, 0),
        who=("assignee",),
        standing=steps_of_plans,
        values=step_values,
        hangs_on=OF_TASKS,
        topic=Topic(
            "step_due",
            _("Contingency step due"),
            _("the day before, on the day, and while it is overdue"),
            step_words,
        ),
    ),
    *accepting.RULES,
]
