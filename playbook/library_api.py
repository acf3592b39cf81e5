"""The risk library's API: what there is, what is suggested, and adding it to the register."""

from django.http import Http404
from rest_framework.decorators import action
from rest_framework.response import Response

from risks.models import matrix_of
from teams.api import TeamCreateMixin

from .adopting import adopt
from .advice import advice_for
from .library import codes, entries, narrowed, reader_language
from .library_serializers import (
    AdoptedSerializer,
    AdoptionSerializer,
    EntrySerializer,
    LanguageSerializer,
    LibraryQuerySerializer,
    OneAdoptionSerializer,
    SuggestionSerializer,
)
from .library_showing import Line
from .standing import alike_for, copies_for
from .viewsets import PlaybookViewSet

VIEW, ADOPT = "playbook.view_libraryrisk", "playbook.adopt_libraryrisk"


class LibraryViewSet(PlaybookViewSet):
    """The entries of the risk library, in one language."""

    serializer_class = EntrySerializer
    rights = {"list": VIEW, "retrieve": VIEW, "suggestions": VIEW, "adoption": ADOPT}
    lookup_field = "code"
    lookup_value_converter = "slug"
    pagination_class = None
    filter_backends = []
    queries = {"list": LibraryQuerySerializer, "retrieve": LanguageSerializer, "suggestions": LanguageSerializer}
    bodies = {"adoption": OneAdoptionSerializer}
    answers = {
        "list": EntrySerializer(many=True),
        "retrieve": EntrySerializer,
        "suggestions": SuggestionSerializer(many=True),
        "adoption": AdoptedSerializer,
    }

    def list(self, request, **kwargs):
        """List the risk library."""
        asked, copies = self.asked(), copies_for(self.membership)
        found = narrowed(self.language(asked), category=asked.get("category", ""), words=asked.get("q", ""))
        matrix = matrix_of(self.membership.team)
        lines = [Line(entry, matrix, copies.get(entry.code)) for entry in found]
        return Response(EntrySerializer(lines, many=True).data)

    def retrieve(self, request, code, **kwargs):
        """Show an entry of the risk library."""
        self.refuse_unknown(code)
        entry = entries(self.language(self.asked()))[code]
        line = Line(entry, matrix_of(self.membership.team), copies_for(self.membership).get(code))
        return Response(EntrySerializer(line).data)

    @action(detail=False)
    def suggestions(self, request, **kwargs):
        """List what plan, register and money suggest to look at first."""
        covered = {*copies_for(self.membership), *alike_for(self.membership)}
        found = advice_for(self.membership, language=self.language(self.asked()), covered=covered)
        return Response(SuggestionSerializer(found, many=True).data)

    @action(detail=True, methods=["post"])
    def adoption(self, request, code, **kwargs):
        """Add an entry to the register. One that is there already is not added again."""
        self.refuse_unknown(code)
        given = OneAdoptionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        adoption = adopt([code], language=self.language(given.validated_data), by=self.membership)
        return Response(AdoptedSerializer(adoption).data)

    def language(self, asked):
        """Return the language asked for, else the reader's."""
        return asked.get("language") or reader_language()

    def refuse_unknown(self, code):
        if code not in codes():
            raise Http404


class AdoptionViewSet(TeamCreateMixin, PlaybookViewSet):
    """Several entries added to the register at once: copies, in one act whose change undoes them as a whole."""

    serializer_class = AdoptionSerializer
    rights = {"create": ADOPT}


routes = [("risk-library", LibraryViewSet), ("risk-library-adoptions", AdoptionViewSet)]
