"""What a person has to do with milestones beside owning them: what ends with their membership, and what does not."""

from core.fetching import part_of
from core.paging import paged_part
from planner.models import Bonus, Milestone, Responsibility
from teams.models import Membership
from teams.web import TeamDetailView, list_url

PARTS_SHOWN, BONUSES_SHOWN = 12, 12


class PersonParts(TeamDetailView):
    """Parts in open milestones, and for owners and the person open bonuses: a fragment of two pages of the person."""

    route = "responsibilities/people/<uuid:pk>/", "person-parts"
    model = Membership
    right = "planner.view_responsibility"
    template_name = "planner/person_parts.html"
    partials = ("person-parts",)
    context_object_name = "member"

    def get_context_data(self, **kwargs):
        bonuses = Bonus.objects.visible_to(self.membership).open().filter(beneficiary=self.object).for_lists()
        url = list_url("planner:bonus-list", self.team, beneficiary=self.object.pk)
        promised = part_of(bonuses, url, limit=BONUSES_SHOWN)
        return super().get_context_data(parts=self.parts(), bonuses=promised, **kwargs)

    def parts(self):
        """Return the first parts, on the page of its own a page of all of them."""
        shares = Responsibility.objects.visible_to(self.membership).filter(person=self.object)
        is_open = Milestone.objects.visible_to(self.membership).open()
        rows = (
            shares.filter(milestone__in=is_open).select_related("milestone__team").order_by("milestone__due_on", "pk")
        )
        if self.partial_name():
            return part_of(rows, self.request.path, limit=PARTS_SHOWN)
        return paged_part(rows, self.request.GET.get("page"))
