"""Inverse distribution functions against published and closed-form figures (K01, K02, K03, K23)."""

from math import comb, exp, log
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast.answers import percentile
from forecast.distributions import STEPS, fault, normal_quantile, pert_table, quantile
from forecast.model import Spread

EVENLY = (np.arange(1_000_000) + 0.5) / 1_000_000
AT = np.array([0.1, 0.5, 0.8, 0.9])
# low, mode, high, lam; mean, variance, P10, P50, P80, P90. Source: K01 (formulas of R's mc2d).
PERT = [
    (0, 5, 10, 4, 5.0, 3.571429, 2.466365, 5.0, 6.734021, 7.533635),
    (20, 30, 60, 4, 33.333333, 50.793651, 24.489398, 32.552407, 39.607694, 43.355615),
    (1, 4, 7, 4, 4.0, 1.285714, 2.479819, 4.0, 5.040412, 5.520181),
    (3, 4, 11, 4, 5.0, 1.714286, 3.478469, 4.768959, 6.102761, 6.871226),
    (2, 3, 14, 2, 5.5, 5.95, 2.641557, 5.056457, 7.654347, 9.072279),
]
# low, mode, high; mean, variance, P10, P50, P80, P90. Source: K02 (closed forms).
TRIANGULAR = [
    (20, 30, 60, 36.666667, 72.222222, 26.324555, 35.505103, 44.508067, 49.045549),
    (30, 40, 65, 45.0, 54.166667, 35.91608, 44.083499, 51.771243, 55.645857),
    (18, 25, 50, 31.0, 47.166667, 22.732864, 30.0, 37.350889, 41.055728),
    (0, 0, 10, 3.333333, 5.555556, 0.513167, 2.928932, 5.527864, 6.837722),
    (15, 20, 25, 20.0, 4.166667, 17.236068, 20.0, 21.837722, 22.763932),
]
FIGURE = st.floats(0, 1000)


@pytest.mark.parametrize("row", PERT)
def test_pert_meets_published_moments_and_percentiles(row):
    spread = Spread("pert", *row[:3], lam=row[3])

    drawn = quantile(spread, EVENLY)

    assert drawn.mean() == pytest.approx(row[4], rel=5e-5)
    assert drawn.var() == pytest.approx(row[5], rel=0.002)
    assert quantile(spread, AT) == pytest.approx(row[6:], rel=1e-6)


@pytest.mark.parametrize("row", TRIANGULAR)
def test_triangular_meets_its_closed_form(row):
    spread = Spread("triangular", *row[:3])

    drawn = quantile(spread, EVENLY)

    assert drawn.mean() == pytest.approx(row[3], rel=1e-6)
    assert drawn.var() == pytest.approx(row[4], rel=1e-5)
    assert quantile(spread, AT) == pytest.approx(row[5:], rel=1e-6)


# Source: K03, published by Netflix's riskquant: mean of a lognormal with these 5th and 95th percentiles.
@pytest.mark.parametrize(("low", "high", "mean"), [(1e5, 1e6, 404_001.28269457), (635e3, 19e6, 5_922_706.83351131)])
def test_lognormal_meets_a_published_mean(low, high, mean):
    spread = Spread("lognormal", low, low, high, cover=0.9)

    assert quantile(spread, EVENLY).mean() == pytest.approx(mean, rel=0.005)
    assert quantile(spread, np.array([0.05, 0.5, 0.95])) == pytest.approx([low, (low * high) ** 0.5, high], rel=1e-9)
    middle, sigma = (log(low) + log(high)) / 2, (log(high) - log(low)) / (2 * 1.6448536269514722)
    assert exp(middle + sigma**2 / 2) == pytest.approx(mean, rel=1e-9)


def test_uniform_and_fixed_are_exact():
    assert quantile(Spread("uniform", 10, 15, 20), AT) == pytest.approx([11, 15, 18, 19])
    assert (quantile(Spread("fixed", 7, 7, 7), AT) == 7).all()
    assert quantile(Spread("fixed", 7, 7, 7), AT).dtype == np.float64


def test_normal_quantile_agrees_with_the_standard_library():
    u = np.concatenate((EVENLY[::997], [1e-300, 1e-14, 1e-9, 1 - 1e-9, 1 - 1e-15]))
    known = NormalDist()

    expected = [known.inv_cdf(max(float(x), 2.0**-54)) for x in u]

    assert normal_quantile(u) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("share", "alpha", "beta"), [(0, 1, 5), (0.25, 2, 4), (0.5, 3, 3), (0.75, 4, 2), (1, 5, 1)])
def test_knots_of_a_table_meet_the_binomial_sum(share, alpha, beta):
    # For whole parameters the incomplete beta function is the chance of at least alpha wins in alpha + beta - 1.
    x, _steps = pert_table(share, 4.0)

    tries = alpha + beta - 1
    reached = sum(comb(tries, wins) * x**wins * (1 - x) ** (tries - wins) for wins in range(alpha, tries + 1))

    assert np.abs(reached - np.arange(STEPS + 1) / STEPS).max() < 1e-8


@given(points=st.tuples(FIGURE, FIGURE, FIGURE).map(sorted), kind=st.sampled_from(["pert", "triangular", "uniform"]))
def test_more_luck_never_gives_less_and_all_stays_in_range(points, kind):
    low, mode, high = points
    spread = Spread(kind, low, mode, high)

    drawn = quantile(spread, np.linspace(0, 1 - 2**-53, 501))

    assert fault(spread) is None
    slack = 1e-9 * max(high, 1)
    assert (np.diff(drawn) >= -slack).all()
    assert drawn.min() >= low - slack
    assert drawn.max() <= high + slack


@given(share=st.floats(0, 1), lam=st.floats(0, 100))
def test_every_table_rises_from_0_to_1(share, lam):
    x, steps = pert_table(round(share, 9), lam)

    assert (x[0], x[-1]) == (0, 1)
    assert (steps >= 0).all()
    assert np.isfinite(x).all()


def test_percentiles_follow_the_linear_rule():
    # Source: K23, numpy.percentile on 1..10.
    assert percentile(np.arange(10, 0, -1.0), 0.8) == pytest.approx(8.2, abs=1e-12)
    assert percentile(np.arange(1, 11.0), 0.5) == pytest.approx(5.5, abs=1e-12)


@pytest.mark.parametrize(
    ("spread", "said"),
    [
        (Spread("pert", 3, 2, 9), "needs low ≤ mode ≤ high, not 3, 2 and 9"),
        (Spread("pert", 1, 2, float("nan")), "has a figure that is no finite number"),
        (Spread("uniform", 1, 2, float("inf")), "has a figure that is no finite number"),
        (Spread("fixed", 1, 2, 3), "is fixed but ranges from 1 to 3"),
        (Spread("lognormal", 0, 1, 3), "needs 0 < low ≤ high, not 0 and 3"),
        (Spread("lognormal", 1, 1, 3, cover=1), "needs a cover between 0 and 1 and a lam from 0 to 100, not 1 and 4"),
        (Spread("beta", 1, 1, 3), "has the unknown kind 'beta'"),
    ],
)
def test_what_is_wrong_with_a_spread_is_said(spread, said):
    assert fault(spread) == said
