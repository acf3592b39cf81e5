"""ContingencyPlan: what to do if a risk occurs all the same, prepared so that one click starts it."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import CurrencyField, LineField, MoneyField, ProseField
from planner.models import Task
from risks.activation import step_tasks
from risks.effects import MOST_DAYS, PlanEffect
from risks.plan_querysets import ContingencyPlanQuerySet
from risks.states import EDITABLE_PLANS, OPEN_PLANS, PREPARED_PLANS, STARTED_PLANS, Outcome, PlanState
from teams.models import Activity, NumberedRow, WhoField
from teams.models.values import differences, stored_values

from .prepared import Prepared
from .restriction import LetsRead
from .running import Running

EFFECT = ("days_saved", "money_saved", "own_cost")
MATERIAL = ("reserve", "currency", *EFFECT)


class ContingencyPlan(LetsRead, Running, Prepared, NumberedRow):
    """Triggers, an owner and steps; activating it turns the steps into dated tasks (risks/activation.py)."""

    risk = models.ForeignKey("risks.Risk", models.PROTECT, verbose_name=_("risk"), related_name="plans")
    title = LineField(_("title"))
    owner = WhoField(_("owner"))
    reserve = MoneyField(_("reserve"), null=True, blank=True, help_text=_("Money set aside for this plan."))
    currency = CurrencyField(_("currency"), blank=True, default="")
    days_saved = models.PositiveSmallIntegerField(
        _("working days saved"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text=_("Of what the risk costs otherwise."),
    )
    money_saved = MoneyField(_("money saved"), null=True, blank=True, help_text=_("Of what the risk costs otherwise."))
    own_cost = MoneyField(_("own cost"), null=True, blank=True, help_text=_("What carrying the plan out takes."))
    state = models.CharField(_("state"), max_length=10, choices=PlanState, default=PlanState.DRAFT, editable=False)
    activated_at = models.DateTimeField(null=True, blank=True, editable=False)
    activated_by = models.ForeignKey(
        "teams.Membership",
        models.PROTECT,
        verbose_name=_("activated by"),
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    activation = models.ForeignKey(
        "teams.Change", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    outcome = models.CharField(_("outcome"), max_length=6, choices=Outcome, blank=True, default="", editable=False)
    effect = ProseField(_("effect"), editable=False)

    index = "risks:plan-list"
    prefix = "C"
    is_discussed = True
    sight = "risk_id"
    searched = ("title",)
    verbs = {
        "made_ready": _("{who} declared {row} ready"),
        "redrafted": _("{who} sent {row} back to draft"),
        "rearmed": _("{who} made {row} usable again"),
        "retired": _("{who} retired {row}"),
    }
    verb_fields = {"rearmed": "state"}
    objects = ContingencyPlanQuerySet.as_manager()

    class Meta(NumberedRow.Meta):
        ordering = ["number"]
        verbose_name = _("contingency plan")
        verbose_name_plural = _("contingency plans")
        indexes = [*NumberedRow.Meta.indexes, models.Index(fields=["team", "state"], name="contingency_by_state")]
        constraints = [
            *NumberedRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(reserve=None) | Q(reserve__gte=0),
                name="contingency_reserve_not_negative",
                violation_error_message=_("A reserve cannot be negative."),
            ),
            models.CheckConstraint(
                condition=(Q(days_saved=None) | Q(days_saved__gte=0))
                & (Q(money_saved=None) | Q(money_saved__gte=0))
                & (Q(own_cost=None) | Q(own_cost__gte=0)),
                name="contingency_effect_not_negative",
                violation_error_message=_("What a plan saves and what it costs cannot be negative."),
            ),
            models.CheckConstraint(
                condition=(Q(days_used=None) | Q(days_used__range=(0, MOST_DAYS)))
                & (Q(money_used=None) | Q(money_used__gte=0)),
                name="contingency_use_not_negative",
                violation_error_message=_("What a plan took cannot be negative, and is at most 2500 working days."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=STARTED_PLANS, activated_at__isnull=False)
                | ~Q(state__in=STARTED_PLANS) & Q(activated_at=None),
                name="contingency_started_by_verb",
                violation_error_message=_("Use “activate” to start a plan."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.title}" if self.number else self.title

    def get_absolute_url(self):
        return reverse("risks:plan", args=[self.team.slug, self.pk])

    # Questions

    @property
    def is_open(self):
        """Say whether this plan is being written, can be started or is at work."""
        return self.state in OPEN_PLANS

    @property
    def is_prepared(self):
        """Say whether one click starts this plan."""
        return self.state in PREPARED_PLANS

    @property
    def is_activated(self):
        return self.state == PlanState.ACTIVATED

    @property
    def is_editable(self):
        return self.state in EDITABLE_PLANS

    @property
    def plan_effect(self):
        """Return what this plan changes, as effects.py counts it."""
        figures = {name: getattr(self, name) for name in EFFECT}
        return PlanEffect(id=self.pk, state=self.state, outcome=self.outcome, order=self.number, **figures)

    @property
    def missing(self):
        """Return what this plan still lacks to be ready, as words; prefetch steps and triggers for lists."""
        lacks = []
        if not self.has_trigger:
            lacks.append(_("a trigger"))
        if self.owner_id is None:
            lacks.append(_("an owner"))
        if not self.steps.all():
            lacks.append(_("at least one step"))
        return lacks

    def tasks(self):
        """Return {step id: Task} of the present activation; a step is done when its task is done."""
        return step_tasks([self], Task.objects.filter(team_id=self.team_id))

    @property
    def was_activated(self):
        """Say whether this plan was ever started, however long ago; what came of it is part of the history."""
        return Activity.objects.about(self).filter(verb="activated").exists()

    @property
    def may_be_discarded(self):
        return self.state not in STARTED_PLANS and not self.was_activated

    # Making, editing, removing

    def judge_edit(self, before):
        """Send a prepared plan back to draft where the edit is material; a plan at work or put away refuses it."""
        super().judge_edit(before)
        if before is None:
            return
        changed = [name for name in MATERIAL if name in differences(before, stored_values(self))]
        if changed and not self.is_editable:
            message = _("A plan that has been activated or retired keeps its money and what it saves.")
            raise ValidationError({name: ValidationError(message, code="plan_fixed") for name in changed})
        if self.is_prepared and changed:
            self.state = PlanState.DRAFT

    def clean(self):
        super().clean()
        self.refuse_odd_fallback()

    def set_derived(self):
        """A plan is in its team's currency unless told, and a prepared one without an owner is a draft again."""
        super().set_derived()
        self.currency = self.currency or self.team.currency
        self._redraft_if_unowned()

    def unassign(self, names):
        super().unassign(names)
        self._redraft_if_unowned()

    def _redraft_if_unowned(self):
        if self.is_prepared and self.owner_id is None:
            self.state = PlanState.DRAFT

    @transaction.atomic
    def discard(self, *, by):
        """Remove a plan that was never started, with its steps and triggers."""
        self.lock()
        if not self.may_be_discarded:
            message = _("A plan that was activated stays in the history.")
            if self.is_editable:
                message = _("A plan that was activated stays in the history. Retire it instead.")
            raise ValidationError(message, code="plan_started")
        for part in (*self.steps.all(), *self.all_triggers):
            part.leave_with_plan(by=by)
        super().discard(by=by)

    # Verbs

    @transaction.atomic
    def make_ready(self, *, by):
        """Say that this plan can be started at any time; it needs a trigger, an owner and a step."""
        self.lock()
        if self.is_prepared:
            return
        self.refuse_readiness()
        self.state = PlanState.READY
        self.write("made_ready", by=by)

    def refuse_readiness(self):
        """Raise the ValidationError that says why this plan cannot be made ready as it stands."""
        self._leave(PlanState.DRAFT)
        self._refuse_incomplete()

    @transaction.atomic
    def redraft(self, *, by):
        """Take a prepared plan back to draft, because it is being changed."""
        self.lock()
        if self.state == PlanState.DRAFT:
            return
        self._leave(*PREPARED_PLANS)
        self.state = PlanState.DRAFT
        self.write("redrafted", by=by)

    @transaction.atomic
    def rearm(self, *, by):
        """Make a plan that was used or retired usable again: one that worked is ready, others start as a draft."""
        self.lock()
        if self.is_editable:
            return
        self._leave(PlanState.COMPLETED, PlanState.FAILED, PlanState.RETIRED)
        usable = self.state == PlanState.COMPLETED and not self.missing
        self.state = PlanState.READY if usable else PlanState.DRAFT
        self.activated_at = self.activated_by = self.activation = None
        self.forget_end()
        self.write("rearmed", by=by)
        for trigger in self.all_triggers:
            trigger.reset(by=by)

    @transaction.atomic
    def retire(self, *, by):
        """Put a plan away that was not activated."""
        self.lock()
        if self.state == PlanState.RETIRED:
            return
        self._leave(*EDITABLE_PLANS)
        self.state = PlanState.RETIRED
        self.write("retired", by=by)

    def _leave(self, *states):
        """Refuse a change that does not start from one of these states."""
        if self.state not in states:
            raise ValidationError(
                _("A plan that is “%(state)s” cannot do this."),
                code="unreachable_state",
                params={"state": self.get_state_display()},
            )

    def _refuse_incomplete(self):
        if missing := self.missing:
            raise ValidationError(
                _("This plan is not ready: it lacks %(parts)s."),
                code="incomplete",
                params={"parts": ", ".join(str(part) for part in missing)},
            )
