"""From iterations to answers: percentiles by NumPy's rule "linear", chances, and how far chance alone moves them."""

from collections.abc import Iterator
from math import ceil, floor, sqrt

import numpy as np
from numpy.typing import NDArray

from forecast.model import Chance, Floats

# The shares at which every distribution is told.
QUANTILES = (0.01, *(share / 100 for share in range(5, 100, 5)), 0.99)
# The normal quantile of a two-sided 95 %.
TWO_SIDED_95 = 1.96
# Rows are sorted so many at a time, so that the copy stays small.
ROWS_AT_ONCE = 64


def chance(count: int, n: int) -> Chance:
    """The share of `count` in `n` iterations, with the standard error sqrt(p(1-p)/n)."""
    p = count / n
    return Chance(p, sqrt(p * (1 - p) / n))


def order_ranks(n: int, q: float) -> tuple[int | None, int | None]:
    """The 1-based ranks nq ± 1.96 sqrt(nq(1-q)), rounded outwards, between which P_q lies with 95 %.

    None where the sample of n is too small to have such a rank.
    """
    distance = TWO_SIDED_95 * sqrt(n * q * (1 - q))
    lower, upper = floor(n * q - distance), ceil(n * q + distance)
    return (lower if lower >= 1 else None, upper if upper <= n else None)


def percentiles(ordered: Floats, shares: tuple[float, ...]) -> Floats:
    """Percentiles along the last axis of sorted numbers, by NumPy's rule "linear"."""
    places = (ordered.shape[-1] - 1) * np.asarray(shares)
    below = np.floor(places).astype(np.int64)
    above = np.minimum(below + 1, ordered.shape[-1] - 1)
    low = ordered[..., below]
    result: Floats = low + (places - below) * (ordered[..., above] - low)
    return result


def percentile(sample: Floats, share: float) -> float:
    """One percentile of numbers in any order."""
    return float(percentiles(np.sort(sample), (share,))[0])


def sorted_blocks(rows: Floats) -> Iterator[tuple[int, Floats]]:
    """Rows in their order, some at a time as (index of the first, copy of the rows, each sorted)."""
    for first in range(0, len(rows), ROWS_AT_ONCE):
        yield first, np.sort(rows[first : first + ROWS_AT_ONCE], axis=-1)


def paired(differences: NDArray[np.float64]) -> tuple[float, float]:
    """Mean of paired differences, and its standard error sd/sqrt(n)."""
    return float(differences.mean()), float(differences.std() / sqrt(len(differences)))
