"""What a move of dates does to the joint chance: a quick answer of few iterations, on the same random numbers."""

from dataclasses import dataclass

from core.lazy import Lazy
from planner.models import calendar_of

from .models import Run
from .running import cost, engine, inputs_module, seed_of

plan_inputs = Lazy("forecast.plan_inputs")

ITERATIONS, LEAST = 2_000, 200
POINT = 0.01


@dataclass(frozen=True, slots=True)
class JointMove:
    """The joint chance of a milestone (an id) before and after, as shares of 1; `is_of_new_date` where it is moved."""

    target: str
    before: float
    after: float
    is_of_new_date: bool = False

    @property
    def is_worse(self):
        """Say whether a point or more is lost."""
        return self.before - self.after >= POINT


def joint_after(team, dates):
    """Return the JointMove of other dates, {id of a milestone: (start, due)}; None where no joint chance is known.

    Before is what the last run says where nothing has changed since, and after is that plus the difference of two
    simulations that share their random numbers: the difference is what they know best.
    """
    today, kept = team.today(), {}

    def noted(rows):
        kept.update(rows)
        return rows

    base = inputs_module.read_inputs(team, today=today, changed=noted)
    target = base.headlines[1]
    n = min(ITERATIONS, cost.AT_ONCE // (2 * cost.cells_of(base.model)))
    if target is None or base.model.cash is None or n < LEAST:
        return None
    moved = inputs_module.inputs_of(_with_dates(kept, dates), plan_inputs.Clock(today, calendar_of(team)))
    seed = seed_of(team)
    result = engine.run(base.model, seed=seed, n=n, variants={"moved": moved.model}, target=target)
    gain, joint = result.gains["moved"].joint, result.money.nodes[target].joint
    if gain is None or joint is None:
        return None
    before = _told(team, base, target) or joint.p
    moves = target in map(str, dates)
    return JointMove(target, before, min(max(before + gain, 0.0), 1.0), is_of_new_date=moves)


def _with_dates(rows, dates):
    by_id = {str(pk): pair for pk, pair in dates.items()}
    return rows | {
        "milestones": [
            {**row, "starts_on": by_id[str(row["id"])][0], "due_on": by_id[str(row["id"])][1]}
            if str(row["id"]) in by_id
            else row
            for row in rows["milestones"]
        ]
    }


def _told(team, base, target):
    """Return what the last run of the plan says of the target, or None where it is made of anything else."""
    run = Run.objects.filter(team=team, on=base.today, money__digest=base.digests[1], engine=engine.VERSION)
    found = run.of_the_plan().latest_first().values_list(f"money__results__milestones__{target}__joint", flat=True)
    return found.first()
