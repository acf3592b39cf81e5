"""Small models of every kind of row, drawn by hypothesis."""

import numpy as np
from hypothesis import strategies as st

from forecast.model import Cash, Deal, Driver, Effect, Flow, Link, Model, Node, Part, Round, Spread

IDS = tuple("abcdef")
HORIZON = 200
SHARE = st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0])
WHOLE = st.integers(0, 20)


@st.composite
def spreads(draw, figures=WHOLE):
    low, mode, high = sorted(draw(st.tuples(figures, figures, figures)))
    kind = draw(st.sampled_from(["pert", "triangular", "uniform"]))
    return Spread(kind, low, mode, high)


@st.composite
def nodes(draw, id_):
    return Node(
        id_,
        draw(spreads()),
        earliest=draw(st.sampled_from([0.0, 5.0])),
        started=draw(st.sampled_from([False, False, True])),
        wait=draw(st.none() | spreads()),
        due=draw(st.none() | st.integers(10, 120)),
    )


@st.composite
def links(draw):
    pairs = draw(st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)), max_size=8, unique=True))
    kinds, lags = st.sampled_from(["FS", "SS", "FF", "SF"]), st.integers(-5, 10)
    return tuple(Link(a, b, draw(kinds), draw(lags)) for a, b in pairs if a < b)


@st.composite
def drivers(draw, id_):
    effects = tuple(
        Effect(node, kind, draw(spreads()) if kind == "days" else Spread("uniform", 1, 1.2, 1.5), draw(st.booleans()))
        for node, kind in draw(
            st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(["days", "factor"])), max_size=3)
        )
    )
    return Driver(
        id_,
        draw(SHARE),
        effects,
        draw(st.none() | spreads()),
        window=draw(st.none() | st.just((3, 40))),
        days_saved=draw(st.sampled_from([0, 3])),
        cost=draw(st.sampled_from([0, 4])),
    )


@st.composite
def deals(draw, id_):
    part = Part(0.5, node=draw(st.sampled_from(IDS)), lag=5)
    return Deal(
        id_,
        draw(st.sampled_from(["q", "r"])),
        draw(SHARE),
        draw(spreads()),
        draw(spreads()),
        (Part(0.5, lag=3), part),
        lead=draw(st.booleans()),
        lead_gated=draw(st.booleans()),
        minimum_gated=draw(st.booleans()),
        order=draw(st.integers(0, 2)),
    )


@st.composite
def models(draw):
    daily = np.full(HORIZON, 1.0)
    spread = draw(st.sampled_from([0.0, 0.1]))
    return Model(
        nodes=tuple(draw(nodes(id_)) for id_ in IDS),
        links=draw(links()),
        day_of=np.array([day for day in range(500) if day % 7 < 5], np.int32),
        drivers=tuple(draw(drivers(f"risk {n}")) for n in range(draw(st.integers(0, 3)))),
        rounds=(Round("q", minimum=20, lead_open=False, wanted=20), Round("r", cap=25)),
        deals=tuple(draw(deals(f"deal {n}")) for n in range(draw(st.integers(0, 3)))),
        flows=(Flow("flow", "c", curve=daily, growth=0.02),),
        cash=Cash(50, 5, -1, daily * 0.2, daily, (np.arange(HORIZON) // 30).astype(np.int32), spread),
        sink="f",
    )
