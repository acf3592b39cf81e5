"""Applying a checked plan: one short transaction, one act, one Undo.

What was judged is written as it was judged. Rows that somebody changed or made since are left alone and named.
"""

from itertools import chain

from django.utils.translation import gettext_noop

from core.budget import UNLIMITED
from core.tabular.reader import fold
from planner.horizons import suggest
from planner.models import Goal, Milestone, MilestoneGoal, Project, Task, Verdict
from teams.models import add_judged_rows, add_rows, change_rows, hold

from .applying_goals import GoalApplication
from .applying_key_results import KeyResultApplication
from .applying_links import LinkApplication
from .gating import GateApplication
from .known import CHUNK, chunks, goal_key, goals_held, goals_of, seen
from .one_act import apply_as_one_act

READ = ("position", "line", "title", "verdict", "target_id", "target_version", "data")  # of a staged row


def apply_import(planimport, *, by, readings=None, budget=UNLIMITED, report=None):
    """Write what the preview showed, all or nothing; raises ValidationError while something is still to be answered.

    `report` is told after each chunk how many rows are written; nobody else sees them before all are.
    """

    def write(act):
        return Application(planimport, act, budget, report or (lambda _done: None)).run()

    apply_as_one_act(planimport, write, label=gettext_noop("{who} imported a plan"), by=by, readings=readings)


class Survey:
    """What goals and milestones of an import need first: projects and goals; and whether there are goals and gates."""

    def __init__(self, chunks):
        self.projects, self.goals, self.has_goals, self.has_gates = {}, {}, False, False
        for row in (row for chunk in chunks for row in chunk):
            data = row.data
            if data["project_id"] is None:
                self.projects.setdefault(data["project"])
            for title in data["goals_added"]:
                key = data["project_id"], data["project"], title
                self.goals[key] = max(filter(None, (self.goals.get(key), data["due"])), default=None)
            self.has_goals = self.has_goals or "parent" in data
            self.has_gates = self.has_gates or bool(data.get("gates_added"))


class Application:
    """The writing of one import's rows, inside the transaction; never more than a chunk of them is held."""

    def __init__(self, planimport, act, budget, report):
        self.report = report
        self.planimport, self.team, self.act, self.budget = planimport, planimport.team, act, budget
        self.reader = act.by
        self.skipped, self.left_out = [], set()  # what is told, and the ids of the rows meant
        self.projects_by_id = {str(project.pk): project for project in seen(Project, self.team, self.reader)}
        self.projects = {fold(project.name): project for project in self.projects_by_id.values()}
        self.homes = {}  # id a milestone was to get → the one that was there first, None where there is none any more
        self.settled = set()  # ids of the milestones of which that is known
        self.fields = {}  # of each model by name: the attribute, and how its value is read

    def run(self):
        """Write everything and return the outcome as JSON."""
        survey = Survey(chain(self.chunks("goal"), self.chunks("milestone")))
        self._make_projects(survey.projects)
        own = GoalApplication(self)
        made, changed = own.run() if survey.has_goals else (0, 0)
        if self.planimport.counts.get("key_result"):
            measures = KeyResultApplication(self, own).run()
            made, changed = made + measures[0], changed + measures[1]
        goals = self._goals(survey.goals)
        for rows in self.chunks("milestone"):
            kept = self.with_project(rows)
            made += self._make(Milestone, kept, goals=goals)
            changed += self._change(Milestone, kept, goals=goals)
            self.report(made + changed)
        if self.planimport.counts.get("links"):
            LinkApplication(self).run()
        if survey.has_gates:
            GateApplication(self).run()
        for rows in self.chunks("task"):
            self._settle_homes(rows)
            made += self._make(Task, rows)
            changed += self._change(Task, rows)
            self.report(made + changed)
        return {"made": made, "changed": changed, "skipped": self.skipped}

    def chunks(self, kind):
        """Yield the rows of a kind that are to be written, as long as there is time."""
        rows = self.planimport.rows.filter(kind=kind, verdict__in=[Verdict.CREATE, Verdict.UPDATE])
        rows = rows.order_by("position").values_list(*READ, named=True)
        chunk = rows[:CHUNK]
        while chunk := list(chunk):
            self.budget.check()
            yield chunk
            chunk = rows.filter(position__gt=chunk[-1].position)[:CHUNK]

    def with_project(self, rows):
        for row in rows:
            if not self._has_project(row):
                self.skip(row, "project_gone")
        return [row for row in rows if self._has_project(row)]

    def _has_project(self, row):
        """Say whether the project the preview showed is there still, under whatever name; a new one is made."""
        return row.data["project_id"] is None or row.data["project_id"] in self.projects_by_id

    def project_of(self, row):
        return self.projects_by_id.get(row.data["project_id"]) or self.projects[fold(row.data["project"])]

    def _make_projects(self, wanted):
        """Make the projects the preview showed as new, unless somebody has made one of that name since."""
        named = {fold(name): name for name in wanted if fold(name) not in self.projects}
        missing = [Project(team=self.team, name=name) for name in named.values()]
        self.add(missing)
        self.projects |= {fold(project.name): project for project in missing}

    def _goals(self, wanted):
        """Return the goals the rows name by (project, title), made where they are missing."""
        named, due = {}, {}
        for (project_id, project, title), day in wanted.items():
            home = self.projects_by_id.get(project_id) if project_id else self.projects[fold(project)]
            if home is not None:
                key = (home.pk, goal_key(title))
                named.setdefault(key, title)
                due[key] = max(filter(None, (due.get(key), day)), default=None)
        if not named:
            return {}
        present = goals_of(self.team, self.reader)
        missing = [
            Goal(team=self.team, project_id=key[0], title=title, horizon=self._horizon(due[key]))
            for key, title in named.items()
            if key not in present
        ]
        self.add(missing)
        return present | {(goal.project_id, goal_key(goal.title)): goal for goal in missing}

    def _horizon(self, due):
        today = self.team.today()
        return suggest(Goal._meta.get_field("target_on").to_python(due) or today, today)

    def _make(self, model, rows, *, goals=None):
        wanted = [row for row in rows if row.verdict == Verdict.CREATE]
        present = self.made_meanwhile(model, wanted)
        drafts, links, weights = [], {}, {}
        for row in wanted:
            there = present.get(tuple(row.data["external"]))
            if there is not None:
                self.homes[str(row.target_id)] = str(there)
                self.skip(row, "made_meanwhile")
                continue
            draft = model(id=row.target_id, team=self.team, **self.values(model, row))
            if model is Milestone:
                draft.project = self.project_of(row)
                weights[draft.pk] = self._goal_weights(draft, row, goals)
                links[draft.pk] = list(weights[draft.pk])
            drafts.append(draft)
        add_judged_rows(drafts, by=self.act, links={"goals": links} if links else None)
        _weigh(weights)
        return len(drafts)

    def _change(self, model, rows, *, goals=None):
        wanted = [row for row in rows if row.verdict == Verdict.UPDATE]
        present = hold(model, [row.target_id for row in wanted])
        held = goals_held([row.target_id for row in wanted if row.data.get("goals_added")])
        drafts, links, weights = [], {}, {}
        for row in wanted:
            draft = present.get(row.target_id)
            if draft is None or draft.version != row.target_version:
                self.skip(row, "changed_meanwhile")
                continue
            for name, value in self.values(model, row).items():
                setattr(draft, name, value)
            if goals is not None and row.data["goals_added"]:
                weights[draft.pk] = self._goal_weights(draft, row, goals)
                links[draft.pk] = {*held.get(draft.pk, {}), *weights[draft.pk]}
            drafts.append(draft)
        change_rows(drafts, by=self.act, links={"goals": links} if links else None)
        _weigh(weights)
        return len(drafts)

    def add(self, rows):
        for chunk in self.budget.over(chunks(rows)):
            add_rows(chunk, by=self.act)

    def values(self, model, row):
        """Return the values to write by attribute; a milestone that is gone is left out."""
        if model not in self.fields:
            self.fields[model] = {field.name: (field.attname, field.to_python) for field in model._meta.concrete_fields}
        known, values = self.fields[model], {}
        for name, value in row.data["values"].items():
            if name == "milestone" and (value := self.homes.get(value, value)) is None:
                continue
            attribute, read = known[name]
            values[attribute] = read(value)
        return values

    def _goal_weights(self, draft, row, goals):
        """Return {id of a goal: the weight of the milestone within it} of the goals it is to count for from now on."""
        titles = row.data["goals_added"]
        keys = [(draft.project_id, goal_key(title)) for title in titles]
        weights = row.data.get("weights") or [1] * len(titles)
        return {goals[key].pk: weight for key, weight in zip(keys, weights, strict=True) if key in goals}

    def made_meanwhile(self, model, rows):
        """Return {(source, id): id of the row} of those of other systems that are here by now."""
        wanted = {tuple(row.data["external"]) for row in rows}
        present = {}
        for chunk in chunks(sorted(wanted)):
            sources, identifiers = zip(*chunk, strict=True)
            # By source and with an id: as the index has it, or each chunk would look at all that is here.
            found = model.objects.filter(team=self.team, external_source__in=set(sources), external_id__in=identifiers)
            found = found.exclude(external_id="").order_by()
            for source, identifier, pk in found.values_list("external_source", "external_id", "pk"):
                present[source, identifier] = pk
        return present

    def _settle_homes(self, tasks):
        """Note which milestones the tasks lean on are there now; a task whose milestone is gone goes without."""
        named = {row.data["values"].get("milestone") for row in tasks} - {None} - self.settled
        self.settled |= named
        wanted = {home: self.homes.get(home, home) for home in named}
        there = Milestone.objects.filter(team=self.team, pk__in=set(wanted.values()) - {None})
        present = set(map(str, there.values_list("pk", flat=True)))
        self.homes |= {home: there if there in present else None for home, there in wanted.items()}

    def skip(self, row, code):
        self.left_out.add(row.target_id)
        self.skipped.append({"line": row.line, "title": row.title, "code": code, "params": {}})


def _weigh(weights):
    """Set the weights other than 1 of links just made: {id of a milestone: {id of a goal: weight}}."""
    wanted = {(row, goal): weight for row, each in weights.items() for goal, weight in each.items() if weight != 1}
    for chunk in chunks(sorted({row for row, _goal in wanted})):
        links = [link for link in MilestoneGoal.objects.filter(milestone__in=chunk) if _ends(link) in wanted]
        for link in links:
            link.weight = wanted[_ends(link)]
        MilestoneGoal.objects.bulk_update(links, ["weight"], batch_size=CHUNK)


def _ends(link):
    return link.milestone_id, link.goal_id
