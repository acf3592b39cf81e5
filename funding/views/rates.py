"""Pages of the exchange rates."""

from funding.cash_filters import FxRateFilter
from funding.cash_forms import FxRateForm
from funding.models import FxRate
from teams.form_pages import TeamCreateView, TeamUpdateView
from teams.web import TeamDiscardView, TeamListView


class RateList(TeamListView):
    """The rates, the latest first."""

    route = "cash/rates/", "rate-list"
    model = FxRate
    filterset_class = FxRateFilter
    template_name = "funding/rate_list.html"
    partials = ("rate-table",)


class RateFormMixin:
    model = FxRate
    form_class = FxRateForm


class RateCreate(RateFormMixin, TeamCreateView):
    """Enter a rate."""

    route = "cash/rates/new/", "rate-new"


class RateUpdate(RateFormMixin, TeamUpdateView):
    """Change a rate."""

    route = "cash/rates/<uuid:pk>/edit/", "rate-edit"


class RateDiscard(TeamDiscardView):
    route = "cash/rates/<uuid:pk>/discard/", "rate-discard"
    model = FxRate
