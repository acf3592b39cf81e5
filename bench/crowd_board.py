"""A team with a large register as a company keeps one for years: every square full, rated again and again, answered."""

import datetime as dt
import uuid

from django.utils import timezone

from planner.models import Milestone, Project
from risks.models import (
    ActionRisk,
    Assessment,
    ContingencyPlan,
    Meeting,
    ResponseAction,
    Review,
    Risk,
    RiskMilestone,
    Trigger,
)
from risks.scoring import level_of
from risks.states import Category, Strategy
from teams.models import Counter, Membership, NumberedRow, Team, User
from teams.roles import Role

CHUNK = 500
PEOPLE, MILESTONES = 15, 450
STATUSES = ("assessed", "response_planned", "in_treatment", "monitoring")
STRATEGIES = ("", Strategy.MITIGATE, Strategy.ACCEPT, Strategy.AVOID)
PLAN_STATES = ("draft", "ready", "rehearsed", "activated")
YEAR = 365


class LargeRegister:
    """Makes the rows of one team with so many risks; people[0] is an owner, people[1] a member who may not see all."""

    def __init__(self, risks):
        self.size, self.now = risks, timezone.now()
        self.team = Team(name=f"Register {risks}", slug=f"register-{risks}").store(by=None)
        self.today = self.team.today(self.now)

    def fill(self):
        """Store everything; return the people."""
        self._people()
        projects = self._add(Project, 5, lambda n: {"name": f"Project {n}", "state": "active"})
        self.milestones = self._add(
            Milestone,
            MILESTONES,
            lambda n: {
                "project": projects[n % 5],
                "title": f"Milestone {n}",
                "due_on": self._day(n),
                "first_due_on": self._day(n),
            },
        )
        self.risks = self._add(Risk, self.size, self._risk)
        self._rate()
        self._answer()
        return self.people

    def _people(self):
        users = [User(name=f"Person {n}", email=f"{uuid.uuid4().hex}@example.com") for n in range(PEOPLE)]
        User.objects.bulk_create(users)
        self.people = self._add(
            Membership,
            PEOPLE,
            lambda n: {"user": users[n], "name": users[n].name, "role": Role.MEMBER if n else Role.OWNER},
        )

    def _risk(self, n):
        values = {
            "title": f"Risk {n}: what may go wrong with part {n % 97} of the plan",
            "category": Category.values[n % len(Category.values)],
            "kind": "opportunity" if n % 10 == 3 else "threat",
            "owner": self.people[n % PEOPLE] if n % 7 else None,
            "next_review_on": self._day(n) if n % 5 else None,
            "strategy": "" if n % 10 == 3 else STRATEGIES[n % 4],
            "is_restricted": n % 50 == 7,
            "created_at": self._at(n),
        }
        if n % 12 == 5:
            closed = {"status": "closed", "closure_reason": "avoided", "closed_at": self._at(n * 3)}
            return values | closed
        if n % 400 == 1:
            return values | {"status": "occurred", "occurred_at": self._at(n * 5)}
        if n % 3 == 0:
            return values | {"money_likely": 1000 * (n % 90), "currency": self.team.currency}
        return values

    def _rate(self):
        """Rate most of them, many twice, and say what half of them were at first and shall be."""
        rated = [(n, risk) for n, risk in enumerate(self.risks) if _is_rated(n)]
        rows = [self._assessment(risk, "current", n + n // 7, self._at(n)) for n, risk in rated]
        again = [self._assessment(risk, "current", n, self._at(n * 11)) for n, risk in rated if n % 2]
        latest = {each.risk_id: each for each in rows}
        for each in again:
            known = latest[each.risk_id]
            latest[each.risk_id] = each if each.at > known.at else known
        others = []
        for n, risk in rated:
            risk.current = latest[risk.pk]
            risk.status = STATUSES[n % 4] if risk.status == "identified" else risk.status
            if n % 2:
                risk.inherent = self._assessment(risk, "inherent", n + 6, self._at(n))
                risk.target = self._assessment(risk, "target", n // 2, self._at(n))
                others += [risk.inherent, risk.target]
        Assessment._base_manager.bulk_create([*rows, *again, *others], batch_size=CHUNK)
        Risk._base_manager.bulk_update(self.risks, ["status", "current", "inherent", "target"], batch_size=CHUNK)

    def _assessment(self, risk, kind, n, at):
        probability, impact = n % 5 + 1, n // 5 % 5 + 1
        level = level_of(probability, impact)
        return Assessment(
            team=self.team, risk=risk, kind=kind, probability=probability, impact=impact, level=level, at=at
        )

    def _answer(self):
        """Link milestones, add actions, plans, and what meetings said."""
        self._add(
            RiskMilestone,
            self.size,
            lambda n: (
                {"risk": self.risks[n], "milestone": self.milestones[n * 7 % MILESTONES]}
                | ({"effect": "days", "effect_likely": n % 20 + 1} if n % 2 else {})
            ),
        )
        actions = self._add(ResponseAction, self.size // 2, self._action)
        self._add(ActionRisk, len(actions), lambda n: {"action": actions[n], "risk": self.risks[n * 2]})
        plans = self._add(
            ContingencyPlan,
            self.size // 5,
            lambda n: {
                "risk": self.risks[n * 5 + 2],
                "title": f"Plan {n}",
                "owner": self.people[n % PEOPLE],
                "currency": "EUR",
                "state": PLAN_STATES[n % 4 if n % 50 == 3 else n % 3],
                "activated_at": self.now if n % 50 == 3 and n % 4 == 3 else None,
            },
        )
        self._add(Trigger, len(plans), lambda n: {"plan": plans[n], "kind": "manual", "text": "It happens"})
        meetings = self._add(
            Meeting,
            20,
            lambda n: {
                "held_on": self._past(n),
                "started_at": self._ago(14 * n + 8),
                "ended_at": self._ago(14 * n + 7),
            },
        )
        self._add(
            Review,
            self.size // 3,
            lambda n: {"meeting": meetings[n % 20], "risk": self.risks[n * 3], "at": self._ago(14 * (n % 20) + 7)},
        )

    def _action(self, n):
        is_done = n % 3 == 0
        return {
            "title": f"Action {n}",
            "owner": self.people[n % PEOPLE],
            "due_on": self._day(n),
            "state": "done" if is_done else "in_progress",
            "completed_at": self._at(n * 13) if is_done else None,
        }

    def _add(self, model, count, make):
        rows = []
        for place in range(count):
            values = make(place) | ({} if model is ActionRisk else {"team": self.team})
            if issubclass(model, NumberedRow):
                values |= {"number": place + 1}
            row = model(**values)
            if hasattr(row, "search_text"):
                row.set_derived()
            rows.append(row)
        model._base_manager.bulk_create(rows, batch_size=CHUNK)
        if issubclass(model, NumberedRow):
            Counter.objects.update_or_create(team=self.team, kind=model.prefix, defaults={"last": count})
        return rows

    def _day(self, n):
        """Return a day of the year to come; some are over."""
        return self.today + dt.timedelta(days=n * 7 % YEAR - 30)

    def _past(self, n):
        return self.today - dt.timedelta(days=14 * n + 7)

    def _ago(self, days):
        return self.now - dt.timedelta(days=days)

    def _at(self, n):
        """Return a moment of the last year."""
        return self.now - dt.timedelta(days=n * 7 % YEAR, hours=n % 24 + 1)


def people_of(risks):
    """Return the people of a team with so many risks, which is filled where it is not there yet."""
    found = Membership.objects.filter(team__slug=f"register-{risks}").select_related("team", "user").order_by("pk")
    return list(found) or LargeRegister(risks).fill()


def _is_rated(n):
    return n % 11 != 4
