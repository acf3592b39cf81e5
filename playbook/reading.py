"""Reading the risk library: rows of JSON are judged as a whole, then put into one language. No files, no Django.

A text is an object with one text for each language. What is wrong is said with its place:
"cash_runs_out.plan.steps[1].title: …".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .entries import Contingency, Entry, Indicator, Response, Step, Watch

Row = Mapping[str, Any]

LONGEST_LINE = 200
LONGEST_TEXT = 500
LONGEST_UNIT = 20
CODE = re.compile(r"[a-z][a-z0-9_]{2,59}")
WATCHES = ("manual", "date", "milestone_slip", "indicator", "financing", "chance")
DIRECTIONS = ("up", "down")
RESPONSES = (2, 8)
STEPS = (2, 10)
DAYS = (0, 365)
PERCENTS = (1, 99)
SCALE = (1, 5)
VERSIONS = (1, 999)

ENTRY = {
    "code", "version", "category", "kind", "title", "cause", "event", "effect", "probability", "impact", "strategy",
    "role", "suits", "starter", "responses", "plan", "indicator", "references",
}  # fmt: skip
RESPONSE = {"title", "metric", "due_days", "role"}
PLAN = {"title", "trigger", "role", "watch", "steps"}
STEP = {"title", "offset_days", "role"}
WATCH = {"milestone_slip": {"kind", "days"}, "chance": {"kind", "percent"}}
INDICATOR = {"name", "unit", "direction", "amber", "red"}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that rows may use: `strategies` by kind of risk, `suits` are the templates there are."""

    languages: tuple[str, ...]
    categories: frozenset[str]
    strategies: Mapping[str, frozenset[str]]
    roles: frozenset[str]
    suits: frozenset[str]


class LibraryError(ValueError):
    """The library is not as it must be; says every place."""


def problems(rows: Sequence[Any], vocabulary: Vocabulary) -> list[str]:
    """What is wrong with the rows, each with its place; nothing when all is well."""
    judge = _Judge(vocabulary)
    found = [problem for place, row in enumerate(rows) for problem in judge.entry(row, place)]
    codes = [row["code"] for row in rows if isinstance(row, Mapping) and isinstance(row.get("code"), str)]
    return found + [f"{code}: this code is used twice" for code in sorted({c for c in codes if codes.count(c) > 1})]


def read(rows: Sequence[Row], language: str) -> tuple[Entry, ...]:
    """The entries in one language; the rows have been judged."""
    return tuple(_entry(row, language) for row in rows)


def checked(rows: Sequence[Row], vocabulary: Vocabulary) -> tuple[Row, ...]:
    """The rows, if nothing is wrong with them; raises LibraryError with everything that is."""
    if found := problems(rows, vocabulary):
        raise LibraryError("\n".join(found))
    return tuple(rows)


class _Judge:
    """Yields a sentence for each thing that is wrong with a row."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.words = vocabulary

    def entry(self, row: Any, place: int) -> Iterator[str]:
        at = row["code"] if isinstance(row, Mapping) and isinstance(row.get("code"), str) else f"entry {place + 1}"
        if problem := _misshapen(row, ENTRY):
            yield f"{at}: {problem}"
            return
        if not isinstance(row["code"], str) or not CODE.fullmatch(row["code"]):
            yield f"{at}.code: use 3 to 60 small letters, digits and underscores"
        yield from _whole(row["version"], VERSIONS, f"{at}.version")
        yield from _one_of(row["category"], self.words.categories, f"{at}.category")
        yield from _one_of(row["kind"], self.words.strategies, f"{at}.kind")
        yield from _one_of(row["strategy"], self.words.strategies.get(str(row["kind"]), ()), f"{at}.strategy")
        yield from self.role(row["role"], at)
        yield from self.text(row["title"], LONGEST_LINE, f"{at}.title")
        for name in ("cause", "event", "effect"):
            yield from self.text(row[name], LONGEST_TEXT, f"{at}.{name}")
        for name in ("probability", "impact"):
            yield from _whole(row[name], SCALE, f"{at}.{name}")
        yield from self.parts(row, at)

    def parts(self, row: Row, at: str) -> Iterator[str]:
        for suit in _listed(row["suits"]):
            yield from _one_of(suit, self.words.suits, f"{at}.suits")
        if not isinstance(row["starter"], str):
            yield f"{at}.starter: give the key of a risk of a template, or nothing"
        yield from _counted(row["responses"], RESPONSES, f"{at}.responses")
        for number, response in enumerate(_listed(row["responses"])):
            yield from self.response(response, f"{at}.responses[{number}]")
        yield from self.plan(row["plan"], row["indicator"], f"{at}.plan")
        if row["indicator"] is not None:
            yield from self.indicator(row["indicator"], f"{at}.indicator")
        for number, reference in enumerate(_listed(row["references"])):
            yield from self.text(reference, LONGEST_TEXT, f"{at}.references[{number}]")

    def response(self, row: Any, at: str) -> Iterator[str]:
        if problem := _misshapen(row, RESPONSE):
            yield f"{at}: {problem}"
            return
        yield from self.text(row["title"], LONGEST_LINE, f"{at}.title")
        yield from self.text(row["metric"], LONGEST_LINE, f"{at}.metric")
        yield from _whole(row["due_days"], DAYS, f"{at}.due_days")
        yield from self.role(row["role"], at)

    def plan(self, row: Any, indicator: Any, at: str) -> Iterator[str]:
        if problem := _misshapen(row, PLAN):
            yield f"{at}: {problem}"
            return
        yield from self.text(row["title"], LONGEST_LINE, f"{at}.title")
        yield from self.text(row["trigger"], LONGEST_TEXT, f"{at}.trigger")
        yield from self.role(row["role"], at)
        yield from _watch(row["watch"], indicator, f"{at}.watch")
        yield from _counted(row["steps"], STEPS, f"{at}.steps")
        for number, step in enumerate(_listed(row["steps"])):
            yield from self.step(step, f"{at}.steps[{number}]")
        days = [step.get("offset_days") for step in _listed(row["steps"]) if isinstance(step, Mapping)]
        offsets = [day for day in days if isinstance(day, int)]
        if offsets != sorted(offsets):
            yield f"{at}.steps: put them in the order of their days"

    def step(self, row: Any, at: str) -> Iterator[str]:
        if problem := _misshapen(row, STEP):
            yield f"{at}: {problem}"
            return
        yield from self.text(row["title"], LONGEST_LINE, f"{at}.title")
        yield from _whole(row["offset_days"], DAYS, f"{at}.offset_days")
        yield from self.role(row["role"], at)

    def indicator(self, row: Any, at: str) -> Iterator[str]:
        if problem := _misshapen(row, INDICATOR):
            yield f"{at}: {problem}"
            return
        yield from self.text(row["name"], LONGEST_LINE, f"{at}.name")
        yield from self.text(row["unit"], LONGEST_UNIT, f"{at}.unit")
        yield from _one_of(row["direction"], DIRECTIONS, f"{at}.direction")
        if not isinstance(row["amber"], int) or not isinstance(row["red"], int):
            yield f"{at}: amber and red are whole numbers"
        elif (row["amber"] < row["red"]) != (row["direction"] == "up") or row["amber"] == row["red"]:
            yield f"{at}: red lies beyond amber in its direction"

    def role(self, value: Any, at: str) -> Iterator[str]:
        yield from _one_of(value, self.words.roles, f"{at}.role")

    def text(self, value: Any, longest: int, at: str) -> Iterator[str]:
        if problem := _misshapen(value, set(self.words.languages)):
            yield f"{at}: {problem}"
            return
        for language in self.words.languages:
            words = value[language]
            if not isinstance(words, str) or not words or words != words.strip():
                yield f"{at}: there is no text in {language}, or space around it"
            elif len(words) > longest:
                yield f"{at}: the text in {language} is longer than {longest} characters"


def _watch(row: Any, indicator: Any, at: str) -> Iterator[str]:
    kind = row.get("kind") if isinstance(row, Mapping) else None
    if kind not in WATCHES:
        yield f"{at}.kind: “{kind}” is none of {', '.join(WATCHES)}"
    elif problem := _misshapen(row, WATCH.get(kind, {"kind"})):
        yield f"{at}: {problem}"
    elif kind == "indicator" and indicator is None:
        yield f"{at}: it watches an indicator, and there is none"
    elif kind == "milestone_slip":
        yield from _whole(row["days"], DAYS, f"{at}.days")
    elif kind == "chance":
        yield from _whole(row["percent"], PERCENTS, f"{at}.percent")


def _misshapen(value: Any, names: set[str]) -> str | None:
    """What keeps a value from being an object of exactly these names, or None."""
    if not isinstance(value, Mapping):
        return "this is no object"
    if missing := names - set(value):
        return f"it lacks {', '.join(sorted(missing))}"
    if unknown := set(value) - names:
        return f"it has {', '.join(sorted(unknown))}, which nobody reads"
    return None


def _whole(value: Any, bounds: tuple[int, int], at: str) -> Iterator[str]:
    low, high = bounds
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        yield f"{at}: give a whole number from {low} to {high}"


def _one_of(value: Any, known: Any, at: str) -> Iterator[str]:
    if not isinstance(value, str) or value not in known:
        yield f"{at}: “{value}” is none of {', '.join(sorted(known))}"


def _counted(value: Any, bounds: tuple[int, int], at: str) -> Iterator[str]:
    low, high = bounds
    if not low <= len(_listed(value)) <= high:
        yield f"{at}: give {low} to {high}"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _entry(row: Row, language: str) -> Entry:
    texts = {name: row[name][language] for name in ("title", "cause", "event", "effect")}
    plain = ("code", "version", "category", "kind", "probability", "impact", "strategy", "role", "starter")
    return Entry(
        **{name: row[name] for name in plain},
        **texts,
        suits=tuple(row["suits"]),
        responses=tuple(_response(each, language) for each in row["responses"]),
        plan=_plan(row["plan"], language),
        indicator=_indicator(row["indicator"], language) if row["indicator"] else None,
        references=tuple(each[language] for each in row["references"]),
    )


def _response(row: Row, language: str) -> Response:
    return Response(row["title"][language], row["metric"][language], row["due_days"], row["role"])


def _plan(row: Row, language: str) -> Contingency:
    return Contingency(
        title=row["title"][language],
        trigger=row["trigger"][language],
        role=row["role"],
        watch=Watch(**row["watch"]),
        steps=tuple(Step(each["title"][language], each["offset_days"], each["role"]) for each in row["steps"]),
    )


def _indicator(row: Row, language: str) -> Indicator:
    return Indicator(row["name"][language], row["unit"][language], row["direction"], row["amber"], row["red"])
