"""Goals in rows of their own: what each would make or change, judged before the milestones that count for them."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from planner.goal_sums import DEEPEST
from planner.horizons import suggest
from planner.models import Goal, Lifecycle, Verdict
from teams.models.values import BOOKKEEPING, differences, stored_values

from .drafting import SETTLED, noon
from .goal_rows import LIFECYCLES
from .known import Present, goal_key, goals_of, mark_of, seen
from .rows import MADE, OWN
from .verdicts import texts

LOOKED_UP = SETTLED | {"parent"}
GIVEN_LATER = BOOKKEEPING | {"id", "team", "number", "project", "parent"}
# Of a goal's row → the field it is written to; the state is the affair of new ones alone.
_FIELDS = {"title": "title", "description": "description", "horizon": "horizon", "due": "target_on"}
_FIELDS |= {"weight": "weight", "progress_source": "progress_source"}


class GoalJudge:
    """Judges the goals of a file for the Judge of the whole file."""

    def __init__(self, judge):
        self.judge, self.goals = judge, judge.plan.goals
        self.team, self.known = judge.team, judge.known
        self.mark = mark_of(self.team)
        self.key_results = judge.plan.key_results
        ids = {(goal.external_source, goal.external_id) for goal in self.goals}
        reader = judge.planimport.made_by
        self.present = Present(seen(Goal, self.team, reader), ids | self._keys_named(), self.mark)
        self.known.goals = self.known.goals or goals_of(self.team, reader)
        self.taken, self.lines, self.named = {}, {}, {}  # lines: of each goal that is taken in, what it means
        pairs = seen(Goal, self.team, None).exclude(parent=None).values_list("pk", "parent")
        self.parents = dict(pairs)

    def verdicts(self):
        """Yield an unsaved StagedRow for each goal; the parents last, since a row may name one that stands below."""
        judged = [(goal, *self._judged(goal)) for goal in self.goals]
        kept = [(goal, draft, problems) for goal, _staged, draft, problems in judged if draft is not None]
        parents = {draft.pk: self._parent(goal, draft, problems) for goal, draft, problems in kept}
        for goal, draft, problems in kept:
            if parents[draft.pk] != draft.parent and self._is_too_deep(draft.pk):
                self.parents[draft.pk], parents[draft.pk] = draft.parent_id, draft.parent
                problems.append(("goal_parent_refused", {"value": goal.parent[:60], "most": DEEPEST}))
        for _goal, staged, draft, problems in judged:
            if draft is not None:
                self._settle(staged, draft, parents[draft.pk])
            staged.problems = [{"code": code, "params": params} for code, params in problems]
            staged.has_warning = bool(problems) and staged.verdict != Verdict.BAD
            yield staged

    def _keys_named(self):
        named = {goal.parent for goal in self.goals} | {key_result.goal for key_result in self.key_results}
        return {(self.mark, name) for name in named if name}

    def _judged(self, goal):
        """Return the staged row of a goal, its draft (None where the row is left out), and what is wrong with it."""
        problems = [(problem.code, dict(problem.params)) for problem in goal.problems]
        staged = self.judge.staged(goal, "goal")
        if not goal.is_usable:
            return staged, None, problems
        owner, problem = self.known.people.find(goal.owner_name, goal.owner_email)
        problems += [problem] if problem else []
        project = self.judge.project_of(goal)
        target = self._target(goal, project)
        if target is not None and target.pk in self.taken:
            problems.append(("target_repeated", {"line": self.taken[target.pk], "code": target.code}))
            return staged, None, problems
        draft = target or self._new(goal, project)
        draft.before = stored_values(target) if target else None
        self.taken[draft.pk] = goal.line
        if target is not None:
            self._rewrite(draft, goal, problems)
        draft.owner = owner or draft.owner
        try:
            draft.full_clean(exclude=LOOKED_UP)
        except ValidationError as error:
            problems += [("rule_broken", {"message": text}) for text in texts(draft, error)]
            return staged, None, problems
        self._note_names(goal, draft)
        return staged, draft, problems

    def _target(self, goal, project):
        found = self.present.find(goal.external_source, goal.external_id, goal.title)
        if found is None and goal.external_id.startswith(MADE) and not project._state.adding:
            found = self.known.goals.get((project.pk, goal_key(goal.title)))
        return found

    def _new(self, goal, project):
        today = self.team.today()
        draft = Goal(team=self.team, project=project, **_said(goal))
        draft.external_source, draft.external_id = goal.external_source, goal.external_id
        draft.horizon = draft.horizon or suggest(goal.due or today, today)
        if goal.state in LIFECYCLES:
            draft.lifecycle = goal.state
        elif goal.state:
            draft.lifecycle, draft.outcome, draft.closed_share = Lifecycle.CLOSED, goal.state, goal.share
            draft.closed_at = noon(goal.closed_on, self.team) if goal.closed_on else timezone.now()
        return draft

    def _rewrite(self, draft, goal, problems):
        """Set what the row says; whether a goal is closed, and how it ended, is said here and not by a file."""
        if goal.title != draft.title:
            problems.append(("renamed", {"code": draft.code, "title": draft.title}))
        for name, value in _said(goal).items():
            setattr(draft, name, value)
        if goal.state and goal.state != (draft.outcome or draft.lifecycle):
            problems.append(("goal_state_kept", {"code": draft.code}))

    def _note_names(self, goal, draft):
        self.lines[goal.line] = draft
        for name in filter(None, (goal.key, goal.external_id)):
            self.named.setdefault(name, draft)
        self.known.goals.setdefault((draft.project_id, goal_key(draft.title)), draft)

    def _parent(self, goal, draft, problems):
        """Return the goal a row is to stand below, by key or title; where it cannot be that one, the one it has."""
        held = draft.parent
        if not goal.parent:
            return held
        found = self.find(goal.parent, [draft.project_id], goal.external_source)
        if found is None:
            problems.append(("goal_parent_unknown", {"value": goal.parent[:60]}))
            return held
        if found.pk != draft.parent_id and not self._has_room(draft.pk, found.pk):
            problems.append(("goal_parent_refused", {"value": goal.parent[:60], "most": DEEPEST}))
            return held
        self.parents[draft.pk] = found.pk
        return found

    def find(self, name, projects, keys):
        """Return the goal of a name in one of the projects: its key or id in the file, its title, else its key here.

        `keys` is the source of the keys of whoever names it.
        """
        key = goal_key(name)
        titled = (self.known.goals.get((project, key)) for project in projects)
        return (
            self.named.get(name)
            or next(filter(None, titled), None)
            or self.present.find(self.mark if keys in (OWN, self.mark) else "", name)
        )

    def _has_room(self, goal, parent):
        """Say whether a goal may stand below another: not below itself, and not too deep with those known so far."""
        above = [parent, *self._above(parent)]
        return goal not in above and len(above) < DEEPEST

    def _is_too_deep(self, goal):
        return len(self._above(goal)) >= DEEPEST

    def _above(self, goal):
        """Return what stands above a goal, as many as may."""
        above = []
        while (goal := self.parents.get(goal)) and len(above) < DEEPEST:
            above.append(goal)
        return above

    def _settle(self, staged, draft, parent):
        """Note what would be written."""
        state, more = stored_values(draft), {"goals_added": []}
        if draft.before is None:
            values = {name: value for name, value in state.items() if value not in (None, "")}
            values = {name: value for name, value in values.items() if name not in GIVEN_LATER}
            staged.verdict = Verdict.CREATE
            parent_id = str(parent.pk) if parent else None
        else:
            parent_id = str(parent.pk) if parent and parent.pk != draft.parent_id else None
            changes = differences(draft.before, state)
            values = {name: new for name, (_old, new) in changes.items()}
            more["changes"] = {name: pair[0] for name, pair in changes.items()}
            staged.verdict = Verdict.UPDATE if changes or parent_id else Verdict.SAME
            staged.target_version = draft.version
        staged.target_id = draft.pk
        project = draft.project
        staged.data = more | {
            "values": values,
            "due": draft.target_on and draft.target_on.isoformat(),
            "state": draft.outcome or draft.lifecycle,
            "owner": draft.owner.name if draft.owner else "",
            "project": project.name,
            "project_id": None if project._state.adding else str(project.pk),
            "parent": parent_id,
            "parent_title": parent.title if parent else "",
            "external": [draft.external_source, draft.external_id],
        }


def _said(goal):
    """Return what a row says of a goal's own fields."""
    values = {field: getattr(goal, name) for name, field in _FIELDS.items()}
    return {name: value for name, value in values.items() if value not in (None, "")}
