"""Measure my work and home of a busy team against an empty view of the same run.

    python -m bench.desk [--tasks 2400] [--milestones 451]

2,851 tasks and milestones over 25 projects and 15 people, whom every kind of row is shared out to; and one person more,
who has 10,000 tasks alone. The floor is `/healthz?web`, which asks the database one question. Required: at most 40 ×
that, at most 20 statements and 300 kB. Uses the database of DATABASE_URL, or else a SQLite in a temporary folder.
"""

import argparse
import datetime as dt
import os
import statistics
import sys
import tempfile
import uuid

import django

from bench.pages import timed
from bench.report import Figure, told

ROUNDS, RATIO, STATEMENTS, KILOBYTES = 21, 40, 20, 300
PROJECTS, PEOPLE, ALONE = 25, 15, 10_000
PAGES = {"home": "", "my work": "my-work/", "all that is later": "my-work/?section=later"}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--tasks", type=int, default=2400)
    arguments.add_argument("--milestones", type=int, default=451)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if "DATABASE_URL" not in os.environ:
            os.environ.setdefault("DATA_DIR", folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415 - needs Django to be set up
        from django.test import Client  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        people = busy_team(chosen.tasks, chosen.milestones)
        figures = []
        for name, person in people.items():
            client = Client(HTTP_HOST="127.0.0.1")
            client.force_login(person.user)
            figures += measured(client, person.team, name)
        return int(told(figures) > 0)


def measured(client, team, name):
    """Return the figures of the pages as one person sees them."""
    from bench.visits import count_statements  # noqa: PLC0415 - needs Django to be set up

    figures = []
    for page, path in PAGES.items():
        address = f"/t/{team.slug}/{path}"
        statements = count_statements(client, address)
        size = len(client.get(address).content) / 1000
        # In turn, so that what disturbs one disturbs the other.
        floor, times = zip(
            *[(timed(client, "/healthz?web"), timed(client, address)) for _round in range(ROUNDS)], strict=True
        )
        took, least = statistics.median(times), statistics.median(floor)
        figures += [
            Figure(f"{page}, {name}", took / least, RATIO, more=f"{took:.1f} ms of {least:.1f}"),
            Figure(f"{page}, {name}: statements", statements, STATEMENTS, unit=""),
            Figure(f"{page}, {name}: HTML", size, KILOBYTES, unit="kB"),
        ]
    return figures


def busy_team(tasks, milestones):
    """Store the team; return {name: membership} of an owner, a member, and who has 10,000 tasks alone."""
    from planner.models import Milestone, Project, Task  # noqa: PLC0415 - needs Django to be set up
    from teams.models import Membership, Team, User  # noqa: PLC0415
    from teams.roles import Role  # noqa: PLC0415

    team = Team(name="Busy", slug=f"busy-{uuid.uuid4().hex[:8]}").store(by=None)
    today = team.today()

    def add(model, count, make):
        rows = [model(team=team, **make(place)) for place in range(count)]
        for row in rows:
            if hasattr(row, "search_text"):
                row.set_derived()
        return model._base_manager.bulk_create(rows, batch_size=500)

    users = [User(name=f"Person {place}", email=f"{uuid.uuid4().hex}@example.com") for place in range(PEOPLE + 1)]
    User.objects.bulk_create(users)
    people = add(
        Membership,
        PEOPLE + 1,
        lambda place: {
            "user": users[place],
            "name": users[place].name,
            "role": Role.MEMBER if place else Role.OWNER,
        },
    )
    projects = add(Project, PROJECTS, lambda place: {"number": place + 1, "name": f"P {place}", "state": "active"})

    def day(place):
        return today + dt.timedelta(days=place * 7 % 360 - 60)

    def milestone(place):
        due = {"due_on": day(place), "first_due_on": day(place), "owner": people[place % PEOPLE]}
        return due | {"number": place + 1, "project": projects[place % PROJECTS], "title": f"Milestone {place}"}

    made = add(Milestone, milestones, milestone)

    def task(place):
        owned = {"assignee": people[place % PEOPLE if place < tasks else PEOPLE], "due_on": day(place)}
        return owned | {"number": place + 1, "milestone": made[place * 7 % milestones], "title": f"Task {place}"}

    add(Task, tasks + ALONE, task)
    return {"an owner": people[0], "a member": people[1], "10,000 tasks alone": people[PEOPLE]}


if __name__ == "__main__":
    sys.exit(main())
