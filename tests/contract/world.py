"""Two teams with one of everything, and a person of each role in both."""

import functools

from django.apps import apps
from django.db import connection

from teams.models import Activity, Job, Token, change
from teams.roles import Role
from tests.factories.planner import GoalFactory, MilestoneFactory, ProjectFactory, TaskFactory
from tests.factories.risks import one_of_each as register
from tests.factories.teams import MembershipFactory, PositionFactory, TeamFactory

ROLES = {"O": Role.OWNER, "M": Role.MANAGER, "E": Role.MEMBER, "V": Role.VIEWER}
BUILDERS = [register]  # an app's rows: functions (team, people) -> iterable of rows
QUIET_TABLES = {"django_session", "usersessions_usersession"}  # written by every sign-in


class World:
    """One team with a row of every model, reached by `world.row(model)`."""

    def __init__(self, slug):
        self.team = TeamFactory(name=slug.title(), slug=slug)
        self.people = {
            letter: MembershipFactory(team=self.team, role=role, name=f"{slug} {role}")
            for letter, role in ROLES.items()
        }
        self.people["second owner"] = MembershipFactory(team=self.team, role=Role.OWNER, name=f"{slug} co-owner")
        self.rows = {type(row): row for row in self._plan()}
        for build in BUILDERS:
            self.rows |= {type(row): row for row in build(self.team, self.people)}

    def _plan(self):
        owner = self.people["O"]
        project = ProjectFactory(team=self.team)
        goal = GoalFactory(team=self.team, project=project, owner=owner)
        milestone = MilestoneFactory(team=self.team, project=project, goal=goal, owner=owner, number=1)
        task = TaskFactory(team=self.team, milestone=milestone, assignee=owner)
        with change(owner, "Marked") as act:
            project.summary = f"summary of {self.team.slug}"
            project.store(by=act)
        token = Token(team=self.team, membership=owner, name="export")
        token.issue(by=owner)
        job = Job.objects.create(team=self.team, by=owner, kind="nothing")
        return [
            self.team,
            self.people["V"],
            PositionFactory(team=self.team),
            project,
            goal,
            milestone,
            task,
            act,
            token,
            job,
            Activity.objects.filter(team=self.team).first(),
        ]

    def row(self, model):
        """Return this team's row of a model."""
        return self.rows[model]


def fingerprint():
    """Return the contents of every table as one hash-like value; equal before and after a refused request."""
    with connection.cursor() as cursor:
        return {table: _contents(cursor, table) for table in _tables()}


@functools.cache
def _tables():
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return sorted({model._meta.db_table for model in models} - QUIET_TABLES)


def _contents(cursor, table):
    cursor.execute(f'SELECT * FROM "{table}"')
    return hash(tuple(sorted(map(repr, cursor.fetchall()))))
