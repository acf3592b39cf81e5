"""Questions about the stages of a channel: order, allowed moves, what entering one requires, odds.

Every function raises ValueError for a channel or a stage that does not exist.
"""

from collections.abc import Set
from decimal import Decimal

from funding.stage_sets import (
    BUCKET_NAMES,
    BUCKETS,
    CHANNEL_NAMES,
    CHANNELS,
    STAGE_SETS,
    Bucket,
    Channel,
    Kind,
    Name,
    Need,
    Stage,
)

__all__ = [
    "BUCKETS",
    "BUCKET_NAMES",
    "CHANNELS",
    "CHANNEL_NAMES",
    "Bucket",
    "Channel",
    "Kind",
    "Name",
    "Need",
    "Stage",
    "all_codes",
    "codes_of",
    "first_stage",
    "missing",
    "moves",
    "next_stage",
    "odds",
    "stage",
    "stages",
]


def stages(channel: str) -> tuple[Stage, ...]:
    """Every stage of a channel in order, lost ones last."""
    if channel not in STAGE_SETS:
        raise ValueError(f"unknown channel: {channel}")
    return STAGE_SETS[channel]


def stage(channel: str, code: str) -> Stage:
    """The stage of that code in that channel."""
    for candidate in stages(channel):
        if candidate.code == code:
            return candidate
    raise ValueError(f"{channel} has no stage {code}")


def first_stage(channel: str) -> Stage:
    """Where a new opportunity of the channel begins."""
    return stages(channel)[0]


def next_stage(channel: str, code: str) -> Stage | None:
    """The stage that follows in order; None after the last one and after a lost one."""
    here = stage(channel, code)
    if here.kind == "lost":
        return None
    after = stages(channel)[here.order + 1 :]
    return after[0] if after and after[0].kind != "lost" else None


def moves(channel: str, code: str) -> tuple[Stage, ...]:
    """The stages an opportunity may go to from here, in order.

    Steps may be skipped, and a mistake corrected backwards. What is lost can only be opened again, and
    money that has arrived cannot be lost.
    """
    here = stage(channel, code)
    others = tuple(other for other in stages(channel) if other.code != code)
    if here.kind == "lost":
        return tuple(other for other in others if other.kind == "open")
    if here.bucket == "paid":
        return tuple(other for other in others if other.kind != "lost")
    return others


def missing(channel: str, code: str, held: Set[str]) -> tuple[Need, ...]:
    """The fields entering the stage still asks for, given the names of those that are filled in."""
    return tuple(need for need in stage(channel, code).requires if need not in held)


def odds(channel: str, code: str, typed: Decimal | None) -> Decimal | None:
    """The probability 0..1 of winning: 1 when won, 0 when lost, else the typed one or the stage's prior.

    Derived on each read, so that a deal that is lost never keeps odds above 0. None = not known; a typed 0
    stays 0.
    """
    here = stage(channel, code)
    if here.kind == "won":
        return Decimal(1)
    if here.kind == "lost":
        return Decimal(0)
    return here.prior_odds if typed is None else typed


def codes_of(channel: str, *buckets: Bucket) -> tuple[str, ...]:
    """The codes of the channel's stages whose money stands in one of the buckets."""
    return tuple(each.code for each in stages(channel) if each.bucket in buckets)


def all_codes() -> tuple[str, ...]:
    """Every stage code of any channel once, for a database constraint."""
    return tuple(dict.fromkeys(each.code for rows in STAGE_SETS.values() for each in rows))
