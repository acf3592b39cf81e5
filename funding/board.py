"""The pipeline as a board: columns, cards, and what has slipped in a band of its own."""

from dataclasses import dataclass, field

from django.db.models import Case, F, Value, When
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from core.fetching import first_of_each

from .piles import measure_piles, total_of_piles
from .stages import stage, stages
from .states import stage_label
from .sums import piles_of, slipped, standing_of

SLIPPED = "slipped"

# Columns of the board over all channels: the buckets, because each channel has stages of its own.
BUCKET_LABELS = {
    "target": gettext_lazy("Target list"),
    "expected": gettext_lazy("Expected"),
    "committed": gettext_lazy("Committed"),
    "signed": gettext_lazy("Signed"),
    "paid": gettext_lazy("Paid"),
    "slipped": gettext_lazy("Slipped"),
    "lost": gettext_lazy("Lost"),
}


# Cards a column shows, the soonest expected close first, and the band of what has slipped; the table has the rest.
CARDS_AT_MOST = 8
MOST_URGENT_FIRST = ("expected_close_on", "number")


@dataclass
class Column:
    """One column: `stage` is its key, a stage of the channel or a bucket; `url` lists what its cards leave out."""

    stage: str
    label: str
    url: str = ""
    count: int = 0
    cards: list = field(default_factory=list)
    sums: list = field(default_factory=list)  # (amount, currency), never added up

    @property
    def is_cut(self):
        return self.count > len(self.cards)


def board(rows, channel, *, on, currency, may_move, list_url):
    """Return (columns, the band of what has slipped, the Buckets) of a channel, or of all by bucket when it is empty.

    `list_url` is the table narrowed as these rows are, by a query that goes on. Two statements.
    """
    columns = {column.stage: column for column in [*_columns(channel), Column(SLIPPED, str(BUCKET_LABELS[SLIPPED]))]}
    piles, lying = [], {key: [] for key in columns}
    for _group, place, pile in piles_of(rows, on=on):
        piles.append(pile)
        key = SLIPPED if pile.standing == SLIPPED else _key(place, channel)
        if key in lying:
            lying[key].append(pile)
    for key, column in columns.items():
        column.count = sum(pile.count for pile in lying[key])
        column.sums = sums(total_of_piles(lying[key], currency), currency)
        column.url = f"{list_url}&{urlencode(_list_query(key, channel))}"
    column_of = _column_of(channel, on)
    first = first_of_each(rows, CARDS_AT_MOST, by=[column_of], order=MOST_URGENT_FIRST)
    for row in first.annotate(column=column_of).for_lists().order_by(*MOST_URGENT_FIRST):
        if row.column in columns:
            columns[row.column].cards.append(_card(row, channel, on, may_move))
    band = columns.pop(SLIPPED)
    return list(columns.values()), band, measure_piles(piles, currency)


def sums(part, currency):
    """Return the amounts of a Total as (amount, currency), its own currency first; nothing for nothing."""
    own = [(part.likely, currency)] if part.likely else []
    return [*own, *((each.amount, each.currency) for each in part.elsewhere)]


def _columns(channel):
    if channel:
        return [Column(place.code, stage_label(place)) for place in stages(channel)]
    return [Column(key, str(label)) for key, label in BUCKET_LABELS.items() if key != SLIPPED]


def _key(place, channel):
    return place.code if channel else place.bucket


def _column_of(channel, on):
    """Return the expression that says in which column an opportunity stands."""
    late = When(slipped(on), then=Value(SLIPPED))
    if channel:
        return Case(late, default=F("stage"))
    return standing_of(on)


def _list_query(key, channel):
    """Return what narrows the table to a column."""
    if not channel or key == SLIPPED:
        return {"standing": key}
    return {"standing": stage(channel, key).bucket, "stage": key}


def _card(row, channel, on, may_move):
    action = row.next_action
    return {
        "url": row.get_absolute_url(),
        "title": row.source.name,
        "code": row.code,
        "channel": row.stage_label if not channel else row.round.name,
        "amount": row.amount,
        "low": row.amount if row.amount_min is None else row.amount_min,
        "high": row.amount if row.amount_max is None else row.amount_max,
        "currency": row.currency,
        "probability": row.odds,
        "next_action": action.title if action else "",
        "needs_action": row.is_open,
        "next_due": action.due_on if action else None,
        "days": row.days_in_stage(on=on),
        "is_long": row.is_slow(on=on),
        "owner": action.owner if action and action.owner_id else row.owner,
        "move_url": reverse("funding:opportunity-stage", args=[row.team.slug, row.pk]),
        "moves": _moves(row, channel) if may_move else [],
    }


def _moves(row, channel):
    return [(place.code, stage_label(place), place.code if channel else place.bucket) for place in row.moves]
