"""What a template proposes, in one language and dated from a start: frozen rows, put together by `templates.py`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PlannedTask:
    title: str
    due_on: date
    role: str


@dataclass(frozen=True, slots=True)
class PlannedGoal:
    key: str
    title: str
    description: str
    horizon: str
    target_on: date
    role: str


@dataclass(frozen=True, slots=True)
class PlannedLink:
    """`key` names the PlannedMilestone that is waited for; the lag is in working days, negative ones overlap."""

    key: str
    kind: str
    lag: int


@dataclass(frozen=True, slots=True)
class PlannedMilestone:
    """`goals` are keys of PlannedGoal, the one it serves first in front.

    `days` are the working days it takes at best, most likely and at worst, as far as a template can know.
    """

    key: str
    goals: tuple[str, ...]
    title: str
    criteria: str
    starts_on: date
    due_on: date
    role: str
    tasks: tuple[PlannedTask, ...]
    days: tuple[int, int, int]
    waits_for: tuple[PlannedLink, ...]


@dataclass(frozen=True, slots=True)
class PlannedStep:
    title: str
    offset_days: int
    role: str


@dataclass(frozen=True, slots=True)
class PlannedContingency:
    title: str
    trigger: str
    role: str
    steps: tuple[PlannedStep, ...]
    days_saved: int | None


@dataclass(frozen=True, slots=True)
class PlannedRisk:
    """Probability, impact, per cent and days are suggestions; `milestones` are keys of PlannedMilestone.

    `days` says of some of them how many working days the risk adds: at least, most likely, at most.
    """

    title: str
    cause: str
    event: str
    effect: str
    category: str
    strategy: str
    probability: int
    impact: int
    review_on: date
    role: str
    milestones: tuple[str, ...]
    actions: tuple[PlannedTask, ...]
    plan: PlannedContingency | None
    days: Mapping[str, tuple[int, int, int]]
    percent: int | None


@dataclass(frozen=True, slots=True)
class RoleToFill:
    job_role: str
    circle: str
    title: str
    note: str
    needed_on: date


@dataclass(frozen=True, slots=True)
class FinancingStep:
    title: str
    note: str
    channel: str
    due_on: date
    role: str
    of_round: bool


@dataclass(frozen=True, slots=True)
class PlannedRound:
    """The raise the financing steps lead to; what it asks for is the team's to say."""

    name: str
    starts_on: date
    expected_close_on: date


@dataclass(frozen=True, slots=True)
class Question:
    """What to answer before the project is begun; `field` is the figure of a Project it is about."""

    field: str
    question: str
    hint: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A template in one language, dated from a start; every date is a working day of the team."""

    code: str
    version: int
    start: date
    name: str
    summary: str
    estimates: str  # where the working days come from
    questions: tuple[Question, ...]
    goals: tuple[PlannedGoal, ...]
    milestones: tuple[PlannedMilestone, ...]
    risks: tuple[PlannedRisk, ...]
    roles: tuple[RoleToFill, ...]
    round: PlannedRound
    financing: tuple[FinancingStep, ...]

    def milestones_of(self, goal):
        """Return the milestones that serve a goal first."""
        return [milestone for milestone in self.milestones if milestone.goals[0] == goal.key]
