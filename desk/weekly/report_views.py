"""The page of the report of a period."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from risks.states import LEVEL_CHOICES
from teams.web import TeamPage

from .report import by_name, report_of
from .report_forms import ReportForm

# What each part about milestones is called, what its day is, and what is said where it is empty.
PARTS = (
    ("done", _("Done"), _("Completed on"), _("No milestone was completed.")),
    ("slipped", pgettext_lazy("period report", "Slipped"), _("Due now"), _("No date was moved to a later one.")),
    ("added", _("Added"), _("Due"), _("No milestone was added.")),
    ("next", pgettext_lazy("period report", "Next"), _("Due"), _("No milestone is due in that time.")),
)


class PeriodReport(TeamPage):
    """What was done, slipped and added in a period, and what comes next; laid out to be printed."""

    route = "report/", "period-report"
    right = "planner.view_milestone"
    template_name = "desk/report.html"

    def get_context_data(self, **kwargs):
        form = ReportForm(self.request.GET or None, membership=self.membership)
        period = form.period
        form.initial = {"from": period.first, "to": period.last}
        report = report_of(self.membership, period)
        spans = {"next": period.following}
        parts = [
            {"key": key, "title": title, "day": day, "empty": empty, "part": report.parts[key]}
            | {"groups": by_name(report.parts[key].lines, form.name), "span": spans.get(key)}
            for key, title, day, empty in PARTS
        ]
        return super().get_context_data(
            form=form,
            period=period,
            parts=parts,
            risen=report.parts["risen"],
            ended=report.parts["ended"],
            deals=report.parts.get("deals"),
            tasks=report.tasks,
            levels=dict(LEVEL_CHOICES),
            **kwargs,
        )
