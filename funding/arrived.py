"""How much money is there, or signed, as far as it is known: what a contingency plan may wait for."""

from django.db.models import Exists, OuterRef

from .models import Opportunity, Tranche
from .states import TrancheState
from .sums import buckets_of


def money_received(team, currency, *, round_id=None, on):
    """Return what has arrived in a currency: whole deals that are paid, and of divided ones the tranches paid."""
    deals = _deals(team, round_id)
    divided = Exists(Tranche.objects.filter(opportunity=OuterRef("pk")))
    paid = Tranche.objects.filter(opportunity__in=deals.filter(currency=currency), state=TrancheState.PAID)
    whole = buckets_of(deals.exclude(divided), currency, on=on).paid.likely
    return whole + sum(paid.order_by().values_list("amount", flat=True))


def money_signed(team, currency, *, round_id=None, on):
    """Return what is signed or has arrived in a currency."""
    return buckets_of(_deals(team, round_id), currency, on=on).secured


def _deals(team, round_id):
    deals = Opportunity.objects.filter(team=team)
    return deals if round_id is None else deals.filter(round=round_id)
