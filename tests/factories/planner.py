"""Rows of the plan for tests."""

import datetime as dt
from decimal import Decimal

import factory

from planner.models import (
    Baseline,
    CalendarDay,
    CheckIn,
    Dependency,
    Goal,
    KeyResult,
    Milestone,
    MilestoneGoal,
    Move,
    Project,
    Task,
)

from .teams import TeamFactory


class TeamRowFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True
        skip_postgeneration_save = True

    team = factory.SubFactory(TeamFactory)
    number = factory.Sequence(lambda n: 10_001 + n)  # out of the way of the counter


class ProjectFactory(TeamRowFactory):
    class Meta:
        model = Project

    name = factory.Sequence(lambda n: f"Project {n}")
    state = "active"


class GoalFactory(TeamRowFactory):
    class Meta:
        model = Goal

    project = factory.SubFactory(ProjectFactory, team=factory.SelfAttribute("..team"))
    title = factory.Sequence(lambda n: f"Goal {n}")
    horizon = "short"


class KeyResultFactory(factory.django.DjangoModelFactory):
    """Paying users from 0 to 100, not measured yet."""

    class Meta:
        model = KeyResult

    team = factory.SubFactory(TeamFactory)
    goal = factory.SubFactory(GoalFactory, team=factory.SelfAttribute("..team"))
    title = factory.Sequence(lambda n: f"Paying users {n}")
    target = Decimal(100)


class CheckInFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CheckIn

    team = factory.SubFactory(TeamFactory)
    goal = factory.SubFactory(GoalFactory, team=factory.SelfAttribute("..team"))
    on = dt.date(2026, 3, 2)
    health = "on_track"


class MilestoneFactory(TeamRowFactory):
    class Meta:
        model = Milestone

    project = factory.SubFactory(ProjectFactory, team=factory.SelfAttribute("..team"))
    title = factory.Sequence(lambda n: f"Milestone {n}")
    first_due_on = factory.LazyAttribute(lambda milestone: getattr(milestone, "due_on", None))

    @factory.post_generation
    def goal(self, create, goal, **kwargs):
        if goal is not None:
            MilestoneGoal.objects.create(milestone=self, goal=goal)


class DependencyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Dependency

    team = factory.SubFactory(TeamFactory)
    predecessor = factory.SubFactory(MilestoneFactory, team=factory.SelfAttribute("..team"))
    successor = factory.SubFactory(MilestoneFactory, team=factory.SelfAttribute("..team"))


class TaskFactory(TeamRowFactory):
    class Meta:
        model = Task

    title = factory.Sequence(lambda n: f"Task {n}")
    milestone = factory.SubFactory(MilestoneFactory, team=factory.SelfAttribute("..team"))


class CalendarDayFactory(factory.django.DjangoModelFactory):
    """A day off from 1 May 2026 on, one after the other."""

    class Meta:
        model = CalendarDay

    team = factory.SubFactory(TeamFactory)
    day = factory.Sequence(lambda n: dt.date(2026, 5, 1) + dt.timedelta(days=n))
    label = factory.Sequence(lambda n: f"Holiday {n}")


class MoveFactory(factory.django.DjangoModelFactory):
    """A week later than 1 May 2026."""

    class Meta:
        model = Move

    team = factory.SubFactory(TeamFactory)
    milestone = factory.SubFactory(MilestoneFactory, team=factory.SelfAttribute("..team"))
    old_due_on = dt.date(2026, 5, 1)
    new_due_on = dt.date(2026, 5, 8)
    days = 5
    reason = "scope"


class BaselineFactory(factory.django.DjangoModelFactory):
    """A baseline that holds nothing; `keep_plan` fills one."""

    class Meta:
        model = Baseline

    team = factory.SubFactory(TeamFactory)
    name = factory.Sequence(lambda n: f"Baseline {n}")
