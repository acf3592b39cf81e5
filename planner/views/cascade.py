"""What follows when a milestone moves: looked at first, then applied in one act with one Undo."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.stale import StaleError
from core.views import SeeOther
from planner.cascading import Asked, apply_cascade, preview
from planner.consequences import consequences_of
from planner.link_forms import CascadeForm
from planner.models import Dependency, Milestone
from teams.models import Activity
from teams.web import TeamDetailView

ROWS_SHOWN = 200
WAYS_AT_MOST = 3  # each is a look at the whole plan


class MilestoneCascade(TeamDetailView):
    """GET shows what a new due date would move, what follows an edit (`?after=`), or what links demand (`?fit=`).

    POST applies what was seen.
    """

    route = "milestones/<uuid:pk>/cascade/", "milestone-cascade"
    action = "change"
    model = Milestone
    template_name = "planner/cascade.html"
    http_method_names = ["get", "head", "post", "options"]

    def get_queryset(self):
        return super().get_queryset().select_related("project")

    def get_context_data(self, **kwargs):
        form = CascadeForm(self.request.GET)
        found = self._found(form)
        means = consequences_of(found, by=self.membership) if found and found.rows else None
        return super().get_context_data(form=form, found=found, means=means, rows_shown=ROWS_SHOWN, **kwargs)

    def post(self, request, *args, **kwargs):
        self.object = milestone = self.get_object()
        form = CascadeForm(request.POST)
        again = f"{request.path}?{urlencode(form.asked_for())}"
        if not form.is_valid():
            return SeeOther(again)
        try:
            told = {name: form.cleaned_data[name] for name in ("seen", "reason")}
            act, found = apply_cascade(milestone, self._asked(form), by=self.membership, **told)
        except (ValidationError, StaleError) as error:
            messages.error(request, " ".join(getattr(error, "messages", None) or [error.message]))
            return SeeOther(again)
        if act is not None:
            text = ngettext("%(count)s milestone was moved.", "%(count)s milestones were moved.", len(found.rows))
            undo = reverse("teams:change-undo", args=[self.team.slug, act.pk])
            self.say(text % {"count": len(found.rows)}, undo=undo)
        return SeeOther(milestone.get_absolute_url())

    def _found(self, form):
        """Return the Cascade asked for, or None with the reason among the form's errors."""
        if not form.asked_for() or not form.is_valid():
            return None
        try:
            return preview(self.object, self._asked(form), by=self.membership)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return None

    def _asked(self, form):
        after = form.cleaned_data["after"]
        if after is None:
            return Asked(due_on=form.cleaned_data["due_on"])
        edit = Activity.objects.visible_to(self.membership).filter(pk=after).first()
        if edit is None:
            raise ValidationError(_("The date was changed again since. Look at the latest change."), code="overtaken")
        return Asked(after=edit)


def what_follows(milestone, *, by):
    """Return the address that shows what follows the edit just made of a milestone's dates, or None for nothing."""
    if not milestone.successor_links.exists():
        return None
    edits = Activity.objects.visible_to(by).about(milestone).of_the_row_itself()
    edit = edits.order_by("-subject_version", "-at").first()
    try:
        found = preview(milestone, Asked(after=edit), by=by)
    except ValidationError:
        return None
    if not found.rows and not found.broken:
        return None
    url = reverse("planner:milestone-cascade", args=[by.team.slug, milestone.pk])
    return f"{url}?{urlencode({'after': edit.pk})}"


def ways_to_follow(milestones, by):
    """Return (number, address) of the first milestones just moved that others follow, as `what_follows` gives them."""
    links = Dependency.objects.visible_to(by).filter(predecessor__in=[each.pk for each in milestones])
    ids = set(links.values_list("predecessor", flat=True))
    looked_at = [each for each in milestones if each.pk in ids][:WAYS_AT_MOST]
    found = [(each.code, what_follows(each, by=by)) for each in looked_at]
    return [(code, url) for code, url in found if url]
