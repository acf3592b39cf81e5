"""What holds for every model: the rules of the engine, tried on models of all kinds."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecast import engine
from forecast.changes import sooner, with_burn, with_chance, without_driver
from forecast.chunks import prepare, simulate_plan
from forecast.draws import Draws
from forecast.model import Driver, Effect, Link, Model, Node, Spread
from tests.forecast.cases import certain
from tests.forecast.random_models import IDS, models

N = 60
FEW = settings(max_examples=25)


def at_modes(model):
    """The model in which everything is what is most likely, and no risk happens."""

    def fixed(spread):
        return None if spread is None else certain(spread.mode)

    nodes = tuple(replace(node, work=fixed(node.work), wait=fixed(node.wait)) for node in model.nodes)
    return replace(model, nodes=nodes, drivers=())


def slow_finishes(model):
    """Finishes of certain milestones by going over the links until nothing moves: no order, no arrays."""
    work = {node.id: node.work.mode + (node.wait.mode if node.wait else 0) for node in model.nodes}
    held = {node.id: 0 if node.started else max(0, node.earliest) for node in model.nodes}
    start, finish = dict(held), {id_: held[id_] + work[id_] for id_ in held}
    started = {node.id for node in model.nodes if node.started}
    for _round in model.nodes:
        for link in model.links:
            bound = (finish if link.kind in {"FS", "FF"} else start)[link.before] + link.lag
            id_ = link.after
            if link.kind in {"FS", "SS"} and id_ not in started:
                start[id_] = max(start[id_], bound)
            elif link.kind in {"FF", "SF"} and id_ not in started:
                start[id_] = max(start[id_], bound - work[id_])
            elif link.kind in {"FF", "SF"}:
                finish[id_] = max(finish[id_], bound)
            finish[id_] = max(finish[id_], start[id_] + work[id_])
    return finish


def finishes(model, n=N):
    prepared = prepare(model)
    times = simulate_plan(prepared, Draws(1, 0, n)).times
    return {id_: times.finish[index] for id_, index in prepared.place.items()}


@FEW
@given(models())
def test_a_run_at_the_modes_is_the_deterministic_schedule(model):
    model = at_modes(model)

    found = {id_: row[0] for id_, row in finishes(model, 1).items()}

    assert found == pytest.approx(slow_finishes(model), abs=1e-9)


@FEW
@given(models())
def test_the_same_seed_gives_the_same_answer_in_any_portions_and_any_order_of_rows(model):
    shuffled = replace(
        model,
        nodes=model.nodes[::-1],
        links=model.links[::-1],
        drivers=tuple(replace(row, effects=row.effects[::-1]) for row in model.drivers[::-1]),
        deals=model.deals[::-1],
        rounds=model.rounds[::-1],
    )

    expected = repr(engine.run(model, seed=7, n=N))

    assert repr(engine.run(model, seed=7, n=N, chunk=7)) == expected
    assert repr(engine.run(model, seed=7, n=N, chunk=1_000)) == expected
    assert repr(engine.run(shuffled, seed=7, n=N, chunk=13)) == expected


@FEW
@given(models())
def test_added_rows_reshuffle_nothing(model):
    added = replace(
        model,
        nodes=(*model.nodes, Node("a new one", Spread("pert", 1, 2, 9))),
        links=(*model.links, Link("f", "a new one")),
        drivers=(*model.drivers, Driver("new", 0.5, (Effect("a new one", "days", certain(5)),))),
    )

    before, after = finishes(model), finishes(added)

    assert all((before[id_] == after[id_]).all() for id_ in IDS)


@FEW
@given(models())
def test_the_plan_does_not_change_with_the_money(model):
    poor = replace(model, cash=replace(model.cash, balance=-50, spread=0), deals=(), flows=())

    plan = repr(engine.run(model, seed=3, n=N).plan)

    assert repr(engine.run(poor, seed=3, n=N).plan) == plan
    without = engine.run(replace(model, cash=None), seed=3, n=N)
    assert repr(without.plan) == plan
    assert without.money is None


@FEW
@given(models())
def test_a_risk_without_chance_changes_nothing(model):
    more = Driver("none", 0, (Effect("a", "days", certain(9)),), certain(50))

    changed = engine.run(replace(model, drivers=(*model.drivers, more)), seed=3, n=N)

    assert repr(changed) == repr(engine.run(model, seed=3, n=N))


@FEW
@given(models(), st.floats(0, 1), st.floats(0, 1))
def test_a_likelier_delay_makes_no_iteration_earlier(model, one, other):
    delay = Driver("delay", min(one, other), (Effect("a", "days", Spread("uniform", 0, 5, 10)),))
    model = replace(model, drivers=(*model.drivers, delay))

    rare = finishes(without_window(model))
    often = finishes(without_window(with_chance(model, "delay", max(one, other))))

    assert all((often[id_] >= rare[id_] - 1e-9).all() for id_ in IDS)


def without_window(model):
    """A window that a delay makes longer can be missed by it; here no risk has one."""
    return replace(model, drivers=tuple(replace(row, window=None) for row in model.drivers))


@FEW
@given(models())
def test_less_burn_and_more_money_never_lower_the_chance_that_cash_lasts(model):
    base = engine.run(model, seed=3, n=N).money
    cheaper = engine.run(with_burn(model, 0.5), seed=3, n=N).money
    richer = engine.run(replace(model, cash=replace(model.cash, balance=500)), seed=3, n=N).money

    for id_, node in base.nodes.items():
        assert cheaper.nodes[id_].lasts.p >= node.lasts.p
        assert richer.nodes[id_].lasts.p >= node.lasts.p
        assert richer.nodes[id_].reserve80 <= node.reserve80


@FEW
@given(models())
def test_a_joint_chance_is_at_most_each_of_both_and_at_least_what_they_leave(model):
    result = engine.run(model, seed=3, n=N)

    for id_, node in result.plan.nodes.items():
        money = result.money.nodes[id_]
        if node.by_due is not None:
            assert money.joint.p <= min(node.by_due.p, money.lasts.p)
            assert money.joint.p >= node.by_due.p + money.lasts.p - 1 - 1e-9
        assert list(node.quantiles) == sorted(node.quantiles)


@FEW
@given(models())
def test_a_change_that_changes_nothing_gains_nothing(model):
    gains = engine.run(model, seed=3, n=N, variants={"same": model, "again": sooner(model, "f", 0)}).gains

    for gain in gains.values():
        assert (gain.joint or 0, gain.days, gain.days_error, gain.reserve) == (0, 0, 0, 0)


@FEW
@given(models())
def test_a_gain_is_the_difference_of_two_runs(model):
    model = replace(model, drivers=(*model.drivers, Driver("r", 0.5, (Effect("e", "days", certain(20)),), certain(30))))
    variants = {"without": without_driver(model, "r"), "cheap": with_burn(model, 0.9)}

    result = engine.run(model, seed=3, n=N, chunk=17, variants=variants)

    for name, variant in variants.items():
        other = engine.run(variant, seed=3, n=N)
        at = engine.QUANTILES.index(0.8)
        assert result.gains[name].days == pytest.approx(
            result.plan.nodes["f"].quantiles[at] - other.plan.nodes["f"].quantiles[at], abs=1e-9
        )
        assert result.gains[name].reserve == pytest.approx(
            result.money.nodes["f"].reserve80 - other.money.nodes["f"].reserve80, abs=1e-9
        )
        before, after = result.money.nodes["f"].joint, other.money.nodes["f"].joint
        if before is not None:
            assert result.gains[name].joint == pytest.approx(after.p - before.p, abs=1e-12)


@given(start=st.integers(0, 50), count=st.integers(1, 50))
def test_a_number_hangs_on_its_iteration_alone(start, count):
    whole = Draws(5, 0, 100).uniform("a", "work")

    assert (Draws(5, start, count).uniform("a", "work") == whole[start : start + count]).all()
    assert (Draws(5, 0, 100).uniform("a", "wait") != whole).all()
    assert (Draws(6, 0, 100).uniform("a", "work") != whole).all()


def test_a_number_hangs_on_nothing_drawn_before_it():
    draws = Draws(5, 0, 90)
    whole = draws.uniform("a", "work")

    parts = [(Draws(5, start, 30), start) for start in (0, 30, 60, 30)]
    for part, _start in parts:
        part.uniform("b", "work")

    assert all((part.uniform("a", "work") == whole[start : start + 30]).all() for part, start in parts)
    assert (draws.uniform("a", "work") == whole).all()


def test_a_risk_happens_as_often_as_its_chance_says():
    happened = Draws(1, 0, 40_000).uniform("risk", "event") < 0.3

    assert happened.mean() == pytest.approx(0.3, abs=4 * (0.21 / 40_000) ** 0.5)


def test_another_process_gives_the_same_bytes():
    code = (
        "import numpy as np;from forecast import engine;from forecast.model import *;"
        "s=Spread('pert',2,3,9);c=np.ones(90);"
        "m=Model((Node('a',s,due=20),Node('b',s)),(Link('a','b'),),np.arange(99,dtype=np.int32),"
        "(Driver('r',.4,(Effect('a','factor',Spread('lognormal',1,1,2)),),s),),(Round('q'),),"
        "(Deal('d','q',.5,s,s,(Part(1.0),)),),(),Cash(30,1,-1,c*0,c,c.astype(np.int32),.1),'b');"
        "print(engine.run(m,seed=4,n=500))"
    )

    def printed(seed):
        command = [sys.executable, "-c", code]
        env = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(engine.__file__).parents[1])}
        return subprocess.run(command, capture_output=True, check=True, env=env).stdout

    assert printed("1") == printed("2")


def test_progress_is_told_chunk_by_chunk_and_model_by_model():
    told = []
    model = Model((Node("a", Spread("pert", 1, 2, 3)),), (), np.arange(9, dtype=np.int32), sink="a")

    engine.run(model, seed=1, n=5, chunk=2, variants={"same": model}, report=lambda done, of: told.append((done, of)))

    assert told == [(n, 6) for n in range(1, 7)]
