"""Quality gates: the part of a milestone's page that shows them, a page for each, and what is decided there."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.fetching import part_of
from planner.forms import id_in
from planner.gate_forms import GateCheckForm, GateFailureForm, GatePassingForm, GateReadingForm, GateWaiverForm
from planner.gates import tally
from planner.models import GateCheck, GateReading, Milestone
from teams.activity_formatter import history_of
from teams.form_pages import TeamCreateView, TeamUpdateView, validated
from teams.web import TeamActionView, TeamDetailView, TeamDiscardView, list_url


def gates_context(membership, milestone):
    """Return what the gates of a milestone show: each with what this person may do about it, and the tally."""
    checks = list(GateCheck.objects.visible_to(membership).filter(milestone=milestone).for_lists())
    return {
        "milestone": milestone,
        "gates": [gate_entry(check, membership) for check in checks],
        "tally": tally(check.standing for check in checks),
        "may_decide": not milestone.is_done,
    }


def gate_entry(gate, membership):
    return {
        "gate": gate,
        "may_approve": gate.kind == "approval" and gate.may_be_approved_by(membership),
        "may_confirm": gate.may_be_confirmed_by(membership),
        "may_change": gate.may_be_loosened_by(membership),
    }


class MilestoneGates(TeamDetailView):
    """The gates of a milestone: a fragment of its page, with a page of its own as twin."""

    route = "milestones/<uuid:pk>/gates/", "milestone-gates"
    model = Milestone
    template_name = "planner/milestone_gates.html"
    partials = ("milestone-gates",)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**gates_context(self.membership, self.object), **kwargs)


class GateDetail(TeamDetailView):
    """One gate, with the values measured for it."""

    route = "gates/<uuid:pk>/", "gate"
    model = GateCheck
    template_name = "planner/gate.html"

    def get_queryset(self):
        return super().get_queryset().for_lists()

    def get_context_data(self, **kwargs):
        gate, entry = self.object, gate_entry(self.object, self.membership)
        readings = GateReading.objects.visible_to(self.membership).filter(gate=gate).select_related("by")
        url = list_url("teams:activity", self.team, subject_kind=gate._meta.label_lower, subject_id=gate.pk)
        return super().get_context_data(
            **entry,
            entry=entry,
            may_decide=not gate.milestone.is_done,
            readings=part_of(readings, url),
            history=history_of(self.membership, gate),
            **kwargs,
        )


class OfGateMixin:
    """Where the pages of a gate lead: to its milestone."""

    def get_crumbs(self):
        crumbs = [(self.index_url(), self.index_label())]
        gate = self.object
        if gate is not None:
            crumbs += [(gate.milestone.get_absolute_url(), gate.milestone.title), (gate.get_absolute_url(), str(gate))]
        return crumbs

    def short_name(self):
        return str(self.object)


class GateCreate(OfGateMixin, TeamCreateView):
    """Ask for a gate; `?milestone=` says of which milestone."""

    route = "gates/new/", "gate-new"
    model = GateCheck
    form_class = GateCheckForm
    intro = gettext_lazy("What must be shown before the milestone counts as reached.")

    def get_success_url(self):
        return self.object.milestone.get_absolute_url()

    def get_cancel_url(self):
        milestone = id_in(self.request.GET.get("milestone"))
        return reverse("planner:milestone", args=[self.team.slug, milestone]) if milestone else self.index_url()


class GateUpdate(OfGateMixin, TeamUpdateView):
    route = "gates/<uuid:pk>/edit/", "gate-edit"
    model = GateCheck
    form_class = GateCheckForm

    def get_queryset(self):
        return super().get_queryset().for_lists()


class GateDiscard(TeamDiscardView):
    route = "gates/<uuid:pk>/discard/", "gate-discard"
    model = GateCheck

    def get_queryset(self):
        return super().get_queryset().for_lists()

    def next_url(self, default):
        return self.milestone_url

    def post(self, request, *args, **kwargs):
        self.milestone_url = self.get_object().milestone.get_absolute_url()
        return super().post(request, *args, **kwargs)


class GateReadingCreate(OfGateMixin, TeamUpdateView):
    """Report a value that was measured."""

    route = "gates/<uuid:pk>/readings/new/", "gate-reading"
    model = GateCheck
    form_class = GateReadingForm

    def required_right(self):
        return "planner.add_gatereading"

    def get_queryset(self):
        return super().get_queryset().for_lists()

    def get_form_kwargs(self):
        gate = self.object
        return super().get_form_kwargs() | {"instance": GateReading(team=self.team, gate=gate)}

    def get_initial(self):
        return {"measured_on": self.team.today()}

    def get_success_message(self):
        return _("The value was reported.")

    def get_title(self):
        return _("Report a value for “%(gate)s”") % {"gate": self.object}

    def get_submit(self):
        return _("Report value")


class GateWaiver(OfGateMixin, TeamUpdateView):
    """Ask why, and waive."""

    route = "gates/<uuid:pk>/waiver/", "gate-waiver"
    model = GateCheck
    action = "waive"
    form_class = GateWaiverForm
    intro = gettext_lazy("The milestone can then be completed without it. The reason stays to be seen, with your name.")

    def get_queryset(self):
        return super().get_queryset().for_lists()

    def get_title(self):
        return _("Waive “%(gate)s”") % {"gate": self.object}

    def get_submit(self):
        return _("Waive it")

    def get_success_message(self):
        return _("%(row)s is waived.") % {"row": self.object}


class GateAction(TeamActionView):
    """A verb of a gate; htmx gets the gates of its milestone."""

    model = GateCheck
    template_name = "planner/milestone_gates.html"
    partials = ("milestone-gates",)

    def get_queryset(self):
        return super().get_queryset().for_lists()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**gates_context(self.membership, self.object.milestone), **kwargs)


class GatePassing(GateAction):
    """POST: it is met; the address of the evidence may come with it."""

    route = "gates/<uuid:pk>/passing/", "gate-passing"
    action = "pass"
    done_message = gettext_lazy("%(row)s has passed.")
    undo_view = "planner:gate-passing-undo"

    def perform(self):
        self.object.mark_passed(by=self.membership, **validated(GatePassingForm(self.request.POST)))


class GateFailure(GateAction):
    """POST: it is not met."""

    route = "gates/<uuid:pk>/failure/", "gate-failure"
    action = "pass"
    done_message = gettext_lazy("%(row)s has failed.")
    undo_view = "planner:gate-failure-undo"

    def perform(self):
        self.object.mark_failed(by=self.membership, **validated(GateFailureForm(self.request.POST)))


class GateApproval(GateAction):
    """POST: the person it names approves."""

    route = "gates/<uuid:pk>/approval/", "gate-approval"
    action = verb = "approve"
    done_message = gettext_lazy("%(row)s is approved.")
    undo_view = "planner:gate-approval-undo"


class GateConfirmation(GateAction):
    """POST: stand by what another person approved alone."""

    route = "gates/<uuid:pk>/confirmation/", "gate-confirmation"
    action = "approve"
    verb = "confirm"
    done_message = gettext_lazy("%(row)s is confirmed.")


OPEN_AGAIN = gettext_lazy("%(row)s is open again.")


class GatePassingUndo(GateAction):
    """POST: take back that it passed."""

    route = "gates/<uuid:pk>/passing/undo/", "gate-passing-undo"
    action, verb = "pass", "reopen"
    done_message = OPEN_AGAIN


class GateFailureUndo(GateAction):
    """POST: take back that it failed."""

    route = "gates/<uuid:pk>/failure/undo/", "gate-failure-undo"
    action, verb = "pass", "reopen"
    done_message = OPEN_AGAIN


class GateApprovalUndo(GateAction):
    """POST: take the approval back."""

    route = "gates/<uuid:pk>/approval/undo/", "gate-approval-undo"
    action, verb = "approve", "reopen"
    done_message = OPEN_AGAIN


class GateWaiverUndo(GateAction):
    """POST: take the waiver back."""

    route = "gates/<uuid:pk>/waiver/undo/", "gate-waiver-undo"
    action, verb = "waive", "withdraw_waiver"
    done_message = gettext_lazy("The waiver of %(row)s is taken back.")
