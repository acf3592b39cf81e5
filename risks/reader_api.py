"""The API of the readers of restricted risks."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.api import TeamCreateMixin, TeamDiscardMixin, TeamViewSet
from teams.filters import PersonFilter, RowFilter, TeamFilterSet, rows_of
from teams.serializers import TeamModelSerializer

from .models import Risk, RiskReader


class RiskReaderSerializer(TeamModelSerializer):
    """Somebody who reads a restricted risk beside the team's owners and its own owner."""

    class Meta:
        model = RiskReader
        fields = ["id", "version", "created_at", "updated_at", "risk", "reader"]
        read_only_fields = ["created_at", "updated_at"]


class RiskReaderFilter(TeamFilterSet):
    q = None
    risk = RowFilter(queryset=rows_of(Risk), label=_("Risk"))
    reader = PersonFilter(label=pgettext_lazy("of a risk", "Reader"))

    class Meta:
        model = RiskReader
        fields = ["risk", "reader"]


class RiskReaderViewSet(TeamCreateMixin, TeamDiscardMixin, TeamViewSet):
    """Who may read which restricted risk; owners, managers and the risk's owner name and take off."""

    serializer_class = RiskReaderSerializer
    filterset_class = RiskReaderFilter


routes = [("risk-readers", RiskReaderViewSet)]
