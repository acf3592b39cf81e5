"""The pages of my work: the list, and what is done about a row in place, each under the right of the row's own page."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.views import SeeOther
from planner.models import Milestone
from planner.views.cascade import what_follows
from planner.views.completion import ask_first
from teams.form_pages import TeamUpdateView
from teams.web import TeamActionView, TeamPage

from .forms import HANDOVERS, POSTPONEMENTS
from .gathering import Gathering
from .kinds import BY_KEY
from .sections import SECTIONS, put_off
from .showing import overview, part, section_page

STEPS = {"1": 1, "7": 7}  # days by which a button puts off


class MyWork(TeamPage):
    """What waits for me; `?section=` shows all of one section."""

    route = "my-work/", "my-work"
    right = "teams.view_team"
    template_name = "desk/my_work.html"
    partials = ("work-waiting", "work-done")

    def get_template_names(self):
        return ["desk/my_work.html#work-section"] if self.partial_name() else ["desk/my_work.html"]

    def get_context_data(self, **kwargs):
        section = self.request.GET.get("section")
        if self.partial_name():
            shown = part(self.membership, self.partial_name().removeprefix("work-"))
        elif section in SECTIONS:
            shown = section_page(self.membership, section, self.request.GET.get("page"))
        else:
            shown = overview(self.membership)
        return super().get_context_data(**shown, **kwargs)


class WorkMixin:
    """An act about one row of my work, whose kind stands in the address; htmx gets the row as it is now."""

    template_name = "desk/my_work.html"
    row_partials = ("work-row",)

    @cached_property
    def kind(self):
        if self.kwargs["kind"] not in BY_KEY:
            raise Http404
        return BY_KEY[self.kwargs["kind"]]

    @property
    def model(self):
        return self.kind.model

    def get_queryset(self):
        return self.kind.among(super().get_queryset())

    def list_url(self):
        return reverse("my-work", args=[self.team.slug])

    def row(self):
        """Return the row as my work shows it now, or None where it is no work of mine any more."""
        return Gathering(self.membership, limit=1, kinds=[self.kind], only=self.object.pk).first()


class WorkCompletion(WorkMixin, TeamActionView):
    """POST: done; where a milestone has open tasks, what becomes of them is asked first."""

    route = "my-work/<slug:kind>/<uuid:pk>/completion/", "my-work-completion"
    done_message = _("%(row)s is done.")

    def required_right(self):
        return self.kind.right(self.kind.right_to_finish)

    def get_object(self, queryset=None):
        if not self.kind.finish:
            raise Http404
        return super().get_object(queryset)

    def post(self, request, *args, **kwargs):
        asked = ask_first(request, self.get_object()) if self.model is Milestone else None
        return asked or super().post(request, *args, **kwargs)

    def perform(self):
        getattr(self.object, self.kind.finish)(by=self.membership)

    def undo_url(self):
        return reverse(self.kind.undo, args=[self.team.slug, self.object.pk])

    def next_url(self, default):
        return super().next_url(self.list_url())

    def get_context_data(self, **kwargs):
        return super().get_context_data(row=self.row(), **kwargs)


class WorkForm(WorkMixin, TeamUpdateView):
    """A page that asks for one value, and stores it with an Undo; in place with htmx."""

    forms = {}
    is_stored = False

    def required_right(self):
        return self.kind.right(self.action)

    def get_form_class(self):
        if self.kind.key not in self.forms:  # its day is another row's, or its person is named for a reason
            raise Http404
        return self.forms[self.kind.key]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"auto_id": f"{self.object.pk}-%s"}

    def get_template_names(self):
        if not self.partial_name():
            return ["teams/form.html"]
        return [f"desk/{'my_work' if self.is_stored else 'my_work_form'}.html#work-row"]

    def get_context_data(self, **kwargs):
        return super().get_context_data(address=self.request.get_full_path(), **kwargs)

    def form_valid(self, form):
        row = form.store(by=self.membership)
        if row is None:
            return self.form_invalid(form)
        if form.made is not None:
            undo = reverse("teams:change-undo", args=[self.team.slug, form.made.pk])
            self.say(self.success_message % {"row": row}, undo=undo)
        return self.answer(form)

    def answer(self, form):
        """Lead back to the list, or show the row in place."""
        if not self.partial_name():
            return SeeOther(self.next_url(self.list_url()))
        self.is_stored = True
        return self.render_to_response(self.get_context_data(form=form, row=self.row()))

    def get_cancel_url(self):
        return self.list_url()

    def get_crumbs(self):
        return [(self.list_url(), gettext("My work"))]

    def get_submit(self):
        return self.submit


class WorkPostponement(WorkForm):
    """Another day; `days` is what a button puts it off by, from today where the day is over."""

    route = "my-work/<slug:kind>/<uuid:pk>/postponement/", "my-work-postponement"
    forms = POSTPONEMENTS
    submit = _("Move the date")
    success_message = _("The date of %(row)s was moved.")

    def get_initial(self):
        later = self._later(self.request.GET)
        return super().get_initial() | ({self.kind.day: later} if later else {})

    def get_form_kwargs(self):
        given, later = super().get_form_kwargs(), self._later(self.request.POST)
        return given | {"data": given["data"].dict() | {self.kind.day: later.isoformat()}} if later else given

    def answer(self, form):
        """Go on to what others would do that follow the dates of a milestone."""
        following = form.made and self.model is Milestone and what_follows(self.object, by=self.membership)
        if not following:
            return super().answer(form)
        return HttpResponse(headers={"HX-Redirect": following}) if self.partial_name() else SeeOther(following)

    def _later(self, asked):
        days = STEPS.get(asked.get("days"))
        return days and put_off(getattr(self.object, self.kind.day), self.team.today(), days)


class WorkHandover(WorkForm):
    """Another person."""

    route = "my-work/<slug:kind>/<uuid:pk>/handover/", "my-work-handover"
    forms = HANDOVERS
    submit = _("Hand on")
    success_message = _("%(row)s was handed on.")
