"""Applying a scenario: a page that says exactly what would be written, and the POST that writes it in one act."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from core.stale import StaleError
from core.views import SeeOther
from forecast.applying import apply_scenario, preview
from forecast.change_kinds import row_kind
from forecast.differences import changed, names_of
from forecast.forms import ApplicationForm
from forecast.models import Scenario
from funding.models import CashPosition
from risks.states import PlanState
from teams.form_pages import validated
from teams.web import TeamDetailView


class ScenarioApplication(TeamDetailView):
    """GET shows what applying would write, what is done by hand and what no longer fits; POST applies what was seen."""

    route = "forecast/scenarios/<uuid:pk>/application/", "scenario-application"
    action = "apply"
    model = Scenario
    template_name = "forecast/application.html"
    http_method_names = ["get", "head", "post", "options"]

    def get_queryset(self):
        return super().get_queryset().for_lists()

    def get_context_data(self, **kwargs):
        found = preview(self.object, by=self.membership)
        form = ApplicationForm(initial={"seen": found.seen})
        has_dates = any(entry.change.kind == "due" for entry in found.writes)
        names = names_of(self.membership, self.object.parts)
        lists = {
            name: [_line(entry, names) for entry in entries]
            for name, entries in (("writes", found.writes), ("by_hand", found.by_hand), ("unfit", found.unfit))
        }
        return super().get_context_data(form=form, has_dates=has_dates, **lists, **kwargs)

    def post(self, request, *args, **kwargs):
        scenario = self.get_object()
        again = request.path
        try:
            told = validated(ApplicationForm(request.POST))
            act, found = apply_scenario(scenario, by=self.membership, seen=told["seen"], reason=told["reason"])
        except (ValidationError, StaleError) as error:
            messages.error(request, " ".join(getattr(error, "messages", None) or [error.message]))
            return SeeOther(again)
        if found.writes:
            undo = reverse("teams:change-undo", args=[self.team.slug, act.pk])
            self.say(_("%(row)s was applied.") % {"row": scenario}, undo=undo)
        return SeeOther(self.next_url(scenario.get_absolute_url()))


def _line(entry, names):
    """Return how an entry reads: what changes, where that is, old and new as they are shown."""
    row, each = entry.row, entry.change
    is_figure = row is not None and each.kind == "expense"
    states = dict(PlanState.choices)
    is_plan = each.kind in ("plan", "ready")
    return {
        "title": str(row) if is_figure else changed(names, each),
        "code": getattr(row, "code", ""),
        "url": row.get_absolute_url() if row is not None else names.url(row_kind(each.kind), str(each.subject)),
        "old": states.get(entry.old) if is_plan else entry.old,
        "new": states.get(entry.new) if is_plan else entry.new,
        "currency": row.currency if is_figure else "",
        "is_position": isinstance(row, CashPosition),
        "tasks": len(row.steps.all()) if each.kind == "plan" and row is not None and not entry.why else 0,
        "why": entry.why,
    }
