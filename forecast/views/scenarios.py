"""Scenarios: listed beside the base, made, tried, changed, run and removed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.generic import View

from core.views import SeeOther
from forecast.change_kinds import ChangeKind, row_kind
from forecast.comparing import figures_of, tried
from forecast.differences import cells, changed, names_of
from forecast.forms import ScenarioChangeForm, ScenarioForm, TrialForm
from forecast.models import Scenario, ScenarioChange
from forecast.models.scenario import CHANGES_AT_MOST, SCENARIOS_AT_MOST
from forecast.outcome import Outcome
from forecast.sight import latest_run
from forecast.staleness import Present
from forecast.trials import make_trial
from forecast.trying import try_out
from planner.models import Milestone
from teams.form_pages import TeamCreateView, TeamUpdateView, validated
from teams.models import Job
from teams.web import TeamActionView, TeamDetailView, TeamDiscardView, TeamMixin, TeamPage


def scenarios_of(membership):
    """Return the scenarios a person may see, with their changes."""
    return list(Scenario.objects.visible_to(membership).for_lists()[:SCENARIOS_AT_MOST])


def compared(membership, answers, target, scenarios, *, names=None, present=None):
    """Return what the table of scenarios shows: the base, and each scenario with what it differs by.

    `names` resolves the rows of changes, `present` tells what is out of date, where the caller has asked for either.
    """
    milestone = target and target.pk
    base = figures_of(answers, milestone) if answers and milestone else None
    names = names or names_of(membership, [part for each in scenarios for part in each.parts])
    present = present or Present(membership.team, membership.team.today())
    rows = [_row(each, base, names) for each in tried(scenarios, milestone, present, by=membership)]
    return {
        "base": base and cells(base),
        "target": target,
        "currency": answers.money["currency"] if answers and answers.money else "",
        "rows": sorted(rows, key=lambda row: row["scenario"].is_applied),
        "is_full": len(scenarios) >= SCENARIOS_AT_MOST,
        "most": SCENARIOS_AT_MOST,
    }


def _row(each, base, names):
    left_out = [changed(names, part) for part in each.scenario.parts if str(part.pk) in each.left_out]
    return {
        "scenario": each.scenario,
        "summary": [changed(names, part) for part in each.scenario.parts],
        "cells": cells(each.figures, base) if each.figures else [],
        "is_stale": each.is_stale,
        "is_rough": bool(each.figures and base and each.figures.iterations != base.iterations),
        "left_out": left_out,
        "made_at": each.made_at,
    }


def base_of(membership):
    """Return (Outcome of the last run of the plan, the milestone it speaks of first), each None if there is none."""
    run = latest_run(membership)
    if run is None:
        return None, None
    answers = Outcome(run)
    known = Milestone.objects.visible_to(membership).open().select_related("team")
    return answers, known.filter(pk=answers.target).first() if answers.target else None


class ScenarioList(TeamPage):
    """The scenarios of a team beside the base."""

    route = "forecast/scenarios/", "scenario-list"
    right = "forecast.view_scenario"
    template_name = "forecast/scenario_list.html"

    def get_context_data(self, **kwargs):
        scenarios = scenarios_of(self.membership)
        what_if = compared(self.membership, *base_of(self.membership), scenarios)
        return super().get_context_data(what_if=what_if, **kwargs)


class ScenarioPages:
    model = Scenario

    def get_queryset(self):
        return super().get_queryset().for_lists()


class ScenarioCreate(TeamCreateView):
    """Name a scenario; its changes are added on its page."""

    route = "forecast/scenarios/new/", "scenario-new"
    model = Scenario
    form_class = ScenarioForm


class ScenarioTrial(TeamMixin, View):
    """POST makes a scenario of one change and runs it: “Try it” beside what helps most."""

    route = "forecast/scenarios/trial/", "scenario-trial"
    right = "forecast.add_scenario"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        url = reverse("forecast:forecast", args=[self.team.slug])
        try:
            scenario = make_trial(by=self.membership, **validated(TrialForm(request.POST)))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return SeeOther(self.next_url(url))
        try_out(scenario, by=self.membership)
        self.say(_("%(row)s stands beside the base now.") % {"row": scenario})
        return SeeOther(self.next_url(f"{url}#what-if"))


class ScenarioPage(ScenarioPages, TeamDetailView):
    """A scenario: what it changes, what that would come to, and a form for one more change (`?add=` its kind)."""

    route = "forecast/scenarios/<uuid:pk>/", "scenario"
    template_name = "forecast/scenario.html"
    partials = ("scenario-add", "scenario-job")

    def get_context_data(self, **kwargs):
        context = {
            "job": self._job(),
            "kinds": ChangeKind.choices,
            "add": self.request.GET.get("add"),
            "form": self._form(),
        }
        if not self.partial_name():
            context |= self._shown()
        return super().get_context_data(was_watched=bool(self.partial_name()), **context, **kwargs)

    def _shown(self):
        scenario, names = self.object, names_of(self.membership, self.object.parts)
        [row] = (what_if := compared(self.membership, *base_of(self.membership), [scenario], names=names))["rows"]
        parts = [
            (part, changed(names, part), names.url(row_kind(part.kind), str(part.subject))) for part in scenario.parts
        ]
        return {
            "what_if": what_if,
            "row": row,
            "parts": parts,
            "is_full": len(parts) >= CHANGES_AT_MOST,
            "most": CHANGES_AT_MOST,
        }

    def _form(self):
        kind = self.request.GET.get("add")
        may_add = self.membership.has_perm("forecast.add_scenariochange") and not self.object.is_applied
        if kind not in ChangeKind.values or not may_add:
            return None
        return ScenarioChangeForm(
            membership=self.membership, instance=ScenarioChange(scenario=self.object), initial={"kind": kind}
        )

    def _job(self):
        jobs = Job.objects.visible_to(self.membership).filter(ended_at=None, payload__scenario=str(self.object.pk))
        return jobs.order_by("-created_at").first()


class ScenarioUpdate(ScenarioPages, TeamUpdateView):
    """Rename a scenario."""

    route = "forecast/scenarios/<uuid:pk>/edit/", "scenario-edit"
    form_class = ScenarioForm


class ScenarioDiscard(ScenarioPages, TeamDiscardView):
    """POST removes a scenario with its changes, with an Undo."""

    route = "forecast/scenarios/<uuid:pk>/discard/", "scenario-discard"

    def post(self, request, *args, **kwargs):
        row = self.get_object()
        act = row.discard(by=self.membership)
        undo = reverse("teams:change-undo", args=[self.team.slug, act.pk])
        self.say(_("%(row)s was removed.") % {"row": row}, undo=undo)
        return SeeOther(self.next_url(reverse(Scenario.index, args=[self.team.slug])))


class ScenarioCalculation(ScenarioPages, TeamActionView):
    """POST runs a scenario beside the base."""

    route = "forecast/scenarios/<uuid:pk>/calculation/", "scenario-calculation"
    action = "calculate"

    def perform(self):
        _run, job = try_out(self.object, by=self.membership)
        self.say(
            _("%(row)s is being calculated.") % {"row": self.object}
            if job
            else _("%(row)s is calculated.") % {"row": self.object}
        )


class ScenarioChangeForms:
    """What adding and editing a change share: both lead back to the scenario."""

    form_class = ScenarioChangeForm

    def get_cancel_url(self):
        return self.scenario.get_absolute_url()

    def get_success_url(self):
        return self.scenario.get_absolute_url()

    def get_crumbs(self):
        return [(self.index_url(), self.index_label()), (self.scenario.get_absolute_url(), self.scenario)]


class ScenarioChangeCreate(ScenarioPages, ScenarioChangeForms, TeamCreateView):
    """Add a change to a scenario, whose id stands in the address; `?kind=` says which."""

    route = "forecast/scenarios/<uuid:pk>/changes/new/", "scenario-change-new"
    right = "forecast.add_scenariochange"

    success_message = _lazy("The change was added.")

    @cached_property
    def scenario(self):
        return self.get_object()

    def get_title(self):
        return dict(ChangeKind.choices).get(
            self.request.POST.get("kind") or self.request.GET.get("kind"), _("New change")
        )

    def get_submit(self):
        return _("Add change")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": ScenarioChange(scenario=self.scenario)}


class ScenarioChangeUpdate(ScenarioChangeForms, TeamUpdateView):
    """Set another day or number."""

    route = "forecast/scenario-changes/<uuid:pk>/edit/", "scenario-change-edit"
    model = ScenarioChange

    @property
    def scenario(self):
        return self.object.scenario

    def get_queryset(self):
        return super().get_queryset().select_related("scenario__team", "scenario__application")


class ScenarioChangeDiscard(TeamDiscardView):
    """POST takes a change out of its scenario."""

    route = "forecast/scenario-changes/<uuid:pk>/discard/", "scenario-change-discard"
    model = ScenarioChange

    def get_queryset(self):
        return super().get_queryset().select_related("scenario__team")

    def next_url(self, default):
        return super().next_url(self.scenario_url or default)

    scenario_url = None

    def get_object(self, queryset=None):
        row = super().get_object(queryset)
        self.scenario_url = row.scenario.get_absolute_url()
        return row
