"""The API of what the responses to a risk take off, or add to an upside: the figures its page draws as bars."""

from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from core.fetching import part_of
from teams.serializers import MoneySumSerializerField

from .models import ResponseAction, RiskMilestone
from .ports import worth_for
from .responses import Responses, costs_behind
from .waterfall import Response as Counted
from .waterfall import Sum

SUMS = {"without": "without", "now": "now", "planned": "all"}


class CostSerializer(serializers.Serializer):
    """What responses cost in one currency."""

    currency = serializers.CharField(read_only=True)
    amount = MoneySumSerializerField(read_only=True)


class StepSerializer(serializers.Serializer):
    """One line, from the top.

    A sum, `without` any response, as things stand `now`, or with everything planned (`all`), stands on zero. Between
    them a response, `done`, `active` or `planned`, goes from `high` down to `low`, or up for an opportunity; `action`
    is null for the `count` further ones beyond the 20 largest. What nobody has said is null.
    """

    line = serializers.ChoiceField(read_only=True, choices=["without", "now", "all", "done", "active", "planned"])
    action = serializers.UUIDField(read_only=True, allow_null=True)
    count = serializers.IntegerField(read_only=True)
    effect = serializers.FloatField(read_only=True, allow_null=True)
    low = serializers.FloatField(read_only=True, allow_null=True)
    high = serializers.FloatField(read_only=True, allow_null=True)
    costs = CostSerializer(many=True, read_only=True)


class WaterfallSerializer(serializers.Serializer):
    """The lines in one unit: working days where `currency` is empty, else money in it.

    `is_forecast` says whether the forecast tells how things stand, or the register does. `unknown` responses say
    nothing of their effect in this unit; `beyond` is how much further the bars would go than there is.
    """

    currency = serializers.CharField(read_only=True)
    is_forecast = serializers.BooleanField(read_only=True)
    lines = StepSerializer(many=True, read_only=True)
    unknown = serializers.IntegerField(read_only=True)
    beyond = serializers.FloatField(read_only=True)


class WaterfallsSerializer(serializers.Serializer):
    """What responses take off, or add to an upside, in days and in money; null where nobody knows what there is."""

    is_upside = serializers.BooleanField(read_only=True)
    days = WaterfallSerializer(read_only=True, allow_null=True)
    money = WaterfallSerializer(read_only=True, allow_null=True)


class WaterfallMixin:
    """GET …/waterfall/ of a risk."""

    @action(detail=True, methods=["get"])
    def waterfall(self, request, **kwargs):
        """Tell what the responses take off the risk, or add to its upside, step by step."""
        risk = self.get_object()
        links = RiskMilestone.objects.visible_to(self.membership).filter(risk=risk)
        rows = ResponseAction.objects.visible_to(self.membership).answering(risk)
        responses = Responses(risk, part_of(rows, ""), list(links), rows)
        by_day, in_money = responses.stakes(worth_for(self.membership))
        told = {
            "is_upside": responses.is_upside,
            "days": _told(responses, by_day),
            "money": _told(responses, in_money),
        }
        return Response(WaterfallsSerializer(told).data)


def _told(responses, stake):
    """Return a waterfall as WaterfallSerializer has it, or None."""
    if stake.now is None:
        return None
    fall, rows = responses.waterfall(stake)
    return {
        "currency": stake.measure.currency,
        "is_forecast": stake.is_forecast,
        "lines": [_sum(line) if isinstance(line, Sum) else _step(line, rows[line.id]) for line in fall.rows],
        "unknown": fall.unknown,
        "beyond": fall.beyond,
    }


def _sum(line):
    return {
        "line": SUMS[line.kind],
        "action": None,
        "count": 0,
        "effect": None,
        "low": 0.0,
        "high": line.amount,
        "costs": _costs(line.costs),
    }


def _step(line, row):
    is_many = isinstance(row, Counted)
    return {
        "line": line.kind,
        "action": None if is_many else row.pk,
        "count": row.count if is_many else 1,
        "effect": line.effect,
        "low": line.low,
        "high": line.high,
        "costs": _costs(costs_behind(row)),
    }


def _costs(costs):
    return [{"currency": currency, "amount": amount} for currency, amount in costs]
