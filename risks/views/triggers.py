"""Pages of what a contingency plan waits for: triggers, and conditions on money."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from planner.forms import id_in
from risks.models import ContingencyPlan, MoneyTrigger, Trigger
from risks.trigger_forms import MoneyTriggerForm, TriggerForm
from teams.form_pages import TeamCreateView, TeamUpdateView
from teams.web import TeamActionView

from .drafts import SaysDraft, SaysDraftOnSaving

NOTE = gettext_lazy("A plan that was ready is a draft again after a change.")


class TriggerFormMixin(SaysDraftOnSaving):
    """What making and changing share: the way there, and back to the plan."""

    note = NOTE
    success_message = gettext_lazy("The plan waits for this now: %(row)s")

    def get_crumbs(self):
        crumbs = [(self.index_url(), self.index_label())]
        plan = self.object.plan if self.object else self._named_plan()
        if plan is None:
            return crumbs
        return [*crumbs, (plan.risk.get_absolute_url(), plan.risk.title), (plan.get_absolute_url(), plan.title)]

    def _named_plan(self):
        """Return the plan the address names, as far as it is visible, or None."""
        named = id_in(self.request.GET.get("plan"))
        plans = ContingencyPlan.objects.visible_to(self.membership).select_related("team", "risk__team")
        return plans.filter(pk=named).first() if named else None

    def short_name(self):
        return str(self.object)

    def get_cancel_url(self):
        plan = id_in(self.request.GET.get("plan"))
        if self.object or plan is None:
            return super().get_cancel_url()
        return reverse("risks:plan", args=[self.team.slug, plan])

    def get_queryset(self):
        return super().get_queryset().for_lists()


class NewTriggerMixin(TriggerFormMixin):
    def get_title(self):
        """Return the kind that is asked for, where it is one."""
        kinds = dict(self.model._meta.get_field("kind").choices)
        return kinds.get(self.request.POST.get("kind") or self.request.GET.get("kind")) or super().get_title()


class TriggerCreate(NewTriggerMixin, TeamCreateView):
    """Add a trigger; `?plan=` says to which plan, `?kind=` of which kind."""

    route = "triggers/new/", "trigger-new"
    model = Trigger
    form_class = TriggerForm


class TriggerUpdate(TriggerFormMixin, TeamUpdateView):
    route = "triggers/<uuid:pk>/edit/", "trigger-edit"
    model = Trigger
    form_class = TriggerForm


class TriggerAct(SaysDraft, TeamActionView):
    """An act on a trigger; the browser goes back to the plan."""

    model = Trigger

    def get_queryset(self):
        return super().get_queryset().for_lists()


class TriggerDiscard(TriggerAct):
    route = "triggers/<uuid:pk>/discard/", "trigger-discard"
    action = "discard"
    done_message = gettext_lazy("“%(row)s” was removed.")

    def perform(self):
        before = self.was_prepared()
        self.object.discard(by=self.membership)
        self.say_draft(before=before)


class TriggerFiring(TriggerAct):
    """It has happened; the plan's people are told, and the browser goes on to the plan's activation."""

    route = "triggers/<uuid:pk>/firing/", "trigger-firing"
    action = "fire"
    verb = "fire"
    done_message = gettext_lazy("Noted: %(row)s. Those in charge are told.")
    undo_view = "risks:trigger-reset"

    def next_url(self, default):
        return super().next_url(reverse("risks:plan-activation", args=[self.team.slug, self.object.plan_id]))


class TriggerReset(TriggerAct):
    route = "triggers/<uuid:pk>/firing/undo/", "trigger-reset"
    action = "fire"
    verb = "reset"
    done_message = gettext_lazy("%(row)s is waited for again.")


class MoneyTriggerCreate(NewTriggerMixin, TeamCreateView):
    """Add a condition on money; `?plan=` says to which plan, `?kind=` of which kind."""

    route = "money-triggers/new/", "money-trigger-new"
    model = MoneyTrigger
    form_class = MoneyTriggerForm


class MoneyTriggerUpdate(TriggerFormMixin, TeamUpdateView):
    route = "money-triggers/<uuid:pk>/edit/", "money-trigger-edit"
    model = MoneyTrigger
    form_class = MoneyTriggerForm


class MoneyTriggerDiscard(TriggerDiscard):
    route = "money-triggers/<uuid:pk>/discard/", "money-trigger-discard"
    model = MoneyTrigger


class MoneyTriggerFiring(TriggerFiring):
    route = "money-triggers/<uuid:pk>/firing/", "money-trigger-firing"
    model = MoneyTrigger
    undo_view = "risks:money-trigger-reset"


class MoneyTriggerReset(TriggerReset):
    route = "money-triggers/<uuid:pk>/firing/undo/", "money-trigger-reset"
    model = MoneyTrigger
