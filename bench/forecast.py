"""Measure the joint forecast against drawing its random numbers: all answers of 10,000 iterations, in one run.

    python -m bench.forecast

200 milestones with 400 links, 200 risks, 40 deals, 36 months by day; 1,000 milestones and 1,000 risks for memory. The
floor draws the same distributions with NumPy's own samplers (beta for PERT, triangular, uniform, normal), no more; the
plain loop is `bench/plain.py`. Ratios only: absolute times mean little on shared machines.
"""

import random
import resource
import subprocess
import sys
import time

import numpy as np

from bench import plain
from bench.report import Figure, told
from forecast import engine
from forecast.distributions import pert_table
from forecast.model import Cash, Deal, Driver, Effect, Link, Model, Node, Part, Round, Spread

N = 10_000
ROUNDS = 5
PLAIN = 20  # iterations of the plain loop; it is timed per iteration
LIMIT, MEGABYTES, LINEAR = 2.0, 300, 1.3


def main():
    if sys.argv[1:] == ["memory"]:
        return memory()
    model = model_of(200, 200, 40)
    floor, ours = [], []
    for _round in range(ROUNDS):  # by turns, so that a busy moment hits both
        pert_table.cache_clear()
        ours.append(timed(lambda: engine.run(model, seed=1, n=N)))
        floor.append(timed(lambda: draw(model, N)))
    best, least = min(ours), min(floor)
    rng = random.Random(1)
    loop = timed(lambda: [plain.simulate(model, rng) for _ in range(PLAIN)]) * N / PLAIN
    print(f"floor {least:.2f} s, engine {best:.2f} s, plain loop {loop:.0f} s for {N:,} iterations", flush=True)
    peak = int(
        subprocess.run([sys.executable, "-m", "bench.forecast", "memory"], capture_output=True, check=True).stdout
    )
    figures = [
        Figure("forecast, 10,000 × 200 × 200 × 40, to its draws", best / least, LIMIT),
        Figure("the same in a plain loop, to the engine", loop / best, 20, at_least=True),
        Figure("forecast, 1,000 × 1,000, memory at its peak", peak / 1_000, MEGABYTES, unit="MB"),
        Figure("forecast, twice the iterations: time by each", time_of(model, 2 * N) / time_of(model, N) / 2, LINEAR),
        Figure("forecast, twice the rows: time by each", time_of(model_of(400, 400, 80), N) / best / 2, LINEAR),
    ]
    return int(told(figures) > 0)


def memory():
    """Print the peak of a process that simulates 1,000 milestones and 1,000 risks, in kB."""
    engine.run(model_of(1_000, 1_000, 40), seed=1, n=N, chunk=1_000)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return 0


def time_of(model, n):
    return min(timed(lambda: engine.run(model, seed=1, n=n)) for _round in range(ROUNDS))


def timed(act):
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def draw(model, n):
    """Draw what the engine draws, with NumPy's samplers."""
    rng = np.random.default_rng(1)
    for node in model.nodes:
        sampled(node.work, rng, n)
    for risk in model.drivers:
        rng.random(n)
        for effect in risk.effects:
            sampled(effect.size, rng, n)
        sampled(risk.money, rng, n)
        if risk.window is not None:
            rng.random(n)
    rng.standard_normal(n)
    for deal in model.deals:
        rng.standard_normal(n)
        sampled(deal.amount, rng, n)
        sampled(deal.close, rng, n)
    rng.triangular(0.9, 1, 1.1, n)


def sampled(spread, rng, n):
    low, mode, high = spread.low, spread.mode, spread.high
    if spread.kind == "triangular":
        return rng.triangular(low, mode, high, n)
    share = (mode - low) / (high - low)
    return low + (high - low) * rng.beta(1 + 4 * share, 5 - 4 * share, n)


def model_of(milestones, risks, deals, months=36, seed=3):
    """A plan of whole working days, as people type them, with two links, two effects and two parts where possible."""
    rng = random.Random(seed)
    ids = [f"m{n:04}" for n in range(milestones)]
    days = months * 365 // 12
    links = [
        Link(ids[before], ids[after], rng.choice(("FS", "FS", "SS", "FF")), rng.randrange(3))
        for after in range(1, milestones)
        for before in rng.sample(range(max(after - 30, 0), after), min(2, after))
    ]
    zero = np.zeros(days)
    return Model(
        nodes=tuple(Node(id_, points(rng, 2, 15), due=rng.randrange(100, 800)) for id_ in ids),
        links=tuple(links),
        day_of=np.array([day for day in range(2 * days) if day % 7 < 5], np.int32),
        drivers=tuple(_risk(f"r{n:04}", rng, ids) for n in range(risks)),
        rounds=tuple(Round(f"q{n}", minimum=300_000, cap=2_000_000, lead_open=False, wanted=1e6) for n in range(4)),
        deals=tuple(_deal(n, rng, ids) for n in range(deals)),
        cash=Cash(2e6, 1e5, -1, zero + 3_000, zero + 9_000, (np.arange(days) // 30).astype(np.int32), 0.1),
        sink=ids[-1],
    )


def points(rng, low, high, kind="pert", step=1):
    least = rng.randrange(low, high)
    likely = least + rng.randrange(1, high)
    return Spread(kind, least * step, likely * step, (likely + rng.randrange(1, 2 * high)) * step)


def _risk(id_, rng, ids):
    effects = tuple(Effect(node, "days", points(rng, 1, 8, "triangular")) for node in rng.sample(ids, 2))
    window = (0, rng.randrange(100, 900)) if rng.random() < 0.5 else None
    return Driver(id_, rng.uniform(0.05, 0.6), effects, points(rng, 1, 20, step=1_000), window)


def _deal(number, rng, ids):
    parts = (Part(0.5, lag=14), Part(0.5, node=rng.choice(ids), lag=14))
    amount, close = points(rng, 2, 20, step=10_000), points(rng, 20, 150)
    is_lead = number < 8
    gates = {"lead": is_lead, "lead_gated": not is_lead, "minimum_gated": not is_lead, "order": number}
    return Deal(f"d{number:02}", f"q{number % 4}", rng.uniform(0.1, 0.8), amount, close, parts, **gates)


if __name__ == "__main__":
    sys.exit(main())
