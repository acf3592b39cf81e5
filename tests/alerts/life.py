"""A team that lives: people, by chance and by the product's own verbs, do whatever alerts could depend on."""

import datetime as dt
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError

from alerts.models import Mail, MailState, Preference
from funding.models import CashPosition, NextAction, Opportunity, PlanStep, Round, Source, Tranche
from funding.states import Channel
from planner.estimates import SUGGESTED
from planner.models import Milestone, Project, Task
from risks.following import follow_all
from risks.models import (
    Acceptance,
    Appetite,
    ContingencyPlan,
    ContingencyStep,
    Indicator,
    MoneyTrigger,
    ResponseAction,
    Risk,
    Trigger,
)
from risks.states import ClosureReason
from teams.leaving import leave
from teams.models import Change, Comment, Membership, Subscription, Team, add_rows, change, change_rows
from teams.roles import Role
from tests.factories.teams import UserFactory

CHANNEL = Channel.VENTURE_CAPITAL
# What people do, and how often.
AREAS = {"plan": 8, "risk": 10, "money": 6, "people": 2, "team": 1, "mail": 2, "talk": 4}


class Life:
    """`act()` does one thing; `rng` decides which and to whom."""

    def __init__(self, team, owner, clock, rng):
        self.team, self.owner, self.clock, self.rng = team, owner, clock, rng
        self.born = 0
        self.acts = {
            area: [getattr(self, name) for name in sorted(dir(self)) if name.startswith(f"{area}_")] for area in AREAS
        }

    def act(self):
        """Do something, unless the rules of the product refuse it; returns what."""
        [area] = self.rng.choices(list(AREAS), AREAS.values())
        todo = self.rng.choice(self.acts[area])
        try:
            todo()
        except (PermissionDenied, ValidationError):
            return f"{todo.__name__} refused"
        return todo.__name__

    # Whom and what

    def one(self, model, **where):
        rows = list(model.objects.filter(team=self.team, **where).order_by("pk"))
        return self.rng.choice(rows) if rows else None

    def someone(self):
        return self.one(Membership, ended_at=None) if self.rng.random() < 0.8 else None

    def by(self):
        return self.rng.choice([self.owner, self.one(Membership, ended_at=None), None])

    def day(self, least=-30, most=30):
        return self.team.today(self.clock.now) + dt.timedelta(days=self.rng.randint(least, most))

    def name(self):
        self.born += 1
        return f"Number {self.born}"

    def change(self, row, **values):
        if row is not None:
            for name, value in values.items():
                setattr(row, name, value)
            row.store(by=self.by())

    def call(self, row, *verbs):
        if row is not None:
            getattr(row, self.rng.choice(verbs))(by=self.owner)

    # The plan

    def plan_plan_milestone(self):
        project = self.one(Project) or Project(team=self.team, name=self.name()).store(by=self.owner)
        row = Milestone(team=self.team, project=project, title=self.name(), owner=self.someone(), due_on=self.day())
        row.store(by=self.by())

    def plan_change_milestone(self):
        fields = {"due_on": self.day(), "owner": self.someone(), "title": self.name(), "project": self.one(Project)}
        name = self.rng.choice(sorted(fields))
        self.change(self.one(Milestone), **{name: fields[name]})

    def plan_move_milestone(self):
        self.change(self.one(Milestone), due_on=self.day())

    def plan_end_milestone(self):
        self.call(self.one(Milestone), "complete", "cancel", "reopen", "undo_completion", "discard")

    def plan_open_project(self):
        Project(team=self.team, name=self.name()).store(by=self.owner)

    def plan_change_project(self):
        row = self.one(Project)
        if row is not None and self.rng.random() < 0.3:
            row.undo_state(by=self.owner)
        elif row is not None:
            row.change_state(self.rng.choice(row.next_states), by=self.owner)

    def plan_give_task(self):
        due_on = self.rng.choice([None, self.day()])
        row = Task(team=self.team, milestone=self.one(Milestone), title=self.name(), due_on=due_on)
        row.assignee = self.someone()
        row.store(by=self.by())

    def plan_change_task(self):
        fields = {"due_on": self.day(), "assignee": self.someone(), "milestone": self.one(Milestone)}
        name = self.rng.choice(sorted(fields))
        self.change(self.one(Task), **{name: fields[name]})

    def plan_end_task(self):
        self.call(self.one(Task), "complete", "cancel", "reopen", "discard")

    def plan_import(self):
        project = self.one(Project)
        if project is None:
            return
        rows = [
            Milestone(team=self.team, project=project, title=self.name(), owner=self.someone(), due_on=self.day())
            for _number in range(8)
        ]
        with change(self.owner, "Import") as act:
            add_rows(rows, by=act)

    def plan_import_again(self):
        rows = list(Milestone.objects.filter(team=self.team).order_by("pk")[:6])
        for row in rows:
            row.due_on = self.day()
        change_rows(rows, by=self.owner)

    def team_undo(self):
        act = Change.objects.filter(team=self.team, undone_at=None).order_by("-at").first()
        if act is not None:
            act.undo(by=self.owner)

    # The risks

    def risk_raise_risk(self):
        row = Risk(team=self.team, title=self.name(), category="technical", owner=self.someone())
        row.next_review_on = self.rng.choice([None, self.day()])
        row.store(by=self.by())

    def risk_assess(self):
        row = self.one(Risk)
        if row is not None:
            figures = self.rng.choice([(1, 1), (4, 4), (4, 4), (5, 5), (5, 5), (None, None)])
            row.assess(*figures, by=self.owner, source=self.rng.choice(["", "", SUGGESTED]))

    def risk_change_risk(self):
        fields = {"owner": self.someone(), "title": self.name(), "next_review_on": self.day()}
        name = self.rng.choice(sorted(fields))
        self.change(self.one(Risk), **{name: fields[name]})

    def risk_end_risk(self):
        row = self.one(Risk)
        if row is not None and row.is_open:
            row.reject(ClosureReason.NOT_A_RISK, by=self.owner)
        elif row is not None:
            row.reopen(by=self.owner, reason="Back")

    def risk_discard_risk(self):
        self.call(self.one(Risk), "discard")

    def risk_respond(self):
        risk = self.one(Risk)
        if risk is not None:
            row = ResponseAction(team=self.team, title=self.name(), owner=self.someone(), due_on=self.day())
            row.store(by=self.by(), links={"risks": [risk]})

    def risk_respond_to_many(self):
        risk = self.one(Risk)
        if risk is not None:
            rows = [ResponseAction(team=self.team, title=self.name()) for _number in range(7)]
            with change(self.owner, "Template") as act:
                add_rows(rows, by=act, links={"risks": {row.pk: [risk.pk] for row in rows}})

    def risk_change_response(self):
        row, risk = self.one(ResponseAction), self.one(Risk)
        if row is not None and risk is not None:
            row.store(by=self.by(), links={"risks": [risk]})

    def risk_end_response(self):
        self.call(self.one(ResponseAction), "complete", "cancel", "reopen", "discard")

    def risk_prepare(self):
        risk = self.one(Risk)
        if risk is None:
            return
        row = ContingencyPlan(team=self.team, risk=risk, title=self.name(), owner=self.owner)
        row.store(by=self.owner)
        Trigger(team=self.team, plan=row, kind="manual", text="It happens").store(by=self.owner)
        ContingencyStep(team=self.team, plan=row, title=self.name(), responsible=self.someone()).store(by=self.owner)
        row.refresh_from_db()
        row.make_ready(by=self.owner)

    def risk_work_on_plan(self):
        verbs = ("activate", "activate", "deactivate", "complete", "fail", "resume", "retire", "rearm", "discard")
        self.call(self.one(ContingencyPlan), *verbs)

    def risk_wait(self):
        plan = self.one(ContingencyPlan)
        if plan is not None and plan.is_editable:
            Trigger(team=self.team, plan=plan, kind="date", on=self.day() or self.team.today()).store(by=self.by())
            MoneyTrigger(team=self.team, plan=plan, kind="joint_chance", percent=50).store(by=self.owner)

    def risk_wait_for_others(self):
        plan, milestone = self.one(ContingencyPlan), self.one(Milestone)
        if plan is None or not plan.is_editable:
            return
        for row in plan.triggers.filter(kind="manual"):
            row.discard(by=self.by())
        indicator = self.one(Indicator, risk=plan.risk)
        if indicator is not None and self.rng.random() < 0.4:
            Trigger(team=self.team, plan=plan, kind="indicator", indicator=indicator).store(by=self.by())
        elif self.rng.random() < 0.3:
            figures = {"amount": Decimal(5), "counted": "received", "by_on": self.day(0, 9)}
            MoneyTrigger(team=self.team, plan=plan, kind="financing", **figures).store(by=self.owner)
        elif milestone is not None:
            Trigger(team=self.team, plan=plan, kind="chance", milestone=milestone, percent=20).store(by=self.by())
        plan.refresh_from_db()
        plan.make_ready(by=self.owner)

    def risk_see_trigger(self):
        self.call(self.one(Trigger), "fire", "fire", "reset", "discard")
        self.call(self.one(MoneyTrigger), "fire", "reset")

    def risk_rehearse(self):
        self.call(self.one(ContingencyPlan), "rehearse", "make_ready", "automate")

    def risk_ask_for_acceptance(self):
        risk = self.one(Risk)
        if risk is not None:
            row = Acceptance(team=self.team, risk=risk, justification="Cheap", expires_on=self.day(1, 40))
            row.requester, row.approver = self.one(Membership, ended_at=None), self.owner
            row.store(by=self.owner)

    def risk_decide_on_acceptance(self):
        row, verb = self.one(Acceptance), self.rng.choice(["approve", "approve", "reject", "revoke"])
        if row is not None:
            getattr(row, verb)(by=None, reason="So it is")

    def risk_take_decision_back(self):
        self.call(self.one(Acceptance), "undo_approval", "undo_rejection", "undo_revocation", "discard")

    def risk_set_appetite(self):
        red = self.rng.choice(["", "moderate", "critical"])
        today = self.team.today(self.clock.now)
        Appetite(team=self.team, category="technical", red=red, valid_from=today).store(by=self.owner)

    def risk_follow(self):
        follow_all()

    def risk_review(self):
        row, outcome = self.one(Risk), self.rng.choice(["unchanged", "escalate", "escalate"])
        if row is not None:
            row.review(outcome, by=self.owner, reason="Looked at")

    def risk_change_plan(self):
        fields = {"owner": self.someone(), "title": self.name(), "risk": self.one(Risk)}
        name = self.rng.choice(sorted(fields))
        self.change(self.one(ContingencyPlan), **{name: fields[name]})

    def risk_watch(self):
        risk = self.one(Risk)
        if risk is not None:
            figures = {"amber": Decimal(10), "red": Decimal(20), "stale_after_days": self.rng.choice([1, 3, 30])}
            row = Indicator(team=self.team, risk=risk, name=self.name(), owner=self.someone(), **figures)
            row.store(by=self.by())

    def risk_measure(self):
        row = self.one(Indicator)
        if row is not None:
            row.measure(by=self.by(), value=Decimal(self.rng.choice([5, 15, 25])), measured_on=self.day(-5, 0))

    def risk_change_indicator(self):
        fields = {"owner": self.someone(), "name": self.name(), "red": Decimal(self.rng.choice([12, 20, 30]))}
        name = self.rng.choice(sorted(fields))
        self.change(self.one(Indicator), **{name: fields[name]})

    def risk_end_indicator(self):
        self.call(self.one(Indicator), "retire", "take_up", "discard")

    # The money

    def money_open_round(self):
        Round(team=self.team, name=self.name()).store(by=self.owner)

    def money_change_round(self):
        row = self.one(Round)
        if row is not None:
            row.change_state(self.rng.choice(sorted(row.next_states)), by=self.owner)

    def money_meet_investor(self):
        source = Source(team=self.team, name=self.name()).store(by=self.owner)
        round_ = self.one(Round) or Round(team=self.team, name=self.name()).store(by=self.owner)
        row = Opportunity(team=self.team, round=round_, source=source, channel=CHANNEL, owner=self.someone())
        row.expected_close_on = self.day()
        row.store(by=self.by())

    def money_change_opportunity(self):
        fields = {"owner": self.someone(), "expected_close_on": self.day(), "round": self.one(Round)}
        name = self.rng.choice(sorted(fields))
        self.change(self.one(Opportunity), **{name: fields[name]})

    def money_split_deal(self):
        deal = self.one(Opportunity)
        if deal is not None:
            milestone = self.one(Milestone) if self.rng.random() < 0.5 else None
            due_on = None if milestone else self.day()
            row = Tranche(team=self.team, opportunity=deal, amount=Decimal(100), milestone=milestone, due_on=due_on)
            row.store(by=self.by())

    def money_change_tranche(self):
        row = self.one(Tranche)
        if row is not None and row.milestone_id is None and self.rng.random() < 0.5:
            self.change(row, due_on=self.day())
        elif row is not None:
            row.change_state(self.rng.choice(sorted(row.next_states)), by=self.owner)

    def money_rename_source(self):
        self.change(self.one(Source), name=self.name())

    def money_advance(self):
        row = self.one(Opportunity)
        if row is not None:
            asked = {"amount": Decimal(1000), "expected_close_on": self.day(), "reason": "So it went"}
            row.advance(self.rng.choice(row.moves).code, by=self.owner, **asked)

    def money_agree_on_next(self):
        row = self.one(Opportunity)
        if row is not None:
            values = {"title": self.name(), "owner": self.someone(), "due_on": self.day()}
            NextAction.follow(row, values, by=self.owner)

    def money_change_next(self):
        fields = {"owner": self.someone(), "due_on": self.day()}
        name = self.rng.choice(sorted(fields))
        self.change(self.one(NextAction), **{name: fields[name]})

    def money_end_next(self):
        self.call(self.one(NextAction), "complete", "cancel", "reopen", "discard")

    def money_plan_money(self):
        row = PlanStep(team=self.team, title=self.name(), round=self.one(Round), responsible=self.someone())
        row.due_on = self.day()
        row.store(by=self.by())

    def money_work_on_money(self):
        self.call(self.one(PlanStep), "complete", "cancel", "reopen", "discard")

    def money_count_cash(self):
        row = CashPosition(team=self.team, balance=Decimal(self.rng.choice([30, 55, 80, 95, 150])))
        row.balance_on = self.day(-20, 0)
        row.monthly_income, row.monthly_expense, row.floor = Decimal(0), Decimal(10), Decimal(0)
        row.store(by=self.by())

    # The people

    def people_join(self):
        if Membership.objects.filter(team=self.team).count() < 8:
            user = UserFactory(email=f"n{self.born}@landfall-mail.org")
            role = self.rng.choice([Role.MANAGER, Role.MEMBER])
            Membership(team=self.team, user=user, name=self.name(), role=role).store(by=self.owner)

    def people_change_role(self):
        member = self.one(Membership, ended_at=None)
        if member != self.owner and member.user_id:
            member.change_role(self.rng.choice([Role.MANAGER, Role.MEMBER, Role.VIEWER]), by=self.owner)

    def people_leave(self):
        member = self.one(Membership, ended_at=None)
        if member == self.owner or self.rng.random() < 0.5:
            return
        if self.rng.random() < 0.5:
            member.end(by=self.owner)
        else:
            leave(member, by=self.owner)

    def people_mute(self):
        member = self.one(Membership, ended_at=None)
        Preference.of(member).choose(self.rng.sample(["milestone_due", "task_assigned", "risk_gap"], 2), by=member)

    def team_choose_hour(self):
        team = Team.objects.get(pk=self.team.pk)
        fields = {"alert_hour": self.rng.randint(7, 19), "time_zone": self.rng.choice(["UTC", "Asia/Shanghai"])}
        name = self.rng.choice(sorted(fields))
        setattr(team, name, fields[name])
        team.store(by=self.owner)
        self.team.refresh_from_db()

    # What people say

    def subject(self):
        return self.one(self.rng.choice([Milestone, Task, Risk, ContingencyPlan, Opportunity]))

    def talk_comment(self):
        row, author, called = self.subject(), self.one(Membership, ended_at=None, user__isnull=False), self.someone()
        if row is not None:
            links = {"mentioned": [called] if called else []}
            Comment.on(row, body=self.name()).store(by=author, links=links)

    def talk_edit(self):
        row, called = self.one(Comment), self.someone()
        if row is not None:
            row.body = self.name()
            row.store(by=row.author, links={"mentioned": [called] if called else []})

    def talk_remove(self):
        self.call(self.one(Comment), "discard")

    def talk_follow(self):
        row, person = self.subject(), self.one(Membership, ended_at=None, user__isnull=False)
        if row is not None:
            Subscription.choose(person, row, self.rng.choice(["following", "muted"]), by=person)

    def mail_send(self):
        due = Mail.objects.filter(state=MailState.QUEUED, due_at__lte=self.clock.now)
        due.update(state=MailState.SENT, ended_at=self.clock.now)
