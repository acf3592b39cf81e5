"""Teams full of milestones, to measure ticks with."""

import datetime as dt
import uuid

from django.core.management import call_command

from planner.models import Milestone, Project, Task
from teams.models import Activity, Membership, Team, User
from teams.roles import Role

CHUNK = 500
DAY = dt.timedelta(days=1)
# Of what is due then, the first notice is made on the morning after the first: a week and a day ahead.
FIRST_TOLD = 2 + 7
MORNINGS = 3
FAR = dt.date(2028, 1, 1)


def empty():
    """Forget every row."""
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)


def fill(*, teams, milestones, due, first):
    """Store teams made long ago, so many milestones each, with a task; each morning after the first tells of some."""
    made_at = first - 60 * DAY
    told_on = first.date() + FIRST_TOLD * DAY
    for number in range(teams):
        team, owner, project = _team(number, made_at)
        rows = [
            Milestone(
                team=team,
                project=project,
                number=n,
                title=f"Milestone {n}",
                owner=owner,
                due_on=told_on + DAY * (n % MORNINGS) if n <= due * MORNINGS else FAR + DAY * (n % 300),
                created_at=made_at,
            )
            for n in range(1, milestones + 1)
        ]
        Milestone.objects.bulk_create(rows, CHUNK)
        tasks = [
            Task(team=team, number=row.number, milestone=row, title="Task", due_on=row.due_on, created_at=made_at)
            for row in rows
        ]
        Task.objects.bulk_create(tasks, CHUNK)


def move(*, at):
    """Move one milestone by a day."""
    row = _first_milestone()
    row.due_on += DAY if row.due_on.day % 2 else -DAY
    row.store(by=None)
    _date_the_last_act(row, at)


def cancel_or_reopen(*, at):
    """Cancel one milestone, with which its tasks leave the lists too, or reopen it."""
    row = _first_milestone()
    (row.cancel if row.is_open else row.reopen)(by=None)
    _date_the_last_act(row, at)


EDITS = {"move": move, "cancel or reopen": cancel_or_reopen}


def _first_milestone():
    return Milestone.objects.order_by("team", "number").first()


def _date_the_last_act(row, at):
    """Give the Activity a verb has left the time the ticks go by."""
    last = Activity.objects.filter(subject_id=row.pk).order_by("-pk").first()
    Activity.objects.filter(pk=last.pk).update(at=at)


def _team(number, made_at):
    slug = f"bench-{number}-{uuid.uuid4().hex[:6]}"
    team = Team(name=f"Bench {number}", slug=slug, created_at=made_at)
    team.save(force_insert=True)
    user = User(name="Bench", email=f"{slug}@bench.landfall-mail.org")
    user.save(force_insert=True)
    owner = Membership(team=team, user=user, name="Bench", role=Role.OWNER)
    owner.save(force_insert=True)
    project = Project(team=team, name="Bench", number=1)
    project.save(force_insert=True)
    return team, owner, project
