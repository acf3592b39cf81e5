"""Pages of the cash plan: its lines, one of them, and the forms."""

from funding.cash_filters import CURRENT, CashLineFilter
from funding.cash_forms import CashLineForm
from funding.models import CashLine
from teams.activity_formatter import history_of
from teams.form_pages import TeamCreateView, TeamUpdateView
from teams.web import TeamDetailView, TeamDiscardView, TeamListView


class LineRows:
    model = CashLine

    def get_queryset(self):
        return super().get_queryset().for_lists()


class LineList(TeamListView):
    """The lines of the cash plan; those that are over when the filter asks for them."""

    route = "cash/lines/", "line-list"
    model = CashLine
    filterset_class = CashLineFilter
    template_name = "funding/line_list.html"
    partials = ("line-table",)
    start = {"state": CURRENT}

    def get_queryset(self):
        return super().get_queryset().for_lists()


class LineDetail(LineRows, TeamDetailView):
    route = "cash/lines/<uuid:pk>/", "line"
    template_name = "funding/line.html"
    context_object_name = "line"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            begins_on=self.object.begins_on(), history=history_of(self.membership, self.object), **kwargs
        )


class LineFormMixin:
    model = CashLine
    form_class = CashLineForm


class LineCreate(LineFormMixin, TeamCreateView):
    """Make a cash line."""

    route = "cash/lines/new/", "line-new"


class LineUpdate(LineFormMixin, TeamUpdateView):
    """Change a cash line."""

    route = "cash/lines/<uuid:pk>/edit/", "line-edit"


class LineDiscard(TeamDiscardView):
    route = "cash/lines/<uuid:pk>/discard/", "line-discard"
    model = CashLine
