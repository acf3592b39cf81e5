"""A team as large as one likes: every kind of row in proportion to its milestones, with one row of each that is heavy.

The first row of a kind takes a share of all that can hang on one: half of the milestones lead to the first goal, half
of the tasks to the first milestone, half of the opportunities belong to the first round, half of all is the owner's.
"""

import datetime as dt
import uuid
from decimal import Decimal

from django.utils import timezone

from bench.crowd_money import add_money
from bench.crowd_register import add_register
from bench.crowd_traces import add_imports, add_outbox, add_traces
from planner.models import Goal, Milestone, MilestoneGoal, Move, Project, Task
from teams.models import Counter, Invitation, Membership, NumberedRow, Position, Team, Token, User
from teams.roles import Role

CHUNK = 500
WORDS = [
    "beta",
    "pilot",
    "letter",
    "model",
    "clinic",
    "launch",
    "audit",
    "budget",
    "hiring",
    "safety",
    "data",
    "partner",
    "answer",
    "review",
    "cloud",
]
STATES = ["planned", "in_progress", "in_review", "completed", "cancelled"]


class Crowd:
    """Makes and keeps the rows of one team; `milestones` decides how many of every kind there are."""

    def __init__(self, milestones):
        self.size, self.now = milestones, timezone.now()
        self.team = Team(name=f"Crowd {milestones}", slug=f"crowd-{milestones}").store(by=None)
        self.today = self.team.today(self.now)
        self.rows = {}

    def fill(self):
        """Add rows of every kind; return the owner's membership."""
        self._people()
        self._plan()
        for add in (add_register, add_money, add_traces, add_outbox, add_imports):
            add(self)
        for model in self.rows:
            if issubclass(model, NumberedRow):
                last = {"last": len(self.rows[model])}
                Counter.objects.update_or_create(team=self.team, kind=model.prefix, defaults=last)
        return self.owner

    def share(self, milestones_each):
        """Return how many rows there are of a kind of which so many milestones have one."""
        return max(self.size // milestones_each, 2)

    def add(self, model, count, make):
        """Store so many rows of a model, each made of `make(place)`; numbered as the product would."""
        rows = []
        for place in range(count):
            values = make(place)
            if issubclass(model, NumberedRow):
                values |= {"number": place + 1}
            row = model(**values)
            if hasattr(row, "team_id"):
                row.team = self.team
            if hasattr(row, "search_text"):
                row.set_derived()
            rows.append(row)
        model._base_manager.bulk_create(rows, batch_size=CHUNK)
        self.rows[model] = rows
        return rows

    def day(self, place):
        """Return a day between half a year ago and a year and a half from now."""
        return self.today + dt.timedelta(days=place * 7 % 730 - 180)

    def at(self, place):
        """Return an instant of the past, the later the greater the place."""
        return self.now - dt.timedelta(minutes=5 * (self.size * 5 - place))

    def person(self, place):
        """Return who is in charge: of every second row the owner."""
        return self.owner if place % 2 == 0 else self.people[place % len(self.people)]

    @staticmethod
    def heavy(rows, place):
        """Return the first row for every second place, else each in turn."""
        return rows[0] if place % 2 == 0 else rows[place % len(rows)]

    @staticmethod
    def money(place):
        return Decimal(place % 97 * 10_000 + 5_000)

    @staticmethod
    def title(place):
        """Return words that tell rows apart a little, as people's do."""
        return f"{WORDS[place % 15].title()} {WORDS[place // 15 % 15]} {place}"

    def _people(self):
        count = self.share(67)
        users = [User(name=f"Person {n}", email=f"{uuid.uuid4().hex}@example.com") for n in range(count)]
        User.objects.bulk_create(users, CHUNK)
        self.people = self.add(
            Membership,
            count,
            lambda n: {"user": users[n], "name": users[n].name, "role": Role.OWNER if n < 2 else Role.MEMBER},
        )
        self.owner = self.people[0]
        names = [f"Recipient {n}" for n in range(count)]
        self.add(Membership, count, lambda n: {"name": names[n], "email": f"r{n}@example.com", "role": "recipient"})
        self.add(Position, count, lambda n: {"job_role": "engineer", "holder": self.people[n] if n % 2 else None})
        self.add(Invitation, count, lambda n: {"email": f"g{n}@example.com", "invited_by": self.owner})
        self.add(
            Token,
            self.share(200),
            lambda n: {"membership": self.owner, "name": f"Token {n}", "key": uuid.uuid4().hex[:12], "digest": "x"},
        )

    def _plan(self):
        projects = self.add(Project, self.share(80), lambda n: {"name": f"Project {self.title(n)}", "state": "active"})
        goals = self.add(
            Goal,
            self.share(20),
            lambda n: {
                "project": self.heavy(projects, n),
                "title": self.title(n),
                "horizon": ("short", "mid", "long")[n % 3],
                "target_on": self.day(n),
                "owner": self.person(n),
            },
        )
        milestones = self.add(
            Milestone,
            self.size,
            lambda n: {
                "project": self.heavy(goals, n).project,
                "title": self.title(n),
                "owner": self.person(n),
                "due_on": self.day(n),
                "first_due_on": self.day(n),
                "state": STATES[n % 5],
                "completed_at": self.now if n % 5 == 3 else None,
            },
        )
        self.add(MilestoneGoal, self.size, lambda n: {"milestone": milestones[n], "goal": self.heavy(goals, n)})
        self.add(Move, self.size, lambda n: {"milestone": self.heavy(milestones, n), "new_due_on": self.day(n)})
        self.add(
            Task,
            self.size,
            lambda n: {
                "milestone": self.heavy(milestones, n),
                "title": self.title(n),
                "assignee": self.person(n),
                "due_on": self.day(n),
                "state": ("todo", "in_progress", "done", "cancelled")[n % 4],
                "completed_at": self.now if n % 4 == 2 else None,
                "estimate": n % 7 or None,
            },
        )
