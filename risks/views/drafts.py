"""Saying that a material edit made a plan that was ready a draft again."""

from django.contrib import messages
from django.utils.translation import gettext as _

from core.views import SeeOther
from planner.forms import id_in
from risks.models import ContingencyPlan
from risks.states import PREPARED_PLANS


class SaysDraft:
    """For a page that changes a plan, or a row that points at one."""

    def plan_id(self):
        """Return which plan this is about; of a new row, what its form says."""
        if self.object is None:
            return id_in(self.request.POST.get("plan"))
        return self.object.pk if isinstance(self.object, ContingencyPlan) else self.object.plan_id

    def was_prepared(self):
        plans = ContingencyPlan.objects.visible_to(self.membership).filter(pk=self.plan_id())
        return plans.filter(state__in=PREPARED_PLANS).exists()

    def say_draft(self, *, before):
        if before and not self.was_prepared():
            messages.warning(self.request, _("The plan is a draft again: mark it as ready once you have checked it."))


class SaysDraftOnSaving(SaysDraft):
    """For a page with a form."""

    def form_valid(self, form):
        before = self.was_prepared()
        response = super().form_valid(form)
        if isinstance(response, SeeOther):
            self.say_draft(before=before)
        return response
