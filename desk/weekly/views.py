"""Pages of the weekly review: the walk, its end, and the reviews of before."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin

from core.stale import StaleError
from core.views import SeeOther
from planner.models import Decided, Milestone, WeeklyReview
from planner.views.cascade import what_follows
from teams.form_pages import TeamUpdateView, validated
from teams.web import TeamDetailView, TeamListView, TeamMixin, TeamPage

from .deciding import decide
from .findings import Span, find, reviews_of
from .forms import DecisionForm, EndingForm
from .outcome import outcome_of
from .subjects import SUBJECTS
from .walk import counts_of, walk

SAID = {
    Decided.COMPLETED: gettext_lazy("%(row)s is completed."),
    Decided.MOVED: gettext_lazy("The date of %(row)s was moved."),
    Decided.HANDED_ON: gettext_lazy("%(row)s was handed on."),
    Decided.KEPT: gettext_lazy("%(row)s stays as it is."),
    Decided.SKIPPED: gettext_lazy("%(row)s was skipped."),
}


class WeeklyWalk(TeamPage):
    """The review under way, one item at a time (`?at=`), or the way to begin one."""

    route = "review/", "weekly-review"
    right = "planner.view_weeklyreview"
    template_name = "desk/weekly.html"

    def get_context_data(self, **kwargs):
        review, last = reviews_of(self.membership)
        shown = self._walked(review, last) if review else {}
        return super().get_context_data(review=review, last=last, **shown, **kwargs)

    def _walked(self, review, last):
        found = find(self.membership, review, Span.after(last, self.team.today()))
        shown = walk(found, counts_of(self.membership, review), self.request.GET.get("at", ""))
        return {"walk": shown, "ending": EndingForm(instance=review, membership=self.membership)} | (
            self._acts(shown.item) if shown.item else {}
        )

    def _acts(self, item):
        """Return what this member may do about an item, and the form that asks what the acts need."""
        subject = item.group.subject
        may_change = self.membership.has_perm(subject.right("change"))
        initial = {"item": item.key, "version": item.row.version, "day": item.day}
        return {
            "subject": subject,
            "may_complete": bool(subject.complete) and self.membership.has_perm(subject.right("complete")),
            "may_change": may_change,
            "has_open_tasks": isinstance(item.row, Milestone) and item.row.has_open_tasks,
            "form": DecisionForm(membership=self.membership, initial=initial) if may_change else None,
        }


class WeeklyBeginning(TeamMixin, View):
    """POST: begin a review, or go on with the one under way."""

    route = "review/beginning/", "weekly-review-beginning"
    model = WeeklyReview
    action = "add"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        WeeklyReview.begin(self.team, by=self.membership)
        return SeeOther(reverse("weekly-review", args=[self.team.slug]))


class WeeklyDeciding(TeamMixin, SingleObjectMixin, View):
    """POST: decide about one item, and go on to the next."""

    route = "reviews/<uuid:pk>/decisions/", "weekly-review-decisions"
    model = WeeklyReview
    right = "planner.add_weeklydecision"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        review = self.get_object()
        form = DecisionForm(request.POST, membership=self.membership)
        try:
            validated(form)
            asked = form.asked()
            kept, act = decide(review, asked, by=self.membership)
        except (ValidationError, StaleError) as error:
            return self._refused(error)
        row = SUBJECTS[kept.subject_kind].model.objects.visible_to(self.membership).get(pk=kept.subject_id)
        undo = reverse("teams:change-undo", args=[self.team.slug, act.pk])
        self.say(SAID[kept.decision] % {"row": row}, undo=undo)
        return SeeOther(self._following(kept, row) or self._place(request.POST.get("after", "")))

    def _refused(self, error):
        messages.error(self.request, " ".join(getattr(error, "messages", None) or [error.message]))
        return SeeOther(self._place(self.request.POST.get("item", "")))

    def _following(self, kept, row):
        """Return the page that shows what follows the move of a milestone, or None; the review waits meanwhile."""
        moved = kept.decision == Decided.MOVED and isinstance(row, Milestone)
        return what_follows(row, by=self.membership) if moved else None

    def _place(self, key):
        url = reverse("weekly-review", args=[self.team.slug])
        return f"{url}?{urlencode({'at': key[:60]})}" if key else url


class WeeklyEnding(TeamUpdateView):
    """The note a review ends with; sent from the end of the walk, and shown by itself where it is refused."""

    route = "reviews/<uuid:pk>/ending/", "weekly-review-ending"
    model = WeeklyReview
    form_class = EndingForm
    action = "end"
    success_message = gettext_lazy("The weekly review is finished.")

    def get_title(self):
        return _("Finish the weekly review")

    def get_submit(self):
        return _("Finish the review")

    def get_cancel_url(self):
        return reverse("weekly-review", args=[self.team.slug])


class WeeklyReviewList(TeamListView):
    """The reviews that ended, the latest first."""

    route = "reviews/", "weekly-review-list"
    model = WeeklyReview
    template_name = "desk/weekly_list.html"

    def get_queryset(self):
        return super().get_queryset().ended().latest_first().for_lists().with_counts(self.membership)


class WeeklyReviewPage(TeamDetailView):
    """A review: its note, and what was decided."""

    route = "reviews/<uuid:pk>/", "weekly-review-page"
    model = WeeklyReview
    template_name = "desk/weekly_review.html"

    def get_queryset(self):
        return super().get_queryset().for_lists()

    def get_context_data(self, **kwargs):
        return super().get_context_data(review=self.object, outcome=outcome_of(self.membership, self.object), **kwargs)
