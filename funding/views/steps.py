"""Pages of the financing plan: its steps, one of them, done, skipped and opened again."""

from django.utils.translation import gettext_lazy as _

from funding.filters import PlanStepFilter
from funding.forms import PlanStepForm
from funding.models import PlanStep
from teams.activity_formatter import history_of
from teams.finishing_pages import finishing_pages
from teams.form_pages import TeamCreateView, TeamUpdateView
from teams.web import TeamActionView, TeamDetailView, TeamDiscardView, TeamListView


class StepRows:
    model = PlanStep

    def get_queryset(self):
        return super().get_queryset().for_lists()


class StepList(TeamListView):
    """The steps by due date; finished and skipped ones when the filter asks for them."""

    route = "financing-steps/", "step-list"
    model = PlanStep
    filterset_class = PlanStepFilter
    template_name = "funding/step_list.html"
    partials = ("step-table",)
    start = {"state": "open"}

    def get_queryset(self):
        return super().get_queryset().for_lists()


class StepDetail(StepRows, TeamDetailView):
    route = "financing-steps/<uuid:pk>/", "step"
    template_name = "funding/step.html"
    partials = ("step-head",)
    context_object_name = "step"

    def get_context_data(self, **kwargs):
        return super().get_context_data(history=history_of(self.membership, self.object), **kwargs)


class StepFormMixin:
    model = PlanStep
    form_class = PlanStepForm


class StepCreate(StepFormMixin, TeamCreateView):
    """Make a step."""

    route = "financing-steps/new/", "step-new"


class StepUpdate(StepFormMixin, TeamUpdateView):
    """Change a step."""

    route = "financing-steps/<uuid:pk>/edit/", "step-edit"


class StepAction(StepRows, TeamActionView):
    """A verb of a step; htmx gets the head of its page or its row of the list."""

    template_name = "funding/step.html"
    partials = ("step-head",)
    row_partials = ("step-row",)

    def get_template_names(self):
        if self.partial_name() == "step-row":
            return ["funding/step_list.html#step-row"]
        return super().get_template_names()

    def get_context_data(self, **kwargs):
        return super().get_context_data(step=self.object, **kwargs)


finishing = finishing_pages(StepAction, "financing-steps", "step", given_up=_("%(row)s is skipped."))


class StepDiscard(TeamDiscardView):
    route = "financing-steps/<uuid:pk>/discard/", "step-discard"
    model = PlanStep
