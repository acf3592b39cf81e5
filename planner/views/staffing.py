"""The team's work ahead: open roles with the day they are needed by, and who has how much to do in which week."""

from django.urls import reverse

from planner.models import RoleNeed, Settings
from planner.staffing_forms import RoleNeedForm
from planner.workload import loads_of, missing_roles
from teams.form_pages import TeamCreateView
from teams.web import TeamDiscardView, TeamPage


class Staffing(TeamPage):
    """Roles and load; each is one table."""

    route = "people/workload/", "staffing"
    right = "planner.view_roleneed"
    template_name = "planner/staffing.html"

    def get_context_data(self, **kwargs):
        weeks, loads, people = loads_of(self.membership)
        lead_days = Settings.of(self.team).hire_lead_days
        missing, needs = missing_roles(self.membership, lead_days)
        return super().get_context_data(
            weeks=weeks,
            loads=loads,
            people=people,
            missing=missing,
            needs=needs,
            lead_days=lead_days,
            **kwargs,
        )


class RoleNeedCreate(TeamCreateView):
    """Say which position a milestone needs; `?milestone=` or `?position=` names one of them."""

    route = "needed-roles/new/", "need-new"
    model = RoleNeed
    form_class = RoleNeedForm

    def get_success_url(self):
        return reverse("planner:staffing", args=[self.team.slug])


class RoleNeedDiscard(TeamDiscardView):
    route = "needed-roles/<uuid:pk>/discard/", "need-discard"
    model = RoleNeed

    def get_queryset(self):
        return super().get_queryset().for_lists()
