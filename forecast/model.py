"""What the simulation takes and answers: frozen, in floats, without names and without a clock.

Units. A *work offset* counts working days from the start of today (0), half-open: work of 3 days that starts at 0
finishes at 3.0, and nothing is rounded. A *day* is a whole number of calendar days from today (0; yesterday is -1).
Money is in units of one currency. A share or a chance runs from 0 to 1. Ids are texts that stay the same from run to
run: the random numbers of an entity hang on its id alone.
"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Days = NDArray[np.int32]
Shape = Literal["fixed", "uniform", "triangular", "pert", "lognormal"]
LinkKind = Literal["FS", "SS", "FF", "SF"]
EffectKind = Literal["days", "factor"]


@dataclass(frozen=True, slots=True)
class Spread:
    """An uncertain quantity by three points; low = mode = high is legal and means certain.

    `lam` weighs the mode of a Beta-PERT. A lognormal is given by low and high alone, the ends of its middle `cover`.
    """

    kind: Shape
    low: float
    mode: float
    high: float
    lam: float = 4.0
    cover: float = 0.8


@dataclass(frozen=True, slots=True)
class Node:
    """A milestone: remaining work, and what holds its start.

    `earliest`: a start before this offset is not possible. `started`: its start is now, whatever its links say of
    the start; a link that holds its finish (FF, SF) is waited for, which alone makes it longer than its work. `done`:
    the offset at which it was reached, 0 or less; nothing moves it any more. `wait` is added after factors. `shift` is
    added to the drawn work, which stays 0 or more. `due` is the day it is promised for.

    `began` is the offset at which work on one started or done truly began, 0 or less: its SS and SF links count from
    there (else from 0, and from `done`). `done_day` is the day, 0 or less, on which one done was reached.
    """

    id: str
    work: Spread
    earliest: float = 0.0
    started: bool = False
    done: float | None = None
    wait: Spread | None = None
    shift: float = 0.0
    due: int | None = None
    began: float | None = None
    done_day: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """`after` is held by `before` (ids), plus `lag` working days, which may be negative."""

    before: str
    after: str
    kind: LinkKind = "FS"
    lag: float = 0.0


@dataclass(frozen=True, slots=True)
class Effect:
    """What a risk does to one milestone: adds days, or multiplies its work by a factor (1 changes nothing)."""

    node: str
    kind: EffectKind
    size: Spread
    parallel: bool = False


@dataclass(frozen=True, slots=True)
class Driver:
    """A risk: one draw decides whether it happens, one draws the size for all its effects, one its money.

    `window` holds the first and last day it may happen: it hits milestones not yet reached by then. None means always.
    `days_saved` (on each milestone it hits), `money_saved` and `cost` are those of the plan that answers it when it
    happens, `share` the part of the savings that counts; no saving exceeds what the risk costs. Its money moves when
    the first milestone it hits is reached; if it hits none, on the day it happens (without window, within 365 days).
    """

    id: str
    p: float
    effects: tuple[Effect, ...] = ()
    money: Spread | None = None
    window: tuple[int, int] | None = None
    days_saved: float = 0.0
    money_saved: float = 0.0
    cost: float = 0.0
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Part:
    """A share of a deal's money: on `day`, or `lag` days after `node` is reached, never before the deal closes.

    With neither, `lag` days after the close. `never` is one whose condition can no longer come true.
    """

    share: float
    day: int | None = None
    node: str | None = None
    lag: int = 0
    never: bool = False


@dataclass(frozen=True, slots=True)
class Deal:
    """Money that may come: it is won with chance `p` and closes on a drawn day; `amount` is drawn, too.

    `lead`: it opens the round. `lead_gated` and `minimum_gated`: it waits for the lead, or the minimum, of its round.
    After `expires` it can no longer close. `order` breaks ties under the cap of the round.
    """

    id: str
    round: str
    p: float
    amount: Spread
    close: Spread
    parts: tuple[Part, ...]
    lead: bool = False
    lead_gated: bool = False
    minimum_gated: bool = False
    expires: int | None = None
    order: int = 0


@dataclass(frozen=True, slots=True)
class Round:
    """What holds the deals of a round: nothing comes before wins reach `minimum`, none beyond `cap`.

    `secured` counts toward all sums and is not simulated. `lead_open`: there is a lead already, or none is needed.
    `wanted` and `by`: the answer is asked for wins of so much, signed by that day (None: ever).
    """

    id: str
    minimum: float | None = None
    cap: float | None = None
    secured: float = 0.0
    lead_open: bool = True
    wanted: float | None = None
    by: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """Money that starts `lag` days after a milestone is reached: `once`, and `curve` by day while it runs.

    Positive comes in, negative goes out and varies as every expense does. `curve` has one figure for each day of
    `Cash`, what that day would bring if the flow ran without growth. `end` is the last day. `growth` is the share by
    which each calendar month after the first exceeds the one before. Of a milestone reached before `Cash.start` only
    what comes later counts, and its first month is the first of `Cash`: what runs already is better put into `Cash`.
    """

    id: str
    node: str
    lag: int = 1
    once: float = 0.0
    curve: Floats | None = None
    end: int | None = None
    growth: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Cash:
    """What the team has and what is certain to flow.

    `balance` is that at the end of day `start` (0 or less). `income` and `expense` hold what each later day brings and
    takes, entry 0 being day `start` + 1; both have D entries, the horizon. `months` tells which month, counted from any
    one, each of these days lies in. From tomorrow on expense is multiplied by one factor per iteration, symmetric
    within `spread` (0.1 is ±10 %), and by `expense_factor`.
    """

    balance: float
    floor: float
    start: int
    income: Floats
    expense: Floats
    months: Days
    spread: float = 0.0
    expense_factor: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """All that is simulated. `day_of[w]` is the day of working day w; `sink` the milestone criticality looks at.

    `rho` is how far deals share one market. Without `cash` there is no answer about money.
    """

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    day_of: Days
    drivers: tuple[Driver, ...] = ()
    rounds: tuple[Round, ...] = ()
    deals: tuple[Deal, ...] = ()
    flows: tuple[Flow, ...] = ()
    cash: Cash | None = None
    sink: str | None = None
    rho: float = 0.2


@dataclass(frozen=True, slots=True)
class Chance:
    """A share of the iterations, and its standard error sqrt(p(1-p)/n)."""

    p: float
    error: float


@dataclass(frozen=True, slots=True)
class NodeResult:
    """When a milestone is reached: `quantiles` are work offsets at `QUANTILES` (engine), `days` the same as days.

    A day is None where it lies beyond the last working day of the model. `interval80` are the offsets between which
    P80 lies with 95 % (within the sample). `by_due` is None without a due day.
    """

    quantiles: tuple[float, ...]
    days: tuple[int | None, ...]
    interval80: tuple[float, float]
    mean: float
    by_due: Chance | None
    criticality: float


@dataclass(frozen=True, slots=True)
class PlanResult:
    """What the plan answers; it does not change with anything about money."""

    n: int
    nodes: dict[str, NodeResult]


@dataclass(frozen=True, slots=True)
class NodeMoney:
    """`joint`: reached by its due day, and cash lasts until it is reached; None without a due day.

    `reserve80`: the money that would be needed on top, today, for cash to last until then with 80 %.
    """

    joint: Chance | None
    lasts: Chance
    reserve80: float


@dataclass(frozen=True, slots=True)
class MoneyResult:
    """What the money answers.

    `cash_out` are the days at QUANTILES on which the balance is first below the floor; None is beyond the horizon, and
    `runs_out` the chance that it is not. `fan` has a row for each day of `fan_days` and a column for P10, P25, P50, P75
    and P90 of the balance. `rounds` are the chances of what each round wants, by id. `left` holds, for the sink and the
    target, the balances at QUANTILES on the day it is reached.
    """

    n: int
    nodes: dict[str, NodeMoney]
    cash_out: tuple[int | None, ...]
    runs_out: Chance
    fan_days: tuple[int, ...]
    fan: tuple[tuple[float, ...], ...]
    rounds: dict[str, Chance] = field(default_factory=dict)
    left: dict[str, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gain:
    """What a change would bring at the milestone looked at, with the same random numbers; positive is better.

    `joint` and its paired standard error are None without money or due day; `days` is ΔP80 in working days, `reserve`
    Δreserve80 (None without money). All errors are paired standard errors.
    """

    joint: float | None
    joint_error: float | None
    days: float
    days_error: float
    reserve: float | None
    reserve_error: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """Both parts apart, so that neither can leak the other."""

    plan: PlanResult
    money: MoneyResult | None
    gains: dict[str, Gain] = field(default_factory=dict)
