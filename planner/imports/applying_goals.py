"""Writing the goals of an import, those above before those below; before the milestones that count for them."""

from planner.models import Goal, Verdict
from teams.models import add_judged_rows, change_rows, hold

from .known import chunks


class GoalApplication:
    """What the preview showed of goals, as far as those here are as they were."""

    def __init__(self, application):
        self.application, self.team, self.act = application, application.team, application.act
        self.homes = {}  # id a goal was to get → the one that was there first
        self.made = set()  # ids of the goals that came with this import

    def run(self):
        """Write the goals; returns how many were made and changed."""
        rows = [row for chunk in self.application.chunks("goal") for row in self.application.with_project(chunk)]
        made = self._make([row for row in rows if row.verdict == Verdict.CREATE])
        return made, self._change([row for row in rows if row.verdict == Verdict.UPDATE])

    def _make(self, rows):
        drafts = {}
        present = self.application.made_meanwhile(Goal, rows)
        for row in rows:
            there = present.get(tuple(row.data["external"]))
            if there is not None:
                self.homes[str(row.target_id)] = str(there)
                self.application.skip(row, "made_meanwhile")
                continue
            values = self.application.values(Goal, row)
            drafts[str(row.target_id)] = Goal(
                id=row.target_id, team=self.team, project=self.application.project_of(row), **values
            )
        parents = self._parents(row for row in rows if str(row.target_id) in drafts)
        there = self._there(set(parents.values()) - drafts.keys())
        self.made |= drafts.keys()
        self._add(drafts, {own: parent for own, parent in parents.items() if parent in there or parent in drafts})
        return len(drafts)

    def _add(self, drafts, parents):
        """Save new goals level by level, so that none waits for one that is not there."""
        waiting = dict(drafts)
        while waiting:
            ready = [own for own in waiting if parents.get(own) not in waiting]
            for own in ready:
                waiting[own].parent_id = parents.get(own)
            for chunk in self.application.budget.over(chunks([waiting.pop(own) for own in ready])):
                add_judged_rows(chunk, by=self.act)

    def _change(self, rows):
        present = hold(Goal, [row.target_id for row in rows])
        parents = self._parents(rows)
        there, drafts = self._there(set(parents.values())), []
        for row in rows:
            draft = present.get(row.target_id)
            if draft is None or draft.version != row.target_version:
                self.application.skip(row, "changed_meanwhile")
                continue
            for name, value in self.application.values(Goal, row).items():
                setattr(draft, name, value)
            if (parent := parents.get(str(row.target_id))) in there:
                draft.parent_id = parent
            drafts.append(draft)
        change_rows(drafts, by=self.act)
        return len(drafts)

    def _parents(self, rows):
        """Return {id: id of the goal above} of rows that are to stand below one."""
        named = ((str(row.target_id), row.data["parent"]) for row in rows if row.data["parent"])
        return {own: self.homes.get(parent, parent) for own, parent in named}

    def _there(self, ids):
        found = set()
        for chunk in chunks(sorted(ids)):
            goals = Goal.objects.filter(team=self.team, pk__in=chunk).values_list("pk", flat=True)
            found |= set(map(str, goals))
        return found
