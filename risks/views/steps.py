"""Forms of the steps of a contingency plan."""

from django.utils.translation import gettext_lazy as _

from risks.forms import ContingencyStepForm
from risks.models import ContingencyStep
from teams.web import TeamActionView, TeamCreateView, TeamUpdateView


class StepFormMixin:
    model = ContingencyStep
    form_class = ContingencyStepForm
    template_name = "risks/step_form.html"


class StepCreate(StepFormMixin, TeamCreateView):
    """Add a step; `?plan=` says to which plan."""


class StepUpdate(StepFormMixin, TeamUpdateView):
    """Change a step."""

    def get_queryset(self):
        return super().get_queryset().select_related("plan")


class StepDiscard(TeamActionView):
    """Remove a step; the browser goes back to the plan."""

    model = ContingencyStep
    action = "discard"
    verb = "discard"
    done_message = _("“%(row)s” was removed.")

    def get_queryset(self):
        return super().get_queryset().select_related("plan__team")
