"""Pages of sources."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from funding.filters import SourceFilter
from funding.forms import QuickSourceForm, SourceForm
from funding.models import Opportunity, Source
from funding.summary import opportunities_part
from teams.activity_formatter import history_of
from teams.form_pages import TeamCreateView, TeamUpdateView
from teams.quick_pages import quick_page
from teams.web import TeamDetailView, TeamDiscardView, TeamListView


class SourceList(TeamListView):
    route = "sources/", "source-list"
    model = Source
    filterset_class = SourceFilter
    template_name = "funding/source_list.html"
    partials = ("source-table",)
    quick = QuickSourceForm

    def get_queryset(self):
        rows = super().get_queryset().annotate(opportunity_count=Count("opportunities"))
        return (
            rows if self.is_ordered else rows.order_by("sort_key", "name", "id")
        )  # grouped rows lose the order of their model


quick = quick_page(SourceList)


class SourceDetail(TeamDetailView):
    route = "sources/<uuid:pk>/", "source"
    model = Source
    template_name = "funding/source.html"

    def get_context_data(self, **kwargs):
        opportunities = Opportunity.objects.visible_to(self.membership).filter(source=self.object)
        return super().get_context_data(
            opportunities=opportunities_part(opportunities, self.team, source=self.object.pk),
            history=history_of(self.membership, self.object),
            **kwargs,
        )


class SourceFormMixin:
    model = Source
    form_class = SourceForm
    intro = _("The organisation only: write no names, phone numbers or addresses of persons here.")


class SourceCreate(SourceFormMixin, TeamCreateView):
    """Make a source."""

    route = "sources/new/", "source-new"


class SourceUpdate(SourceFormMixin, TeamUpdateView):
    """Change a source."""

    route = "sources/<uuid:pk>/edit/", "source-edit"


class SourceDiscard(TeamDiscardView):
    route = "sources/<uuid:pk>/discard/", "source-discard"
    model = Source
