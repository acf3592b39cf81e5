"""The team's work ahead: open roles with the day they are needed by, and who has how much to do in which week."""

from django.urls import reverse

from planner.models import MOST_ROLES, Milestone, RoleNeed
from planner.staffing_forms import MilestoneRoleForm, RoleNeedForm
from planner.workload import Hiring, loads_of, missing_roles
from teams.form_pages import InPlaceMixin, TeamCreateView
from teams.web import TeamDetailView, TeamDiscardView, TeamPage


class Staffing(TeamPage):
    """Roles and load; each is one table."""

    route = "people/workload/", "staffing"
    right = "planner.view_roleneed"
    template_name = "planner/staffing.html"

    def get_context_data(self, **kwargs):
        weeks, loads, people = loads_of(self.membership)
        hiring = Hiring(self.membership)
        missing, needs = missing_roles(hiring)
        return super().get_context_data(
            weeks=weeks,
            loads=loads,
            people=people,
            missing=missing,
            needs=needs,
            lead_days=hiring.lead_days,
            **kwargs,
        )


class MilestoneRoles(TeamDetailView):
    """The positions that one milestone needs: a fragment of its page, with a page of its own as twin."""

    route = "milestones/<uuid:pk>/needed-roles/", "milestone-roles"
    model = Milestone
    template_name = "planner/milestone_roles.html"
    partials = ("milestone-roles",)

    def get_queryset(self):
        return super().get_queryset().select_related("project")

    def get_context_data(self, **kwargs):
        needs = list(
            RoleNeed.objects.visible_to(self.membership).filter(milestone=self.object).for_lists()[:MOST_ROLES]
        )
        form = None
        if self.membership.has_perm("planner.add_roleneed") and not self.object.is_closed:
            form = MilestoneRoleForm(membership=self.membership, initial={"milestone": self.object.pk})
        hiring = Hiring(self.membership)
        return super().get_context_data(
            roles=hiring.of_all(needs), lead_days=hiring.lead_days, role_form=form, **kwargs
        )


class RoleNeedCreate(InPlaceMixin, TeamCreateView):
    """Say which position a milestone needs; `?milestone=` or `?position=` names one of them."""

    route = "needed-roles/new/", "need-new"
    model = RoleNeed
    form_class = RoleNeedForm
    partials = ("milestone-roles",)

    def get_success_url(self):
        return reverse("planner:staffing", args=[self.team.slug])


class RoleNeedDiscard(TeamDiscardView):
    route = "needed-roles/<uuid:pk>/discard/", "need-discard"
    model = RoleNeed

    def get_queryset(self):
        return super().get_queryset().for_lists()
