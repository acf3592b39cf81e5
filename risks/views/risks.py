"""Pages of one risk."""

from functools import partial

from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.fetching import ROWS_AT_MOST, part_of
from core.paging import Paginator
from planner.models import Task
from risks.activation import step_tasks
from risks.forms import ClosingForm, NewRiskForm, ReopeningForm, RiskForm, StatusForm
from risks.models import Assessment, ContingencyPlan, ResponseAction, Risk, RiskMilestone
from risks.path_words import path_of
from risks.rating_forms import AssessmentForm
from risks.readiness_words import parts_of
from risks.responses import Responses, Verifiable
from risks.states import OPEN_ACTIONS, OPEN_PLANS, Dimension, Score
from risks.telling import tell_added, tell_chance, tell_effect, tell_money, tell_percent, tell_plans
from teams.activity_formatter import history_of
from teams.form_pages import TeamCreateView, TeamFormView, TeamUpdateView, validated
from teams.web import TeamActionView, TeamDetailView, TeamDiscardView, list_url

PLANS_AT_MOST = 5  # cards on the page of a risk, each with its steps


class RiskDetail(TeamDetailView):
    route = "risks/<uuid:pk>/", "risk"
    model = Risk
    template_name = "risks/risk.html"
    partials = ("risk-cost",)

    def get_queryset(self):
        authors = [f"{score.value}__author" for score in Score]
        return super().get_queryset().with_scores().with_steps().select_related(*authors, "raised_by")

    def get_context_data(self, **kwargs):
        risk = self.object
        actions, plans, assessments = self.actions(), self.plans(), self.assessments()
        effects = self.effects()
        return super().get_context_data(
            actions=actions,
            responses=Responses(risk, actions, effects, self.answering()),
            verifiable=Verifiable(self.membership),
            path=partial(path_of, risk),
            plan_part=plans,
            plans=with_steps_done(plans.rows, self.membership),
            assessments=assessments,
            cost=cost_of(risk, effects, self.plans_with_effect(plans)),
            is_removable=not (risk.is_restricted or assessments.paginator.count or actions.count or plans.count),
            may_restrict=risk.may_be_restricted_by(self.membership),
            assessment_form=AssessmentForm(
                membership=self.membership, instance=Assessment(team=self.team, risk=risk), initial=figures_of(risk)
            ),
            status_form=StatusForm(risk=risk, auto_id="status-%s"),
            closing_form=ClosingForm(risk=risk, auto_id="closing-%s"),
            stays_open=staying_open(risk, actions, plans),
            reopening_form=ReopeningForm(auto_id="reopening-%s"),
            history=history_of(self.membership, risk),
            **kwargs,
        )

    def answering(self):
        """Return all response actions to the risk, as a queryset."""
        return ResponseAction.objects.visible_to(self.membership).answering(self.object)

    def actions(self):
        url = list_url("risks:action-list", self.team, risk=self.object.pk, state="all")
        return part_of(self.answering(), url, first=Q(state__in=OPEN_ACTIONS))

    def plans(self):
        rows = ContingencyPlan.objects.visible_to(self.membership).filter(risk=self.object).select_related("owner")
        rows = rows.with_readiness()
        url = list_url("risks:plan-list", self.team, risk=self.object.pk, state="all")
        return part_of(
            rows.prefetch_related("steps").with_triggers(), url, limit=PLANS_AT_MOST, first=Q(state__in=OPEN_PLANS)
        )

    def effects(self):
        rows = RiskMilestone.objects.visible_to(self.membership).filter(risk=self.object)
        return list(rows.select_related("milestone__project"))

    def plans_with_effect(self, part):
        """Return the plans that may count, and where all are shown, those without an estimate too."""
        if not part.is_cut:
            return part.rows
        rows = ContingencyPlan.objects.visible_to(self.membership).filter(risk=self.object).with_effect()
        return list(rows[:ROWS_AT_MOST])

    def assessments(self):
        return assessments_of(self.membership, self.object, self.request.GET.get("page"))


def cost_of(risk, links, plans):
    """Return what a risk would cost, in words, as risks/_cost.html shows it."""
    for link in links:
        link.risk = risk
    return {
        "chance": tell_chance(risk),
        "percent": tell_percent(risk),
        "adds": tell_added(links),
        "money": tell_money(risk),
        "effects": [(link, tell_effect(link)) for link in links],
        "plans": tell_plans(plans),
    }


def staying_open(risk, actions, plans):
    """Return the actions to do and the plans at work, as far as the page shows them, which go on when the risk ends."""
    rows = [*(row for row in actions if row.is_open), *(row for row in plans if row.is_activated)]
    for row in rows:
        row.team = risk.team
    return rows


def with_steps_done(plans, membership):
    """Return plans with what became of their steps; prefetch the steps."""
    tasks = step_tasks(plans, Task.objects.visible_to(membership))
    found = []
    for plan in plans:
        steps = [{"step": step, "task": tasks.get(step.pk)} for step in plan.steps.all()]
        done = sum(each["task"] is not None and each["task"].is_done for each in steps)
        found.append({"plan": plan, "steps": steps, "done": done, "parts": parts_of(plan, membership)})
    return found


def assessments_of(membership, risk, number):
    """Return a page of how a risk was judged, newest first."""
    rows = Assessment.objects.visible_to(membership).filter(risk=risk).select_related("author")
    rows = rows.completed_by(partial(_introduce, risk))
    first = list(rows[: ROWS_AT_MOST + 1])
    return Paginator(first if len(first) <= ROWS_AT_MOST else rows, ROWS_AT_MOST).get_page(number)


def _introduce(risk, assessments):
    for assessment in assessments:
        assessment.risk = risk


def figures_of(risk, kind=Score.CURRENT):
    """Return the latest figures of a score, to start a form with."""
    latest = getattr(risk, kind)
    names = ("probability", "impact", *(dimension.field for dimension in Dimension))
    figures = {name: getattr(latest, name) for name in names} if latest else {}
    return {"kind": kind} | figures


class RiskFormMixin:
    model = Risk


class RiskCreate(RiskFormMixin, TeamCreateView):
    """Add a risk; `?milestone=` says what it concerns."""

    route = "risks/new/", "risk-new"
    form_class = NewRiskForm

    def get_initial(self):
        initial = super().get_initial()
        if "milestone" in initial:
            initial["milestones"] = [initial["milestone"]]
        return initial


class RiskUpdate(RiskFormMixin, TeamUpdateView):
    """Change a risk."""

    route = "risks/<uuid:pk>/edit/", "risk-edit"
    form_class = RiskForm


class RiskDiscard(TeamDiscardView):
    route = "risks/<uuid:pk>/discard/", "risk-discard"
    model = Risk


class RiskAssessment(TeamFormView):
    """Judge a risk anew; `?kind=` picks the score."""

    route = "risks/<uuid:pk>/assessment/", "risk-assessment"
    model = Risk
    action = "assess"
    form_class = AssessmentForm
    template_name = "risks/assessment_form.html"
    success_message = _("%(row)s was assessed.")

    @cached_property
    def object(self):
        return self.get_object()

    def get_queryset(self):
        return super().get_queryset().with_scores()

    def get_initial(self):
        wanted = self.request.GET.get("kind", "")
        return super().get_initial() | figures_of(self.object, wanted if wanted in Score.values else Score.CURRENT)

    def get_context_data(self, **kwargs):
        assessments = assessments_of(self.membership, self.object, self.request.GET.get("page"))
        return super().get_context_data(assessments=assessments, **kwargs)

    def get_form_kwargs(self):
        blank = Assessment(team=self.team, risk=self.object)
        return super().get_form_kwargs() | {"instance": blank}


class RiskAction(TeamActionView):
    """A verb of a risk; the browser goes back to its page."""

    model = Risk


class RiskStatus(RiskAction):
    """Enter another status that keeps the risk open."""

    route = "risks/<uuid:pk>/status/", "risk-status"
    done_message = _("%(row)s has another status.")
    undo_view = "risks:risk-status-undo"

    def perform(self):
        self.object.change_status(by=self.membership, **validated(StatusForm(self.request.POST)))


class RiskStatusUndo(RiskAction):
    route = "risks/<uuid:pk>/status/undo/", "risk-status-undo"
    verb = "undo_status"
    done_message = _("%(row)s has its former status again.")


class RiskClosing(RiskAction):
    route = "risks/<uuid:pk>/closing/", "risk-closing"
    action = "close"
    done_message = _("%(row)s was closed.")
    undo_view = "risks:risk-closing-undo"

    def perform(self):
        self.object.change_status(by=self.membership, **validated(ClosingForm(self.request.POST)))


class RiskClosingUndo(RiskStatusUndo):
    route = "risks/<uuid:pk>/closing/undo/", "risk-closing-undo"
    action = "close"
    verb = "undo_ending"


class RiskReopening(RiskAction):
    route = "risks/<uuid:pk>/reopening/", "risk-reopening"
    action = "close"
    done_message = _("%(row)s is open again.")

    def perform(self):
        self.object.reopen(by=self.membership, **validated(ReopeningForm(self.request.POST)))
