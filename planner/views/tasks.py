"""Pages of tasks."""

from django.shortcuts import get_object_or_404

from planner.bulk import TASKS
from planner.filters import TaskFilter
from planner.forms import QuickListedTaskForm, TaskForm
from planner.models import Milestone, Task
from teams.activity_formatter import history_of
from teams.bulk_pages import bulk_page
from teams.cells import cell_page
from teams.finishing_pages import finishing_pages
from teams.form_pages import InPlaceMixin, TeamCreateView, TeamUpdateView
from teams.quick_pages import quick_page
from teams.web import TeamActionView, TeamDetailView, TeamDiscardView, TeamListView

from .milestones import milestone_context


class TaskList(TeamListView):
    """The tasks by due date; finished and cancelled ones when the filter asks for them."""

    route = "tasks/", "task-list"
    model = Task
    filterset_class = TaskFilter
    template_name = "planner/task_list.html"
    partials = ("task-table",)
    quick = QuickListedTaskForm
    start = {"state": "open"}
    bulk = TASKS

    def get_queryset(self):
        return super().get_queryset().select_related("assignee", "milestone__project")

    def get_context_data(self, **kwargs):
        return super().get_context_data(with_milestone=True, **kwargs)


quick = quick_page(TaskList)


bulk = bulk_page(TaskList)
cells = cell_page(TaskList)


class TaskDetail(TeamDetailView):
    route = "tasks/<uuid:pk>/", "task"
    model = Task
    template_name = "planner/task.html"
    partials = ("task-head",)

    def get_queryset(self):
        return super().get_queryset().select_related("assignee", "milestone__project")

    def get_context_data(self, **kwargs):
        return super().get_context_data(history=history_of(self.membership, self.object), **kwargs)


class TaskCreate(InPlaceMixin, TeamCreateView):
    """Make a task; from the line below a milestone's tasks, where the answer leads to the milestone, again in place."""

    route = "tasks/new/", "task-new"
    model = Task
    form_class = TaskForm
    partials = ("milestone-page",)

    def get_success_url(self):
        return self.object.milestone.get_absolute_url() if self.object.milestone_id else super().get_success_url()


class TaskUpdate(TeamUpdateView):
    route = "tasks/<uuid:pk>/edit/", "task-edit"
    model = Task
    form_class = TaskForm


class TaskAction(TeamActionView):
    """A verb of a task; htmx gets the head of its page, its row of a list, or the page of its milestone."""

    model = Task
    template_name = "planner/task.html"
    partials = ("task-head", "milestone-page")
    row_partials = ("task-row",)

    def get_queryset(self):
        return super().get_queryset().select_related("assignee", "milestone__project")

    def get_template_names(self):
        if self.partial_name() == "task-row":
            return ["planner/task_list.html#task-row"]
        if self.partial_name() == "milestone-page":
            return ["planner/milestone.html#milestone-page"]
        return super().get_template_names()

    def get_context_data(self, **kwargs):
        if self.partial_name() == "milestone-page":
            rows = Milestone.objects.visible_to(self.membership).for_lists().with_gates(on=self.team.today())
            milestone = get_object_or_404(rows, pk=self.object.milestone_id)
            return super().get_context_data(**milestone_context(self.membership, milestone), is_partial=True, **kwargs)
        with_milestone = self.request.GET.get("with") == "milestone"
        return super().get_context_data(task=self.object, with_milestone=with_milestone, **kwargs)


finishing = finishing_pages(TaskAction, "tasks", "task")


class TaskDiscard(TeamDiscardView):
    route = "tasks/<uuid:pk>/discard/", "task-discard"
    model = Task
