"""Baselines: the plan as it stood, kept, compared with today, and chosen to measure against."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.paging import ROWS_A_PAGE, Paginator
from planner.baseline_forms import BaselineForm
from planner.comparing import Comparison
from planner.models import Baseline
from teams.activity_formatter import history_of
from teams.form_pages import TeamCreateView
from teams.web import TeamActionView, TeamDetailView, TeamDiscardView, TeamListView


class BaselineList(TeamListView):
    """The baselines, the latest one first; at most 100 of a team."""

    route = "baselines/", "baseline-list"
    model = Baseline
    template_name = "planner/baseline_list.html"
    partials = ("baseline-table",)

    def get_queryset(self):
        return super().get_queryset().select_related("by").with_counts()


class BaselineCreate(TeamCreateView):
    """Keep the plan as it stands."""

    route = "baselines/new/", "baseline-new"
    model = Baseline
    form_class = BaselineForm
    intro = gettext_lazy("The dates of all milestones are kept as they are now. Nothing changes a baseline afterwards.")
    success_message = property(lambda self: _("The plan was kept as %(row)s."))

    def get_title(self):
        return _("Keep the plan as it stands")

    def get_submit(self):
        return _("Keep the plan")


class BaselineDetail(TeamDetailView):
    """What was modified, removed and added since, a page at a time."""

    route = "baselines/<uuid:pk>/", "baseline"
    model = Baseline
    template_name = "planner/baseline.html"
    partials = ("baseline-rows",)

    def get_queryset(self):
        return super().get_queryset().select_related("by")

    def get_context_data(self, **kwargs):
        found = Comparison(self.object, self.membership)
        page = Paginator(found, ROWS_A_PAGE).get_page(self.request.GET.get("page"))
        history = history_of(self.membership, self.object)
        return super().get_context_data(counts=found.counts, page=page, rows=list(page), history=history, **kwargs)


class BaselineReference(TeamActionView):
    """POST: measure the plan against this baseline."""

    route = "baselines/<uuid:pk>/reference/", "baseline-reference"
    model = Baseline
    action = "choose"
    done_message = gettext_lazy("The plan is measured against %(row)s.")
    act = None

    def perform(self):
        self.act = self.object.choose(by=self.membership)

    def undo_url(self):
        return self.act and reverse("teams:change-undo", args=[self.team.slug, self.act.pk])


class BaselineReferenceUndo(TeamActionView):
    """POST: measure the plan against the days first planned again."""

    route = "baselines/<uuid:pk>/reference/undo/", "baseline-reference-undo"
    model = Baseline
    action = "choose"
    verb = "set_aside"
    done_message = gettext_lazy("The plan is measured against the days first planned.")


class BaselineDiscard(TeamDiscardView):
    route = "baselines/<uuid:pk>/discard/", "baseline-discard"
    model = Baseline
