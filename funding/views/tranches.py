"""Tranches, on the page of their opportunity: made, changed, moved on, paid with the new balance, taken back."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.views import SeeOther
from funding.models import Opportunity, Tranche
from funding.states import TrancheState
from funding.tranche_forms import PaymentForm, TrancheForm, TrancheStateForm
from teams.form_pages import TeamCreateView, TeamUpdateView, validated
from teams.web import TeamActionView, TeamDiscardView


class TrancheRows:
    model = Tranche

    def get_queryset(self):
        return super().get_queryset().for_lists()


class TrancheForms:
    """What making and changing a tranche share: both are about an opportunity."""

    form_class = TrancheForm

    def get_title(self):
        return gettext("Tranche")

    def get_submit(self):
        return gettext("Save tranche")

    def get_cancel_url(self):
        return self.opportunity.get_absolute_url()

    def get_crumbs(self):
        return [(self.opportunity.get_absolute_url(), self.opportunity)]


class TrancheCreate(TrancheForms, TeamCreateView):
    """Add a tranche to an opportunity, whose id stands in the address."""

    route = "opportunities/<uuid:pk>/tranche/", "tranche-new"
    model = Opportunity
    right = "funding.add_tranche"

    @cached_property
    def opportunity(self):
        return self.get_object()

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": Tranche(opportunity=self.opportunity)}


class TrancheUpdate(TrancheRows, TrancheForms, TeamUpdateView):
    """Change a tranche."""

    route = "tranches/<uuid:pk>/edit/", "tranche-edit"

    @property
    def opportunity(self):
        return self.object.opportunity


class TrancheStateChange(TrancheRows, TeamActionView):
    """Enter a state; where that is paid, a page asks for the day and the new balance first."""

    route = "tranches/<uuid:pk>/state/", "tranche-state"
    action = "move"
    done_message = _("%(row)s has a new state.")
    undo_view = "funding:tranche-state-undo"

    def post(self, request, *args, **kwargs):
        if request.POST.get("state") == TrancheState.PAID:
            return SeeOther(reverse("funding:tranche-payment", args=[self.team.slug, self.get_object().pk]))
        return super().post(request, *args, **kwargs)

    def perform(self):
        self.object.change_state(by=self.membership, **validated(TrancheStateForm(self.request.POST)))


class TranchePayment(TrancheRows, TeamUpdateView):
    """Paid: the page asks for the day, and for what there is on the accounts since."""

    route = "tranches/<uuid:pk>/payment/", "tranche-payment"
    action = "move"
    form_class = PaymentForm

    def get_title(self):
        return gettext("%(row)s was paid") % {"row": self.object}

    def get_submit(self):
        return gettext("Mark as paid")

    def get_crumbs(self):
        return [(self.object.get_absolute_url(), self.object.opportunity)]

    def form_valid(self, form):
        if form.store(by=self.membership) is None:
            return self.form_invalid(form)
        undo = reverse("funding:tranche-state-undo", args=[self.team.slug, self.object.pk])
        self.say(_("%(row)s is paid.") % {"row": self.object}, undo=undo)
        return SeeOther(self.next_url(self.get_success_url()))


class TrancheStepBack(TrancheRows, TeamActionView):
    route = "tranches/<uuid:pk>/state/undo/", "tranche-state-undo"
    action = "move"
    verb = "step_back"
    done_message = _("%(row)s is back in its former state.")


class TrancheDiscard(TrancheRows, TeamDiscardView):
    """Remove a tranche, and stay with its opportunity."""

    route = "tranches/<uuid:pk>/discard/", "tranche-discard"

    def next_url(self, default):
        return super().next_url(self.opportunity_url or default)

    opportunity_url = None

    def get_object(self, queryset=None):
        row = super().get_object(queryset)
        self.opportunity_url = row.opportunity.get_absolute_url()
        return row
