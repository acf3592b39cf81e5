"""What belongs to a risk as drafts judged by their own rules, kept as stored values until the import is applied."""

from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.days import sensible_day
from core.tabular.dates import read_date
from core.tabular.reader import fold
from planner.estimates import SUGGESTED
from planner.imports.verdicts import texts
from risks.models import (
    MOST_INDICATORS,
    Assessment,
    ContingencyPlan,
    ContingencyStep,
    Indicator,
    IndicatorReading,
    MoneyTrigger,
    ResponseAction,
    RiskMilestone,
    Trigger,
)
from risks.models.armed import TRIGGERS_AT_MOST
from risks.models.step import STEPS_AT_MOST
from risks.states import FINISHED_ACTIONS, PREPARED_PLANS, ActionState, Dimension, PlanState, Score
from risks.trigger_states import MoneyKind, TriggerKind
from teams.models.values import BOOKKEEPING, stored_values

from .belonging import ACTION, ASSESSMENT, EFFECT, INDICATOR, MONEY_TRIGGER, PLAN, READING, STEP, TRIGGER

READINGS_AT_MOST = 2_000  # of one indicator
PARTS_AT_MOST = 100  # actions, plans or judgements of one risk
RELATIONS = {
    "risk", "plan", "indicator", "team", "owner", "responsible", "author", "by", "milestone", "round", "turned_by",
    "fired_by", "activated_by", "activation", "fallback_of", "assessment", "number", "stale_on",
}  # fmt: skip
KEPT_AWAY = BOOKKEEPING | {"level", "matrix_version", "team", "number", "search_text", "external_source", "external_id"}


@dataclass(slots=True)
class Drafter:
    """Drafts what belongs to one risk; what its rules refuse is a warning, and left out."""

    known: object
    risk: object
    order: str | None = None
    problems: list = field(default_factory=list)
    named: set = field(default_factory=set)  # the indicators the risk has or gets, as names are compared

    def milestones(self, entries, *, spread, held):
        """Return links to milestones that are not there yet; `spread` is the effect of those that say none."""
        found = {}
        for entry in self._few(entries, "milestones"):
            pk, problem = self.known.milestones.find(entry, self.known.mark)
            if problem:
                self.problems.append(problem)
            elif pk not in held and pk not in found:
                if entry.get("unreadable"):
                    self.problems.append(("effect_unreadable", {"value": entry["unreadable"]}))
                told = {name: entry.get(name) for name in EFFECT} if entry.get("effect") else spread
                values = self._checked(RiskMilestone, told, RiskMilestone(risk=self.risk), str(entry.get("title")))
                if values is not None:
                    found[pk] = values | {"milestone": str(pk)} | _mark(entry)
        return list(found.values())

    def actions(self, entries, *, held):
        """Return actions that the risk has not yet, each with the key under which others of the file name it."""
        found = []
        for entry in self._few(entries, "actions"):
            title = str(entry.get("title") or "")
            if fold(title) in held:
                continue
            told = {name: entry.get(name) for name in ACTION}
            told["state"] = self._state(told["state"], ActionState, ActionState.TODO)
            if told["state"] == ActionState.VERIFIED:
                told["state"] = ActionState.DONE.value
                self.problems.append(("verification_left", {"value": title[:60]}))
            told["due_on"] = self._day(entry.get("due_on"))
            if told["state"] in FINISHED_ACTIONS:
                told["completed_at"] = told["completed_at"] or self.now
            else:
                told["completed_at"] = None
            values = self._checked(ResponseAction, told, ResponseAction(), title)
            if values is not None:
                key = f"{self.known.mark} {entry['code']}" if entry.get("code") else ""
                found.append({"values": values | {"owner": self.person(entry.get("owner"))}, "key": key})
        return found

    def plans(self, entries, *, held):
        """Return plans whose titles the risk has not yet, with what they wait for and their steps."""
        found = []
        for entry in self._few(entries, "plans"):
            waits = self._few(entry.get("triggers"), "triggers", TRIGGERS_AT_MOST)
            title = str(entry.get("title") or "") or str((waits and waits[0].get("text")) or "")[:200]
            if fold(title) in held:
                continue
            told = {name: entry.get(name) for name in PLAN} | {"title": title}
            told["state"] = self._state(told["state"], PlanState, PlanState.DRAFT)
            steps = self._steps(entry.get("steps") or [])
            triggers = self._triggers(waits)
            owner = self.person(entry.get("owner"))
            told = self._as_far(told, complete=bool(owner and steps and triggers), title=title)
            values = self._checked(ContingencyPlan, told, ContingencyPlan(risk=self.risk, owner_id=owner), title)
            if values is not None:
                values |= {"owner": owner}
                fallback = str(entry.get("fallback_of") or "")
                code = str(entry.get("code") or "")
                found.append(
                    {"values": values, "steps": steps, "triggers": triggers, "code": code, "fallback": fallback}
                )
        return found

    def indicators(self, entries, *, held):
        """Return indicators whose names the risk has not yet, with their readings."""
        found = []
        for entry in self._few(entries, "indicators", MOST_INDICATORS):
            name = str(entry.get("name") or "")
            if fold(name) in held:
                continue
            readings = self._readings(entry.get("readings"), name)
            values = self._checked(
                Indicator, {key: entry.get(key) for key in INDICATOR}, Indicator(risk=self.risk), name
            )
            if values is not None:
                self.named.add(fold(name))
                found.append({"values": values | {"owner": self.person(entry.get("owner"))}, "readings": readings})
        return found

    def _readings(self, entries, name):
        """Return the values of an indicator; of one run the first, for no rule of a draft sees the rest of a file."""
        found = {}
        for place, entry in enumerate(self._few(entries, "readings", READINGS_AT_MOST)):
            values = self._checked(IndicatorReading, {key: entry.get(key) for key in READING}, None, name)
            if values is not None:
                run = (values.get("source"), values["run_id"]) if values.get("run_id") else place
                found.setdefault(run, values)
        return list(found.values())

    def history(self, entries):
        """Return the judgements of a file of ours, oldest first."""
        found = []
        for entry in self._few(entries, "assessments", READINGS_AT_MOST):
            told = {name: entry.get(name) for name in ASSESSMENT if name not in ("level", "matrix_version")}
            impacts = entry.get("impacts") if isinstance(entry.get("impacts"), dict) else {}
            told |= {Dimension(name).field: value for name, value in impacts.items() if name in Dimension.values}
            told["kind"] = self._state(told["kind"], Score, Score.CURRENT)
            values = self._checked(Assessment, told, Assessment(risk=self.risk), str(entry.get("kind")))
            if values is not None:
                found.append(values | {"author": self.person(entry.get("author"), quiet=True)} | _mark(entry))
        return found

    @property
    def now(self):
        return timezone.now().isoformat(timespec="seconds")

    def _triggers(self, entries):
        found = []
        for entry in entries:
            if entry.get("kind") in MoneyKind.values:
                self._add_money_trigger(entry, found)
                continue
            home = entry.get("milestone")
            told = {name: entry.get(name) for name in TRIGGER}
            pk = None
            if isinstance(home, dict):
                pk, problem = self.known.milestones.find(home, self.known.mark)
                if problem:
                    self.problems.append(problem)
                    continue
            draft = Trigger(plan=ContingencyPlan(team=self.known.team, risk=self.risk), milestone_id=pk)
            name = str(entry.get("indicator") or "")
            if entry.get("kind") == TriggerKind.INDICATOR:
                if fold(name) not in self.named:
                    self.problems.append(("indicator_unknown", {"value": name[:60]}))
                    continue
                draft.indicator = Indicator(risk=self.risk)
            values = self._checked(Trigger, told, draft, str(entry.get("text") or entry.get("kind")))
            if values is not None:
                values |= {"milestone": pk and str(pk)}
                found.append({"kind": "trigger", "values": values, "indicator": name})
        return found

    def _add_money_trigger(self, entry, found):
        """A condition on money is made by who may make one; the round it is of is found by its name."""
        reader = self.known.reader
        if reader is not None and not reader.has_perm("risks.add_moneytrigger"):
            self.problems.append(("money_trigger_refused", {}))
            return
        name = str(entry.get("round") or "")
        pk = self.known.rounds.get(fold(name)) if name else None
        if name and pk is None:
            self.problems.append(("round_unknown", {"value": name[:60]}))
            return
        told = {key: entry.get(key) for key in MONEY_TRIGGER}
        draft = MoneyTrigger(plan=ContingencyPlan(team=self.known.team), round_id=pk)
        values = self._checked(MoneyTrigger, told, draft, str(entry.get("kind")))
        if values is not None:
            found.append({"kind": "money", "values": values | {"round": pk and str(pk)}})

    def _steps(self, entries):
        found = []
        for entry in self._few(entries, "steps", STEPS_AT_MOST):
            responsible = self.person(entry.get("responsible"))
            told = {name: entry.get(name) for name in STEP}
            draft = ContingencyStep(plan=ContingencyPlan(team=self.known.team))
            values = self._checked(ContingencyStep, told, draft, str(entry.get("title")))
            if values is not None:
                found.append(values | {"responsible": responsible})
        return found

    def _as_far(self, told, *, complete, title):
        """Let a plan be as far as it can be here: one at work elsewhere, or that lacks something, is a draft."""
        started = ("activated_at", "ended_at", "outcome", "effect", "days_used", "money_used")
        state = told["state"]
        if state in (PlanState.COMPLETED, PlanState.FAILED) and told["activated_at"]:
            return told
        keeps = state in (PlanState.DRAFT, PlanState.RETIRED) or (state in PREPARED_PLANS and complete)
        if not keeps:
            self.problems.append(("plan_redrafted", {"value": title[:60]}))
        return told | dict.fromkeys(started) | {"state": state if keeps else PlanState.DRAFT.value}

    def _checked(self, model, told, draft, name):
        """Return the stored values of a draft that its own rules accept, or None with a warning that says why not."""
        draft = draft or model()
        draft.team = self.known.team
        for field_name, value in told.items():
            if value not in (None, ""):
                setattr(draft, field_name, str(value))  # fields read texts; some break on a number
        try:
            draft.clean_fields(exclude=RELATIONS)
            self._settle_instants(draft, told)
            draft.set_derived()
            draft.clean()
            draft.validate_constraints(exclude=RELATIONS - {"milestone"} if model is Trigger else RELATIONS)
        except ValidationError as error:
            said = "; ".join(texts(draft, error))[:300]
            self.problems.append(("part_refused", {"value": name[:60], "message": said}))
            return None
        values = {key: value for key, value in stored_values(draft).items() if key not in KEPT_AWAY | RELATIONS}
        return {key: value for key, value in values.items() if value not in (None, "") and key not in ("id", "pk")}

    def _settle_instants(self, draft, names):
        """Read an instant without a zone in that of the team; raises ValidationError for one that cannot have been."""
        for name in names:
            value = getattr(draft, name)
            if isinstance(value, datetime):
                value = value if value.tzinfo else value.replace(tzinfo=self.known.team.zone)
                sensible_day(value)
                if value > timezone.now():
                    raise ValidationError(_("This day is still to come."), code="to_come")
                setattr(draft, name, value)

    def _state(self, text, choices, otherwise):
        if not text:
            return otherwise.value
        found = str(text).strip().lower().replace(" ", "_")
        if found in choices.values:
            return found
        self.problems.append(("state_replaced", {"value": str(text)[:60], "state": str(otherwise.label)}))
        return otherwise.value

    def _day(self, text):
        answer = read_date(str(text or ""), self.order)
        if answer.problem:
            self.problems.append((answer.problem, {"column": "actions", "value": str(text)[:60]}))
        return answer.value and answer.value.isoformat()

    def person(self, told, *, quiet=False):
        """Return the id of a person a file names, or None with a warning."""
        if not isinstance(told, dict):
            return None
        name, email = str(told.get("name") or "")[:200], str(told.get("email") or "")[:254]
        person, problem = self.known.people.find(name, email)
        if problem and not quiet:
            self.problems.append(problem)
        return str(person.pk) if person else None

    def _few(self, entries, name, most=PARTS_AT_MOST):
        """Return at most so many objects of a list."""
        rows = [each for each in entries if isinstance(each, dict)] if isinstance(entries, list) else []
        if len(rows) > most:
            self.problems.append(("too_many_parts", {"name": name, "limit": most}))
        return rows[:most]


def _mark(entry):
    """Return the mark of what a template suggested and nobody has judged since."""
    return {"external_source": SUGGESTED} if entry.get("suggested") == SUGGESTED else {}
