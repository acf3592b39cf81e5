"""Every verb judges its row as a form does, and one that is refused changes nothing."""

import datetime as dt
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone

from alerts.models import Preference
from forecast.applying import apply_scenario
from planner.imports.applying import apply_import
from planner.imports.uploading import read_again
from planner.models import Bonus
from risks.appetites import Borders
from risks.imports.applying import apply_register
from risks.imports.flow import REGISTER
from risks.models import RiskMatrix
from risks.models.matrix import usual_matrix
from risks.rereading import adopt
from teams.leaving import leave
from teams.models import Activity, CalendarFeed, Invitation, StoredRow, Token
from tests.factories.acceptances import AcceptanceFactory
from tests.factories.bonuses import BonusFactory
from tests.factories.forecast import ScenarioChangeFactory
from tests.factories.funding import (
    CashPositionFactory,
    NextActionFactory,
    OpportunityFactory,
    PlanStepFactory,
    RoundFactory,
    TrancheFactory,
)
from tests.factories.gates import GateCheckFactory, MetricFactory
from tests.factories.imports import one_of_each as imported
from tests.factories.indicators import IndicatorFactory
from tests.factories.planner import (
    BaselineFactory,
    GoalFactory,
    KeyResultFactory,
    MilestoneFactory,
    ProjectFactory,
    TaskFactory,
)
from tests.factories.register_imports import one_of_each as brought
from tests.factories.reviews import WeeklyReviewFactory
from tests.factories.risks import (
    ContingencyPlanFactory,
    MeetingFactory,
    MoneyTriggerFactory,
    ResponseActionFactory,
    RiskFactory,
    prepared_plan,
)
from tests.factories.teams import MembershipFactory, PositionFactory

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


def finishing(make, *, given_up="cancelled"):
    """Return how to do each verb of rows that are finished: {verb: (how to make a row, what to call)}."""
    done = {"completed": (make, lambda row, by: row.complete(by=by))}
    done[given_up] = (make, lambda row, by: row.cancel(by=by))

    def finished(team, owner):
        row = make(team, owner)
        row.complete(by=owner)
        return row

    return done | {"reopened": (finished, lambda row, by: row.reopen(by=by))}


def after(make, act):
    """Return how to make a row that has gone through an act."""

    def made(team, owner):
        row = make(team, owner)
        act(row, owner)
        return row

    return made


def done_action(team, owner):
    return ResponseActionFactory(team=team, state="done", completed_at=NOW)


def plan(team, owner):
    return prepared_plan(RiskFactory(team=team), owner)


def activated(team, owner):
    return after(plan, lambda row, by: row.activate(by=by))(team, owner)


def armed(name):
    """Return how to do each verb of what a plan waits for, found under this name of the plan."""

    def made(team, owner):
        waiting = plan(team, owner)
        MoneyTriggerFactory(team=team, plan=waiting)
        return getattr(waiting, name).get()

    return {"fired": (made, own("fire")), "reset": (after(made, own("fire")), own("reset"))}


def invited(team, owner):
    return Invitation(team=team, email="new@example.com", invited_by=owner).store(by=owner)


def accept(row, by):
    row.accept(user=MembershipFactory(user__email="new@example.com").user)


def token(team, owner):
    row = Token(team=team, membership=owner, name="export")
    row.issue(by=owner)
    return row


def feed(team, owner):
    row = CalendarFeed(team=team, membership=owner, name="phone")
    row.issue(by=owner)
    return row


def moved(team, owner, states):
    row = RoundFactory(team=team, state="planned")
    for state in states:
        row.change_state(state, by=owner)
    return row


def tranche(team, owner):
    return TrancheFactory(team=team)


def bonus(team, owner):
    return BonusFactory(team=team)


def earned(team, owner):
    """A bonus whose milestone was reached before anybody looked."""
    row = BonusFactory(team=team, milestone__state="completed", milestone__completed_at=timezone.now())
    Bonus.follow([row.milestone_id])
    row.refresh_from_db()
    return row


def unearned(team, owner):
    return BonusFactory(team=team, state="earned")


def follow(row, by):
    type(row).follow([row.milestone_id])


def approved(team, owner):
    return after(earned, lambda row, by: row.approve(by=by))(team, owner)


def void(row, by):
    row.make_void(by=by, reason="It is over")


def milestone(team, owner):
    return MilestoneFactory(team=team)


def scenario(team, owner):
    CashPositionFactory(team=team)
    return ScenarioChangeFactory(team=team).scenario


def apply(row, by):
    apply_scenario(row, by=by)


def task(team, owner):
    return TaskFactory(team=team)


def indicator(team, owner):
    return IndicatorFactory(team=team)


def check(team, owner):
    return GateCheckFactory(team=team)


def approval(team, owner):
    return GateCheckFactory(team=team, kind="approval", approver=owner)


def approved_by_another(team, owner):
    other = MembershipFactory(team=team)
    return after(
        lambda team, _owner: GateCheckFactory(team=team, kind="approval", approver=other, requested_by=other),
        lambda row, _by: row.approve(by=other),
    )(team, owner)


def metric(team, owner):
    return MetricFactory(team=team)


def waive(row, by):
    row.waive(by=by, reason="Later")


def measuring(value):
    return lambda row, by: row.measure(by=by, value=value, evidence_url="https://ci.example.com/1")


def goal(team, owner):
    return GoalFactory(team=team)


def weighable(team, owner):
    row = GoalFactory(team=team)
    MilestoneFactory(team=team, project=row.project, goal=row)
    return row


def weigh(row, by):
    row.weigh({row.milestones.get().pk: 5}, by=by)


def risk(team, owner):
    return RiskFactory(team=team, status="monitoring", score=(3, 3))


def request(team, owner):
    return AcceptanceFactory(team=team, approver=owner)


def accepted_by_another(team, owner):
    alone = MembershipFactory(team=team, role="manager")
    decided = {"state": "approved", "alone": True, "decided_by": alone, "decided_at": timezone.now(), "reason": "Alone"}
    return AcceptanceFactory(team=team, requester=alone, approver=alone, **decided)


def over(team, owner):
    decided = {"state": "approved", "decided_at": timezone.now()}
    return AcceptanceFactory(team=team, expires_on=team.today() - dt.timedelta(days=1), **decided)


def meeting(team, owner):
    return MeetingFactory(team=team)


def member(team, owner):
    return MembershipFactory(team=team)


def own(verb):
    return lambda row, by: getattr(row, verb)(by=by)


def entering(state):
    return lambda row, by: row.change_state(state, by=by)


CLOSED_GOAL = after(goal, lambda row, by: row.close("achieved", by=by))
REJECTED = after(lambda team, _owner: RiskFactory(team=team), lambda row, by: row.reject("duplicate", by=by))


def judged_by_another_matrix(row, by):
    matrix = RiskMatrix(team=row.team, **usual_matrix())
    matrix.grid[3][3] = "critical"
    adopt(matrix, by=by)


VERBS = {
    "forecast.scenario": {"applied": (scenario, apply)},
    "alerts.preference": {
        "chosen": (lambda team, owner: Preference.of(owner), lambda row, by: row.choose(["task_assigned"], by=by)),
        "unsubscribed": (lambda team, owner: Preference.of(owner), lambda row, by: row.mute(["task_assigned"], by=by)),
        "links_revoked": (lambda team, owner: Preference.of(owner), own("revoke_links")),
    },
    "funding.nextaction": finishing(lambda team, owner: NextActionFactory(team=team)),
    "funding.opportunity": {
        "advanced": (
            lambda team, owner: OpportunityFactory(team=team),
            lambda row, by: row.advance("passed", by=by, reason="No answer"),
        )
    },
    "funding.planstep": finishing(lambda team, owner: PlanStepFactory(team=team), given_up="skipped"),
    "funding.round": {
        "opened": (lambda team, owner: moved(team, owner, []), entering("open")),
        "postponed": (lambda team, owner: moved(team, owner, ["open"]), entering("planned")),
        "closing_started": (lambda team, owner: moved(team, owner, ["open"]), entering("closing")),
        "closed": (lambda team, owner: moved(team, owner, ["open", "closing"]), entering("closed")),
        "abandoned": (lambda team, owner: moved(team, owner, []), entering("abandoned")),
    },
    "funding.tranche": {
        "conditions_opened": (tranche, entering("conditions_open")),
        "fell_due": (tranche, entering("due")),
        "requested": (tranche, entering("requested")),
        "paid": (tranche, entering("paid")),
        "cancelled": (tranche, entering("cancelled")),
        "reinstated": (after(tranche, lambda row, by: row.change_state("cancelled", by=by)), entering("planned")),
    },
    "planner.baseline": {
        "chosen": (lambda team, owner: BaselineFactory(team=team), own("choose")),
        "set_aside": (lambda team, owner: BaselineFactory(team=team, is_reference=True), own("set_aside")),
    },
    "planner.bonus": {
        "earned": (
            lambda team, owner: BonusFactory(
                team=team, milestone__state="completed", milestone__completed_at=timezone.now()
            ),
            follow,
        ),
        "unearned": (unearned, follow),
        "approved": (earned, own("approve")),
        "paid": (approved, own("pay")),
        "voided": (bonus, void),
        "approval_withdrawn": (approved, own("withdraw_approval")),
        "payment_withdrawn": (after(approved, own("pay")), own("undo_payment")),
        "reinstated": (after(bonus, void), own("undo_voiding")),
    },
    "planner.goal": {
        "closed": (goal, lambda row, by: row.close("achieved", by=by)),
        "reopened": (CLOSED_GOAL, own("reopen")),
        "weighed": (weighable, weigh),
        "checked_in": (goal, lambda row, by: row.check_in("on_track", by=by)),
    },
    "planner.keyresult": {
        "measured": (lambda team, owner: KeyResultFactory(team=team), lambda row, by: row.measure([(None, 1)], by=by)),
    },
    "planner.gatecheck": {
        "passed": (check, own("mark_passed")),
        "failed": (check, own("mark_failed")),
        "reopened": (after(check, own("mark_passed")), own("reopen")),
        "waived": (check, waive),
        "waiver_withdrawn": (after(check, waive), own("withdraw_waiver")),
        "approved": (approval, own("approve")),
        "confirmed": (approved_by_another, own("confirm")),
        "measured": (metric, measuring("0.95")),
        "missed": (metric, measuring("0.8")),
        "fell_back": (after(metric, measuring("0.95")), measuring("0.8")),
    },
    "risks.indicator": {
        "measured": (indicator, lambda row, by: row.measure(by=by, value=Decimal(5))),
        "retired": (indicator, own("retire")),
        "taken_up": (after(indicator, own("retire")), own("take_up")),
    },
    "planner.milestone": finishing(milestone) | {"started": (milestone, own("start"))},
    "planner.task": finishing(task),
    "planner.planimport": {
        "applied": (
            lambda team, owner: imported(team, {"O": owner})[0],
            lambda row, by: apply_import(row, by=by),
        ),
        "read_again": (
            lambda team, owner: imported(team, {"O": owner})[0],
            lambda row, by: read_again(row, by=by, day_order="dmy"),
        ),
        "discarded": (lambda team, owner: imported(team, {"O": owner})[0], own("discard")),
    },
    "risks.registerimport": {
        "applied": (lambda team, owner: brought(team, {"O": owner})[0], lambda row, by: apply_register(row, by=by)),
        "read_again": (
            lambda team, owner: brought(team, {"O": owner})[0],
            lambda row, by: read_again(row, by=by, flow=REGISTER, category="market"),
        ),
        "discarded": (lambda team, owner: brought(team, {"O": owner})[0], own("discard")),
    },
    "planner.project": {
        "state_changed": (lambda team, owner: ProjectFactory(team=team, state="active"), entering("paused")),
    },
    "planner.weeklyreview": {"ended": (lambda team, owner: WeeklyReviewFactory(team=team), own("end"))},
    "risks.acceptance": {
        "approved": (request, own("approve")),
        "rejected": (request, lambda row, by: row.reject(by=by, reason="Too much")),
        "confirmed": (accepted_by_another, own("confirm")),
        "revoked": (after(request, own("approve")), lambda row, by: row.revoke(by=by, reason="No longer")),
        "expired": (over, lambda row, _by: row.lapse_if_due()),
        "superseded": (after(request, own("approve")), lambda row, by: row.give_way(by=by)),
    },
    "risks.contingencyplan": {
        "made_ready": (after(plan, own("redraft")), own("make_ready")),
        "redrafted": (plan, own("redraft")),
        "activated": (plan, own("activate")),
        "rehearsed": (plan, own("rehearse")),
        "automated": (plan, own("automate")),
        "unautomated": (after(plan, own("automate")), own("unautomate")),
        "triggered": (plan, lambda row, by: row.triggers.get().fire(by=by)),
        "completed": (activated, own("complete")),
        "failed": (activated, own("fail")),
        "resumed": (after(activated, own("fail")), own("resume")),
        "rearmed": (after(plan, own("retire")), own("rearm")),
        "retired": (lambda team, owner: ContingencyPlanFactory(team=team), own("retire")),
    },
    "risks.meeting": {"ended": (meeting, own("end")), "resumed": (after(meeting, own("end")), own("resume"))},
    "risks.responseaction": finishing(lambda team, owner: ResponseActionFactory(team=team))
    | {
        "verified": (done_action, own("verify")),
        "sent_back": (done_action, lambda row, by: row.send_back(by=by, reason="No quota")),
    },
    "risks.risk": {
        "assessed": (risk, lambda row, by: row.assess(4, 4, by=by)),
        "reread": (lambda team, owner: RiskFactory(team=team, score=(4, 4)), judged_by_another_matrix),
        "acceptance_lapsed": (risk, lambda row, by: row.return_to_assessed("It rose", by=by)),
        "appetite_crossed": (risk, lambda row, by: row.follow_appetite({"technical": Borders("low", "low")}, by=by)),
        "appetite_eased": (
            lambda team, owner: RiskFactory(team=team, score=(3, 3), appetite_zone="above"),
            lambda row, by: row.follow_appetite({}, by=by),
        ),
        "restricted": (risk, own("restrict")),
        "unrestricted": (after(risk, own("restrict")), own("unrestrict")),
        "reviewed": (risk, own("plan_review")),
        "status_changed": (risk, lambda row, by: row.change_status("in_treatment", by=by)),
        "occurred": (risk, own("occur")),
        "closed": (risk, lambda row, by: row.close("avoided", by=by)),
        "rejected": (lambda team, owner: RiskFactory(team=team), lambda row, by: row.reject("duplicate", by=by)),
        "reopened": (REJECTED, lambda row, by: row.reopen(by=by, reason="It is back")),
    },
    "risks.trigger": armed("triggers"),
    "risks.moneytrigger": armed("money_triggers"),
    "teams.invitation": {
        "accepted": (invited, accept),
        "renewed": (invited, own("renew")),
        "revoked": (invited, own("revoke")),
    },
    "teams.membership": {
        "renamed": (member, lambda row, by: row.rename("Another name", by=by)),
        "role_changed": (member, lambda row, by: row.change_role("viewer", by=by)),
        "money_shown": (member, own("show_money")),
        "money_hidden": (after(member, own("show_money")), own("hide_money")),
        "ended": (member, own("end")),
    },
    "teams.position": {
        "passed_on": (
            lambda team, owner: PositionFactory(team=team, holder=MembershipFactory(team=team)),
            lambda row, by: leave(row.holder, by=by),
        ),
    },
    "teams.calendarfeed": {"revoked": (feed, own("revoke"))},
    "teams.token": {"revoked": (token, own("revoke"))},
}
# What every kind of row goes through by store, discard and undo, and passing on, which stands above for all.
OF_ALL = StoredRow.known_verbs()
# Verbs a mixin names and this kind calls by another name.
RENAMED = {("funding.planstep", "cancelled")}
EACH = [(kind, verb) for kind, verbs in VERBS.items() for verb in verbs]


def test_every_verb_of_every_kind_is_in_the_table():
    kinds = [model for model in apps.get_models() if issubclass(model, StoredRow)]
    known = {(kind._meta.label_lower, verb) for kind in kinds for verb in kind.known_verbs() - OF_ALL}

    assert {(kind, verb) for kind, verb in EACH if verb not in OF_ALL} == known - RENAMED


@pytest.mark.parametrize(("kind", "verb"), EACH)
def test_a_verb_is_refused_where_the_row_breaks_a_rule(kind, verb, owner, monkeypatch):
    make, act = VERBS[kind][verb]
    row = make(owner.team, owner)
    model = type(row)

    def never(_row):
        raise ValidationError("This row is never right.", code="never")

    monkeypatch.setattr(model, "clean", never)
    recorded = Activity.objects.count()

    with pytest.raises(ValidationError):
        act(row, owner)

    assert (model.objects.get(pk=row.pk).version, Activity.objects.count()) == (row.version, recorded)


@pytest.mark.parametrize(("kind", "verb"), EACH)
def test_a_verb_leaves_one_activity_of_its_name(kind, verb, owner):
    make, act = VERBS[kind][verb]
    row = make(owner.team, owner)
    before = Activity.objects.about(row).count()

    act(row, owner)
    told = list(Activity.objects.about(row).order_by("-at", "-pk").values_list("verb", flat=True))

    assert (told[0], len(told)) == (verb, before + 1)
