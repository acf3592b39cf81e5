"""What cannot be simulated is refused, with the id that is to be looked at; and models with one thing changed."""

from dataclasses import replace

import numpy as np
import pytest

from forecast import engine
from forecast.changes import ancestors, sooner, with_burn, with_deal, without_driver
from forecast.checks import CycleError, DuplicateIdError, FigureError, ModelError, SpreadError, UnknownIdError
from forecast.model import Cash, Deal, Driver, Effect, Flow, Link, Model, Node, Part, Round, Spread
from tests.forecast.cases import certain

NAN = float("nan")
DAYS = np.arange(50, dtype=np.int32)
SIZE = Spread("pert", 1, 2, 4)
MODEL = Model(
    nodes=tuple(Node(id_, SIZE) for id_ in "abcd"),
    links=(Link("a", "b"), Link("b", "c")),
    day_of=DAYS,
    drivers=(Driver("risk", 0.5, (Effect("a", "days", SIZE),), SIZE),),
    rounds=(Round("round"),),
    deals=(Deal("deal", "round", 0.5, SIZE, SIZE, (Part(1.0),)),),
    flows=(Flow("flow", "a", curve=DAYS * 1.0),),
    cash=Cash(100, 10, -1, DAYS * 0.0, DAYS * 1.0, DAYS),
    sink="c",
)


def with_node(**more):
    return replace(MODEL, nodes=(replace(MODEL.nodes[0], **more), *MODEL.nodes[1:]))


def with_risk(**more):
    return replace(MODEL, drivers=(replace(MODEL.drivers[0], **more),))


def with_offer(**more):
    return replace(MODEL, deals=(replace(MODEL.deals[0], **more),))


def with_cash(**more):
    return replace(MODEL, cash=replace(MODEL.cash, **more))


@pytest.mark.parametrize(
    ("model", "error", "said"),
    [
        (with_node(work=Spread("pert", 3, 2, 9)), SpreadError, "The work of a needs low ≤ mode ≤ high"),
        (with_node(work=Spread("pert", 1, 2, NAN)), SpreadError, "The work of a has a figure that is no finite number"),
        (with_node(work=Spread("pert", -1, 2, 3)), SpreadError, "The work of a cannot be below 0"),
        (with_node(wait=Spread("pert", 9, 2, 3)), SpreadError, "The wait of a needs"),
        (with_node(earliest=NAN), FigureError, "The milestone a has a figure"),
        (with_node(shift=NAN), FigureError, "The milestone a has a figure"),
        (with_node(done=3), FigureError, "The milestone a cannot be done, or begun, in the future"),
        (with_risk(p=1.2), FigureError, "The chance of risk must lie between 0 and 1, not at 1.2"),
        (with_risk(p=-0.1), FigureError, "The chance of risk must lie between 0 and 1"),
        (with_risk(p=NAN), FigureError, "The chance of risk must lie between 0 and 1, not at nan"),
        (with_risk(money=Spread("pert", 3, 2, 9)), SpreadError, "The money of risk needs"),
        (with_risk(effects=(Effect("a", "factor", Spread("pert", -1, 0, 1)),)), SpreadError, "The effect of risk on a"),
        (with_risk(effects=(Effect("x", "days", SIZE),)), UnknownIdError, "The risk risk names the milestone x"),
        (with_risk(effects=(Effect("a", "hours", SIZE),)), FigureError, "The risk risk has the kind 'hours'"),
        (with_risk(window=(5, 3)), FigureError, "The risk risk has a window that ends before it begins"),
        (with_risk(days_saved=-1), FigureError, "The risk risk has a plan with a negative figure"),
        (with_risk(share=2), FigureError, "The share of the plan of risk must lie between 0 and 1"),
        (with_offer(p=NAN), FigureError, "The chance of deal must lie between 0 and 1"),
        (with_offer(amount=Spread("pert", -1, 2, 3)), SpreadError, "The amount of deal cannot be below 0"),
        (with_offer(close=Spread("uniform", 3, 2, 1)), SpreadError, "The close of deal needs"),
        (with_offer(round="x"), UnknownIdError, "The deal deal names the round x"),
        (with_offer(parts=(Part(1.0, node="x"),)), UnknownIdError, "The deal deal names the milestone x"),
        (with_offer(parts=(Part(NAN),)), FigureError, "The deal deal has a figure"),
        (with_offer(parts=(Part(-1.0),)), FigureError, "The deal deal has a part with a negative share"),
        (with_cash(balance=NAN), FigureError, "The cash has a figure"),
        (with_cash(start=1), FigureError, "The balance cannot be one of the future"),
        (with_cash(income=DAYS * NAN), FigureError, "Income or expense holds a figure"),
        (with_cash(income=DAYS[1:] * 1.0), FigureError, "must have one figure for each day"),
        (with_cash(spread=1.5), FigureError, "The spread of expenses must lie between 0 and 1"),
        (with_cash(expense_factor=-1), FigureError, "The factor on expenses cannot be negative"),
        (replace(MODEL, rounds=(Round("round", cap=NAN),)), FigureError, "The round round has a figure"),
        (replace(MODEL, rounds=(Round("round", secured=-1),)), FigureError, "The round round has a negative figure"),
        (replace(MODEL, flows=(Flow("flow", "x"),)), UnknownIdError, "The flow flow names the milestone x"),
        (replace(MODEL, flows=(Flow("flow", "a", once=NAN),)), FigureError, "The flow flow has a figure"),
        (replace(MODEL, flows=(Flow("flow", "a", growth=-1),)), FigureError, "The flow flow cannot shrink"),
        (replace(MODEL, flows=(Flow("flow", "a", curve=DAYS * NAN),)), FigureError, "The curve of flow holds"),
        (
            replace(MODEL, flows=(Flow("flow", "a", curve=DAYS[1:] * 1.0),)),
            FigureError,
            "has 49 days where the cash has 50",
        ),
        (replace(MODEL, links=(Link("a", "x"),)), UnknownIdError, "A link names the milestone x"),
        (replace(MODEL, links=(Link("a", "b", "FS", NAN),)), FigureError, "The link a → b has a figure"),
        (replace(MODEL, links=(Link("a", "b", "XX"),)), FigureError, "The link a → b has the kind 'XX'"),
        (replace(MODEL, sink="x"), UnknownIdError, "The model names the milestone x"),
        (replace(MODEL, rho=1.1), FigureError, "The model's rho must lie between 0 and 1"),
        (replace(MODEL, day_of=DAYS[::-1]), FigureError, "The working days must be one rising row"),
        (replace(MODEL, nodes=(*MODEL.nodes, MODEL.nodes[0])), DuplicateIdError, "Two milestones have the id a"),
        (replace(MODEL, drivers=MODEL.drivers * 2), DuplicateIdError, "Two risks have the id risk"),
        (replace(MODEL, links=(Link("a", "a"),)), CycleError, "The links form a cycle: a → a"),
    ],
)
def test_what_cannot_be_simulated_is_refused_with_its_id(model, error, said):
    with pytest.raises(error) as caught:
        engine.run(model, seed=1, n=2)

    assert said in str(caught.value)
    assert isinstance(caught.value, ModelError)
    assert isinstance(caught.value, ValueError)


def test_a_cycle_is_named_with_its_path():
    links = (Link("a", "b"), Link("b", "c", "SS"), Link("c", "b", "FF"), Link("c", "d"))

    with pytest.raises(CycleError, match="b → c → b") as caught:
        engine.run(replace(MODEL, links=links), seed=1, n=2)

    assert caught.value.path == ("b", "c", "b")


def test_a_target_that_is_not_there_and_no_iteration_are_refused():
    with pytest.raises(UnknownIdError, match="names the milestone x"):
        engine.run(MODEL, seed=1, n=2, target="x")
    with pytest.raises(UnknownIdError, match="a target, or a sink, is needed"):
        engine.run(replace(MODEL, sink=None), seed=1, n=2, variants={"same": MODEL})
    with pytest.raises(FigureError, match="At least one iteration"):
        engine.run(MODEL, seed=1, n=0)


def test_a_model_without_rows_has_an_answer():
    result = engine.run(Model((), (), DAYS), seed=1, n=3)

    assert (result.plan.n, result.plan.nodes, result.money) == (3, {}, None)


@pytest.mark.parametrize(
    "change",
    [
        lambda: without_driver(MODEL, "x"),
        lambda: with_deal(MODEL, "x", 1),
        lambda: sooner(MODEL, "x", 5),
        lambda: ancestors(MODEL, "x"),
    ],
)
def test_a_change_of_what_is_not_there_is_refused(change):
    with pytest.raises(UnknownIdError, match=r"There is no \w+ x"):
        change()


def test_changes_touch_one_row_each():
    assert without_driver(MODEL, "risk").drivers[0].p == 0
    assert with_deal(MODEL, "deal", 1).deals[0].p == 1
    assert with_burn(with_burn(MODEL, 0.5), 0.5).cash.expense_factor == 0.25
    assert with_burn(replace(MODEL, cash=None), 0.5).cash is None
    assert [node.shift for node in sooner(sooner(MODEL, "b", 5), "b", 5).nodes] == [0, -10, 0, 0]


def test_ancestors_are_what_a_milestone_waits_for():
    assert ancestors(MODEL, "c") == {"a", "b"}
    assert ancestors(MODEL, "a") == set()


def test_a_gain_is_measured_at_the_target():
    late = replace(MODEL, drivers=(Driver("risk", 1, (Effect("d", "days", certain(7)),)),))

    gains = engine.run(late, seed=1, n=20, variants={"less": without_driver(late, "risk")}, target="d").gains

    assert gains["less"].days == pytest.approx(7)
    assert (gains["less"].joint, gains["less"].joint_error) == (None, None)
