"""Pages of key results: one with its history, its forms, and a new value in place."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.paging import paged_part
from planner.figures import written
from planner.forms import id_in
from planner.goal_forms import KeyResultForm, ValueForm
from planner.models import Goal, KeyResult
from planner.strips import strip_of, values_of
from teams.activity_formatter import history_of
from teams.form_pages import TeamCreateView, TeamUpdateView, validated
from teams.web import TeamActionView, TeamDetailView, TeamDiscardView

from .goal_page import goal_context


class KeyResultMixin:
    model = KeyResult

    def get_queryset(self):
        return super().get_queryset().select_related("goal__project")


class KeyResultDetail(KeyResultMixin, TeamDetailView):
    """A key result with its values, newest first."""

    route = "key-results/<uuid:pk>/", "key-result"
    template_name = "planner/key_result.html"
    context_object_name = "key_result"

    def get_context_data(self, **kwargs):
        row = self.object
        row.goal.team = row.team
        may = self.membership.has_perm("planner.measure_keyresult") and row.is_open
        values = paged_part(row.values.select_related("by").latest_first(), self.request.GET.get("page"))
        for value in values:
            value.words = written(row, value.value)
        strip = strip_of(row, values_of([row])[row.pk], may_measure=may)
        return super().get_context_data(strip=strip, values=values, history=history_of(self.membership, row), **kwargs)


class KeyResultFormMixin(KeyResultMixin):
    form_class = KeyResultForm

    def get_success_url(self):
        return self.object.goal.get_absolute_url()


class KeyResultCreate(KeyResultFormMixin, TeamCreateView):
    """Say by what a goal is measured; `?goal=` says which."""

    route = "key-results/new/", "key-result-new"

    def get_cancel_url(self):
        goal = id_in(self.request.GET.get("goal"))
        return reverse("planner:goal", args=[self.team.slug, goal]) if goal else super().get_cancel_url()


class KeyResultUpdate(KeyResultFormMixin, TeamUpdateView):
    """Change what is measured, from where, to where."""

    route = "key-results/<uuid:pk>/edit/", "key-result-edit"


class KeyResultDiscard(KeyResultMixin, TeamDiscardView):
    """Remove a key result with its values."""

    route = "key-results/<uuid:pk>/discard/", "key-result-discard"


class KeyResultValues(KeyResultMixin, TeamActionView):
    """POST keeps a value; htmx gets the figures of the goal, whose progress follows."""

    route = "key-results/<uuid:pk>/values/", "key-result-values"
    action = "measure"
    template_name = "planner/goal.html"
    partials = ("goal-figures",)
    done_message = _("The value of “%(row)s” was kept.")

    def perform(self):
        form = ValueForm(self.request.POST, key_result=self.object)
        validated(form)
        self.object.measure(form.values(), by=self.membership)

    def get_context_data(self, **kwargs):
        goals = Goal.objects.visible_to(self.membership).select_related("owner", "project", "parent").with_progress()
        goal = get_object_or_404(goals, pk=self.object.goal_id)
        return super().get_context_data(**goal_context(self.membership, goal), **kwargs)
