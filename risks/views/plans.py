"""Pages of contingency plans: the plan, its activation, its end."""

from decimal import Decimal

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from core.fetching import ROWS_AT_MOST
from planner.models import Task
from risks.activation import step_plan
from risks.cash import tell_reserve
from risks.filters import ContingencyPlanFilter
from risks.forms import ContingencyStepForm, PlanActivationForm, PlanEndForm
from risks.models import ContingencyPlan
from risks.plan_forms import ContingencyPlanForm, NewPlanForm
from risks.readiness_words import parts_of
from risks.starting import start_of
from risks.states import Outcome, PlanState
from risks.telling import tell_plan, tell_use
from risks.waiting import new_triggers, waiting_for
from teams.activity_formatter import history_of
from teams.form_pages import TeamUpdateView, validated
from teams.models import Activity
from teams.web import SAFE_METHODS, TeamActionView, TeamDetailView, TeamDiscardView, TeamListView

from .answers import AnswerCreate
from .drafts import SaysDraftOnSaving


class PlanList(TeamListView):
    """The contingency plans that are being written, can be activated or are at work; others when the filter asks."""

    route = "contingency-plans/", "plan-list"
    model = ContingencyPlan
    filterset_class = ContingencyPlanFilter
    template_name = "risks/plan_list.html"
    partials = ("plan-table",)
    start = {"state": "open"}

    def get_queryset(self):
        return (
            super()
            .get_queryset()
            .select_related("risk", "owner")
            .prefetch_related("steps")
            .with_triggers()
            .with_readiness()
        )


class PlanDetail(TeamDetailView):
    route = "contingency-plans/<uuid:pk>/", "plan"
    model = ContingencyPlan
    template_name = "risks/plan.html"

    def get_queryset(self):
        return super().get_queryset().for_lists().with_readiness().select_related("activation", "fallback_of")

    def get_context_data(self, **kwargs):
        plan = self.object
        return super().get_context_data(
            plan=plan,
            may_undo=plan.is_activated and plan.activation.may_be_undone_by(self.membership),
            rows=step_plan(plan, Task.objects.visible_to(self.membership)),
            waiting=waiting_for(plan, self.membership),
            parts=parts_of(plan, self.membership),
            reserve_told=tell_reserve(plan, self.membership),
            new_triggers=new_triggers(plan, self.membership),
            failed_to=plan.fallback() if plan.state == PlanState.FAILED else None,
            step_form=self.step_form(),
            end_form=PlanEndForm(currency=plan.currency, auto_id="end-%s"),
            changes=tell_plan(plan),
            used=tell_use(plan.days_used, plan.money_used, plan.currency),
            earlier_uses=earlier_uses(plan, self.membership),
            history=history_of(self.membership, plan),
            **kwargs,
        )

    def step_form(self):
        """Return the form for one more step, where this member may add one."""
        if not (self.object.is_editable and self.membership.has_perm("risks.add_contingencystep")):
            return None
        return ContingencyStepForm(membership=self.membership, initial={"plan": self.object.pk})


def earlier_uses(plan, membership):
    """Return what came of a plan each time before it was made usable again, the latest first; the activity has all."""
    acts = Activity.objects.visible_to(membership).about(plan)
    rearmed = list(acts.filter(verb="rearmed").order_by("-at")[:ROWS_AT_MOST])
    former = [(row.at, {name: old for name, (old, _new) in row.changes.items()}) for row in rearmed]
    has_money = any(values.get("money_used") is not None for _at, values in former)
    turned = acts.filter(changes__has_key="currency").order_by("at").values_list("at", "changes") if has_money else ()
    currencies = [(at, changes["currency"][0]) for at, changes in turned]
    return [
        {
            "outcome": Outcome(values["outcome"]).label,
            "effect": values.get("effect", ""),
            "used": tell_use(values.get("days_used"), _amount(values.get("money_used")), _then(currencies, at, plan)),
            "activated_at": parse_datetime(values["activated_at"]),
            "ended_at": parse_datetime(values["ended_at"]),
        }
        for at, values in former
        if values.get("outcome")
    ]


def _then(currencies, moment, plan):
    """Return the currency a plan was in at a moment: what it was in before its next change, else what it is in."""
    return next((former for at, former in currencies if at > moment), plan.currency)


def _amount(logged):
    return None if logged is None else Decimal(logged)


class PlanFormMixin:
    model = ContingencyPlan
    form_class = ContingencyPlanForm
    template_name = "risks/plan_form.html"


class PlanCreate(PlanFormMixin, AnswerCreate):
    """Write a plan; `?risk=` says for which risk."""

    route = "contingency-plans/new/", "plan-new"
    form_class = NewPlanForm
    note = _("Next you write its steps.")

    def get_initial(self):
        return {"risk": self.only_risk} | super().get_initial()


class PlanUpdate(SaysDraftOnSaving, PlanFormMixin, TeamUpdateView):
    """Change a plan."""

    route = "contingency-plans/<uuid:pk>/edit/", "plan-edit"


class PlanDiscard(TeamDiscardView):
    route = "contingency-plans/<uuid:pk>/discard/", "plan-discard"
    model = ContingencyPlan


class PlanVerb(TeamActionView):
    """A verb of a plan; the browser goes back to its page."""

    model = ContingencyPlan

    def get_queryset(self):
        return super().get_queryset().for_lists()


class PlanReadiness(PlanVerb):
    route = "contingency-plans/<uuid:pk>/readiness/", "plan-readiness"
    verb = "make_ready"
    done_message = _("%(row)s is ready.")
    undo_view = "risks:plan-readiness-undo"


class PlanReadinessUndo(PlanVerb):
    route = "contingency-plans/<uuid:pk>/readiness/undo/", "plan-readiness-undo"
    verb = "redraft"
    done_message = _("%(row)s is a draft again.")


class PlanRehearsal(PlanVerb):
    """GET lists the tasks that activation would make today, to go through them; POST notes that, and makes nothing."""

    route = "contingency-plans/<uuid:pk>/rehearsal/", "plan-rehearsal"
    action = "rehearse"
    verb = "rehearse"
    done_message = _("%(row)s was rehearsed today.")
    template_name = "risks/rehearsal.html"
    http_method_names = ["get", "head", "post"]

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        plan = self.object
        return super().get_context_data(
            plan=plan, rows=step_plan(plan, Task.objects.visible_to(self.membership)), **kwargs
        )


class PlanAutomation(PlanVerb):
    route = "contingency-plans/<uuid:pk>/automation/", "plan-automation"
    action = "automate"
    verb = "automate"
    done_message = _("%(row)s starts by itself once a trigger fires.")
    undo_view = "risks:plan-automation-undo"


class PlanAutomationUndo(PlanVerb):
    route = "contingency-plans/<uuid:pk>/automation/undo/", "plan-automation-undo"
    action = "automate"
    verb = "unautomate"
    done_message = _("%(row)s waits for somebody to start it.")


class PlanActivation(PlanVerb):
    """GET lists the tasks and dates that activation would make today; POST makes them."""

    route = "contingency-plans/<uuid:pk>/activation/", "plan-activation"
    action = "activate"
    verb = "activate"
    done_message = _("%(row)s was activated.")
    undo_view = "risks:plan-activation-undo"
    template_name = "risks/activation.html"
    partials = ("activation-panel",)
    http_method_names = ["get", "head", "post"]

    def required_right(self):
        """To look takes less than to start: a mail leads everybody here who is told of a trigger."""
        return self._right_to("view") if self.request.method in SAFE_METHODS else super().required_right()

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        return self.render_to_response(self.get_context_data())

    def perform(self):
        self.object.activate(by=self.membership, **validated(PlanActivationForm(self.request.POST)))

    def partial_name(self):
        return super().partial_name() if self.request.method != "POST" else None

    def get_context_data(self, **kwargs):
        plan = self.object
        rows = step_plan(plan, Task.objects.visible_to(self.membership))
        return super().get_context_data(
            plan=plan,
            rows=rows,
            start=start_of(plan, rows, self.membership) if plan.is_prepared else None,
            fired=[each for each in waiting_for(plan, self.membership) if each.trigger.is_fired],
            **kwargs,
        )


class PlanActivationUndo(PlanVerb):
    route = "contingency-plans/<uuid:pk>/activation/undo/", "plan-activation-undo"
    action = "activate"
    verb = "deactivate"
    done_message = _("The activation of %(row)s was undone; its tasks are gone.")


class PlanCompletion(PlanVerb):
    """End an activated plan with what it came to."""

    route = "contingency-plans/<uuid:pk>/completion/", "plan-completion"
    action = "complete"
    done_message = _("%(row)s has ended.")
    undo_view = "risks:plan-completion-undo"

    def perform(self):
        self.object.finish(
            by=self.membership, **validated(PlanEndForm(self.request.POST, currency=self.object.currency))
        )


class PlanResumption(PlanVerb):
    route = "contingency-plans/<uuid:pk>/completion/undo/", "plan-completion-undo"
    action = "complete"
    verb = "resume"
    done_message = _("%(row)s is at work again.")


class PlanRearming(PlanVerb):
    route = "contingency-plans/<uuid:pk>/rearming/", "plan-rearming"
    verb = "rearm"
    done_message = _("%(row)s can be used again.")


class PlanRetirement(PlanVerb):
    route = "contingency-plans/<uuid:pk>/retirement/", "plan-retirement"
    verb = "retire"
    done_message = _("%(row)s was retired.")
    undo_view = "risks:plan-rearming"
