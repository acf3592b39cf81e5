"""Rows of the plan for tests."""

import datetime as dt

import factory

from planner.models import (
    Baseline,
    CalendarDay,
    Dependency,
    Goal,
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
