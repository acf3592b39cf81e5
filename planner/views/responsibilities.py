"""Who else has a part in a milestone: a fragment of its page, added to, changed and taken off in place."""

from django.urls import reverse

from planner.models import Letter, Milestone, Responsibility
from planner.responsibility_forms import ResponsibilityForm
from teams.form_pages import InPlaceMixin, TeamCreateView, TeamUpdateView
from teams.web import TeamDetailView, TeamDiscardView


class MilestoneResponsibilities(TeamDetailView):
    """The owner, who is accountable, and everybody else by letter; with a page of its own as twin."""

    route = "milestones/<uuid:pk>/responsibilities/", "milestone-responsibilities"
    model = Milestone
    template_name = "planner/milestone_responsibilities.html"
    partials = ("milestone-responsibilities",)

    def get_queryset(self):
        return super().get_queryset().select_related("project", "owner")

    def get_context_data(self, **kwargs):
        shares = Responsibility.objects.visible_to(self.membership).filter(milestone=self.object).for_lists()
        found = list(shares)
        groups = [(letter, [share for share in found if share.letter == letter]) for letter in Letter]
        form = None
        if self.membership.has_perm("planner.add_responsibility"):
            form = ResponsibilityForm(membership=self.membership, initial={"milestone": self.object.pk})
        return super().get_context_data(groups=groups, share_form=form, **kwargs)


class OfMilestoneMixin:
    """Where the pages of a part in a milestone lead: to the fragment they came from."""

    model = Responsibility

    def get_queryset(self):
        return super().get_queryset().for_lists()

    def get_success_url(self):
        return reverse("planner:milestone-responsibilities", args=[self.team.slug, self.object.milestone_id])


class ResponsibilityCreate(OfMilestoneMixin, InPlaceMixin, TeamCreateView):
    """Give somebody a part; `?milestone=` says in what."""

    route = "responsibilities/new/", "responsibility-new"
    form_class = ResponsibilityForm
    partials = ("milestone-responsibilities",)


class ResponsibilityUpdate(OfMilestoneMixin, TeamUpdateView):
    route = "responsibilities/<uuid:pk>/edit/", "responsibility-edit"
    form_class = ResponsibilityForm


class ResponsibilityDiscard(OfMilestoneMixin, TeamDiscardView):
    route = "responsibilities/<uuid:pk>/discard/", "responsibility-discard"

    def get_object(self, queryset=None):
        self.object = super().get_object(queryset)
        return self.object

    def next_url(self, default):
        return super().next_url(self.get_success_url())
