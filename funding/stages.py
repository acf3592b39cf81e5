"""Questions about the stages of a channel: order, allowed moves, what entering one requires, odds.

Every function raises ValueError for a channel or a stage that does not exist.
"""

from collections.abc import Set
from decimal import Decimal

from funding.stage_sets import CHANNELS, STAGE_SETS, Need, Stage

__all__ = ["CHANNELS", "Need", "Stage", "first_stage", "missing", "moves", "odds", "stage", "stages"]


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
