"""Pages of the financing plan: its steps, one of them, done, skipped and opened again."""

from django.utils.translation import gettext_lazy as _

from funding.filters import PlanStepFilter
from funding.forms import PlanStepForm
from funding.models import PlanStep
from teams.activity_formatter import history_of
from teams.web import (
    TeamActionView,
    TeamCreateView,
    TeamDetailView,
    TeamDiscardView,
    TeamListView,
    TeamUpdateView,
)


class StepRows:
    model = PlanStep

    def get_queryset(self):
        return super().get_queryset().for_lists()


class StepList(TeamListView):
    """The steps by due date; finished and skipped ones when the filter asks for them."""

    model = PlanStep
    filterset_class = PlanStepFilter
    template_name = "funding/step_list.html"
    partials = ("step-table",)
    start = {"state": "open"}

    def get_queryset(self):
        return super().get_queryset().for_lists()


class StepDetail(StepRows, TeamDetailView):
    template_name = "funding/step.html"
    partials = ("step-head",)
    context_object_name = "step"

    def get_context_data(self, **kwargs):
        return super().get_context_data(history=history_of(self.membership, self.object), **kwargs)


class StepFormMixin:
    model = PlanStep
    form_class = PlanStepForm
    template_name = "funding/step_form.html"


class StepCreate(StepFormMixin, TeamCreateView):
    """Make a step."""


class StepUpdate(StepFormMixin, TeamUpdateView):
    """Change a step."""


class StepAction(StepRows, TeamActionView):
    """A verb of a step; htmx gets the head of its page or its row of the list."""

    action = "complete"
    template_name = "funding/step.html"
    partials = ("step-head",)
    row_partials = ("step-row",)

    def get_template_names(self):
        if self.partial_name() == "step-row":
            return ["funding/step_list.html#step-row"]
        return super().get_template_names()

    def get_context_data(self, **kwargs):
        return super().get_context_data(step=self.object, **kwargs)


class StepCompletion(StepAction):
    verb = "complete"
    done_message = _("%(row)s is done.")
    undo_view = "funding:step-completion-undo"


class StepCompletionUndo(StepAction):
    verb = "undo_completion"
    done_message = _("%(row)s is open again.")


class StepSkipping(StepAction):
    verb = "skip"
    done_message = _("%(row)s is skipped.")
    undo_view = "funding:step-skipping-undo"


class StepSkippingUndo(StepAction):
    verb = "undo_skipping"
    done_message = _("%(row)s is open again.")


class StepReopening(StepAction):
    """Work on it again, however long ago it ended."""

    verb = "reopen"
    done_message = _("%(row)s is open again.")


class StepDiscard(TeamDiscardView):
    model = PlanStep
    success_view = "funding:step-list"
