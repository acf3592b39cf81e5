"""Forms of the steps of a contingency plan."""

from django.utils.translation import gettext_lazy as _

from risks.forms import ContingencyStepForm
from risks.models import ContingencyStep
from teams.form_pages import TeamCreateView, TeamUpdateView
from teams.web import TeamActionView

from .drafts import SaysDraft, SaysDraftOnSaving


class StepFormMixin(SaysDraftOnSaving):
    model = ContingencyStep
    form_class = ContingencyStepForm
    note = _("A plan that was ready is a draft again after a change.")


class StepCreate(StepFormMixin, TeamCreateView):
    """Add a step; `?plan=` says to which plan."""

    route = "contingency-steps/new/", "step-new"


class StepUpdate(StepFormMixin, TeamUpdateView):
    """Change a step."""

    route = "contingency-steps/<uuid:pk>/edit/", "step-edit"

    def get_queryset(self):
        return super().get_queryset().select_related("plan")


class StepDiscard(SaysDraft, TeamActionView):
    """Remove a step; the browser goes back to the plan."""

    route = "contingency-steps/<uuid:pk>/discard/", "step-discard"
    model = ContingencyStep
    action = "discard"
    done_message = _("“%(row)s” was removed.")

    def get_queryset(self):
        return super().get_queryset().select_related("plan__team")

    def perform(self):
        before = self.was_prepared()
        self.object.discard(by=self.membership)
        self.say_draft(before=before)
