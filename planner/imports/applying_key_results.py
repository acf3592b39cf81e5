"""Writing the key results of an import, once its goals are there; of values the current one, which joins those here."""

from django.db.models import prefetch_related_objects

from planner.models import LONGEST_ORIGIN, Goal, KeyResult, Verdict
from planner.models.key_result import MOST_KEY_RESULTS
from teams.models import add_judged_rows, change_rows, hold

from .key_results import value_of


class KeyResultApplication:
    """What the preview showed of key results, as far as they and their goals are as they were."""

    def __init__(self, application, goals):
        self.application, self.goals = application, goals
        self.team, self.act = application.team, application.act
        self.origin = application.planimport.file_name[:LONGEST_ORIGIN].strip()

    def run(self):
        """Write the key results; returns how many were made and changed."""
        made = changed = 0
        for rows in self.application.chunks("key_result"):
            made += self._make([row for row in rows if row.verdict == Verdict.CREATE])
            changed += self._change([row for row in rows if row.verdict == Verdict.UPDATE])
        return made, changed

    def _make(self, rows):
        present = self.application.made_meanwhile(KeyResult, rows)
        homes = self._held({self.goals.homes.get(row.data["goal"], row.data["goal"]) for row in rows})
        counts = {pk: len(goal.key_results.all()) for pk, goal in homes.items()}
        drafts = []
        for row in rows:
            home = homes.get(self.goals.homes.get(row.data["goal"], row.data["goal"]))
            if tuple(row.data["external"]) in present:
                self.application.skip(row, "made_meanwhile")
            elif home is None or not self._takes_one_more(home, counts):
                self.application.skip(row, "goal_changed_meanwhile")
            else:
                drafts.append(self._drafted(row, home))
        add_judged_rows(drafts, by=self.act)
        KeyResult.keep_current(drafts, by=self.act, origin=self.origin)
        return len(drafts)

    def _held(self, ids):
        """Return {id: goal} of those of the team, with projects and key results."""
        goals = [goal for goal in hold(Goal, sorted(ids)).values() if goal.team_id == self.team.pk]
        prefetch_related_objects(goals, "project", "key_results")
        return {str(goal.pk): goal for goal in goals}

    def _takes_one_more(self, goal, counts):
        """Say whether a goal has room, and is still open unless it came closed with this import; counts it."""
        pk = str(goal.pk)
        if counts[pk] >= MOST_KEY_RESULTS or (goal.is_closed and pk not in self.goals.made):
            return False
        counts[pk] += 1
        return True

    def _drafted(self, row, goal):
        draft = KeyResult(id=row.target_id, team=self.team, **self.application.values(KeyResult, row))
        draft.goal = goal
        draft.current_on, draft.current = value_of(row.data) or (None, None)
        return draft

    def _change(self, rows):
        present = hold(KeyResult, [row.target_id for row in rows])
        prefetch_related_objects(list(present.values()), "goal__project", "team")
        drafts, values = [], []
        for row in rows:
            draft = present.get(row.target_id)
            if draft is None or draft.version != row.target_version:
                self.application.skip(row, "changed_meanwhile")
                continue
            if (told := value_of(row.data)) and draft.is_closed:
                self.application.skip(row, "goal_changed_meanwhile")
                continue
            for name, value in self.application.values(KeyResult, row).items():
                setattr(draft, name, value)
            drafts.append(draft)
            values += [(draft, *told)] if told else []
        change_rows(drafts, by=self.act)
        KeyResult.measure_many(values, by=self.act, origin=self.origin)
        return len(drafts)
