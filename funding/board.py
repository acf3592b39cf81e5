"""The pipeline as a board: columns, cards, and what has slipped in a band of its own."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext_lazy

from .buckets import total
from .stages import stages
from .states import stage_label

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


@dataclass
class Column:
    """One column: `stage` is its key, a stage of the channel or a bucket."""

    stage: str
    label: str
    cards: list = field(default_factory=list)
    sums: list = field(default_factory=list)  # (amount, currency), never added up

    @property
    def count(self):
        return len(self.cards)


def board(rows, channel, *, on, currency, may_move):
    """Return (columns, slipped cards) of a channel, or of all of them by bucket when it is empty."""
    rows = list(rows)
    columns = _columns(channel)
    slipped = [_card(row, channel, on, may_move) for row in rows if row.is_slipped(on=on)]
    for column in columns:
        inside = [row for row in rows if _key(row, channel) == column.stage and not row.is_slipped(on=on)]
        column.cards = [_card(row, channel, on, may_move) for row in inside]
        column.sums = sums(total((row.stake(on=on) for row in inside), currency), currency)
    return columns, slipped


def sums(part, currency):
    """Return the amounts of a Total as (amount, currency), its own currency first; nothing for nothing."""
    own = [(part.likely, currency)] if part.likely else []
    return [*own, *((each.amount, each.currency) for each in part.elsewhere)]


def _columns(channel):
    if channel:
        return [Column(place.code, stage_label(place)) for place in stages(channel)]
    return [Column(key, str(label)) for key, label in BUCKET_LABELS.items() if key != "slipped"]


def _key(row, channel):
    return row.stage if channel else row.place.bucket


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
