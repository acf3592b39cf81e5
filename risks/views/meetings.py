"""The meeting on risks: a walk through them one by one, and its notes."""

from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic.base import View

from core.fetching import ROWS_AT_MOST, part_of
from core.paging import Paginator
from core.views import SeeOther
from risks.changes import changes_of
from risks.forms import ClosingForm, StatusForm
from risks.minutes import minutes_of
from risks.models import Meeting, Review, Risk
from risks.review_form import ReviewForm
from risks.walking import walk_through
from teams.form_pages import TeamFormView
from teams.web import TeamActionView, TeamDetailView, TeamListView, TeamMixin, TeamPage, list_url

NOTES_AT_MOST = 5  # earlier decisions beside a risk


class MeetingMixin:
    """A page of the meeting that is running, at one of its risks, with what can be done about it there."""

    template_name = "risks/meeting.html"

    @cached_property
    def meeting(self):
        """Return the meeting a form was made for, be it over by now, else the one that is running, or None."""
        rows = Meeting.objects.visible_to(self.membership).for_lists()
        wanted = as_id(self.request.POST.get("meeting"))
        return (rows.filter(pk=wanted) if wanted else rows.running()).first()

    def card(self, wanted, **forms):
        """Return what the page shows of a risk; by default of the first one nobody has looked at yet."""
        walk = walk_through(self.meeting, self.membership, wanted)
        risk = Risk.objects.visible_to(self.membership).for_lists().filter(pk=walk.at).first()
        shown = {"meeting": self.meeting, "walk": walk, "risk": risk}
        if risk is None:
            return shown
        if self.meeting.since:
            shown["marks"] = changes_of([risk], since=self.meeting.since)[risk.pk].marks
        return shown | {"notes": decisions_on(risk, self.membership)[:NOTES_AT_MOST]} | self.forms(risk) | forms

    def forms(self, risk):
        """Return blank forms for one risk."""
        return {
            "form": ReviewForm(membership=self.membership, instance=self.new_review(risk)),
            "status_form": StatusForm(risk=risk, auto_id="status-%s"),
            "closing_form": ClosingForm(risk=risk, auto_id="closing-%s"),
        }

    def new_review(self, risk):
        return Review(team=self.team, meeting=self.meeting, risk=risk)


class MeetingWalk(MeetingMixin, TeamPage):
    """The meeting that is running, at the risk `?risk=` names; while none is, what changed since the last one."""

    route = "risks/meeting/", "meeting"
    model = Meeting

    def get_context_data(self, **kwargs):
        if self.meeting is not None:
            return super().get_context_data(**self.card(as_id(self.request.GET.get("risk"))), **kwargs)
        meetings = Meeting.objects.visible_to(self.membership).for_lists()
        last = meetings.ended_before(timezone.now()).first()
        return super().get_context_data(meeting=None, last=last, changed=self.changed_since(last), **kwargs)

    def changed_since(self, last):
        """Return the risks that changed since a meeting, as a Part, each with its `marks`; None without a meeting."""
        if last is None:
            return None
        rows = Risk.objects.visible_to(self.membership).changed_between(last.ended_at).with_scores().worst_first()
        part = part_of(rows, list_url("risks:register", self.team, status="all", attention="changed"))
        changes = changes_of(part.rows, since=last.ended_at)
        for risk in part.rows:
            risk.marks = changes[risk.pk].marks_of_changed
        return part


class MeetingReview(MeetingMixin, TeamFormView):
    """POST rates a risk and notes what was decided; the browser goes on to the next risk.

    Refused, the card says why and keeps what was typed.
    """

    route = "risks/<uuid:pk>/meeting/review/", "meeting-review"
    model = Risk
    right = "risks.add_review"
    form_class = ReviewForm
    http_method_names = ["post"]
    success_message = _("%(row)s was reviewed.")

    @cached_property
    def object(self):
        if self.meeting is None:
            raise Http404
        return self.get_object()

    def get_queryset(self):
        return super().get_queryset().with_scores().with_steps()

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.new_review(self.object)}

    def get_context_data(self, **kwargs):
        return self.card(self.object.pk, **kwargs)

    def form_valid(self, form):
        review = form.store(by=self.membership)
        if review is None:
            return self.form_invalid(form)
        undo = review.act and reverse("teams:change-undo", args=[self.team.slug, review.act.pk])
        self.say(self.success_message % {"row": self.object}, undo=undo)
        return SeeOther(walk_through(self.meeting, self.membership, self.object.pk).after)


class MeetingList(TeamListView):
    """The meetings held, the newest first."""

    route = "risks/meetings/", "meeting-list"
    model = Meeting
    template_name = "risks/meeting_list.html"
    partials = ("meeting-table",)

    def get_queryset(self):
        rows = super().get_queryset().select_related("started_by")
        return rows.with_counts(Review.objects.visible_to(self.membership))


class MeetingNotes(TeamDetailView):
    """What a meeting decided, by risk: to be read and printed."""

    route = "risks/meetings/<uuid:pk>/", "meeting-notes"
    model = Meeting
    template_name = "risks/meeting_notes.html"

    def get_queryset(self):
        return super().get_queryset().select_related("started_by", "ended_by")

    def get_context_data(self, **kwargs):
        return super().get_context_data(minutes=minutes_of(self.object, self.membership), **kwargs)


class RiskDecisions(TeamDetailView):
    """What meetings decided about a risk: a fragment of its page, with a page of its own as twin."""

    route = "risks/<uuid:pk>/decisions/", "risk-decisions"
    model = Risk
    right = "risks.view_review"
    template_name = "risks/decisions.html"
    partials = ("risk-decisions",)

    def get_context_data(self, **kwargs):
        rows = Paginator(decisions_on(self.object, self.membership), ROWS_AT_MOST)
        return super().get_context_data(decisions=rows.get_page(self.request.GET.get("page")), **kwargs)


class MeetingStart(TeamMixin, View):
    """POST begins a meeting, or joins the one that is running."""

    route = "risks/meeting/start/", "meeting-start"
    model = Meeting
    action = "add"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        Meeting.start(by=self.membership)
        return SeeOther(reverse("risks:meeting", args=[self.team.slug]))


class MeetingEnd(TeamActionView):
    route = "risks/meetings/<uuid:pk>/end/", "meeting-end"
    model = Meeting
    action = "end"
    verb = "end"
    done_message = _("%(row)s has ended.")
    undo_view = "risks:meeting-end-undo"


class MeetingEndUndo(TeamActionView):
    route = "risks/meetings/<uuid:pk>/end/undo/", "meeting-end-undo"
    model = Meeting
    action = "end"
    verb = "resume"
    done_message = _("%(row)s was resumed.")


def decisions_on(risk, membership):
    """Return what meetings decided about a risk, the latest first."""
    rows = Review.objects.visible_to(membership).filter(risk=risk).decisions().order_by("-at", "-id")
    return rows.select_related("meeting__team", "author", "assessment")


def as_id(text):
    """Return the id a text spells, or None."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
