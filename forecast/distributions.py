"""From uniform numbers to quantities: the inverse of each distribution function, so that a larger number gives more.

Sources. Beta-PERT: alpha = 1 + lam (mode-low)/(high-low), beta = 1 + lam (high-mode)/(high-low) on [low, high]
(D. Vose; R package mc2d). Triangular: closed form. Lognormal from the ends of its middle `cover`: the mean of the two
logarithms, and their distance over 2 z, z being the normal quantile of (1 + cover)/2. Normal quantile: M. J. Wichura,
Algorithm AS 241 (PPND16), Applied Statistics 37 (1988), exact to about 1 in 10^16.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import isfinite, log
from statistics import NormalDist

import numpy as np

from forecast.model import Floats, Spread

# The inverse of a Beta-PERT is read off a table of so many equal steps of the uniform number, straight in between.
STEPS = 2048
# Cells in which its density is integrated, and rounds of Newton's method in the inverse of that integral.
CELLS = 512
ROUNDS = 2
# A mode within the range is told apart to so many digits: finer differences move no quantile by a visible amount.
DIGITS = 9
# Less than any mass or slope that matters: keeps a division from failing where both are 0.
TINY = 1e-300
NORMAL = NormalDist()
# By symmetry of the angles, read backwards these are the logarithms of the cosine.
_LOG_SINE = np.log(np.sin(np.arange(1, 2 * CELLS) * (np.pi / 4 / CELLS)))

# AS 241: coefficients from the highest power to the lowest, above and below the line, in three ranges.
_MIDDLE = (
    (2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
     13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608),
    (5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
     5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0),
)  # fmt: skip
_OUTER = (
    (7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
     3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734),
    (1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
     0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0),
)  # fmt: skip
_FAR = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
     0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772),
    (2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
     0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0),
)  # fmt: skip


def quantile(spread: Spread, u: Floats) -> Floats:
    """The quantity at each uniform number of [0, 1); `spread` has been checked (`fault`)."""
    low, mode, high = spread.low, spread.mode, spread.high
    if spread.kind == "lognormal":
        return _lognormal(spread, u)
    if spread.kind == "fixed" or low == high:
        return np.full(u.shape, mode if spread.kind == "fixed" else low, np.float64)
    if spread.kind == "uniform":
        return _stretched(u.copy(), low, high)
    if spread.kind == "triangular":
        return _triangular(low, mode, high, u)
    share = round((mode - low) / (high - low), DIGITS)
    return _stretched(_looked_up(pert_table(share, spread.lam), u), low, high)


def fault(spread: Spread) -> str | None:
    """What is wrong with a spread, in words that follow "it"; None when nothing is."""
    if spread.kind not in {"fixed", "uniform", "triangular", "pert", "lognormal"}:
        return f"has the unknown kind {spread.kind!r}"
    if not all(map(isfinite, (spread.low, spread.mode, spread.high, spread.lam, spread.cover))):
        return "has a figure that is no finite number"
    if not (0 < spread.cover < 1 and 0 <= spread.lam <= 100):
        return f"needs a cover between 0 and 1 and a lam from 0 to 100, not {spread.cover:g} and {spread.lam:g}"
    if spread.kind == "lognormal":
        is_right = 0 < spread.low <= spread.high
        return None if is_right else f"needs 0 < low ≤ high, not {spread.low:g} and {spread.high:g}"
    if not spread.low <= spread.mode <= spread.high:
        return f"needs low ≤ mode ≤ high, not {spread.low:g}, {spread.mode:g} and {spread.high:g}"
    is_loose = spread.kind == "fixed" and spread.low != spread.high
    return f"is fixed but ranges from {spread.low:g} to {spread.high:g}" if is_loose else None


def normal_quantile(u: Floats) -> Floats:
    """The standard normal quantile of each number; 0 and 1 are taken as the nearest numbers within."""
    u = np.minimum(np.maximum(u, 2.0**-54), 1 - 2.0**-53)
    centred = u - 0.5
    result = _ratio(_MIDDLE, 0.180625 - centred * centred)
    result *= centred
    outside = np.flatnonzero(np.abs(centred) > 0.425)
    tail = np.sqrt(-np.log(np.minimum(u[outside], 1 - u[outside])))
    size = _ratio(_OUTER, tail - 1.6)
    far = np.flatnonzero(tail > 5)
    size[far] = _ratio(_FAR, tail[far] - 5)
    result[outside] = np.copysign(size, centred[outside])
    return result


@lru_cache(maxsize=4096)
def pert_table(share: float, lam: float) -> tuple[Floats, Floats]:
    """The quantiles of Beta(1 + lam share, 1 + lam (1-share)) at k/STEPS, and the distance of each to the next.

    With x = sin²(t) the density becomes sin^(2 alpha - 1)(t) cos^(2 beta - 1)(t), which is smooth enough at both ends
    to be integrated by Simpson's rule over equal cells; between their borders the integral is a cubic (Hermite), which
    is inverted cell by cell. The error of a knot is below 1e-7 of the range.
    """
    density = np.zeros(2 * CELLS + 1)
    density[1:-1] = np.exp((1 + 2 * lam * share) * _LOG_SINE + (1 + 2 * lam * (1 - share)) * _LOG_SINE[::-1])
    ends, middles = density[::2], density[1::2]
    mass = np.concatenate(([0.0], np.cumsum((ends[:-1] + 4 * middles + ends[1:]) / 6)))
    wanted = np.arange(STEPS + 1) * (mass[-1] / STEPS)
    cell = np.minimum(np.searchsorted(mass, wanted, side="right") - 1, CELLS - 1)
    wanted -= mass.take(cell)
    x = _inverted(wanted, np.diff(mass).take(cell), ends.take(cell), ends.take(cell + 1))
    x += cell
    x *= np.pi / 2 / CELLS
    np.sin(x, out=x)
    x *= x
    x[0], x[-1] = 0.0, 1.0
    np.maximum.accumulate(x, out=x)
    steps = np.append(np.diff(x), 0.0)
    for array in (x, steps):
        array.flags.writeable = False
    return x, steps


def _inverted(wanted: Floats, mass: Floats, left: Floats, right: Floats) -> Floats:
    """Where in [0, 1] the cubic that rises from 0 to `mass` with the slopes left and right reaches `wanted`."""
    square, cube = 3 * mass - 2 * left - right, left + right - 2 * mass
    at = np.minimum(wanted / np.maximum(mass, TINY), 1)
    for _round in range(ROUNDS):
        above = _polynomial((cube, square, left, -wanted), at)
        above /= np.maximum(_polynomial((3 * cube, 2 * square, left), at), TINY)
        at -= above
        np.minimum(np.maximum(at, 0, out=at), 1, out=at)
    return at


def _looked_up(table: tuple[Floats, Floats], u: Floats) -> Floats:
    knots, steps = table
    place = u * STEPS
    below = np.floor(place)
    place -= below
    knot = below.astype(np.int64)
    place *= steps.take(knot)
    place += knots.take(knot)
    return place


def _stretched(unit: Floats, low: float, high: float) -> Floats:
    """From [0, 1] to [low, high], in place."""
    unit *= high - low
    unit += low
    return unit


def _triangular(low: float, mode: float, high: float, u: Floats) -> Floats:
    """The way up to the mode and the way on from there: one of them is at its end at the mode."""
    width = high - low
    share = (mode - low) / width
    rising = np.minimum(u, share)
    rising *= width * (mode - low)
    falling = np.subtract(1, np.maximum(u, share))
    falling *= width * (high - mode)
    result = np.sqrt(rising, out=rising)
    result -= np.sqrt(falling, out=falling)
    result += low + (high - mode)
    return result


def _lognormal(spread: Spread, u: Floats) -> Floats:
    low, high = log(spread.low), log(spread.high)
    deviation = (high - low) / (2 * NORMAL.inv_cdf((1 + spread.cover) / 2))
    return np.exp((low + high) / 2 + deviation * normal_quantile(u))


def _ratio(coefficients: tuple[tuple[float, ...], tuple[float, ...]], x: Floats) -> Floats:
    above, below = (_polynomial(row, x) for row in coefficients)
    above /= below
    return above


def _polynomial(coefficients: Sequence[float | Floats], x: Floats) -> Floats:
    """Horner's rule; the coefficients come from the highest power to the lowest."""
    result = coefficients[0] * x
    for coefficient in coefficients[1:-1]:
        result += coefficient
        result *= x
    result += coefficients[-1]
    return result
