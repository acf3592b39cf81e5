"""The tasks by state: the other face of their list, where a card is moved by hand, by key or by its own form."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from planner.board import Moving, columns
from planner.filters import TaskBoardFilter
from planner.forms import QuickListedTaskForm
from planner.models import Task
from teams.cells import CellForm, CellPage
from teams.form_pages import error_texts
from teams.quick_pages import quick_page
from teams.web import TeamListView


class TaskBoard(TeamListView):
    """A column for each state, with the cards that come first."""

    route = "tasks/board/", "task-board"
    model = Task
    filterset_class = TaskBoardFilter
    template_name = "planner/task_board.html"
    partials = ("task-board",)
    paginate_by = None
    quick = QuickListedTaskForm

    def get_context_data(self, **kwargs):
        with_cancelled = self.filterset.with_cancelled
        found = columns(self.object_list, now=timezone.now(), with_cancelled=with_cancelled, list_url=self._list_url)
        return super().get_context_data(columns=found, is_empty=not any(each.count for each in found), **kwargs)

    def _list_url(self, state):
        """Return the list of a state, narrowed as the board is."""
        asked = {name: value for name, value in self.request.GET.items() if value and name != "cancelled"}
        return f"{reverse('planner:task-list', args=[self.team.slug])}?{urlencode(asked | {'state': state})}"


quick = quick_page(TaskBoard)


class TaskMove(CellPage):
    """POST leads a task into another state, with an Undo, and shows the board again; GET asks for the state."""

    route = "tasks/board/<uuid:pk>/state/", "task-move"
    model = Task
    list_view = TaskBoard
    partials = TaskBoard.partials
    row_partials = ()
    saved_message = _("%(row)s was moved.")
    bulk = Moving.of_finishing(Task, person="assignee")

    def form(self, data=None):
        if not self.object.is_open and not self.membership.has_perm("planner.complete_task"):
            raise PermissionDenied
        return CellForm(data, row=self.object, name="state", bulk=self.bulk, membership=self.membership)

    def show(self, form, status=200):
        """Say in words to htmx what was refused, beside the board as it stands."""
        if status == 422 and self.partial_name():
            return HttpResponse(" ".join(error_texts(form)), status=422, content_type="text/plain; charset=utf-8")
        return self.render_to_response(self.get_context_data(form=form, page=self.page()), status=status)
