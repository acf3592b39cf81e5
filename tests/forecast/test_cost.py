"""What is answered within a request, how often a large plan is run, and how much memory a run holds."""

import tracemalloc
from itertools import pairwise

import numpy as np
import pytest

from forecast import engine
from forecast.changes import without_driver
from forecast.cost import affordable, affordable_tries, chunk_of, is_quick, tries_at_most
from forecast.model import Cash, Deal, Driver, Effect, Flow, Link, Model, Node, Part, Round
from tests.forecast.cases import certain

ONE = certain(1)
YEARS = {3: 1_096, 10: 3_652}


def model_of(milestones, risks=0, deals=0, *, effects=1, curves=0, years=3, past=0):
    days = YEARS[years] + past
    zero, ids = np.zeros(days), [f"m{n}" for n in range(milestones)]
    return Model(
        nodes=tuple(Node(id_, ONE) for id_ in ids),
        links=tuple(Link(before, after) for before, after in pairwise(ids)),
        day_of=np.arange(days, dtype=np.int32),
        drivers=tuple(
            Driver(f"r{n}", 0.5, tuple(Effect(ids[place], "days", ONE) for place in range(effects)))
            for n in range(risks)
        ),
        rounds=(Round("q"),),
        deals=tuple(Deal(f"d{n}", "q", 0.5, ONE, ONE, (Part(1.0),)) for n in range(deals)),
        flows=tuple(Flow(f"f{n}", ids[0], curve=zero) for n in range(curves)),
        cash=Cash(0, -1e9, -1 - past, zero, zero, (np.arange(days) // 30).astype(np.int32)),
    )


DEMO = model_of(25, 13, 9)
TEAM = model_of(50, 50, 20, effects=3)
LARGE = {
    "deals": model_of(25, 13, 1_000),
    "effects": model_of(50, 500, effects=50),
    "lines that wait": model_of(25, curves=20),
}


@pytest.mark.parametrize("model", [DEMO, TEAM, model_of(50, years=10), model_of(25, 13, 9, past=400)])
def test_what_a_team_usually_has_is_answered_within_the_request(model):
    assert is_quick(model, 5_000)


def test_what_takes_longer_is_left_to_the_worker():
    assert not is_quick(TEAM, 50_000)
    assert [name for name, model in LARGE.items() if is_quick(model, 5_000)] == []


def test_a_usual_plan_is_run_as_often_as_wanted():
    assert (affordable(DEMO, 50_000), affordable(TEAM, 50_000)) == (50_000, 50_000)


@pytest.mark.parametrize("model", LARGE.values(), ids=LARGE)
def test_a_large_plan_is_run_less_often_and_a_thousand_times_at_least(model):
    assert 1_000 <= affordable(model, 50_000) < 10_000


def test_milestones_kept_for_all_runs_take_a_hundred_megabytes_at_most():
    assert affordable(model_of(1_000), 50_000) * 1_000 * 8 <= 100_000_000


def test_many_changes_are_looked_at_with_fewer_runs():
    assert affordable_tries(TEAM, 150, 1_000) == 1_000
    assert affordable_tries(LARGE["effects"], 550, 1_000) == 100


def test_of_a_very_large_plan_not_all_changes_are_looked_at():
    # 50 milestones with 49 links, 500 risks with 25,000 effects: 25,599 rows.
    assert tries_at_most(LARGE["effects"]) == 390
    assert tries_at_most(TEAM) > 10_000


def test_what_runs_in_large_portions_does_so_unless_memory_is_short():
    assert (chunk_of(DEMO, 2_000), chunk_of(TEAM, 2_000)) == (2_000, 2_000)
    assert chunk_of(model_of(1, past=45_000), 2_000) * 45_000 * 8 < 40_000_000


def test_a_run_over_many_days_holds_few_of_its_iterations_at_a_time():
    model = model_of(1, past=45_000)
    engine.run(DEMO, seed=1, n=1)

    tracemalloc.start()
    engine.run(model, seed=1, n=200)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    # Two arrays of all its days for 200 iterations at a time would be 148 MB.
    assert peak < 110_000_000


def test_of_many_changes_each_brings_what_it_brings_alone():
    model, names = model_of(3, 40), [f"r{n}" for n in range(40)]
    changed = {name: without_driver(model, name) for name in names}

    together = engine.run(model, seed=1, n=20, chunk=7, variants=changed, target="m2").gains

    alone = engine.run(model, seed=1, n=20, variants={"r39": changed["r39"]}, target="m2").gains
    assert list(together) == names
    assert together["r39"] == alone["r39"]
