"""What belongs to a risk as a file of JSON holds it."""

from core.fetching import fetched
from planner.estimates import SUGGESTED
from risks.models import MoneyTrigger, Trigger
from teams.models.values import stored_values

ACTION = (
    "title", "description", "due_on", "state", "completed_at", "cost", "currency", "days_off_planned",
    "days_off_actual", "money_off_planned", "money_off_actual",
)  # fmt: skip
PLAN = (
    "title", "state", "reserve", "currency", "days_saved", "money_saved", "own_cost", "lead_time_days", "rehearsed_on",
    "activated_at", "ended_at", "outcome", "effect", "days_used", "money_used",
)  # fmt: skip
STEP = ("position", "title", "offset_days", "job_role")
INDICATOR = (
    "name", "unit", "direction", "amber", "red", "stale_after_days", "source", "retired_at",
)  # fmt: skip
READING = ("value", "measured_on", "note", "source", "run_id", "at")
ASSESSMENT = ("kind", "probability", "impact", "level", "matrix_version", "reason", "at")
EFFECT = ("effect", "effect_min", "effect_likely", "effect_max", "parallel", "estimated_on")
TRIGGER = ("kind", "on", "days", "percent", "threshold", "text")
MONEY_TRIGGER = ("kind", "counted", "amount", "currency", "by_on", "percent")
TOLD = {Trigger: TRIGGER, MoneyTrigger: MONEY_TRIGGER}


class Telling:
    """Tells rows to one person: addresses are for those who keep the list of people."""

    def __init__(self, membership):
        self.with_addresses = membership.has_perm("teams.change_membership")

    def address(self, person):
        return (person.address or "") if person and self.with_addresses else ""

    def person(self, person):
        """Return a person as {name, email}, or None."""
        return {"name": person.name, "email": self.address(person)} if person else None

    def milestone(self, link):
        home = link.milestone
        names = {"code": home.code, "title": home.title, "project": home.project.name}
        told = {"suggested": SUGGESTED if link.is_suggested else ""}
        return names | self._outside(home) | _values(link, EFFECT) | told

    def action(self, action):
        told = {"code": action.code, "owner": self.person(action.owner)}
        return told | self._outside(action) | _values(action, ACTION)

    def assessment(self, assessment):
        impacts = {dimension.value: figure for dimension, figure in assessment.by_dimension.items()}
        told = {"author": self.person(assessment.author), "impacts": impacts, "suggested": assessment.external_source}
        return _values(assessment, ASSESSMENT) | told

    def plan(self, plan):
        told = {"code": plan.code, "owner": self.person(plan.owner)} | _values(plan, PLAN)
        waits = [*fetched(plan, "triggers"), *fetched(plan, "money_triggers")]
        return told | {
            "fallback_of": plan.fallback_of.code if plan.fallback_of else "",
            "triggers": [self._trigger(each) for each in waits],
            "steps": [
                _values(each, STEP) | {"responsible": self.person(each.responsible)} for each in fetched(plan, "steps")
            ],
        }

    def indicator(self, indicator):
        readings = [_values(each, READING) for each in fetched(indicator, "readings")]
        told = {"code": indicator.code, "owner": self.person(indicator.owner), "readings": readings}
        return told | _values(indicator, INDICATOR)

    @staticmethod
    def as_json(value):
        """Return a value of a column as JSON has it: numbers and flags as they are, all else as text."""
        return value if value is None or isinstance(value, (bool, int, str)) else str(value)

    def _trigger(self, trigger):
        told = _values(trigger, TOLD[type(trigger)])
        if isinstance(trigger, MoneyTrigger):
            return told | {"round": trigger.round.name if trigger.round else ""}
        home, indicator = trigger.milestone, trigger.indicator
        told |= {"indicator": indicator.name if indicator else ""}
        return told | {"milestone": {"code": home.code, "title": home.title} if home else None}

    @staticmethod
    def _outside(row):
        return {"external_source": row.external_source, "external_id": row.external_id}


def _values(row, names):
    stored = stored_values(row)
    return {name: stored[name] for name in names}
