"""Pages of milestones."""

from django.utils.translation import gettext_lazy as _

from planner.filters import MilestoneFilter
from planner.forms import MilestoneForm, QuickTaskForm
from planner.models import Milestone, Task
from teams.activity_formatter import history_of
from teams.web import (
    TeamActionView,
    TeamCreateView,
    TeamDetailView,
    TeamDiscardView,
    TeamListView,
    TeamUpdateView,
)


class MilestoneList(TeamListView):
    """The milestones by due date; completed and cancelled ones when the filter asks for them."""

    model = Milestone
    filterset_class = MilestoneFilter
    template_name = "planner/milestone_list.html"
    partials = ("milestone-table",)
    start = {"state": "open"}

    def get_queryset(self):
        return super().get_queryset().for_lists()


class MilestoneDetail(TeamDetailView):
    model = Milestone
    template_name = "planner/milestone.html"
    partials = ("milestone-page",)

    def get_queryset(self):
        return super().get_queryset().for_lists()

    def get_context_data(self, **kwargs):
        shown = milestone_context(self.membership, self.object)
        return super().get_context_data(**shown, is_partial=bool(self.partial_name()), **kwargs)


def milestone_context(membership, milestone):
    """Return what the page of a milestone shows."""
    tasks = (
        Task.objects.visible_to(membership)
        .filter(milestone=milestone)
        .select_related("assignee", "team", "milestone__project")
    )
    return {
        "milestone": milestone,
        "tasks": tasks,
        "task_form": QuickTaskForm(membership=membership, initial={"milestone": milestone.pk}),
        "moves": milestone.moves.select_related("by"),
        "history": history_of(membership, milestone),
    }


class MilestoneFormMixin:
    model = Milestone
    form_class = MilestoneForm
    template_name = "planner/milestone_form.html"


class MilestoneCreate(MilestoneFormMixin, TeamCreateView):
    """Make a milestone; `?goal=` says for which goal."""

    def get_initial(self):
        initial = super().get_initial()
        if "goal" in initial:
            initial["goals"] = [initial["goal"]]
        return initial


class MilestoneUpdate(MilestoneFormMixin, TeamUpdateView):
    """Change a milestone."""


class MilestoneAction(TeamActionView):
    """A verb of a milestone; htmx gets its page without the frame, or its row of the list."""

    model = Milestone
    template_name = "planner/milestone.html"
    partials = ("milestone-page",)
    row_partials = ("milestone-row",)

    def get_queryset(self):
        return super().get_queryset().for_lists()

    def get_template_names(self):
        if self.partial_name() == "milestone-row":
            return ["planner/milestone_list.html#milestone-row"]
        return super().get_template_names()

    def get_context_data(self, **kwargs):
        is_row = self.partial_name() == "milestone-row"
        shown = {"milestone": self.object} if is_row else milestone_context(self.membership, self.object)
        return super().get_context_data(**shown, is_partial=True, **kwargs)


class MilestoneCompletion(MilestoneAction):
    action = "complete"
    verb = "complete"
    done_message = _("%(row)s is completed.")
    undo_view = "planner:milestone-completion-undo"


class MilestoneCompletionUndo(MilestoneAction):
    action = "complete"
    verb = "undo_completion"
    done_message = _("%(row)s is open again.")


class MilestoneCancellation(MilestoneAction):
    action = "cancel"
    verb = "cancel"
    done_message = _("%(row)s is cancelled.")
    undo_view = "planner:milestone-cancellation-undo"


class MilestoneCancellationUndo(MilestoneAction):
    action = "cancel"
    verb = "undo_cancellation"
    done_message = _("%(row)s is open again.")


class MilestoneReopening(MilestoneAction):
    """Work on it again, however long ago it ended."""

    action = "complete"
    verb = "reopen"
    done_message = _("%(row)s is open again.")


class MilestoneDiscard(TeamDiscardView):
    model = Milestone
    success_view = "planner:milestone-list"
