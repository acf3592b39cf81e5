"""Reviews that are due, one risk a page, the oldest first."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.views import SeeOther
from risks.due_review_form import DueReviewForm
from risks.models import Review, Risk
from risks.walking import walk_through_due
from teams.form_pages import TeamFormView
from teams.web import TeamPage

from .meetings import NOTES_AT_MOST, as_id, decisions_on


class DueMixin:
    """The page of a risk on the way through what is due."""

    template_name = "risks/reviews.html"

    def card(self, wanted, **forms):
        walk = walk_through_due(self.membership, wanted)
        risk = Risk.objects.visible_to(self.membership).for_lists().filter(pk=walk.at).first()
        if risk is None:
            return {"walk": walk, "risk": None}
        notes = decisions_on(risk, self.membership)[:NOTES_AT_MOST]
        return {"walk": walk, "risk": risk, "notes": notes, "form": self.blank(risk)} | forms

    def blank(self, risk):
        return DueReviewForm(membership=self.membership, instance=Review(team=self.team, risk=risk))


class ReviewsDue(DueMixin, TeamPage):
    """What is due for review, at the risk `?risk=` names."""

    route = "risks/reviews/", "reviews"
    model = Review

    def get_context_data(self, **kwargs):
        return super().get_context_data(**self.card(as_id(self.request.GET.get("risk"))), **kwargs)


class RiskReview(DueMixin, TeamFormView):
    """POST notes what a review came to; the browser goes on to the next risk that is due.

    Refused, the page says why and keeps what was typed.
    """

    route = "risks/<uuid:pk>/review/", "risk-review"
    model = Risk
    right = "risks.add_review"
    form_class = DueReviewForm
    http_method_names = ["post"]
    success_message = _("%(row)s was reviewed.")

    @cached_property
    def object(self):
        return self.get_object()

    def get_queryset(self):
        return super().get_queryset().with_scores().with_steps()

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": Review(team=self.team, risk=self.object)}

    def get_context_data(self, **kwargs):
        return self.card(self.object.pk, **kwargs)

    def form_valid(self, form):
        after = walk_through_due(self.membership, self.object.pk).after
        review = form.store(by=self.membership)
        if review is None:
            return self.form_invalid(form)
        undo = reverse("teams:change-undo", args=[self.team.slug, review.act.pk])
        self.say(self.success_message % {"row": self.object}, undo=undo)
        return SeeOther(after)
