"""What real processes are asked about contingency plans: one plan for each kind of trigger, and what makes it fire."""

import datetime as dt
from collections import Counter
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from alerts.models import Alert, TeamClock
from forecast.models import Run
from forecast.models import Settings as ForecastSettings
from forecast.staleness import is_stale
from funding.models import CashPosition
from planner.models import Milestone, Task
from risks.models import ContingencyPlan, ContingencyStep, Indicator, MoneyTrigger, Risk, Trigger
from teams.models import Activity, Membership, Team
from teams.passwords import vouch_for
from teams.roles import Role
from tests.factories.acceptances import AppetiteFactory, accepted
from tests.factories.funding import OpportunityFactory, RoundFactory
from tests.factories.indicators import IndicatorFactory
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import RiskFactory, RiskMilestoneFactory, TriggerFactory, prepared_plan
from tests.factories.teams import MembershipFactory, UserFactory

PASSWORD = "correct horse battery staple"
KINDS = ("date", "milestone_slip", "chance", "joint_chance", "financing", "indicator", "manual")
ON_MONEY = ("joint_chance", "financing")
DAY = dt.timedelta(days=1)
# What becomes of `to_come`: {rule: how often it is told}.
COME = {
    "trigger_fired": 2,
    "readiness_lost": 2,
    "indicator_stale": 1,
    "review_due": 1,
    "acceptance_lapsed": 1,
    "appetite_breached": 1,
}
ACCEPTED = {"score": (3, 3), "status": "monitoring", "strategy": "accept"}
# Of each risk: how probable it is, how many working days it costs, and how many and how much its plan saves and costs.
PERCENT, COSTS, SAVES, OWN_COST = 30, 20, 15, Decimal(1_000)


def address_of(name):
    return f"{name}@landfall-mail.org"


class World:
    """A team with a founder; each plan has an owner of its own, a risk, and a milestone the risk delays."""

    def __init__(self, team):
        self.team, self.today = team, team.today()
        self.password = make_password(PASSWORD)
        self.founder = self.person("founder", Role.OWNER)
        self.milestones = {kind: self.milestone(kind) for kind in KINDS}

    def person(self, name, role=Role.MEMBER):
        user = UserFactory(name=name, email=address_of(name), password=self.password)
        vouch_for(user)
        return MembershipFactory(team=self.team, user=user, name=name, role=role)

    def milestone(self, kind):
        due_on, days = self.today + 60 * DAY, dict.fromkeys(("days_min", "days_likely", "days_max"), 20)
        return MilestoneFactory(team=self.team, title=f"Milestone of {kind}", due_on=due_on, **days)

    def plan(self, kind):
        """Make a plan that is ready and waits for a condition of this kind."""
        by, milestone = self.founder, self.milestones[kind]
        risk = Risk(team=self.team, title=f"Risk of {kind}", category="technical", owner=by)
        risk.probability_percent = PERCENT
        risk.store(by=by)
        effect = dict.fromkeys(("effect_min", "effect_likely", "effect_max"), COSTS)
        RiskMilestoneFactory(team=self.team, risk=risk, milestone=milestone, effect="days", **effect)
        plan = ContingencyPlan(team=self.team, risk=risk, title=f"Plan of {kind}", owner=self.person(kind))
        plan.days_saved, plan.own_cost = SAVES, OWN_COST
        plan.store(by=by)
        for title, days in (("First", 2), ("Then", 9)):
            ContingencyStep(team=self.team, plan=plan, title=f"{title} of {kind}", offset_days=days).store(by=by)
        model = MoneyTrigger if kind in ON_MONEY else Trigger
        model(team=self.team, plan=plan, kind=kind, **getattr(self, kind)(risk)).store(by=by)
        plan.refresh_from_db()
        plan.make_ready(by=by)
        return plan

    # What each waits for; none of it holds today

    def date(self, risk):
        return {"on": self.today + DAY}

    def milestone_slip(self, risk):
        return {"milestone": self.milestones["milestone_slip"], "days": 5}

    def chance(self, risk):
        return {"milestone": self.milestones["chance"], "percent": 50}

    def joint_chance(self, risk):
        return {"percent": 50}

    def financing(self, risk):
        seed = RoundFactory(team=self.team, name="Seed")
        OpportunityFactory(team=self.team, round=seed, stage="wired", amount=90, won_at=timezone.now())
        return {"amount": 100, "currency": "EUR", "round": seed, "by_on": self.today}

    def indicator(self, risk):
        row = Indicator(team=self.team, risk=risk, name="Queue", amber=Decimal(10), red=Decimal(20))
        row.store(by=self.founder)
        row.measure(by=self.founder, value=Decimal(19))
        return {"indicator": row}

    def manual(self, risk):
        return {"text": "Somebody sees it"}


def wait_for_all(team):
    """Make a plan for each kind of trigger and money for long; returns where each plan is."""
    world = World(team)
    ForecastSettings(team=team, headline=world.milestones["joint_chance"], iterations=1_000).store(by=world.founder)
    _cash(team, 10_000_000, by=world.founder)
    return {kind: f"/t/{team.slug}/contingency-plans/{world.plan(kind).pk}/" for kind in KINDS}


def to_come(risk, owner, approver):
    """Let everything about a risk come true in the next two days, with nobody doing anything."""
    team, today = risk.team, risk.team.today()
    Risk.objects.filter(pk=risk.pk).update(next_review_on=today + 2 * DAY, window_from=today + 12 * DAY)
    risk.refresh_from_db()
    for days in (1, 2):
        plan = prepared_plan(risk, owner, lead_time_days=10)
        TriggerFactory(team=team, plan=plan, kind="date", on=today + days * DAY)
    indicator = IndicatorFactory(team=team, risk=risk, owner=owner, stale_after_days=1)
    indicator.measure(by=owner, value=Decimal(5))
    accepted(risk, owner, approver, days=1)
    AppetiteFactory(team=team, amber="low", red="moderate", valid_from=today + DAY)


def to_come_for(team):
    """Make a founder, and Cleo with such a risk, who live where the team does."""
    people = []
    for name, role in (("founder", Role.OWNER), ("cleo", Role.MEMBER)):
        user = UserFactory(name=name, email=address_of(name), time_zone=team.time_zone)
        people.append(MembershipFactory(team=team, name=name, user=user, role=role))
    founder, cleo = people
    to_come(RiskFactory(team=team, owner=cleo, **ACCEPTED), cleo, founder)


def is_looked_at():
    """Say whether nothing is left to look at of what was made so far."""
    return TeamClock.objects.filter(scanned_at__isnull=False, unfinished_since=None, whole_at__isnull=False).exists()


def told_of():
    """Return {rule: how often} of what was made known today of all that was to come."""
    begin = timezone.now() - DAY
    return Counter(Alert.objects.filter(rule__in=COME, created_at__gte=begin).values_list("rule", flat=True))


def let_it_happen():
    """Make come true what does not come with the day, or by the hand of a person."""
    team = Team.objects.get()
    by = Membership.objects.get(role=Role.OWNER)
    slipping, unlikely = (Milestone.objects.get(title=f"Milestone of {kind}") for kind in ("milestone_slip", "chance"))
    slipping.due_on += 14 * DAY
    slipping.store(by=by)
    unlikely.due_on = team.today() + 5 * DAY
    unlikely.store(by=by)
    Indicator.objects.get().measure(by=by, value=Decimal(21), run_id="next")
    _cash(team, 50_000, by=by)


def _cash(team, balance, *, by):
    CashPosition(
        team=team,
        balance=Decimal(balance),
        balance_on=team.today(),
        monthly_income=Decimal(0),
        monthly_expense=Decimal(100_000),
        floor=Decimal(0),
    ).store(by=by)


def watched():
    """Return how each trigger stands: {kind: [state, whether it held at the last look, how often it fired]}."""
    rows = [*Trigger.objects.all(), *MoneyTrigger.objects.all()]
    fired = Activity.objects.filter(verb="fired")
    return {row.kind: [row.state, row.holds, fired.filter(subject_id=row.pk).count()] for row in rows}


def started():
    """Return of each plan its state and the days its tasks are due on, counted from today: {kind: [state, [days]]}."""
    today, found = Team.objects.get().today(), {}
    for plan in ContingencyPlan.objects.prefetch_related("steps"):
        tasks = Task.objects.filter(origin_id__in=[step.pk for step in plan.steps.all()]).order_by("due_on")
        found[plan.title.split()[-1]] = [plan.state, [(task.due_on - today).days for task in tasks]]
    return found


def latest_forecast():
    """Return what the last run says: why it was made, when milestones end on average, and how much money is left."""
    run = Run.objects.of_the_plan().select_related("plan", "money", "team").latest_first().first()
    if run is None:
        return {"cause": None}
    titles = {str(pk): title.split()[-1] for pk, title in Milestone.objects.values_list("pk", "title")}
    means = {titles[pk]: found["mean"] for pk, found in run.plan.results["milestones"].items()}
    left = run.money.results["fan"]["rows"][1][2]  # tomorrow, in half of the runs
    is_true = not is_stale(run, today=run.team.today(), with_money=True)
    return {"cause": run.cause, "on": run.on.isoformat(), "is_true": is_true, "means": means, "left": left}


COMMANDS = (let_it_happen, watched, started, latest_forecast, is_looked_at, told_of)
