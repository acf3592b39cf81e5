"""Alerts about one row, for its page; and “Send me this alert now” with its result."""

from django.apps import apps
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from alerts.delivery import is_configured
from alerts.models import Delivery, Mail
from alerts.notices import RIGHTS, ask
from core.fetching import part_of
from core.paging import paged_part
from core.views import SeeOther
from teams.web import TeamDetailView, TeamPage

SHOWN = 8  # alerts beside the row they are about; the page behind that part has all of them
# By then the result should stand; after it the page no longer asks by itself.
PATIENCE_SECONDS = 20


class SubjectMixin:
    """A page about the row that `kind` and `pk` name; only kinds one can ask an alert for."""

    @cached_property
    def subject(self):
        kind = self.kwargs["kind"]
        if kind not in RIGHTS:
            raise Http404
        rows = apps.get_model(kind)._default_manager.visible_to(self.membership).select_related("team")
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class OfSubject(SubjectMixin, TeamPage):
    """What was and will be said about a row, as far as the reader may see it."""

    route = "alerts/of/<str:kind>/<uuid:pk>/", "of-subject"
    template_name = "alerts/of_subject.html"
    partials = ("subject-alerts",)

    def required_right(self):
        kind = self.kwargs["kind"]
        if kind not in RIGHTS:
            raise Http404
        return "{}.view_{}".format(*kind.split("."))

    def get_context_data(self, **kwargs):
        rows = Delivery.objects.visible_to(self.membership).filter(alert__subject_id=self.subject.pk)
        rows = rows.for_lists().order_by("-alert__fires_at", "-pk")
        in_part = self.partial_name() is not None  # beside the row, whose page has room for the first
        return super().get_context_data(
            subject=self.subject,
            deliveries=part_of(rows, self.request.path, limit=SHOWN)
            if in_part
            else paged_part(rows, self.request.GET.get("page")),
            may_ask=self.membership.has_perm(RIGHTS[self.kwargs["kind"]]),
            **kwargs,
        )


class Notify(SubjectMixin, TeamPage):
    """POST queues one mail about the row to the person who asks, and shows how it goes."""

    route = "alerts/notices/<str:kind>/<uuid:pk>/", "notify"
    template_name = "alerts/notice.html"
    partials = ("notice-result",)
    http_method_names = ["post"]

    def required_right(self):
        if self.kwargs["kind"] not in RIGHTS:
            raise Http404
        return RIGHTS[self.kwargs["kind"]]

    def post(self, request, *args, **kwargs):
        mail = ask(self.membership, self.subject)
        if self.partial_name():
            return self.render_to_response(notice_context(mail) | self.get_context_data())
        return SeeOther(reverse("alerts:notice", args=[self.team.slug, mail.pk]))


class NoticeResult(TeamDetailView):
    """How a mail sent by hand goes; asks again by itself until it is over, or by a refresh of the page."""

    route = "alerts/notices/<uuid:pk>/", "notice"
    model = Mail
    right = "alerts.view_preference"
    template_name = "alerts/notice.html"
    partials = ("notice-result",)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**notice_context(self.object), **kwargs)


def notice_context(mail):
    """Return what the result of a notice shows."""
    age = (timezone.now() - mail.created_at).total_seconds()
    attempt = mail.tries.last()
    return {
        "mail": mail,
        "attempt": attempt,
        "is_configured": is_configured(),
        "is_asking": is_configured() and not mail.is_over and not mail.attempts and age < PATIENCE_SECONDS,
        "is_slow": age >= PATIENCE_SECONDS,
    }
