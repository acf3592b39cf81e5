"""The forecast itself: three sentences, two pictures, what helps most, what was assumed; and making it anew."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View

from core.views import SeeOther
from forecast.charts import curve_of, fan_of, history_pictures, marks_of
from forecast.differences import subjects_of_changes
from forecast.forms import ChoiceForm, SettingsForm
from forecast.models import Settings
from forecast.outcome import Outcome
from forecast.predictions import history_of, record_of
from forecast.running import begin, of_the_plan
from forecast.sight import hidden_ids, latest_run, may_see_joint, may_see_money, open_joint
from forecast.staleness import Present
from forecast.table import deals_of, likely_table, rounds_table
from forecast.trying import queue_all
from forecast.views.scenarios import compared, scenarios_of
from forecast.wording import Names, assumed, changes, subjects_of
from planner.models import Milestone
from teams.form_pages import TeamSettingsView
from teams.models import Job
from teams.web import TeamMixin, TeamPage

SHOWN_CHANGES, SHOWN_ASSUMPTIONS = 8, 8
LOOKED_AT = 50  # milestones of a project among which one is looked for that the run knows


class ForecastPage(TeamPage):
    """Will we reach the milestone before the money runs out, and what would help most?"""

    route = "forecast/", "forecast"
    right = "forecast.view_run"
    template_name = "forecast/forecast.html"
    partials = ("forecast-job",)

    def get_context_data(self, **kwargs):
        if self.partial_name():
            return super().get_context_data(job=self._job(), was_watched=True, **kwargs)
        run = latest_run(self.membership)
        context = {"choice": self.choice, "run": run, "job": self._job(), "with_money": may_see_money(self.membership)}
        if run is not None:
            context |= self._said(Outcome(run, hidden_ids(self.membership)))
        return super().get_context_data(**context, **kwargs)

    @cached_property
    def choice(self):
        return ChoiceForm(self.request.GET or None, membership=self.membership)

    def _job(self):
        """Return the calculation under way, or None."""
        jobs = of_the_plan(Job.objects.visible_to(self.membership).filter(ended_at=None))
        return jobs.order_by("-created_at").first()

    def _said(self, answers):
        project = self.choice.chosen("project") if self.choice.is_bound else None
        chosen = self.choice.chosen("milestone") if self.choice.is_bound else None
        target = self._target(answers, chosen, project)
        said = {"answers": answers, "target": target, "table": likely_table(answers, self.membership, project)}
        said["record"] = record_of(self.membership, today=self.team.today())
        present = Present(self.team, self.team.today())
        said["is_stale"] = present.is_stale(answers.run, with_money=bool(answers.money))
        notes, scenarios = self._notes(answers), scenarios_of(self.membership)
        names = self._names(answers, target, notes, scenarios)
        if target is not None:
            said |= self._of(answers, target, names)
        said |= self._lists(answers, target, notes, names)
        if self.membership.has_perm("forecast.view_scenario"):
            said["what_if"] = compared(self.membership, answers, target, scenarios, names=names, present=present)
        return said

    def _target(self, answers, chosen, project):
        """Return the milestone the sentences are about: the one chosen, the project's first, or the run's."""
        known = Milestone.objects.visible_to(self.membership).open().exclude(due_on=None).select_related("team")
        if chosen is None and project is not None:
            rows = known.filter(project=project).order_by("due_on", "number")[:LOOKED_AT]
            return next((row for row in rows if str(row.pk) in answers.plan["milestones"]), None)
        wanted = chosen.pk if chosen is not None else answers.target
        return known.filter(pk=wanted).first() if str(wanted) in answers.plan["milestones"] else None

    def _of(self, answers, target, names):
        answer, joint = answers.milestone(target.pk), answers.joint(target.pk)
        past = history_of(self.membership, target)
        of = {"answer": answer, "joint": joint, "curve": curve_of(answers, target, answer)}
        of["history"] = history_pictures(past, target, answer, joint, on=answers.run.on)
        if answers.money:
            return of | {"fan": fan_of(answers, target, names), "out_in_ten": answers.cash_out(0.1)}
        if may_see_joint(self.membership):
            of["joint_figure"] = open_joint(self.membership, answers.run, target)
        return of

    def _notes(self, answers):
        """Return (the assumptions to show, how many there are)."""
        notes = answers.money_notes if answers.money else answers.plan_notes
        return notes if "all" in self.request.GET else notes[:SHOWN_ASSUMPTIONS], len(notes)

    def _names(self, answers, target, notes, scenarios):
        """Resolve all rows the page names, at once."""
        subjects = [*subjects_of(key for key, _gain in self._gains(answers)), *deals_of(answers)]
        subjects += [("planner.milestone", answers.target), *((note["kind"], note["id"]) for note in notes[0])]
        subjects += subjects_of_changes([part for each in scenarios for part in each.parts])
        if answers.money and target is not None:
            subjects += [("planner.milestone", pk) for pk in marks_of(answers, target)]
        return Names(self.membership, subjects)

    def _gains(self, answers):
        return answers.gains()[:SHOWN_CHANGES] if answers.money else []

    def _lists(self, answers, target, notes, names):
        found = changes(names, self._gains(answers))
        aim, (shown, count) = names.row("planner.milestone", answers.target), notes
        helps = [change for change in found if change.is_measurable and change.gain["joint"] > 0]
        best = helps[0] if helps and target == aim else None
        assumptions = [assumed(names, note) for note in shown]
        return {
            "changes": found,
            "aim": aim,
            "best": best,
            "rounds": rounds_table(answers, names, today=self.team.today()) if answers.money else None,
            "assumptions": assumptions,
            "can_mend": any(each.url for each in assumptions),
            "assumption_count": count,
        }


class Recalculation(TeamMixin, View):
    """POST makes the forecast anew: a small one at once, and all of it in the worker."""

    route = "forecast/calculation/", "calculation"
    right = "forecast.add_run"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        begin(self.team, by=self.membership)
        if self.membership.has_perm("forecast.calculate_scenario"):
            queue_all(self.team, by=self.membership)
        self.say(_("The forecast is being recalculated; what helps most follows."))
        return SeeOther(self.next_url(reverse("forecast:forecast", args=[self.team.slug])))


class SettingsPage(TeamSettingsView):
    """What the forecast speaks of first, and what it takes for granted."""

    route = "forecast/settings/", "settings"
    model = Settings
    form_class = SettingsForm

    def get_title(self):
        return _("Settings of the forecast")
