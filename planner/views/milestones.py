"""Pages of milestones."""

from dataclasses import replace

from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from core.fetching import part_of
from core.views import SeeOther
from planner.bulk import MILESTONES
from planner.filters import MilestoneFilter
from planner.forms import MilestoneForm, MilestoneStartForm, QuickMilestoneForm, QuickTaskForm
from planner.models import OPEN_TASK_STATES, Bonus, Milestone, Responsibility, RoleNeed, Task
from teams.activity_formatter import history_of
from teams.bulk_pages import bulk_page
from teams.cells import cell_page
from teams.finishing_pages import finishing_pages
from teams.form_pages import TeamCreateView, TeamUpdateView, validated
from teams.quick_pages import quick_page
from teams.web import TeamActionView, TeamDetailView, TeamDiscardView, TeamListView, list_url

from .cascade import ways_to_follow, what_follows


class MilestoneList(TeamListView):
    """The milestones by due date; completed and cancelled ones when the filter asks for them."""

    route = "milestones/", "milestone-list"
    model = Milestone
    filterset_class = MilestoneFilter
    template_name = "planner/milestone_list.html"
    partials = ("milestone-table",)
    quick = QuickMilestoneForm
    start = {"state": "open"}
    bulk = replace(MILESTONES, follow=ways_to_follow)

    def get_queryset(self):
        return super().get_queryset().for_lists().with_gates(on=self.team.today())


quick = quick_page(MilestoneList)


bulk = bulk_page(MilestoneList)
cells = cell_page(MilestoneList)


class MilestoneDetail(TeamDetailView):
    route = "milestones/<uuid:pk>/", "milestone"
    model = Milestone
    template_name = "planner/milestone.html"
    partials = ("milestone-page",)

    def get_queryset(self):
        return super().get_queryset().for_lists().with_gates(on=self.team.today())

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
    tasks_url = list_url("planner:task-list", membership.team, milestone=milestone.pk, state="all")
    return {
        "milestone": milestone,
        "tasks": part_of(tasks, tasks_url, first=Q(state__in=OPEN_TASK_STATES)),
        "task_form": QuickTaskForm(membership=membership, initial={"milestone": milestone.pk}),
        **_parts_in_use(membership, milestone),
        "history": history_of(membership, milestone),
    }


def _parts_in_use(membership, milestone):
    """Say which of its optional parts a milestone has, in one statement."""
    kinds = {"has_shares": Responsibility, "has_bonus": Bonus, "has_roles": RoleNeed}
    asked = {
        name: Exists(kind.objects.visible_to(membership).filter(milestone=milestone)) for name, kind in kinds.items()
    }
    return Milestone.objects.visible_to(membership).filter(pk=milestone.pk).values(**asked).get()


class MilestoneFormMixin:
    model = Milestone
    form_class = MilestoneForm


class MilestoneCreate(MilestoneFormMixin, TeamCreateView):
    """Make a milestone; `?goal=` says for which goal."""

    route = "milestones/new/", "milestone-new"

    def get_initial(self):
        initial = super().get_initial()
        if "goal" in initial:
            initial["goals"] = [initial["goal"]]
        return initial


class MilestoneUpdate(MilestoneFormMixin, TeamUpdateView):
    """Change a milestone; where others follow its dates, the browser goes on to what they would do."""

    route = "milestones/<uuid:pk>/edit/", "milestone-edit"

    def form_valid(self, form):
        answer = super().form_valid(form)
        if answer.status_code == SeeOther.status_code and {"starts_on", "due_on"} & set(form.changed_data):
            following = what_follows(self.object, by=self.membership)
            return SeeOther(following) if following else answer
        return answer


class MilestoneAction(TeamActionView):
    """A verb of a milestone; htmx gets its page without the frame, or its row of the list."""

    model = Milestone
    template_name = "planner/milestone.html"
    partials = ("milestone-page",)
    row_partials = ("milestone-row",)

    def get_queryset(self):
        return super().get_queryset().for_lists().with_gates(on=self.team.today())

    def get_template_names(self):
        if self.partial_name() == "milestone-row":
            return ["planner/milestone_list.html#milestone-row"]
        return super().get_template_names()

    def get_context_data(self, **kwargs):
        is_row = self.partial_name() == "milestone-row"
        shown = {"milestone": self.object} if is_row else milestone_context(self.membership, self.object)
        return super().get_context_data(**shown, is_partial=True, **kwargs)


class MilestoneStart(MilestoneAction):
    """POST: begin the work, today or on the day that is sent."""

    route = "milestones/<uuid:pk>/start/", "milestone-start"
    action, verb = "start", "start"
    done_message = _("%(row)s has started.")
    undo_view = "planner:milestone-start-undo"

    def perform(self):
        self.object.start(by=self.membership, **validated(MilestoneStartForm(self.request.POST)))


class MilestoneStartUndo(MilestoneAction):
    """POST: put back what stood before the start."""

    route = "milestones/<uuid:pk>/start/undo/", "milestone-start-undo"
    action, verb = "start", "undo_start"
    done_message = _("The start of %(row)s is taken back.")


# All but the completion, which asks what becomes of open tasks (completion.py).
finishing = finishing_pages(MilestoneAction, "milestones", "milestone")[1:]


class MilestoneDiscard(TeamDiscardView):
    route = "milestones/<uuid:pk>/discard/", "milestone-discard"
    model = Milestone
