"""What happened in the team, and taking an act back."""

from itertools import groupby

from django.apps import apps
from django.http import Http404
from django.utils.translation import gettext_lazy
from django.views.generic import View

from core.views import SeeOther
from teams.activity_formatter import ActivityFormatter
from teams.history import ActivityFilter, kind_label
from teams.models import Activity, Change
from teams.roles import viewable_kinds
from teams.web import TeamActionView, TeamListView, TeamMixin


class ActivityList(TeamListView):
    """What happened, newest first, of the kinds of rows this person may view."""

    route = "activity/", "activity"
    model = Activity
    filterset_class = ActivityFilter
    template_name = "teams/activity.html"
    partials = ("activity-list",)

    def get_queryset(self):
        return super().get_queryset().select_related("by", "token", "change__by").order_by("-at", "-pk")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        activities = list(context["object_list"])
        formatter = ActivityFormatter(self.membership, activities)
        entries = [
            formatter.entry(activity, is_linked=True) | {"kind": kind_label(activity.subject_kind)}
            for activity in activities
        ]
        undoable = self.undoable({entry["activity"].change_id for entry in entries} - {None})
        context["acts"] = [
            {"change": change, "may_undo": change is not None and change.pk in undoable, "entries": list(group)}
            for change, group in groupby(entries, key=lambda entry: entry["activity"].change)
        ]
        return context

    def undoable(self, ids):
        """Return the ids of those acts this person may take back; one query for the whole page."""
        acts = Change.objects.visible_to(self.membership).undoable_by(self.membership)
        return set(acts.filter(pk__in=ids, undone_at=None).values_list("pk", flat=True))


class Subject(TeamMixin, View):
    """Lead from an activity to its row, if the row is still there and this person may see it."""

    route = "rows/<str:kind>/<uuid:pk>/", "subject"
    right = "teams.view_activity"

    def get(self, request, *args, kind, pk, **kwargs):
        known = {model._meta.label_lower: model for model in apps.get_models()}
        model = known.get(kind)
        if model is None or kind not in viewable_kinds(self.membership.rights):
            raise Http404
        row = model._default_manager.visible_to(self.membership).filter(pk=pk).first()
        if row is None or not hasattr(row, "get_absolute_url"):
            raise Http404
        return SeeOther(row.get_absolute_url())


class ChangeUndo(TeamActionView):
    """POST takes a whole act back: one's own, or anybody's for managers."""

    route = "changes/<uuid:pk>/undo/", "change-undo"
    model = Change
    action = "undo"
    verb = "undo"
    done_message = gettext_lazy("“%(row)s” was undone.")
