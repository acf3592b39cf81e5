"""Pages of the working calendar: the days of a year, one day, and days from a file."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.http import StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.tabular.writer import csv_blocks
from core.views import SeeOther
from planner.calendar_forms import CalendarChoiceForm, CalendarDayForm, CalendarDaysForm, CalendarFileForm
from planner.calendars.applying import put_days
from planner.calendars.showing import preview_of
from planner.calendars.tables import OWN_HEADER
from planner.filters import CalendarDayFilter
from planner.models import CalendarDay, calendar_of
from teams.form_pages import TeamCreateView, TeamUpdateView, error_texts
from teams.web import TeamDiscardView, TeamListView, TeamPage, list_url

from .imports import CSV, Download


class CalendarList(TeamListView):
    """The days on which the team works otherwise than its week says, of one year or of all."""

    route = "calendar/", "calendar"
    model = CalendarDay
    filterset_class = CalendarDayFilter
    template_name = "planner/calendar.html"
    partials = ("calendar-table",)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        today = self.team.today()
        chosen = self.filterset.form.cleaned_data.get("year")
        years = CalendarDay.objects.visible_to(self.membership).dates("day", "year")
        shown = sorted({*(first.year for first in years), today.year, today.year + 1})
        return context | {
            "years": [*(self._tab(year, chosen) for year in shown), self._all(chosen)],
            "working_days": chosen and self._working_days(int(chosen)),
            "year": chosen,
        }

    def _all(self, chosen):
        return {"label": _("All"), "url": reverse("planner:calendar", args=[self.team.slug]), "current": chosen is None}

    def _working_days(self, year):
        return calendar_of(self.team).count(dt.date(year, 1, 1), dt.date(year, 12, 31))

    def _tab(self, year, chosen):
        url = list_url("planner:calendar", self.team, year=year)
        return {"label": str(year), "url": url, "current": chosen is not None and int(chosen) == year}


class CalendarDayCreate(TeamCreateView):
    """Add a day, or several in a row."""

    route = "calendar/new/", "calendar-new"
    model = CalendarDay
    form_class = CalendarDaysForm

    def get_title(self):
        return _("New days of the calendar")

    def get_submit(self):
        return _("Add to the calendar")

    def form_valid(self, form):
        self.form = form
        return super().form_valid(form)

    def get_success_message(self):
        if self.form.brought is None:
            return super().get_success_message()
        return brought(self.form.brought)

    def say(self, text, *, undo=None):
        super().say(text, undo=self.form.brought and undo_of(self.form.brought.change, self.team))


class CalendarDayUpdate(TeamUpdateView):
    """Change a day."""

    route = "calendar/<uuid:pk>/edit/", "calendar-edit"
    model = CalendarDay
    form_class = CalendarDayForm


class CalendarDayDiscard(TeamDiscardView):
    route = "calendar/<uuid:pk>/discard/", "calendar-discard"
    model = CalendarDay


class CalendarImportPage(TeamPage):
    right = "planner.add_calendarday"
    template_name = "planner/calendar_import.html"

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", CalendarFileForm(team=self.team))
        return super().get_context_data(**kwargs)

    def refused(self, **context):
        return self.render_to_response(self.get_context_data(**context), status=422)


class CalendarImport(CalendarImportPage):
    """Bring a file, and see what it would do; nothing is kept until what is shown is taken."""

    route = "calendar/import/", "calendar-import"
    http_method_names = ["get", "head", "post", "options"]

    def post(self, request, *args, **kwargs):
        form = CalendarFileForm(request.POST, request.FILES, team=self.team)
        if not form.is_valid():
            return self.refused(form=form)
        shown = preview_of(form.found.days, membership=self.membership)
        return self.render_to_response(self.get_context_data(preview=shown, remarks=form.found.remarks))


class CalendarImportApplication(CalendarImportPage):
    """POST takes what was shown into the calendar, as one act."""

    route = "calendar/import/application/", "calendar-import-application"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        form = CalendarChoiceForm(request.POST)
        if not form.is_valid():
            return self.refused(errors=error_texts(form))
        days = form.cleaned_data["rows"]
        try:
            outcome = put_days(days, by=self.membership)
        except ValidationError as error:
            return self.refused(errors=error.messages)
        self.say(brought(outcome), undo=undo_of(outcome.change, self.team))
        first = min((each.day for each in days), default=self.team.today())
        return SeeOther(list_url("planner:calendar", self.team, year=first.year))


class CalendarExport(Download):
    """All days of the calendar; imports again without changing anything."""

    route = "calendar.csv", "calendar-export"
    right = "planner.view_calendarday"

    @property
    def file_name(self):
        return f"{self.team.slug}-calendar.csv"

    def get(self, request, **kwargs):
        days = CalendarDay.objects.visible_to(self.membership).values_list("day", "works", "label")
        rows = ((day, int(works), label) for day, works, label in days)
        return StreamingHttpResponse(csv_blocks(OWN_HEADER, rows), content_type=CSV, headers=self.headers)


def brought(outcome):
    """Return what was done with days, in words."""
    count = outcome.added + outcome.changed
    if not count:
        return _("All of these days were in the calendar already.")
    return ngettext("%(count)s day is in the calendar now.", "%(count)s days are in the calendar now.", count) % {
        "count": count
    }


def undo_of(act, team):
    return act and reverse("teams:change-undo", args=[team.slug, act.pk])
