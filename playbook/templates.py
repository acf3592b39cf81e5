"""Project templates: JSON under playbook/data read once, and dated for a start. No database, no clock."""

import json
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

from planner.horizons import add_months

from .planned import (
    FinancingStep,
    PlannedContingency,
    PlannedGoal,
    PlannedLink,
    PlannedMilestone,
    PlannedRisk,
    PlannedRound,
    PlannedStep,
    PlannedTask,
    Preview,
    Question,
    RoleToFill,
)

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


def codes_named(names):
    """Return the codes of the templates that bear one of these names in any language."""
    return frozenset(code for code in CODES if not set(names).isdisjoint(template(code)["name"].values()))


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
