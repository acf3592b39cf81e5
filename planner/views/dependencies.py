"""The links of a milestone: what it waits for and what waits for it, added, changed and removed in place."""

from math import ceil, floor

from django.urls import reverse
from django.utils.translation import gettext as _

from core.fetching import ROWS_AT_MOST, part_of
from core.views import SeeOther
from planner.cascading import BrokenLink
from planner.link_forms import DependencyForm
from planner.linking import part
from planner.models import Dependency, LinkKind, Milestone
from planner.network import NOTHING
from planner.scheduling import plan_of
from teams.form_pages import InPlaceMixin, TeamCreateView, TeamUpdateView
from teams.web import TeamDetailView, TeamDiscardView, list_url


class MilestoneLinks(TeamDetailView):
    """When a milestone is scheduled and why: a fragment of its page, with a page of its own as twin."""

    route = "milestones/<uuid:pk>/links/", "milestone-links"
    model = Milestone
    template_name = "planner/milestone_links.html"
    partials = ("milestone-links",)

    def get_queryset(self):
        return super().get_queryset().select_related("project")

    def get_context_data(self, **kwargs):
        shown = link_context(self.membership, self.object) | schedule_context(self.membership, self.object)
        return super().get_context_data(**shown, **kwargs)


def schedule_context(membership, milestone):
    """Return when an open milestone is scheduled, its float, and which of its links do not hold."""
    if milestone.is_closed:
        return {}
    found = plan_of(membership)
    times, broken = found.schedule.times[milestone.pk], found.schedule.broken
    own = [each for each in broken if milestone.pk in (each.link.before, each.link.after)]
    return {
        "scheduled_on": found.dates[milestone.pk][1],
        "float_days": floor(times.total_float + NOTHING),
        "is_critical": times.critical,
        "broken": [BrokenLink(found.stored(each.link), ceil(each.days - NOTHING)) for each in own[:ROWS_AT_MOST]],
    }


def link_context(membership, milestone):
    """Return what a milestone is linked with, and the forms for one more link on either side."""
    links, team = Dependency.objects.visible_to(membership), membership.team
    before = links.filter(successor=milestone).select_related("predecessor__project")
    after = links.filter(predecessor=milestone).select_related("successor__project")
    before_url = list_url("planner:milestone-list", team, awaited_by=milestone.pk, state="all")
    after_url = list_url("planner:milestone-list", team, waits_for=milestone.pk, state="all")
    return {
        "links_before": part_of(before.order_by("predecessor__due_on", "predecessor__number"), before_url),
        "links_after": part_of(after.order_by("successor__due_on", "successor__number"), after_url),
        "link_kinds": LinkKind.choices,
    } | _link_forms(membership, milestone)


def _link_forms(membership, milestone):
    """Return the forms, which share what they offer, where one more link is wanted and allowed."""
    if milestone.is_closed or not membership.has_perm("planner.add_dependency"):
        return {}
    before = DependencyForm(membership=membership, initial={"successor": milestone.pk}, auto_id="before-%s")
    after = DependencyForm(membership=membership, initial={"predecessor": milestone.pk}, auto_id="after-%s")
    after.fields["successor"].offer_as(before.fields["predecessor"])
    return {"link_before_form": before, "link_after_form": after}


class LinkFormMixin(InPlaceMixin):
    """A form that stands on the page of a milestone too, and is answered there."""

    model = Dependency
    form_class = DependencyForm
    partials = ("milestone-links",)


class DependencyCreate(LinkFormMixin, TeamCreateView):
    """Link two milestones; `?successor=` or `?predecessor=` names one of them."""

    route = "dependencies/new/", "dependency-new"

    def form_valid(self, form):
        link = form.store(by=self.membership)
        if link is None:
            return self.form_invalid(form)
        undo = reverse("teams:change-undo", args=[self.team.slug, form.act.pk])
        self.say(_("%(row)s was linked.") % {"row": link}, undo=undo)
        return SeeOther(self.next_url(link.get_absolute_url()))


class DependencyUpdate(LinkFormMixin, TeamUpdateView):
    """Change how the successor waits: the kind of the link, and its lag."""

    route = "dependencies/<uuid:pk>/edit/", "dependency-edit"

    def get_queryset(self):
        return super().get_queryset().select_related("predecessor", "successor")


class DependencyDiscard(TeamDiscardView):
    """POST parts two milestones, with an Undo."""

    route = "dependencies/<uuid:pk>/discard/", "dependency-discard"
    model = Dependency

    def post(self, request, *args, **kwargs):
        link = self.get_object()
        act = part(link, by=self.membership)
        undo = reverse("teams:change-undo", args=[self.team.slug, act.pk])
        self.say(_("%(row)s was removed.") % {"row": link}, undo=undo)
        return SeeOther(self.next_url(link.get_absolute_url()))

    def get_queryset(self):
        return super().get_queryset().select_related("predecessor", "successor__team")
