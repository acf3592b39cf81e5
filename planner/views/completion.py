"""Completing a milestone: where tasks are still open, what becomes of them is asked first."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import HttpResponseClientRedirect

from core.fetching import part_of
from core.views import SeeOther
from planner.completion_forms import LeftoverForm
from planner.models import Milestone, open_tasks_of
from teams.form_pages import TeamUpdateView
from teams.web import list_url

from .milestones import MilestoneAction

DONE = gettext_lazy("%(row)s is completed.")
UNDO = "planner:milestone-completion-undo"


class MilestoneCompletion(MilestoneAction):
    """POST: complete; where tasks are still open the browser goes on to the page that asks about them."""

    route = "milestones/<uuid:pk>/completion/", "milestone-completion"
    action = verb = "complete"
    done_message = DONE
    undo_view = UNDO

    def post(self, request, *args, **kwargs):
        return ask_first(request, self.get_object()) or super().post(request, *args, **kwargs)


class MilestoneLeftover(TeamUpdateView):
    """Ask what becomes of the open tasks, and complete the milestone; without any there is nothing to ask."""

    route = "milestones/<uuid:pk>/completion/tasks/", "milestone-leftover"
    model = Milestone
    action = "complete"
    form_class = LeftoverForm
    template_name = "planner/leftover.html"

    def get(self, request, *args, **kwargs):
        if self.object.is_open and self.object.has_open_tasks:
            return super().get(request, *args, **kwargs)
        return SeeOther(self.get_success_url())

    def get_context_data(self, **kwargs):
        every = list_url("planner:task-list", self.team, milestone=self.object.pk, state="open")
        return super().get_context_data(
            tasks=part_of(open_tasks_of(self.object).select_related("team"), every), **kwargs
        )

    def get_title(self):
        return _("Complete “%(row)s”") % {"row": self.object.title}

    def get_submit(self):
        return _("Complete milestone")

    def form_valid(self, form):
        if form.store(by=self.membership) is None:
            return self.form_invalid(form)
        self.say(DONE % {"row": self.object}, undo=reverse(UNDO, args=[self.team.slug, self.object.pk]))
        return SeeOther(self.next_url(self.get_success_url()))


def ask_first(request, milestone):
    """Lead on to the page that asks about a milestone's open tasks; None where there is nothing to ask.

    What a quality gate stands in the way of is not asked, for the verb refuses it.
    """
    if not (milestone.is_open and milestone.has_open_tasks) or milestone.unmet_gates:
        return None
    here = request.htmx.current_url_abs_path if request.htmx else request.POST.get("next")
    address = reverse("planner:milestone-leftover", args=[milestone.team.slug, milestone.pk])
    address = f"{address}?{urlencode({'next': here})}" if here else address
    return HttpResponseClientRedirect(address) if request.htmx else SeeOther(address)
