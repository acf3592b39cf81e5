"""The API of the cash plan."""

from teams.api import TeamModelViewSet

from .cash_filters import CashLineFilter, FxRateFilter
from .cash_serializers import CashLineSerializer, FxRateSerializer


class CashLineViewSet(TeamModelViewSet):
    """What comes in and goes out, once or each month, from a day or a milestone on."""

    serializer_class = CashLineSerializer
    filterset_class = CashLineFilter


class FxRateViewSet(TeamModelViewSet):
    """The rates amounts are converted by; the latest one counts for 90 days."""

    serializer_class = FxRateSerializer
    filterset_class = FxRateFilter


routes = [
    ("cash-lines", CashLineViewSet),
    ("fx-rates", FxRateViewSet),
]
