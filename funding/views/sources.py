"""Pages of sources."""

from django.db.models import Count

from funding.filters import SourceFilter
from funding.forms import SourceForm
from funding.models import Opportunity, Source
from teams.activity_formatter import history_of
from teams.web import TeamCreateView, TeamDetailView, TeamDiscardView, TeamListView, TeamUpdateView


class SourceList(TeamListView):
    model = Source
    filterset_class = SourceFilter
    template_name = "funding/source_list.html"
    partials = ("source-table",)

    def get_queryset(self):
        return super().get_queryset().annotate(opportunity_count=Count("opportunities")).order_by("name", "id")


class SourceDetail(TeamDetailView):
    model = Source
    template_name = "funding/source.html"

    def get_context_data(self, **kwargs):
        opportunities = Opportunity.objects.visible_to(self.membership).filter(source=self.object)
        return super().get_context_data(
            opportunities=opportunities.for_lists(), history=history_of(self.membership, self.object), **kwargs
        )


class SourceFormMixin:
    model = Source
    form_class = SourceForm
    template_name = "funding/source_form.html"


class SourceCreate(SourceFormMixin, TeamCreateView):
    """Make a source."""


class SourceUpdate(SourceFormMixin, TeamUpdateView):
    """Change a source."""


class SourceDiscard(TeamDiscardView):
    model = Source
    success_view = "funding:source-list"
