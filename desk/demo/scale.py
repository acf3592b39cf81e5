"""A large plan beside the demo, for its founder to look around in: the same each time, but for its dates.

25 projects with 100 goals, 2,851 milestones and 600 tasks; 15 people, of whom the founder has an account; 500 of the
milestones wait for each other in one row.
"""

import datetime as dt
from itertools import pairwise
from random import Random

from django.db import transaction

from planner.models import Dependency, Goal, Milestone, MilestoneState, Project, Task
from teams.models import Membership, Team, add_rows
from teams.roles import Role

from .loading import demo_memberships
from .removing import remove_team

SOURCE = "demo-scale"  # external_source of the team's first membership, by which it is found again
NAME = "Ottilie at scale"
PROJECTS, GOALS, MILESTONES, TASKS, PEOPLE = 25, 4, 2_851, 600, 15
CHAINED = 20  # milestones of each project that stand in the one long row
CHAIN = 6  # of the others, so many wait for each other
FIRST = ["Adapt", "Pilot", "Measure", "Launch", "Audit", "Move", "Sign", "Train", "Open", "Prove"]
SECOND = [
    "the reader",
    "six clinics",
    "the gateway",
    "billing",
    "the model",
    "support",
    "the archive",
    "safety",
    "letters",
]
SPREAD = 900  # days over which the plan lies


def scale_team():
    """Return the large team, or None."""
    found = Membership.objects.filter(external_source=SOURCE).select_related("team").order_by("created_at").first()
    return found.team if found else None


@transaction.atomic
def load_scale():
    """Make the large team, whose owner is the founder of the demo; return it."""
    founder = demo_memberships().select_related("user", "team").get(role=Role.OWNER)
    team = Team(name=NAME, currency=founder.team.currency, time_zone=founder.team.time_zone).store(by=None)
    owner = Membership(team=team, user=founder.user, name=founder.name, role=Role.OWNER, external_source=SOURCE)
    owner.store(by=None)
    Scale(team, owner).fill()
    return team


@transaction.atomic
def remove_scale():
    """Delete the large team; say whether there was one."""
    team = scale_team()
    if team is None:
        return False
    remove_team(team)
    return True


class Scale:
    """Fills a team, always with the same rows."""

    def __init__(self, team, owner):
        self.team, self.owner, self.draw = team, owner, Random(MILESTONES)  # noqa: S311 - the same rows each time
        self.today = team.today()
        self.people, self.projects, self.goals, self.milestones = [owner], [], [], []

    def fill(self):
        names = [f"Person {number}" for number in range(2, PEOPLE + 1)]
        self.people += self._add([Membership(team=self.team, name=name, role=Role.RECIPIENT) for name in names])
        self.projects = self._add([self._project(number) for number in range(PROJECTS)])
        self.goals = self._add([self._goal(number) for number in range(PROJECTS * GOALS)])
        self._plan()
        self._link()
        self._add([self._task(number) for number in range(TASKS)])

    def _add(self, rows, **links):
        add_rows(rows, by=self.owner, **links)
        return rows

    def _day(self, offset):
        return self.today + dt.timedelta(days=offset)

    def _project(self, number):
        return Project(team=self.team, name=f"{FIRST[number % 10]} {SECOND[number % 9]} {number + 1}", state="active")

    def _goal(self, number):
        project = self.projects[number // GOALS]
        target = self._day(60 + number % GOALS * 240 + number)
        given = {"target_on": target, "owner": self._person(), "horizon": "short" if number % GOALS < 1 else "mid"}
        return Goal(team=self.team, project=project, title=f"{project.name}: step {number % GOALS + 1}", **given)

    def _person(self):
        return self.draw.choice(self.people)

    def _plan(self):
        rows = [self._milestone(number) for number in range(MILESTONES)]
        goals = {row.pk: [self._goal_of(number)] for number, row in enumerate(rows)}
        self.milestones = self._add(rows, links={"goals": goals})

    def _goal_of(self, number):
        return self.goals[self._project_of(number) * GOALS + number // PROJECTS % GOALS]

    @staticmethod
    def _project_of(number):
        return number % PROJECTS

    def _milestone(self, number):
        place = number // PROJECTS  # within its project
        in_row, spread = place < CHAINED, place * SPREAD * PROJECTS // MILESTONES - 90
        start = (self._project_of(number) * CHAINED + place) * 2 if in_row else spread
        due = start + (2 if in_row else self.draw.randint(5, 60))
        row = Milestone(
            team=self.team,
            project=self.projects[self._project_of(number)],
            title=f"{self.draw.choice(FIRST)} {self.draw.choice(SECOND)} {number + 1}",
            owner=self._person(),
            starts_on=self._day(start),
            due_on=self._day(due),
            follows_links=True,
        )
        if due < -20:
            row.state, row.completed_at = MilestoneState.COMPLETED, self._instant(due)
        elif start < 0:
            row.state, row.started_on = MilestoneState.IN_PROGRESS, self._day(start)
        return row

    def _instant(self, offset):
        return dt.datetime.combine(self._day(offset), dt.time(12), self.team.zone)

    def _link(self):
        by_project = [self.milestones[place::PROJECTS] for place in range(PROJECTS)]
        in_row = [row for rows in by_project for row in rows[:CHAINED]]
        pairs = list(pairwise(in_row))
        for rows in by_project:
            for start in range(CHAINED, len(rows), CHAIN):
                pairs += pairwise(rows[start : start + CHAIN])
        self._add([Dependency(team=self.team, predecessor=before, successor=after) for before, after in pairs])

    def _task(self, number):
        milestone = self.milestones[number % (PROJECTS * CHAINED)]
        given = {"state": "done", "completed_at": self._instant(-1)} if number % 3 == 0 else {}
        return Task(team=self.team, milestone=milestone, title=f"Task {number + 1}", assignee=self._person(), **given)
