"""The templates' API: what there is, what one would make, and applying it."""

from django.http import Http404
from rest_framework.response import Response

from planner.models import calendar_of
from teams.api import TeamCreateMixin

from . import library_api
from .forms import first_start
from .library import reader_language
from .serializers import ApplicationSerializer, DatingSerializer, PreviewSerializer, SummarySerializer
from .templates import CODES, preview, summaries
from .viewsets import PlaybookViewSet


class TemplateViewSet(PlaybookViewSet):
    """The templates, and each of them dated from a start."""

    serializer_class = SummarySerializer
    rights = {"list": "playbook.view_template", "retrieve": "playbook.view_template"}
    lookup_field = "code"
    lookup_value_converter = "slug"
    pagination_class = None
    filter_backends = []
    queries = {"retrieve": DatingSerializer}
    answers = {"list": SummarySerializer(many=True), "retrieve": PreviewSerializer}

    def list(self, request, **kwargs):
        """List the templates."""
        return Response(SummarySerializer(summaries(reader_language()), many=True).data)

    def retrieve(self, request, code, **kwargs):
        """Show what the template would make; nothing is stored."""
        if code not in CODES:
            raise Http404
        asked, team = self.asked(), self.membership.team
        made = preview(
            code,
            start=asked.get("start") or first_start(team),
            language=asked.get("language") or team.language,
            calendar=calendar_of(team),
        )
        return Response(PreviewSerializer(made).data)


class ApplicationViewSet(TeamCreateMixin, PlaybookViewSet):
    """Templates at work: each makes a project, and its answer names the change that undoes it as a whole."""

    serializer_class = ApplicationSerializer
    rights = {"create": "playbook.apply_template"}


routes = [
    ("templates", TemplateViewSet),
    ("template-applications", ApplicationViewSet),
    *library_api.routes,
]
