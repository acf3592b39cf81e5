"""Project templates: JSON under playbook/data read once, and dated for a start. No database, no clock."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

from planner.horizons import add_months

DATA = Path(__file__).resolve().parent / "data"
CODES = ("ai_product",)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a list of templates shows."""

    code: str
    version: int
    name: str
    summary: str
    counts: dict


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


@cache
def _content(code):
    return MappingProxyType(json.loads((DATA / f"{code}.json").read_text(encoding="utf-8")))


def summaries(language):
    """Return a Summary of every template."""
    return [summary_of(code, language) for code in CODES]


def summary_of(code, language):
    """Return a template's Summary; raises KeyError for a code that does not exist."""
    data = template(code)
    counts = {name: len(data[name]) for name in ("goals", "milestones", "risks", "roles", "financing")}
    counts["tasks"] = sum(len(milestone["tasks"]) for milestone in data["milestones"])
    return Summary(code, data["version"], data["name"][language], data["summary"][language], counts)


def template(code):
    """Return a template as it is stored; raises KeyError for a code that does not exist."""
    if code not in CODES:
        raise KeyError(code)
    return _content(code)


def preview(code, *, start, language, calendar):
    """Date a template; raises KeyError for an unknown code."""
    return _Dating(template(code), start, language, calendar).preview(code)


class _Dating:
    """One template, start, language and calendar: turns offsets into days and pairs of texts into texts."""

    def __init__(self, data, start, language, calendar):
        self.data, self.start, self.language, self.calendar = data, start, language, calendar

    def preview(self, code):
        project = self.data["project"]
        return Preview(
            code=code,
            version=self.data["version"],
            start=self.start,
            name=self.text(project["name"]),
            summary=self.text(project["summary"]),
            estimates=self.text(self.data["estimates"]),
            questions=tuple(
                Question(row["field"], self.text(row["question"]), self.text(row["hint"]))
                for row in project["positioning"]
            ),
            goals=tuple(map(self.goal, self.data["goals"])),
            milestones=tuple(map(self.milestone, self.data["milestones"])),
            risks=tuple(map(self.risk, self.data["risks"])),
            roles=tuple(map(self.role, self.data["roles"])),
            round=self.round(self.data["round"]),
            financing=tuple(map(self.financing, self.data["financing"])),
        )

    def text(self, texts):
        return texts[self.language]

    def day(self, offset):
        return self.calendar.next_working(self.start + timedelta(days=offset))

    def goal(self, row):
        return PlannedGoal(
            key=row["key"],
            title=self.text(row["title"]),
            description=self.text(row["description"]),
            horizon=row["horizon"],
            target_on=self.calendar.next_working(add_months(self.start, row["offset_months"])),
            role=row["role"],
        )

    def milestone(self, row):
        return PlannedMilestone(
            key=row["key"],
            goals=tuple(row["goals"]),
            title=self.text(row["title"]),
            criteria="\n".join(map(self.text, row["criteria"])),
            starts_on=self.day(row["start_days"]),
            due_on=self.day(row["due_days"]),
            role=row["role"],
            tasks=tuple(map(self.task, row["tasks"])),
            days=tuple(row["days"]),
            waits_for=tuple(PlannedLink(**link) for link in row.get("waits_for", ())),
        )

    def task(self, row):
        return PlannedTask(self.text(row["title"]), self.day(row["due_days"]), row["role"])

    def risk(self, row):
        return PlannedRisk(
            title=self.text(row["title"]),
            cause=self.text(row["cause"]),
            event=self.text(row["event"]),
            effect=self.text(row["effect"]),
            category=row["category"],
            strategy=row["strategy"],
            probability=row["probability"],
            impact=row["impact"],
            review_on=self.day(row["review_days"]),
            role=row["role"],
            milestones=tuple(row["milestones"]),
            actions=tuple(map(self.task, row["actions"])),
            plan=self.contingency(row["plan"]) if "plan" in row else None,
            days={key: tuple(figures) for key, figures in row.get("days", {}).items()},
            percent=row.get("percent"),
        )

    def contingency(self, row):
        return PlannedContingency(
            title=self.text(row["title"]),
            trigger=self.text(row["trigger"]),
            role=row["role"],
            days_saved=row.get("days_saved"),
            steps=tuple(
                PlannedStep(self.text(step["title"]), step["offset_days"], step["role"]) for step in row["steps"]
            ),
        )

    def role(self, row):
        return RoleToFill(
            row["job_role"],
            row["circle"],
            self.text(row["title"]),
            self.text(row["note"]),
            self.day(row["needed_days"]),
        )

    def financing(self, row):
        return FinancingStep(
            title=self.text(row["title"]),
            note=self.text(row["note"]),
            channel=row["channel"],
            due_on=self.day(row["due_days"]),
            role=row["role"],
            of_round=row.get("of_round", False),
        )

    def round(self, row):
        return PlannedRound(self.text(row["name"]), self.day(row["start_days"]), self.day(row["due_days"]))
