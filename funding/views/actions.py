"""What comes next about an opportunity: made, changed, done with what follows, given up, taken back."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.views import SeeOther
from funding.bulk import NEXT_ACTIONS
from funding.filters import CURRENT, NextActionFilter
from funding.forms import CompletionForm, NextActionForm
from funding.models import NextAction, Opportunity
from teams.bulk_pages import bulk_page
from teams.cells import cell_page
from teams.form_pages import TeamCreateView, TeamUpdateView
from teams.web import TeamActionView, TeamDetailView, TeamDiscardView, TeamListView


class NextActionList(TeamListView):
    """The next actions by due date; finished and cancelled ones when the filter asks for them."""

    route = "next-actions/", "action-list"
    model = NextAction
    filterset_class = NextActionFilter
    template_name = "funding/action_list.html"
    partials = ("action-table",)
    start = {"state": CURRENT}
    bulk = NEXT_ACTIONS

    def get_queryset(self):
        return super().get_queryset().for_lists()


bulk = bulk_page(NextActionList)
cells = cell_page(NextActionList)


class NextActionDetail(TeamDetailView):
    """A next action is shown on the page of its opportunity."""

    route = "next-actions/<uuid:pk>/", "action"
    model = NextAction

    def get(self, request, *args, **kwargs):
        return SeeOther(self.get_object().get_absolute_url())


class NextActionForms:
    """What making and changing a next action share: both are about an opportunity."""

    form_class = NextActionForm

    def get_title(self):
        return gettext("Next action")

    def get_submit(self):
        return gettext("Save next action")

    def get_cancel_url(self):
        return self.opportunity.get_absolute_url()

    def get_crumbs(self):
        return [(self.opportunity.get_absolute_url(), self.opportunity)]


class NextActionCreate(NextActionForms, TeamCreateView):
    """Say what comes next about an opportunity, whose id stands in the address."""

    route = "opportunities/<uuid:pk>/next-action/", "action-new"
    model = Opportunity
    right = "funding.add_nextaction"

    def get_submit(self):
        return gettext("Add next action")

    @cached_property
    def opportunity(self):
        return self.get_object()

    def get_initial(self):
        return {"owner": self.opportunity.owner_id or self.membership.pk} | super().get_initial()

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": NextAction(opportunity=self.opportunity)}


class NextActionUpdate(NextActionForms, TeamUpdateView):
    """Change a next action."""

    route = "next-actions/<uuid:pk>/edit/", "action-edit"
    model = NextAction

    @property
    def opportunity(self):
        return self.object.opportunity


class NextActionCompletion(TeamUpdateView):
    """Done: the page asks what comes next."""

    route = "next-actions/<uuid:pk>/completion/", "action-completion"
    model = NextAction
    action = "complete"
    form_class = CompletionForm
    template_name = "funding/next_action_done.html"

    def form_valid(self, form):
        if form.store(by=self.membership) is None:
            return self.form_invalid(form)
        follows = form.cleaned_data["title"]
        undo = reverse("funding:action-completion-undo", args=[self.team.slug, self.object.pk])
        self.say(_("“%(row)s” is done.") % {"row": self.object}, undo=None if follows else undo)
        return SeeOther(self.next_url(self.get_success_url()))


class NextActionReopening(TeamActionView):
    route = "next-actions/<uuid:pk>/completion/undo/", "action-completion-undo"
    model = NextAction
    action = "complete"
    verb = "reopen"
    done_message = _("“%(row)s” is open again.")


class NextActionCancellation(TeamActionView):
    route = "next-actions/<uuid:pk>/cancellation/", "action-cancellation"
    model = NextAction
    action = "complete"
    verb = "cancel"
    done_message = _("“%(row)s” is cancelled.")
    undo_view = "funding:action-completion-undo"


class NextActionDiscard(TeamDiscardView):
    route = "next-actions/<uuid:pk>/discard/", "action-discard"
    model = NextAction
