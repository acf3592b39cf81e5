"""What a change would bring: the same random numbers with and without it, so that little but the change differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from forecast.answers import paired, percentile
from forecast.model import Floats, Gain
from forecast.raising import Bools

SHARE = 0.8
# The error of a difference of percentiles is taken from so many equal parts of the sample, each with its own difference
# (sectioning: S. Asmussen, P. Glynn, Stochastic Simulation, 2007, III.5); it is known to about a seventh of itself.
SECTIONS = 25


@dataclass(frozen=True, slots=True)
class Seen:
    """One milestone, by iteration: its finish, where it is reached in time with money, and what money was short."""

    finish: Floats
    joint: Bools | None
    short: Floats | None


def gain(base: Seen, changed: Seen) -> Gain:
    """What the change brings; positive is better."""
    joint, joint_error = (None, None)
    if base.joint is not None and changed.joint is not None:
        joint, joint_error = paired(changed.joint.astype(np.float64) - base.joint)
    days, days_error = _sooner(base.finish, changed.finish)
    reserve, reserve_error = (None, None)
    if base.short is not None and changed.short is not None:
        reserve, reserve_error = _sooner(base.short, changed.short)
    return Gain(joint, joint_error, days, days_error, reserve, reserve_error)


def joined(parts: Sequence[Seen]) -> Seen:
    """All iterations of what was seen in parts."""
    joint = [part.joint for part in parts if part.joint is not None]
    short = [part.short for part in parts if part.short is not None]
    return Seen(
        np.concatenate([part.finish for part in parts]),
        np.concatenate(joint) if joint else None,
        np.concatenate(short) if short else None,
    )


def _sooner(base: Floats, changed: Floats) -> tuple[float, float]:
    """By how much P80 falls, and the paired standard error of that."""
    difference = percentile(base, SHARE) - percentile(changed, SHARE)
    sections = min(SECTIONS, len(base))
    parts = [
        percentile(one, SHARE) - percentile(other, SHARE)
        for one, other in zip(np.array_split(base, sections), np.array_split(changed, sections), strict=True)
    ]
    return difference, float(np.std(parts, ddof=1) / sqrt(sections)) if sections > 1 else 0.0
