"""What can wait for a person: one entry for each kind of row. A new kind is one more."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import CharField, F, IntegerField, Model, Q, UUIDField, Value
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from funding.models import NextAction, PlanStep
from planner.models import Bonus, BonusState, GateCheck, GateKind, GateState, Goal, Milestone, Task
from risks.activation import is_step_at_work
from risks.models import Acceptance, ResponseAction, Risk
from risks.states import Status

from .belonging import (
    DEAL,
    GOAL,
    MILESTONE,
    PLAN,
    RISK,
    RISK_ACCEPTED,
    About,
    actions_of_my_risks,
    bonuses_i_decide,
    milestones_i_do,
    steps_of_my_risks,
)

NO_NUMBER = Cast(Value(None), IntegerField())
NOTHING = (Cast(Value(None), UUIDField()), NO_NUMBER, Cast(Value(None), CharField()))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kind:
    """A kind of row somebody is in charge of.

    `among` narrows the rows to those of this kind; `now` tells, of a day, what needs somebody at once whatever its day;
    `under` gives, of a person, the rows of others that stand below something of theirs, `shared` those that are theirs
    to do as well, `mine` those that are where the row names somebody else. `finish` is the verb that ends the work, and
    `undo` the page that takes that back; `look` is a page that ends it instead. Where the day is another row's, and the
    person is named for a reason, neither `is_moved` here.
    """

    key: str
    place: int
    model: type[Model]
    label: Promise
    plural: Promise
    page: str
    person: str = "owner"
    day: str = "due_on"
    state: str = "state"
    title: object = field(default_factory=lambda: F("title"))
    number: object = field(default_factory=lambda: F("number"))
    ended: str = "completed_at"
    about: About | None = None
    among: Callable = lambda rows: rows
    now: Callable | None = None
    under: Callable | None = None
    shared: Callable | None = None
    mine: Callable | None = None
    finish: str = "complete"
    undo: str = ""
    look: str = ""
    is_moved: bool = True
    right_to_finish: str = "complete"
    list_page: str = ""
    late: dict = field(default_factory=lambda: {"overdue": "true"})  # how the list is asked for what is late

    def right(self, verb):
        """Return a right on rows of this kind, such as "planner.complete_task"."""
        return f"{self.model._meta.app_label}.{verb}_{self.model._meta.model_name}"

    def may_finish(self, membership):
        return bool(self.finish or self.look) and membership.has_perm(self.right(self.right_to_finish))

    def may_change(self, membership):
        return self.is_moved and membership.has_perm(self.right("change"))

    @property
    def states(self):
        return dict(self.model._meta.get_field(self.state).flatchoices)

    @property
    def finished_states(self):
        """Return the states of what is done; none where nothing of this kind ever is."""
        return getattr(self.model, "finished_states", ("done",)) if self.ended else ()


KINDS = (
    Kind(
        key="contingency-step",
        place=1,
        model=Task,
        label=_("Step of a running contingency plan"),
        plural=_("steps of running contingency plans"),
        page="planner:task",
        person="assignee",
        about=PLAN,
        among=lambda rows: rows.filter(is_step_at_work()),
        now=lambda _today: Q(),
        under=steps_of_my_risks,
        undo="planner:task-completion-undo",
        list_page="planner:task-list",
    ),
    Kind(
        key="risk",
        place=2,
        model=Risk,
        label=_("Review of a risk"),
        plural=_("risks"),
        page="risks:risk",
        day="next_review_on",
        state="status",
        ended="",
        among=lambda rows: rows.exclude(next_review_on=None, occurred_at=None),
        now=lambda today: Q(status=Status.OCCURRED) | Q(next_review_on__lte=today),
        finish="",
        look="risks:risk-assessment",
        right_to_finish="assess",
        list_page="risks:register",
        late={"attention": "review_due"},
    ),
    Kind(
        key="milestone",
        place=3,
        model=Milestone,
        label=_("Milestone"),
        plural=_("milestones"),
        page="planner:milestone",
        about=GOAL,
        shared=milestones_i_do,
        undo="planner:milestone-completion-undo",
        list_page="planner:milestone-list",
        late={"due": "overdue"},
    ),
    Kind(
        key="task",
        place=4,
        model=Task,
        label=_("Task"),
        plural=_("tasks"),
        page="planner:task",
        person="assignee",
        about=MILESTONE,
        among=lambda rows: rows.exclude(is_step_at_work()),
        under=lambda membership: Q(milestone__owner=membership),
        undo="planner:task-completion-undo",
        list_page="planner:task-list",
    ),
    Kind(
        key="response-action",
        place=5,
        model=ResponseAction,
        label=_("Response action"),
        plural=_("response actions"),
        page="risks:action",
        about=RISK,
        under=actions_of_my_risks,
        undo="risks:action-completion-undo",
        list_page="risks:action-list",
    ),
    Kind(
        key="next-action",
        place=6,
        model=NextAction,
        label=_("Next action"),
        plural=_("next actions"),
        page="",
        number=NO_NUMBER,
        ended="ended_at",
        about=DEAL,
        under=lambda membership: Q(opportunity__owner=membership),
        undo="funding:action-completion-undo",
        list_page="funding:action-list",
    ),
    Kind(
        key="plan-step",
        place=7,
        model=PlanStep,
        label=_("Financing step"),
        plural=_("financing steps"),
        page="funding:step",
        person="responsible",
        about=MILESTONE,
        undo="funding:step-completion-undo",
        list_page="funding:step-list",
    ),
    Kind(
        key="approval",
        place=8,
        model=GateCheck,
        label=_("Approval"),
        plural=_("approvals"),
        page="planner:gate",
        person="approver",
        day="milestone__due_on",
        number=NO_NUMBER,
        ended="decided_at",
        about=MILESTONE,
        among=lambda rows: rows.filter(kind=GateKind.APPROVAL).exclude(state=GateState.FAILED),
        now=lambda _today: Q(),
        finish="",
        look="planner:gate",
        is_moved=False,
        right_to_finish="approve",
        list_page="planner:milestone-list",
    ),
    Kind(
        key="acceptance",
        place=9,
        model=Acceptance,
        label=_("Acceptance of a risk"),
        plural=_("acceptances of risks"),
        page="risks:acceptance",
        title=Cast(F("risk__title"), CharField()),  # a column of its own, beside that of what it belongs to
        person="approver",
        day="expires_on",
        number=NO_NUMBER,
        ended="decided_at",
        about=RISK_ACCEPTED,
        now=lambda _today: Q(),
        finish="",
        look="risks:acceptance-approval",
        is_moved=False,
        right_to_finish="approve",
        list_page="risks:register",
        late={"attention": "acceptance_missing"},
    ),
    Kind(
        key="goal",
        place=10,
        model=Goal,
        label=_("Check-in on a goal"),
        plural=_("check-ins on goals"),
        page="planner:goal",
        day="next_checkin_on",
        state="lifecycle",
        ended="",
        among=lambda rows: rows.exclude(next_checkin_on=None),
        now=lambda today: Q(next_checkin_on__lte=today),
        finish="",
        look="planner:goal-check-in",
        right_to_finish="change",
        list_page="planner:goal-list",
        late={"status": "checkin_due"},
    ),
    Kind(
        key="bonus",
        place=10,
        model=Bonus,
        label=_("Bonus to decide"),
        plural=_("bonuses to decide"),
        page="planner:bonus",
        person="beneficiary",
        day="paid_on",  # none has one while it waits
        number=NO_NUMBER,
        ended="",
        about=MILESTONE,
        now=lambda _today: Q(state__in=(BonusState.EARNED, BonusState.APPROVED)),
        mine=bonuses_i_decide,
        finish="",
        look="planner:bonus",
        is_moved=False,
        right_to_finish="approve",
        list_page="planner:bonus-list",
        late={"state": "open"},
    ),
)
BY_KEY = {kind.key: kind for kind in KINDS}
