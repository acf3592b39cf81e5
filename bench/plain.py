"""One iteration of a forecast in plain Python: the loop the engine is timed against, and the truth it is judged by.

Written from the rules alone; it shares no code with the engine, and reads nothing but the rows of the model. It leaves
out what the benches do not use: milestones begun or done, shifts, lognormal spreads, flows, parts due on a day, deals
that expire.
"""

import math
from dataclasses import dataclass
from graphlib import TopologicalSorter
from statistics import NormalDist


@dataclass(frozen=True)
class Outcome:
    """Finishes as offsets and days by milestone, and the first day below the floor (infinite: none)."""

    finish: dict
    day: dict
    cash_out: float


def simulate(model, rng):
    """Let everything happen once."""
    work = {node.id: drawn(node.work, rng) for node in model.nodes}
    happened = [(risk, rng.random(), happens_on(risk, rng)) for risk in model.drivers if rng.random() < risk.p]
    before = {node.id: [] for node in model.nodes}
    for link in model.links:
        before[link.after].append(link)
    nodes, start, finish, hits = {node.id: node for node in model.nodes}, {}, {}, {}
    for id_ in TopologicalSorter(
        {id_: [link.before for link in links] for id_, links in before.items()}
    ).static_order():
        node, wait = nodes[id_], drawn(nodes[id_].wait, rng) if nodes[id_].wait else 0
        usual = placed(node, work[id_] + wait, before[id_], start, finish)[1]
        here = [
            (risk, effect, luck)
            for risk, luck, on in happened
            for effect in risk.effects
            if effect.node == id_ and (risk.window is None or on <= day_of(model, usual))
        ]
        for risk, _effect, _luck in here:
            hits.setdefault(risk.id, []).append(id_)
        lasts = lengthened(work[id_], here) + wait
        start[id_], finish[id_] = placed(node, lasts, before[id_], start, finish)
    day = {id_: day_of(model, end) for id_, end in finish.items()}
    return Outcome(finish, day, math.inf if model.cash is None else cash_out(model, happened, hits, day, rng))


def placed(node, work, links, start, finish):
    begins, ends = max(node.earliest, 0.0), -math.inf
    for link in links:
        bound = (finish if link.kind[0] == "F" else start)[link.before] + link.lag
        if link.kind[1] == "S":
            begins = max(begins, bound)
        else:
            ends = max(ends, bound)
    begins = max(begins, ends - work)
    return begins, begins + work


def lengthened(work, here):
    factor, added, parallel = 1.0, 0.0, []
    for risk, effect, luck in here:
        size = at(effect.size, luck)
        if effect.parallel:
            parallel.append((risk, effect, size))
            continue
        added -= saved(risk, size if effect.kind == "days" else work * (size - 1))
        factor *= size if effect.kind == "factor" else 1
        added += size if effect.kind == "days" else 0
    costs = [(risk, size if effect.kind == "days" else work * factor * (size - 1)) for risk, effect, size in parallel]
    largest = max((cost - saved(risk, cost) for risk, cost in costs), default=0)
    return max(work * factor + added + largest, 0)


def saved(risk, costs):
    return min(risk.days_saved * risk.share, max(costs, 0))


def happens_on(risk, rng):
    first, last = risk.window or (0, 365)
    return rng.randint(max(first, 0), last)


def day_of(model, offset):
    index = max(math.ceil(offset - 1e-9), 1) - 1
    return int(model.day_of[index]) if index < len(model.day_of) else math.inf


def cash_out(model, happened, hits, day, rng):
    """Add up the balance day by day."""
    cash, moves = model.cash, {}
    for risk, _luck, on in happened:
        when = min((day[id_] for id_ in hits.get(risk.id, [])), default=on)
        lost = drawn(risk.money, rng) if risk.money is not None else 0
        lost -= min(risk.money_saved * risk.share, max(lost, 0))
        moves[when] = moves.get(when, 0) - lost - risk.cost
    market = rng.gauss(0, 1)
    for round_ in model.rounds:
        for when, amount in payments(model, round_, market, day, rng):
            moves[when] = moves.get(when, 0) + amount
    factor = rng.triangular(1 - cash.spread, 1 + cash.spread, 1) if cash.spread else 1.0
    balance = cash.balance
    if balance < cash.floor - 0.005:
        return cash.start
    for index, (income, expense) in enumerate(zip(cash.income.tolist(), cash.expense.tolist(), strict=True)):
        today = cash.start + 1 + index
        balance += income - expense * (factor if today >= 1 else 1) + moves.get(today, 0)
        if balance < cash.floor - 0.005:
            return today
    return math.inf


def payments(model, round_, market, day, rng):
    """What the deals of a round pay, as (day, amount)."""
    won = []
    for deal in sorted(
        (deal for deal in model.deals if deal.round == round_.id), key=lambda deal: (deal.order, deal.id)
    ):
        luck = math.sqrt(model.rho) * market + math.sqrt(1 - model.rho) * rng.gauss(0, 1)
        if luck < NormalDist().inv_cdf(deal.p):
            won.append([max(round(drawn(deal.close, rng)), 0), deal, drawn(deal.amount, rng)])
    opens = 0 if round_.lead_open else min((row[0] for row in won if row[1].lead), default=math.inf)
    for row in won:
        if row[1].lead_gated and not row[1].lead:
            row[0] = max(row[0], opens)
    won = sorted((row for row in won if row[0] < math.inf), key=lambda row: row[0])
    total, reached, room = round_.secured, math.inf, math.inf if round_.cap is None else round_.cap - round_.secured
    for close, _deal, amount in won:
        total += amount
        if total >= (round_.minimum or 0) - 0.005:
            reached = min(reached, close)
    for close, deal, amount in won:
        paid, room = min(amount, max(room, 0)), room - amount
        opened = max(close, reached) if deal.minimum_gated and round_.minimum is not None else close
        for part in deal.parts:
            when = opened + part.lag if part.node is None else max(opened, day[part.node] + part.lag)
            yield when, paid * part.share


def drawn(spread, rng):
    """One draw by Python's own samplers."""
    low, mode, high = spread.low, spread.mode, spread.high
    if low == high:
        return low
    if spread.kind == "pert":
        share = (mode - low) / (high - low)
        return low + (high - low) * rng.betavariate(1 + spread.lam * share, 1 + spread.lam * (1 - share))
    return rng.triangular(low, high, mode) if spread.kind == "triangular" else rng.uniform(low, high)


def at(spread, luck):
    """The quantile of a uniform or triangular spread, since the effects of a risk share their luck."""
    low, mode, high = spread.low, spread.mode, spread.high
    if spread.kind != "triangular" or low == high:
        return low + luck * (high - low)
    if luck * (high - low) < mode - low:
        return low + math.sqrt(luck * (high - low) * (mode - low))
    return high - math.sqrt((1 - luck) * (high - low) * (high - mode))
