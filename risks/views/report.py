"""The risk report, made to be printed: both sides of the matrix, the high risks, and what changed between two days."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode

from core.fetching import part_of
from risks.board import lay_out_sides
from risks.models import Meeting, Risk, matrix_of
from risks.report import ROWS_AT_MOST, compare
from risks.report_filter import ReportFilter
from risks.spans import end_of, start_of, usual_start
from risks.states import Kind, Score
from teams.web import TeamListView, list_url

MEETINGS_OFFERED = 3


class RiskReport(TeamListView):
    """The report as of now, with what changed since the meeting that ended last, unless the address says otherwise."""

    route = "risks/report/", "report"
    model = Risk
    filterset_class = ReportFilter
    template_name = "risks/report.html"
    paginate_by = None

    @cached_property
    def meetings(self):
        ended = Meeting.objects.visible_to(self.membership).ended_before(timezone.now())
        return list(ended[:MEETINGS_OFFERED])

    @cached_property
    def start(self):
        since = usual_start(next(iter(self.meetings), None), self.team)
        return {"since": since.isoformat(), "until": self.team.today().isoformat()}

    def get_context_data(self, **kwargs):
        asked, risks = self.filterset.form.cleaned_data, self.object_list
        since, until = (asked.get(name) or dt.date.fromisoformat(self.start[name]) for name in ("since", "until"))
        sides = {kind: self.register_url(kind) for kind in Kind.values}
        boards = lay_out_sides(risks.open(), Score.CURRENT.value, matrix_of(self.team), sides)
        return super().get_context_data(
            object_list=(),
            board=boards[Kind.THREAT],
            gains=boards[Kind.OPPORTUNITY],
            high=part_of(
                risks.high().for_lists().worst_first(),
                self.register_url(Kind.THREAT, level="high_up"),
                limit=ROWS_AT_MOST,
            ),
            best=self.best(risks, boards[Kind.OPPORTUNITY]),
            since=since,
            until=until,
            sections=compare(risks, start_of(since, self.team), end_of(until, self.team)),
            spans=[(each, self.since_url(each.held_on)) for each in self.meetings],
            **kwargs,
        )

    def best(self, risks, board):
        """Return the open opportunities, the best first, as a Part; asked only where the board holds any."""
        rows = risks.none() if board.is_empty else risks.open().opportunities().with_scores().worst_first()
        return part_of(rows, self.register_url(Kind.OPPORTUNITY), limit=ROWS_AT_MOST, count=board.count)

    def register_url(self, kind, **more):
        names = ("project", "category", "owner")
        asked = {name: self.filterset.data[name] for name in names if self.filterset.data.get(name)}
        return list_url("risks:register", self.team, status="open", kind=Kind(kind).value, **asked, **more)

    def since_url(self, day):
        """Return this report from the end of another day on."""
        query = {name: value for name, value in self.request.GET.items() if name != "since"}
        return f"{reverse('risks:report', args=[self.team.slug])}?{urlencode(query | {'since': day.isoformat()})}"
