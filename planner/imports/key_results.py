"""Key results of a file: what each would make or change of the goal it measures, judged once all goals are.

Of values, a file tells the current one: it is kept of its day, unless a later one is here.
"""

import datetime as dt
from uuid import UUID

from django.core.exceptions import ValidationError

from core.tabular.reader import fold
from planner.models import KeyResult, Verdict
from planner.models.key_result import MOST_KEY_RESULTS, TOO_MANY
from teams.models.values import BOOKKEEPING, differences, stored_values

from .key_result_rows import YES_NO
from .known import chunks, mark_of, seen
from .rows import MADE
from .verdicts import texts

LOOKED_UP = {"id", "team", "goal", "version", "current", "current_on"}
GIVEN_LATER = BOOKKEEPING | {"id", "team", "goal", "current", "current_on"}
_FIELDS = ("title", "metric", "unit", "currency", "start", "target", "weight")


class KeyResultJudge:
    """Judges the key results of a file for the Judge of the whole file; `goals` is the GoalJudge, which has judged."""

    def __init__(self, judge, goals):
        self.judge, self.goals, self.rows = judge, goals, judge.plan.key_results
        self.team, self.reader, self.mark = judge.team, judge.planimport.made_by, mark_of(judge.team)
        self.today = self.team.today()
        self.projects = {project.pk: project for project in judge.projects.values()}
        self.titles = {goal.line: goal.title for goal in judge.plan.goals}  # those that are left out, too
        self.homes = {row.line: self._goal(row) for row in self.rows}
        self._look_up()
        self.taken = {}

    def _goal(self, row):
        if row.goal:
            goal = self.goals.find(row.goal, self.judge.projects_meant(row), row.keys)
        else:
            goal = self.goals.lines.get(row.goal_line)
        if goal is not None and goal.project_id in self.projects:
            goal.project = self.projects[goal.project_id]
        return goal

    def _look_up(self):
        """Load the key results here that the rows may mean, and how many each goal has."""
        known = seen(KeyResult, self.team, self.reader).select_related("team", "goal__project", "goal__team")
        self.by_id, self.by_pk, self.by_title, self.counts = {}, {}, {}, {}
        for chunk in chunks(sorted({row.external_id for row in self.rows})):
            self.by_id |= {(row.external_source, row.external_id): row for row in known.filter(external_id__in=chunk)}
        own = sorted(filter(None, (self._own_id(row) for row in self.rows)))
        for chunk in chunks(own):
            self.by_pk |= {row.pk: row for row in known.filter(pk__in=chunk)}
        present = {goal.pk for goal in self.homes.values() if goal is not None and not goal._state.adding}
        for chunk in chunks(sorted(present)):
            for row in known.filter(goal__in=chunk).order_by("-created_at", "-id"):
                self.by_title[row.goal_id, fold(row.title)] = row
                self.counts[row.goal_id] = self.counts.get(row.goal_id, 0) + 1

    def _own_id(self, row):
        """Return the id by which this team exported a key result of its own, or None."""
        try:
            return UUID(row.external_id) if row.external_source == self.mark else None
        except ValueError:
            return None

    def verdicts(self):
        """Yield an unsaved StagedRow for each key result."""
        for row in self.rows:
            problems = [(problem.code, dict(problem.params)) for problem in row.problems]
            staged = self.judge.staged(row, "key_result")
            if row.is_usable:
                self._fill(staged, row, problems)
            staged.problems = [{"code": code, "params": params} for code, params in problems]
            staged.has_warning = bool(problems) and staged.verdict != Verdict.BAD
            yield staged

    def _fill(self, staged, row, problems):
        """Find or draft what a row means, and settle its verdict."""
        target, goal = self._target(row), self.homes[row.line]
        if target is not None and target.pk in self.taken:
            problems.append(("key_result_repeated", {"line": self.taken[target.pk]}))
            return
        if target is None and goal is None:
            named = row.goal or self.titles.get(row.goal_line, "")
            problems.append(("key_result_goal_unknown", {"value": named[:60]}))
            return
        if target is None and row.target is None and row.metric != YES_NO:
            problems.append(("target_missing", {}))
            return
        draft, before = target or self._new(row, goal), target and stored_values(target)
        if target is not None:
            self.taken[target.pk] = row.line
            self._rewrite(draft, row, goal, problems)
        if self._is_sound(draft, before, problems):
            self._settle(staged, draft, before, self._value(draft, row, problems))

    def _target(self, row):
        found = self.by_id.get((row.external_source, row.external_id)) or self.by_pk.get(self._own_id(row))
        goal = self.homes[row.line]
        if found is None and goal is not None and row.external_id.startswith(MADE):
            found = self.by_title.get((goal.pk, fold(row.title)))
        return found

    def _new(self, row, goal):
        draft = KeyResult(team=self.team, goal=goal, **_said(row))
        draft.external_source, draft.external_id = row.external_source, row.external_id
        return draft

    def _rewrite(self, draft, row, goal, problems):
        if goal is not None and goal.pk != draft.goal_id:
            problems.append(("key_result_stays", {"value": str(draft.goal)[:60]}))
        if fold(row.title) != fold(draft.title):
            problems.append(("key_result_renamed", {"value": draft.title[:60]}))
        for name, value in _said(row).items():
            setattr(draft, name, value)

    def _is_sound(self, draft, before, problems):
        """Say whether a draft keeps the rules, of which one that comes with its goal is asked less."""
        try:
            draft.set_derived()
            if before is not None or not draft.goal._state.adding:
                draft.judge_edit(before)
            draft.full_clean(exclude=LOOKED_UP)
            if before is None:
                self._count(draft.goal_id)
        except ValidationError as error:
            problems += [("rule_broken", {"message": text}) for text in texts(draft, error)]
            return False
        return True

    def _count(self, goal):
        if self.counts.get(goal, 0) >= MOST_KEY_RESULTS:
            raise ValidationError(TOO_MANY, code="too_many", params={"most": MOST_KEY_RESULTS})
        self.counts[goal] = self.counts.get(goal, 0) + 1

    def _value(self, draft, row, problems):
        """Return {on, value} of the value a row brings, or None where it is no news or cannot be kept."""
        value, on = row.current, row.measured_on or self.today
        if value is None or (value == draft.current and (row.measured_on or draft.current_on) <= draft.current_on):
            return None
        if not draft._state.adding and draft.goal.is_closed:
            problems.append(("value_of_closed", {}))
            return None
        if draft.current_on and on < draft.current_on:
            problems.append(("value_older", {"day": draft.current_on.isoformat()}))
            return None
        held = draft.current
        try:
            draft.judge_value(value, on, self.today)
        except ValidationError as error:
            problems.append(("value_broken", {"message": " ".join(error.messages)}))
            return None
        finally:
            draft.current = held
        return {"on": on.isoformat(), "value": f"{value:f}"}

    def _settle(self, staged, draft, before, value):
        """Note what would be written."""
        state, more = stored_values(draft), {}
        if before is None:
            values = {name: told for name, told in state.items() if told not in (None, "") and name not in GIVEN_LATER}
            staged.verdict = Verdict.CREATE
        else:
            changes = differences(before, state)
            values = {name: new for name, (_old, new) in changes.items()}
            more = {"changes": {name: pair[0] for name, pair in changes.items()}, "measured": before["current"]}
            staged.verdict = Verdict.UPDATE if changes or value else Verdict.SAME
            staged.target_version = draft.version
        staged.target_id = draft.pk
        staged.data = more | {
            "values": values,
            "value": value,
            "goal": str(draft.goal_id),
            "parent_title": draft.goal.title,
            "figure": {name: state[name] for name in ("metric", "unit", "currency", "start", "target")},
            "external": [draft.external_source, draft.external_id],
        }


def _said(row):
    """Return what a row says of a key result's own fields."""
    values = {name: getattr(row, name) for name in _FIELDS}
    return {name: value for name, value in values.items() if value not in (None, "")}


def value_of(data):
    """Return (day, value) of what a staged key result brings, its current value; or None."""
    told = data["value"]
    return told and (dt.date.fromisoformat(told["on"]), KeyResult._meta.get_field("current").to_python(told["value"]))
