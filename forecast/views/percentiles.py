"""The file of a run: when each milestone is likely reached."""

from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404

from core.tabular.writer import csv_blocks
from forecast.models import Run
from forecast.outcome import Outcome
from forecast.said import percentile_header, percentile_rows
from forecast.sight import runs_of, with_parts
from planner.views.imports import CSV, Download


class PercentilesFile(Download):
    """A row for each milestone a run knows, a column for each percentile of its day."""

    route = "forecast/runs/<uuid:pk>/percentiles.csv", "percentiles"
    right = "forecast.view_run"
    model = Run

    @property
    def file_name(self):
        return f"{self.team.slug}-percentiles.csv"

    def get(self, request, pk, **kwargs):
        answers = Outcome(get_object_or_404(with_parts(self.membership, runs_of(self.membership)), pk=pk))
        blocks = csv_blocks(percentile_header(answers), percentile_rows(self.membership, answers))
        return StreamingHttpResponse(blocks, content_type=CSV, headers=self.headers)
