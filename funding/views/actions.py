"""What comes next about an opportunity: made, changed, done with what follows, given up, taken back."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.views import SeeOther
from funding.filters import CURRENT, NextActionFilter
from funding.forms import CompletionForm, NextActionForm
from funding.models import NextAction, Opportunity
from teams.web import (
    TeamActionView,
    TeamCreateView,
    TeamDetailView,
    TeamDiscardView,
    TeamListView,
    TeamUpdateView,
)


class NextActionList(TeamListView):
    """The next actions by due date; finished and cancelled ones when the filter asks for them."""

    model = NextAction
    filterset_class = NextActionFilter
    template_name = "funding/action_list.html"
    partials = ("action-table",)
    start = {"state": CURRENT}

    def get_queryset(self):
        return super().get_queryset().for_lists()


class NextActionDetail(TeamDetailView):
    """A next action is shown on the page of its opportunity."""

    model = NextAction

    def get(self, request, *args, **kwargs):
        return SeeOther(self.get_object().get_absolute_url())


class NextActionCreate(TeamCreateView):
    """Say what comes next about an opportunity, whose id stands in the address."""

    model = Opportunity
    right = "funding.add_nextaction"
    form_class = NextActionForm
    template_name = "funding/next_action_form.html"

    @cached_property
    def opportunity(self):
        return self.get_object()

    def get_initial(self):
        return {"owner": self.opportunity.owner_id or self.membership.pk} | super().get_initial()

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": NextAction(opportunity=self.opportunity)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(opportunity=self.opportunity, **kwargs)


class NextActionUpdate(TeamUpdateView):
    """Change a next action."""

    model = NextAction
    form_class = NextActionForm
    template_name = "funding/next_action_form.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(opportunity=self.object.opportunity, **kwargs)


class NextActionCompletion(TeamUpdateView):
    """Done: the page asks what comes next."""

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
    model = NextAction
    action = "complete"
    verb = "reopen"
    done_message = _("“%(row)s” is open again.")


class NextActionCancellation(TeamActionView):
    model = NextAction
    action = "complete"
    verb = "cancel"
    done_message = _("“%(row)s” is cancelled.")
    undo_view = "funding:action-completion-undo"


class NextActionDiscard(TeamDiscardView):
    model = NextAction
    success_view = "funding:pipeline"
