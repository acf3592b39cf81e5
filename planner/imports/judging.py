"""What each row of a file would make or change, and what is wrong with it; reads the database and writes nothing."""

from dataclasses import replace
from pathlib import PurePath

from django.core.exceptions import ValidationError

from core.budget import UNLIMITED
from core.tabular.reader import fold
from planner.models import Project, StagedRow, Verdict
from teams.models.values import BOOKKEEPING, differences, stored_values

from .drafting import SETTLED, new_draft, rewrite, what_is_said
from .gating import gates_held, gates_to_add
from .goals import GoalJudge
from .key_results import KeyResultJudge
from .known import FEW, Known, goal_key
from .linking import with_links
from .rows import MADE, MAX_TITLE
from .scoping import settled, with_own_ids
from .verdicts import texts

PROJECT_NAME = 120
# What a new row gets when it is written.
GIVEN_LATER = BOOKKEEPING | {"id", "team", "number", "project", "first_due_on", "estimated_on"}


class Judge:
    """Judges each row of a reading in turn: goals and milestones before what leans on them."""

    def __init__(self, planimport, reading, budget=UNLIMITED):
        self.planimport, self.team, self.reading, self.budget = planimport, planimport.team, reading, budget
        self.links = 0  # that applying would make or change
        rows = reading.plan.rows
        known_as = [*rows, *with_own_ids(rows, self._project_name)]
        self.known = Known(self.team, known_as, reader=planimport.made_by)
        self.plan = replace(reading.plan, rows=settled(rows, self._project_name, self.known))
        above = sorted([*self.plan.goals, *self.plan.key_results], key=lambda row: row.line)
        self.places = {id(row): place for place, row in enumerate([*above, *self.plan.rows])}
        self.projects = dict(self.known.projects)
        has_gates = any(row.gates for row in self.plan.milestones)
        self.gates_held = gates_held(self.known.milestone_ids) if has_gates else {}
        self.new_projects, self.new_goals = {}, {}
        self.taken = {}  # id of a present row → the line that means it
        self.milestones = {}  # (source, id) → what the row of the file became, and the draft
        self.notices = {}
        for notice in self.plan.notices:
            self.notices.setdefault(notice.line, []).append((notice.code, dict(notice.params)))

    def verdicts(self):
        """Yield an unsaved StagedRow for each row of the file."""
        if self.plan.goals or self.plan.key_results:
            goals = GoalJudge(self)
            yield from goals.verdicts()
            yield from KeyResultJudge(self, goals).verdicts()
        yield from with_links(self, ((row, self._judged(row)) for row in self.plan.milestones))
        for row in self.plan.tasks:
            yield self._judged(row)

    @property
    def total(self):
        """Return how many rows there are to judge."""
        return len(self.places)

    def new_names(self):
        """Return the projects and goals that applying would make, and how many links it would make or change."""
        names = {"new_projects": list(self.new_projects.values()), "new_goals": list(self.new_goals.values())}
        return names | ({"links": self.links} if self.links else {})

    def staged(self, row, kind):
        """Return the StagedRow of a row, left out until something else is said of it."""
        return StagedRow(
            planimport=self.planimport,
            position=self.places[id(row)],
            line=row.line,
            kind=kind,
            title=row.title[:MAX_TITLE],
            verdict=Verdict.BAD,
        )

    def _judged(self, row):
        problems = [(problem.code, dict(problem.params)) for problem in row.problems]
        problems += [] if row.is_implied else self.notices.get(row.line, [])
        staged = self.staged(row, row.kind)
        draft = self._fill(staged, row, problems) if row.is_usable else None
        staged.problems = [{"code": code, "params": params} for code, params in problems]
        staged.has_warning = bool(problems) and staged.verdict != Verdict.BAD
        if row.kind == "milestone":
            self.milestones.setdefault((row.external_source, row.external_id), (staged, draft))
        return staged

    def _fill(self, staged, row, problems):
        """Find or draft what the row means, and settle its verdict; returns the draft."""
        owner, problem = self.known.people.find(row.owner_name, row.owner_email)
        if problem:
            problems.append(problem)
        targets = self._targets(row)
        if len(targets) > 1:
            codes = [target.code for target in targets[: FEW - 1]] + (["…"] if len(targets) == FEW else [])
            problems.append(("milestone_ambiguous", {"value": row.title, "codes": ", ".join(codes)}))
            return None
        target = next(iter(targets), None)
        if target is not None and target.pk in self.taken:
            problems.append(("target_repeated", {"line": self.taken[target.pk], "code": target.code}))
            return None
        if target is None:
            self._note_other_key(row, problems)
            draft, before = new_draft(row, self.team, owner=owner), None
        else:
            self.taken[target.pk] = row.line
            draft, before = target, stored_values(target)
            if target.title != row.title and not row.is_implied:
                if target in self.known.namesakes:
                    row = replace(row, title=target.title)  # found by its title: another spelling is no new name
                else:
                    problems.append(("renamed", {"code": target.code, "title": target.title}))
            rewrite(draft, row, owner=owner, said=self._said(row))
        more = (
            self._milestone_data(draft, row, problems) if row.kind == "milestone" else self._home(draft, row, problems)
        )
        self._settle(staged, draft, before, more, problems)
        return draft

    def _targets(self, row):
        """Return the rows here that one may mean: by its id; a milestone without an id by its project and title."""
        present = self.known.milestones if row.kind == "milestone" else self.known.tasks
        target = present.find(row.external_source, row.external_id, row.title)
        if target is not None:
            return [target]
        if row.kind == "task" or not row.external_id.startswith(MADE):
            return []
        return self.known.namesakes.free(row.title, self._project_name(row), self.taken)

    def _note_other_key(self, row, problems):
        present = self.known.milestones if row.kind == "milestone" else self.known.tasks
        other = present.numbered(row.external_source, row.external_id)
        if other is not None:
            problems.append(("key_elsewhere", {"code": other.code, "title": other.title}))

    def _said(self, row):
        return what_is_said(row, self.plan.recognition.columns, self.reading.cells.get(row.line))

    def _settle(self, staged, draft, before, more, problems):
        """Check the draft against the model's rules and note what would be written."""
        try:
            draft.full_clean(exclude=SETTLED)
        except ValidationError as error:
            problems += [("rule_broken", {"message": text}) for text in texts(draft, error)]
            return
        state = stored_values(draft)
        if before is None:
            values = {name: value for name, value in state.items() if value not in (None, "")}
            values = {name: value for name, value in values.items() if name not in GIVEN_LATER}
            staged.verdict, staged.target_id = Verdict.CREATE, draft.pk
        else:
            changes = differences(before, state)
            values = {name: new for name, (_old, new) in changes.items()}
            more["changes"] = {name: pair[0] for name, pair in changes.items()}
            staged.verdict = Verdict.UPDATE if changes or _adds(more) else Verdict.SAME
            staged.target_id, staged.target_version = draft.pk, draft.version
        person = draft.owner if staged.kind == "milestone" else draft.assignee
        staged.data = more | {
            "values": values,
            "due": draft.due_on and draft.due_on.isoformat(),
            "state": draft.state,
            "owner": person.name if person else "",
        }

    def _milestone_data(self, draft, row, problems):
        """Settle the project and the goals of a milestone."""
        if draft._state.adding:
            project = self.project_of(row)
            draft.project = project
        else:
            project = draft.project
            self._note_other_project(draft, row, problems)
        held = {goal_key(title) for title in self.known.goals_held.get(draft.pk, {}).values()}
        named = () if row.is_implied and not draft._state.adding else row.goals
        titles = [" ".join(title.split())[:MAX_TITLE] for title in named]
        added = {goal_key(title): title for title in titles if goal_key(title) not in held}
        for key, title in added.items():
            if (project.pk, key) not in self.known.goals:
                self.new_goals.setdefault((project.pk, key), title)
        data = {"project": project.name, "project_id": None if project._state.adding else str(project.pk)}
        weights = dict(zip(map(goal_key, titles), row.weights, strict=False))
        data["weights"] = [weights.get(key, 1) for key in added]
        if row.gates:
            data |= gates_to_add(draft, row, self.gates_held, problems)
        return data | {"goals_added": list(added.values()), "external": [row.external_source, row.external_id]}

    def project_of(self, row):
        """Return the project a new goal or milestone goes to: the chosen one, the file's, or the team's only one."""
        if self.planimport.project_id:
            return self.planimport.project
        name = self._project_name(row)
        if not name:
            if self.known.only_open_project is not None:
                return self.known.only_open_project
            name = PurePath(self.planimport.file_name).stem[:PROJECT_NAME].strip() or self.team.name
        project = self.projects.get(fold(name))
        if project is None:
            project = self.projects[fold(name)] = Project(team=self.team, name=name)
            self.new_projects[fold(name)] = name
        return project

    def projects_meant(self, row):
        """Return the ids of the projects in which what a row names may be: all of them where it says none."""
        if name := self._project_name(row):
            project = self.projects.get(fold(name))
            return [project.pk] if project else []
        return [project.pk for project in self.projects.values()]

    def _project_name(self, row):
        """Return the name of the project a person chose or the row gives, or an empty text."""
        chosen = self.planimport.project.name if self.planimport.project_id else self.planimport.new_project
        return " ".join((chosen or row.project).split())[:PROJECT_NAME].strip()

    def _note_other_project(self, draft, row, problems):
        wanted = self._project_name(row)
        if wanted and fold(wanted) != fold(draft.project.name) and not row.is_implied:
            problems.append(("stays_in_project", {"code": draft.code, "project": draft.project.name}))

    def _home(self, draft, row, problems):
        """Settle the milestone of a task."""
        data = {"external": [row.external_source, row.external_id]}
        if not row.milestone_id:
            return data | {"milestone": draft.milestone.title if draft.milestone_id else ""}
        wanted = row.milestone_source, row.milestone_id
        inside, home = self.milestones.get(wanted, (None, None))
        if inside is not None and inside.verdict == Verdict.BAD:
            problems.append(("milestone_refused", {"line": inside.line}))
        elif inside is None and (home := self.known.milestones.find(*wanted)) is None:
            problems.append(("milestone_unknown", {"value": row.milestone or row.milestone_id}))
        elif not draft._state.adding and draft.milestone_id != home.pk and home.project.is_discontinued:
            problems.append(("project_discontinued", {"value": home.project.name}))
        else:
            draft.milestone = home
        return data | {"milestone": draft.milestone.title if draft.milestone_id else ""}


def _adds(more):
    return more.get("goals_added") or more.get("gates_added")
