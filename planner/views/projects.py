"""Pages of projects."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fetching import part_of
from planner.filters import ProjectFilter
from planner.forms import ProjectForm, ProjectStateForm
from planner.models import Goal, Lifecycle, Milestone, Project
from planner.slips import median_of
from teams.activity_formatter import history_of
from teams.form_pages import TeamCreateView, TeamUpdateView, validated
from teams.web import TeamActionView, TeamDetailView, TeamDiscardView, TeamListView, list_url


class ProjectList(TeamListView):
    """The projects; finished and discontinued ones when the filter asks for them."""

    route = "projects/", "project-list"
    model = Project
    filterset_class = ProjectFilter
    template_name = "planner/project_list.html"
    partials = ("project-table",)
    start = {"state": "open"}


class ProjectDetail(TeamDetailView):
    route = "projects/<uuid:pk>/", "project"
    model = Project
    template_name = "planner/project.html"

    def get_context_data(self, **kwargs):
        goals = Goal.objects.visible_to(self.membership).filter(project=self.object)
        milestones = Milestone.objects.visible_to(self.membership).filter(project=self.object)
        return super().get_context_data(
            goals=part_of(
                goals.select_related("team", "owner", "project").with_progress(),
                list_url("planner:goal-list", self.team, project=self.object.pk, status="all"),
                first=~Q(lifecycle=Lifecycle.CLOSED),
            ),
            milestones=milestones.open().for_lists().with_gates(on=self.team.today())[:10],
            slip=median_of(milestones),
            history=history_of(self.membership, self.object),
            **kwargs,
        )


class ProjectCreate(TeamCreateView):
    route = "projects/new/", "project-new"
    model = Project
    form_class = ProjectForm


class ProjectUpdate(TeamUpdateView):
    route = "projects/<uuid:pk>/edit/", "project-edit"
    model = Project
    form_class = ProjectForm


class ProjectStateChange(TeamActionView):
    route = "projects/<uuid:pk>/state/", "project-state"
    model = Project
    done_message = _("The state of %(row)s was changed.")
    undo_view = "planner:project-state-undo"

    def perform(self):
        self.object.change_state(by=self.membership, **validated(ProjectStateForm(self.request.POST)))


class ProjectStateUndo(TeamActionView):
    route = "projects/<uuid:pk>/state/undo/", "project-state-undo"
    model = Project
    verb = "undo_state"
    done_message = _("The state of %(row)s was put back.")


class ProjectDiscard(TeamDiscardView):
    route = "projects/<uuid:pk>/discard/", "project-discard"
    model = Project
