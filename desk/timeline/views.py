"""Pages of the timeline: the picture, and the move of one milestone."""

from urllib.parse import parse_qs

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.generic.base import View

from core.stale import StaleError
from core.views import SeeOther
from forecast.moving import joint_after
from forecast.sight import may_see_money
from planner.models import Milestone, TimelineView
from teams.web import TeamDetailView, TeamMixin, TeamPage

from .asked import Asked
from .composing import timeline_of
from .forms import ALONE, MoveForm
from .moving import move_all, move_alone, previewed

ROWS_SHOWN = 200


class TimelinePage(TeamPage):
    """The plan as a picture: what waits for what, how likely it is, and where the money ends."""

    route = "timeline/", "timeline"
    right = "planner.view_milestone"
    template_name = "desk/timeline.html"
    partials = ("timeline",)

    def get_context_data(self, **kwargs):
        given = dict(self.request.GET.lists()) or parse_qs(TimelineView.query_of(self.membership))
        timeline = timeline_of(self.membership, Asked.read(given))
        return super().get_context_data(timeline=timeline, **kwargs)


class TimelineViewing(TeamMixin, View):
    """POST remembers how this person wants the timeline, and leads to the address that says so.

    `view` is the address shown; the other fields, or the `change` a button stands for, change parts of it.
    """

    route = "timeline/view/", "timeline-view"
    right = "planner.view_milestone"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        post = request.POST
        asked = Asked.changed(post.get("view", ""), dict(post.lists()), post.get("change", ""))
        TimelineView.keep(self.membership, asked.kept)
        return SeeOther(f"{reverse('timeline', args=[self.team.slug])}?{asked.kept}")


class TimelineViewDiscard(TeamMixin, View):
    """POST forgets that: the timeline is as it is at first."""

    route = "timeline/view/discard/", "timeline-view-discard"
    right = "planner.view_milestone"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        TimelineView.forget(self.membership)
        return SeeOther(reverse("timeline", args=[self.team.slug]))


class MoveMixin:
    """One milestone, and the dates it is to have."""

    action = "change"
    model = Milestone

    def get_queryset(self):
        return super().get_queryset().select_related("project")

    def asked_for(self):
        """Return (form, its Preview or None, with the reason among the errors of the form)."""
        form = MoveForm(self.request.GET if "due_on" in self.request.GET else None, milestone=self.object)
        form.initial = {"starts_on": self.object.starts_on, "due_on": self.object.due_on}
        if not form.is_valid():
            return form, None
        try:
            return form, previewed(self.object, form.dates, by=self.membership)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return form, None


class TimelineMove(MoveMixin, TeamDetailView):
    """GET says what other dates would do; POST moves the milestone, with what waits for it or alone."""

    route = "milestones/<uuid:pk>/move/", "timeline-move"
    template_name = "desk/timeline_move.html"
    partials = ("move-bar",)
    http_method_names = ["get", "head", "post", "options"]

    def get_context_data(self, **kwargs):
        form, preview = self.asked_for()
        shown = {"form": form, "preview": preview, "rows_shown": ROWS_SHOWN}
        shown["may_see_joint"] = preview and may_see_money(self.membership)
        shown["is_partial"] = bool(self.partial_name())
        return super().get_context_data(back=self._timeline(), **shown, **kwargs)

    def post(self, request, *args, **kwargs):
        self.object = milestone = self.get_object()
        form = MoveForm(request.POST, milestone=milestone)
        again = f"{request.path}?{form.query}"
        if not form.is_valid():
            return SeeOther(again)
        try:
            act, count = self._move(milestone, form)
        except (ValidationError, StaleError) as error:
            messages.error(request, " ".join(getattr(error, "messages", None) or [error.message]))
            return SeeOther(again)
        if act is not None:
            text = ngettext("%(count)s milestone was moved.", "%(count)s milestones were moved.", count)
            self.say(text % {"count": count}, undo=reverse("teams:change-undo", args=[self.team.slug, act.pk]))
        return SeeOther(self.next_url(self._timeline()))

    def _move(self, milestone, form):
        given, told = form.cleaned_data, {"by": self.membership, "reason": form.cleaned_data["reason"]}
        if given["how"] == ALONE:
            return move_alone(milestone, form.dates, version=given["version"], **told)
        return move_all(milestone, form.dates, seen=given["seen"], **told)

    def _timeline(self):
        return reverse("timeline", args=[self.team.slug])


class TimelineMoveJoint(MoveMixin, TeamDetailView):
    """What a move would do to the joint chance: a fragment that comes after the rest, for who reads the money."""

    route = "milestones/<uuid:pk>/move/joint/", "timeline-move-joint"
    template_name = "desk/timeline_joint.html"
    partials = ("move-joint",)

    def dispatch(self, request, *args, **kwargs):
        if not may_see_money(self.membership):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        _form, preview = self.asked_for()
        dates = {row.milestone.pk: row.new for row in preview.cascade.rows} if preview else {}
        joint = joint_after(self.team, dates) if dates else None
        return super().get_context_data(joint=joint, preview=preview, **kwargs)
