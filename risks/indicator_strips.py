"""Indicators as pages show them: each with its last values as a picture, and the form for a new one."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.fetching import first_of_each

from .indicator_chart import Chart, chart_of
from .indicator_forms import ReadingForm
from .indicators import Reading
from .models import MOST_INDICATORS, Indicator, IndicatorReading, IndicatorState

SPARKS = 24  # readings a small picture shows
DRAWN = 120  # of the large one on the page of an indicator


@dataclass(frozen=True, slots=True)
class Strip:
    """One indicator; `marks` are (mark, its title), and `form` is None for who may not report a value."""

    row: Indicator
    chart: Chart | None
    marks: list
    form: ReadingForm | None

    @property
    def amber(self):
        return self.row.written(self.row.amber)

    @property
    def red(self):
        return self.row.written(self.row.red)

    @property
    def summary(self):
        """Return what the picture shows, for who does not see it."""
        facts = {"name": self.row.name, "value": self.row.measured, "amber": self.amber, "red": self.red}
        return _("%(name)s: %(value)s, amber from %(amber)s, red from %(red)s") % facts


def strips_of(membership, risk):
    """Return a Strip for each indicator in use of a risk; three statements, whatever they hold."""
    rows = Indicator.objects.visible_to(membership).open().filter(risk=risk).for_lists()
    rows = list(rows.order_by("number")[:MOST_INDICATORS])
    readings = last_readings(rows, SPARKS)
    may = may_report(membership)
    return [strip_of(row, readings[row.pk], may_report=may) for row in rows]


def strip_of(row, readings, *, may_report):
    """Return the Strip of an indicator and its last readings, oldest first."""
    chart = chart_of(readings, row.borders, row.stale_after_days, row.team.today())
    marks = [(mark, _title(row, mark)) for mark in chart.marks] if chart else []
    form = ReadingForm(indicator=row) if may_report and row.is_open else None
    return Strip(row, chart, marks, form)


def may_report(membership):
    return membership.has_perm("risks.add_indicatorreading")


def last_readings(rows, most):
    """Return {id: the last Readings that count, oldest first}; one statement."""
    found = {row.pk: [] for row in rows}
    counting = IndicatorReading.objects.filter(indicator__in=found).counting()
    latest = first_of_each(counting, most, by=["indicator"], order=["-measured_on"])
    for pk, day, value in latest.order_by("measured_on").values_list("indicator_id", "measured_on", "value"):
        found[pk].append(Reading(day, value))
    return found


def _title(row, mark):
    """Return “3 March 2026: 12 % (red)”."""
    facts = {
        "day": date_format(mark.reading.on, "DATE_FORMAT"),
        "value": row.written(mark.reading.value),
        "state": IndicatorState(mark.band).label,
    }
    return _("%(day)s: %(value)s (%(state)s)") % facts
