"""The cash plan as the API shows it."""

from rest_framework import serializers

from teams.serializers import TeamModelSerializer

from .models import CashLine, FxRate

BASE = ["id", "version", "created_at", "updated_at"]


class CashLineSerializer(TeamModelSerializer):
    """The first monthly line of a direction takes the place of the cash position's monthly figure.

    That figure is kept as a line of its own, unless `keep_figure` is false.
    """

    keep_figure = serializers.BooleanField(write_only=True, required=False)

    class Meta:
        model = CashLine
        fields = [
            *BASE,
            "label",
            "direction",
            "rhythm",
            "amount",
            "currency",
            "category",
            "starts_on",
            "milestone",
            "days_after",
            "ends_on",
            "growth",
            "keep_figure",
        ]
        read_only_fields = ["created_at", "updated_at"]

    def _apply(self, row, values):
        row.keeps_figure = values.pop("keep_figure", True)
        super()._apply(row, values)


class FxRateSerializer(TeamModelSerializer):
    class Meta:
        model = FxRate
        fields = [*BASE, "on", "base", "quote", "rate", "source"]
        read_only_fields = ["created_at", "updated_at"]
