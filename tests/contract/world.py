"""Two teams with one of everything, and a person of each role in both."""

import datetime as dt
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from planner.keeping import keep_plan
from planner.models import Baseline
from teams.models import Activity, CalendarFeed, Dismissal, Hint, Invitation, Job, Token, change
from teams.roles import Role
from tests.factories.acceptances import one_of_each as accepted
from tests.factories.alerts import one_of_each as outbox
from tests.factories.bonuses import one_of_each as rewarded
from tests.factories.files import one_of_each as files
from tests.factories.forecast import one_of_each as simulated
from tests.factories.funding import one_of_each as money
from tests.factories.gates import one_of_each as gates
from tests.factories.imports import one_of_each as imported
from tests.factories.indicators import one_of_each as measured
from tests.factories.planner import (
    CalendarDayFactory,
    DependencyFactory,
    GoalFactory,
    KeyResultFactory,
    MilestoneFactory,
    MoveFactory,
    ProjectFactory,
    TaskFactory,
)
from tests.factories.register_imports import one_of_each as brought
from tests.factories.reviews import one_of_each as reviewed
from tests.factories.risks import one_of_each as register
from tests.factories.saved import one_of_each as saved
from tests.factories.talk import one_of_each as talk
from tests.factories.teams import MembershipFactory, PositionFactory, TeamFactory

ROLES = {"O": Role.OWNER, "M": Role.MANAGER, "E": Role.MEMBER, "V": Role.VIEWER}
BUILDERS = [
    register,
    gates,
    imported,
    brought,
    money,
    simulated,
    reviewed,
    outbox,
    talk,
    files,
    saved,
    rewarded,
    accepted,
    measured,
]  # an app's rows: functions (team, people) -> iterable of rows


class World:
    """One team with a row of every model, reached by `world.row(model)`."""

    def __init__(self, slug):
        self.team = TeamFactory(name=slug.title(), slug=slug)
        self.people = {
            letter: MembershipFactory(team=self.team, role=role, name=f"{slug} {role}")
            for letter, role in ROLES.items()
        }
        self.people["R"] = MembershipFactory(
            team=self.team, role=Role.VIEWER, reads_money=True, name=f"{slug} observer"
        )
        self.people["former owner"] = MembershipFactory(
            team=self.team, role=Role.OWNER, name=f"{slug} former owner", ended_at=timezone.now()
        )
        self.people["second owner"] = MembershipFactory(team=self.team, role=Role.OWNER, name=f"{slug} co-owner")
        self.rows = {type(row): row for row in self._plan()}
        for build in BUILDERS:
            self.rows |= {type(row): row for row in build(self.team, self.people)}

    def _plan(self):
        owner = self.people["O"]
        project = ProjectFactory(team=self.team)
        goal = GoalFactory(team=self.team, project=project, owner=owner)
        key_result = KeyResultFactory(team=self.team, goal=goal, title=f"{self.team.slug} users")
        key_result.measure([(None, 1)], by=owner)
        goal.check_in("on_track", by=owner, done=f"done by {self.team.slug}")
        milestone = MilestoneFactory(team=self.team, project=project, goal=goal, owner=owner, number=1)
        task = TaskFactory(team=self.team, milestone=milestone, assignee=owner)
        later = MilestoneFactory(team=self.team, project=project, goal=goal, owner=owner, number=2)
        dependency = DependencyFactory(team=self.team, predecessor=milestone, successor=later)
        with change(owner, "Marked") as act:
            project.summary = f"summary of {self.team.slug}"
            project.store(by=act)
        baseline = Baseline(team=self.team, name=f"{self.team.slug.title()} baseline")
        token = Token(team=self.team, membership=owner, name="export")
        token.issue(by=owner)
        feed = CalendarFeed(team=self.team, membership=owner, name="phone")
        feed.issue(by=owner)
        Dismissal.put_away(Hint.FIRST_WEEK, by=self.people["second owner"])  # the owner's home has the list
        job = Job.objects.create(team=self.team, by=owner, kind="nothing")
        return [
            self.team,
            MembershipFactory(team=self.team, user=None, role=Role.RECIPIENT, name=f"{self.team.slug} recipient"),
            Invitation(team=self.team, email=f"guest@{self.team.slug}.example", invited_by=owner).store(by=owner),
            PositionFactory(team=self.team),
            project,
            goal,
            key_result,
            goal.checkins.get(),
            milestone,
            dependency,
            task,
            MoveFactory(team=self.team, milestone=milestone, by=owner),
            keep_plan(baseline, by=owner),
            CalendarDayFactory(team=self.team, day=dt.date(2026, 5, 1), label=f"{self.team.slug} day"),
            act,
            token,
            feed,
            Dismissal.objects.get(team=self.team),
            job,
            Activity.objects.filter(team=self.team).first(),
        ]

    def row(self, model):
        """Return this team's row of a model."""
        return self.rows[model]


@contextmanager
def worlds_for_all(blocker, *slugs):
    """Make worlds that stand while several tests run, each of which is taken back by itself."""
    with blocker.unblock(), transaction.atomic():
        yield [World(slug) for slug in slugs]
        transaction.set_rollback(True)
