"""Sums over opportunities made by the database: a few grouped rows, however many opportunities there are.

Amounts are added in two parts, and their squares in three, so that no sum leaves 64 bits (core/money_sums.py).
"""

from decimal import Decimal
from fractions import Fraction
from itertools import combinations_with_replacement

from django.db.models import BooleanField, Case, CharField, Count, F, Q, Sum, Value, When

from core.fields import UNITS_PER_ONE
from core.money_sums import halves, money_sum, units_of

from .piles import Chance, Pile, measure_piles
from .stages import CHANNELS, odds, stage, stages
from .states import OPEN_STAGES, UNBOUND_STAGES

THIRD = 10**6  # three parts, whose products stay small enough to be added by the million


def slipped(on):
    """Return the condition that an opportunity binds nobody yet and should have closed before a day."""
    return Q(stage__in=UNBOUND_STAGES, expected_close_on__lt=on)


def standing_of(on):
    """Return the expression that says where an opportunity stands on a day: in a bucket, lost, or slipped."""
    codes = {}
    for channel in CHANNELS:
        for place in stages(channel):
            codes.setdefault((place.bucket, channel), []).append(place.code)
    cases = [When(channel=channel, stage__in=found, then=Value(bucket)) for (bucket, channel), found in codes.items()]
    return Case(When(slipped(on), then=Value("slipped")), *cases, default=Value(""), output_field=CharField())


def piles_of(rows, *, on, by=()):
    """Yield (group, key, Pile): one for each stage and currency among the rows, and for each value of the fields `by`.

    The key is the Stage; what has slipped lies on a pile of its own.
    """
    is_slipped = Case(When(slipped(on), then=True), default=False, output_field=BooleanField())
    grouped = rows.order_by().values(*by, "channel", "stage", "currency", has_slipped=is_slipped)
    for row in grouped.annotate(count=Count("pk"), known=Count("amount"), **_halves()):
        place = stage(row["channel"], row["stage"])
        standing = "slipped" if row["has_slipped"] else place.bucket
        amounts = {name: _joined(row, name) for name in ("low", "likely", "high")}
        lost = None if standing == "lost" else standing
        yield [row[name] for name in by], place, Pile(lost, row["currency"], row["count"], row["known"], **amounts)


def buckets_of(rows, currency, *, on):
    """Return the Buckets of the rows in a currency."""
    return measure_piles((pile for _group, _place, pile in piles_of(rows, on=on)), currency)


def totals_by_round(rounds, rows, *, on):
    """Return the Buckets of each round by its id, in its own currency; `rows` are the opportunities that count."""
    piles = {row.pk: [] for row in rounds}
    for [pk], _place, pile in piles_of(rows.filter(round__in=piles), on=on, by=["round_id"]):
        piles[pk].append(pile)
    return {row.pk: measure_piles(piles[row.pk], row.currency) for row in rounds}


def chances_of(rows):
    """Yield a Chance for each currency and probability among the open rows; where none is typed, for each stage too."""
    untyped = {name: Case(When(probability=None, then=F(name)), default=Value("")) for name in ("channel", "stage")}
    asked = rows.filter(stage__in=OPEN_STAGES).order_by()
    grouped = asked.values("currency", "probability", of_channel=untyped["channel"], of_stage=untyped["stage"])
    for row in grouped.annotate(count=Count("pk"), known=Count("amount"), **_halves("likely"), **_products()):
        typed = None if row["probability"] is None else Decimal(row["probability"]) / 100
        known = odds(row["of_channel"], row["of_stage"], None) if typed is None else typed
        likely, squares = _joined(row, "likely"), _squares(row)
        yield Chance(row["currency"], known, row["count"], row["known"], likely, squares)


def _halves(*names):
    amounts = {
        "low": units_of("amount_min", "amount"),
        "likely": units_of("amount"),
        "high": units_of("amount_max", "amount"),
    }
    return halves(**{name: amounts[name] for name in names or amounts})


def _joined(row, name):
    return money_sum(row, name) or Decimal(0)


def _products():
    """Return the sums that the squares of amounts are put together from: of each two of their three parts."""
    units = units_of("amount")
    parts = [units / (THIRD * THIRD), units / THIRD % THIRD, units % THIRD]
    pairs = combinations_with_replacement(range(3), 2)
    return {f"product_{one}{other}": Sum(parts[one] * parts[other]) for one, other in pairs}


def _squares(row):
    total = 0
    for one, other in combinations_with_replacement(range(3), 2):
        times = 1 if one == other else 2
        total += times * int(row[f"product_{one}{other}"] or 0) * THIRD ** (4 - one - other)
    return Fraction(total, UNITS_PER_ONE**2)
