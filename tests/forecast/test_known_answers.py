"""The joint arithmetic against exact answers (cases.json: enumeration, polygon areas, closed forms)."""

import datetime as dt
import math
from calendar import monthrange
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from forecast import engine
from forecast.answers import chance, order_ranks, percentile
from forecast.changes import sooner, with_burn, with_deal, without_driver
from forecast.model import Cash, Driver, Effect, Link, Model, Node
from tests.forecast.cases import CASES, SCALE, SEED, certain, figure_of, model_of, sample, spread

N = 2_000
BLOCKS = [
    (case_id, block)
    for case_id in ("J01", "J02", "J03", "J04", "J05", "J06")
    for block in CASES[case_id]["expected"]
    if block != "errors_of_gains"
]


def allowed(case_id, block, key, n=N):
    return 4 * CASES[case_id]["tolerance"]["s"][block][key] / math.sqrt(n) + 1e-6


@pytest.mark.parametrize(("case_id", "block"), BLOCKS)
def test_simulation_meets_the_exact_answers(case_id, block):
    inputs, expected = CASES[case_id]["inputs"], CASES[case_id]["expected"][block]
    seen = sample(model_of(case_id, block), N)

    found = {key: figure_of(key, seen, inputs["target"]["milestone"], inputs["target"]["by_day"]) for key in expected}

    told = {key: value for key, value in found.items() if value is not None}
    assert {key for key in expected if key not in told} <= {
        key for key in expected if key.startswith("gain") or key == "reserve80"
    }
    # A discrete answer may be met exactly, and days are whole here: half a day of SCALE.
    off = {key: (value, expected[key]) for key, value in told.items() if not near(case_id, block, key, value)}
    assert off == {}


def near(case_id, block, key, value):
    expected = CASES[case_id]["expected"][block][key]
    return abs(value - expected) <= allowed(case_id, block, key)


@pytest.mark.parametrize("case_id", ["J01", "J02", "J03", "J04", "J05", "J06"])
def test_a_run_tells_what_its_iterations_say(case_id):
    target = CASES[case_id]["inputs"]["target"]
    expected = CASES[case_id]["expected"]["base"]

    result = engine.run(model_of(case_id), seed=SEED, n=N)

    name = target["milestone"]
    money, node = result.money.nodes[name], result.plan.nodes[name]
    figures = {
        f"P({name}<={target['by_day']})": node.by_due.p,
        f"P(cash>=floor until {name})": money.lasts.p,
        "P(joint)": money.joint.p,
        f"P80({name})": node.quantiles[engine.QUANTILES.index(0.8)] / SCALE,
        f"mean({name})": node.mean / SCALE,
        "reserve80": money.reserve80,
    }
    off = {key: value for key, value in figures.items() if key in expected and not near(case_id, "base", key, value)}
    assert off == {}
    assert money.joint.error == math.sqrt(money.joint.p * (1 - money.joint.p) / N)


def test_what_helps_most_is_measured_with_the_same_draws():
    case, base = CASES["J06"], model_of("J06")
    days = base.nodes[0].work.low / 60 * 10
    variants = {
        "risk_removed": without_driver(base, "R"),
        "deal_won": with_deal(base, "G", 1),
        "milestone_minus_10_days": sooner(base, "M", days),
        "burn_minus_10_percent": with_burn(base, 0.9),
        "plan_made_ready": replace(base, drivers=(replace(base.drivers[0], days_saved=10 * SCALE, cost=30_000),)),
    }

    gains = engine.run(base, seed=SEED, n=N, variants=variants).gains

    for name, gain in gains.items():
        expected = case["expected"][name]
        assert abs(gain.joint - expected["gain P(joint)"]) <= allowed("J06", name, "gain P(joint)"), name
        assert abs(gain.days / SCALE - expected["gain P80 days"]) <= allowed("J06", name, "gain P80 days"), name
        paired = case["expected"]["errors_of_gains"][name]["se_paired_n10000"] * math.sqrt(10_000 / N)
        assert gain.joint_error == pytest.approx(paired, rel=0.08), name
    ranked = sorted(gains, key=lambda name: -gains[name].joint)
    assert ranked == list(variants)
    assert gains["deal_won"].days_error == 0
    # P80 lies in the tail that the risk alone makes: its gain is uncertain, and sectioning says by about how much.
    assert gains["risk_removed"].days_error / SCALE == pytest.approx(32.26 / math.sqrt(N), rel=0.5)


@pytest.mark.parametrize("variant", ["no_gate", "lead_won", "lead_lost", "burn_minus_10_percent"])
def test_gains_of_deals_meet_the_exact_answers(variant):
    expected = CASES["J04"]["expected"][variant]["gain P(joint)"]

    result = engine.run(model_of("J04"), seed=SEED, n=N, variants={variant: model_of("J04", variant)})

    assert abs(result.gains[variant].joint - expected) <= allowed("J04", variant, "gain P(joint)")


def new_year(chances, modes=(6, 5)):
    """J07: FS+2 over New Year; risk money falls due when B is reached, which is when M is."""
    case = CASES["J07"]["inputs"]
    start = dt.date.fromisoformat(case["start"])
    off = {dt.date.fromisoformat(day) for day in case["days_off"]}
    extra = {dt.date.fromisoformat(day) for day in case["extra_working_days"]}
    days = [start + dt.timedelta(n) for n in range(90)]
    works = [n for n, day in enumerate(days) if (day.weekday() < 5 and day not in off) or day in extra]
    expense = np.array([62_000 / monthrange(day.year, day.month)[1] for day in days])
    due = (dt.date.fromisoformat(case["target"]["by"]) - start).days
    model = Model(
        nodes=(Node("A", certain(modes[0])), Node("B", certain(modes[1])), Node("M", certain(0), due=due)),
        links=(Link("A", "B", "FS", 2), Link("B", "M")),
        day_of=np.array(works, np.int32),
        drivers=(
            Driver("R1", chances[0], (Effect("A", "days", certain(3)),)),
            Driver("R2", chances[1], (Effect("B", "days", certain(4)),)),
            Driver("R3", chances[2], (Effect("B", "days", certain(0)),), certain(6_000)),
        ),
        cash=Cash(150_000, 100_000, -1, np.zeros(90), expense, np.array([day.month for day in days], np.int32)),
        sink="M",
    )
    return start, model


@pytest.mark.parametrize("fired", list(product((0, 1), repeat=3)))
def test_each_outcome_over_new_year_ends_on_its_day_with_its_balance(fired):
    names = [name for name, is_fired in zip(("R1", "R2", "R3"), fired, strict=True) if is_fired]
    outcome = next(row for row in CASES["J07"]["expected"]["outcomes"] if row["fired"] == names)
    start, model = new_year(fired)

    result = engine.run(model, seed=1, n=3)

    day = result.plan.nodes["M"].days[0]
    assert (start + dt.timedelta(day)).isoformat() == outcome["end"]
    assert result.money.left["M"][0] == pytest.approx(outcome["balance_at_end"], abs=0.01)
    assert result.plan.nodes["M"].by_due.p == outcome["on_time"]
    assert result.money.nodes["M"].lasts.p == outcome["cash_lasts"]


def test_mode_only_run_equals_the_critical_path_over_new_year():
    start, model = new_year((0, 0, 0))

    result = engine.run(model, seed=1, n=2)

    expected = CASES["J07"]["expected"]
    for id_, row in expected["mode_only"].items():
        assert result.plan.nodes[id_].quantiles[0] == row["EF"]
        assert (start + dt.timedelta(result.plan.nodes[id_].days[0])).isoformat() == row["end"]
        assert result.plan.nodes[id_].criticality == 1
    out = start + dt.timedelta(result.money.cash_out[0])
    assert out.isoformat() == expected["first_day_below_floor_without_risk_money"]


def test_chances_over_new_year_are_those_of_the_eight_outcomes():
    expected, s = CASES["J07"]["expected"], CASES["J07"]["tolerance"]["s"]
    _start, model = new_year((0.3, 0.2, 0.5))

    result = engine.run(model, seed=1, n=10_000)

    found = {
        "P(date)": result.plan.nodes["M"].by_due.p,
        "P(cash)": result.money.nodes["M"].lasts.p,
        "P(joint)": result.money.nodes["M"].joint.p,
    }
    for key, value in found.items():
        assert abs(value - expected[key]) <= 4 * s[key] / 100 + 1e-6, key


def test_percentiles_and_errors_of_given_iterations():
    case = CASES["J08"]
    finish = np.array([row["finish"] for row in case["inputs"]["iterations"]])

    for name, value in case["expected"]["finish"].items():
        assert percentile(finish[::-1], int(name[1:]) / 100) == pytest.approx(value, abs=1e-9)
    for row in case["expected"]["order_statistic_ranks"]:
        assert order_ranks(row["n"], row["q"]) == (row["lower_rank"], row["upper_rank"])
    for row in case["expected"]["standard_errors"]:
        assert chance(round(row["p"] * row["n"]), row["n"]).error == pytest.approx(row["se"], abs=1e-6)
    assert chance(7, 12).error == pytest.approx(case["expected"]["se_joint"], abs=1e-6)


def test_spreads_of_the_cases_are_read_as_they_stand():
    assert spread({"uniform": [40, 80]}).high == 80 * SCALE
