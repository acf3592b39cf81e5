"""Indicators: the part of a risk's page that shows them, their list, a page for each, and what is reported there."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.paging import paged_part
from core.views import SeeOther
from planner.forms import id_in
from risks.indicator_filters import IndicatorFilter
from risks.indicator_forms import IndicatorForm, ReadingForm
from risks.indicator_import import SOURCE, ReadingsForm, TakenForm
from risks.indicator_strips import DRAWN, last_readings, may_report, strip_of, strips_of
from risks.models import Indicator, IndicatorReading, IndicatorState, Risk
from teams.activity_formatter import history_of
from teams.form_pages import TeamCreateView, TeamUpdateView, error_texts, validated
from teams.web import TeamActionView, TeamDetailView, TeamDiscardView, TeamListView


class RiskIndicators(TeamDetailView):
    """The indicators of a risk: a fragment of its page, with a page of its own as twin."""

    route = "risks/<uuid:pk>/indicators/", "risk-indicators"
    model = Risk
    right = "risks.view_indicator"
    template_name = "risks/risk_indicators.html"
    partials = ("risk-indicators",)

    def get_context_data(self, **kwargs):
        return super().get_context_data(strips=strips_of(self.membership, self.object), **kwargs)


class IndicatorList(TeamListView):
    """The indicators in use, and how they stand; retired ones when the filter asks for them."""

    route = "indicators/", "indicator-list"
    model = Indicator
    filterset_class = IndicatorFilter
    template_name = "risks/indicator_list.html"
    partials = ("indicator-table",)
    start = {"state": "open"}

    def get_queryset(self):
        return super().get_queryset().for_lists()


class IndicatorMixin:
    model = Indicator

    def get_queryset(self):
        return super().get_queryset().select_related("risk__owner", "owner")


class IndicatorDetail(IndicatorMixin, TeamDetailView):
    """An indicator over time, with what was measured, the latest first."""

    route = "indicators/<uuid:pk>/", "indicator"
    template_name = "risks/indicator.html"

    def get_context_data(self, **kwargs):
        row = self.object
        readings = IndicatorReading.objects.visible_to(self.membership).filter(indicator=row).select_related("by")
        readings = paged_part(readings.told_replaced(), self.request.GET.get("page"))
        for reading in readings:
            reading.words = row.written(reading.value)
            reading.state = IndicatorState(row.borders.band(reading.value))
        return super().get_context_data(
            strip=strip_of(row, last_readings([row], DRAWN)[row.pk], may_report=may_report(self.membership)),
            readings=readings,
            history=history_of(self.membership, row),
            **kwargs,
        )


class OfRiskMixin(IndicatorMixin):
    """Where the forms of an indicator lead back to: its risk, and itself."""

    form_class = IndicatorForm

    def get_crumbs(self):
        crumbs = [(self.index_url(), self.index_label())]
        row = self.object
        return crumbs if row is None else [*crumbs, (row.get_absolute_url(), row.name)]


class IndicatorCreate(OfRiskMixin, TeamCreateView):
    """Say what is measured; `?risk=` says for which risk."""

    route = "indicators/new/", "indicator-new"
    intro = _("A figure that shows early that a risk comes nearer, and from which value on somebody must act.")

    def get_cancel_url(self):
        risk = id_in(self.request.GET.get("risk"))
        return reverse("risks:risk", args=[self.team.slug, risk]) if risk else self.index_url()


class IndicatorUpdate(OfRiskMixin, TeamUpdateView):
    """Change what is measured, or its borders."""

    route = "indicators/<uuid:pk>/edit/", "indicator-edit"


class IndicatorDiscard(IndicatorMixin, TeamDiscardView):
    """Remove an indicator that was never measured."""

    route = "indicators/<uuid:pk>/discard/", "indicator-discard"


class IndicatorReadings(IndicatorMixin, TeamActionView):
    """POST reports a value; htmx gets the indicators of the risk."""

    route = "indicators/<uuid:pk>/readings/", "indicator-readings"
    right = "risks.add_indicatorreading"
    template_name = "risks/risk_indicators.html"
    partials = ("risk-indicators",)
    done_message = _("The value of “%(row)s” was kept.")

    def perform(self):
        values = validated(ReadingForm(self.request.POST, indicator=self.object))
        self.object.measure(by=self.membership, **values)

    def get_context_data(self, **kwargs):
        risk = self.object.risk
        return super().get_context_data(risk=risk, strips=strips_of(self.membership, risk), **kwargs)


class IndicatorRetirement(IndicatorMixin, TeamActionView):
    """POST puts it away."""

    route = "indicators/<uuid:pk>/retirement/", "indicator-retirement"
    verb = "retire"
    done_message = _("%(row)s is retired.")
    undo_view = "risks:indicator-retirement-undo"


class IndicatorRetirementUndo(IndicatorMixin, TeamActionView):
    """POST takes it up again."""

    route = "indicators/<uuid:pk>/retirement/undo/", "indicator-retirement-undo"
    verb = "take_up"
    done_message = _("%(row)s is in use again.")


class ImportPage(IndicatorMixin, TeamDetailView):
    """Readings from a file: what every step of it shows."""

    right = "risks.add_indicatorreading"
    template_name = "risks/indicator_import.html"

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", ReadingsForm(indicator=self.object))
        return super().get_context_data(**kwargs)

    def refused(self, **context):
        return self.render_to_response(self.get_context_data(**context), status=422)


class IndicatorImport(ImportPage):
    """Bring a file or paste rows, and see what each would do; nothing is kept until what is shown is taken."""

    route = "indicators/<uuid:pk>/import/", "indicator-import"
    http_method_names = ["get", "head", "post", "options"]

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        form = ReadingsForm(request.POST, request.FILES, indicator=self.object)
        if not form.is_valid():
            return self.refused(form=form)
        return self.render_to_response(self.get_context_data(form=form, preview=form.preview))


class IndicatorImportApplication(ImportPage):
    """POST keeps the rows that were shown."""

    route = "indicators/<uuid:pk>/import/application/", "indicator-import-application"
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        form = TakenForm(request.POST)
        if not form.is_valid():
            return self.refused(errors=error_texts(form))
        try:
            kept = self.object.measure_many(form.cleaned_data["rows"], by=self.membership, source=SOURCE)
        except ValidationError as error:
            return self.refused(errors=error.messages)
        self.say(ngettext("%(count)d value was kept.", "%(count)d values were kept.", kept) % {"count": kept})
        return SeeOther(self.object.get_absolute_url())
