"""Risks of SimpleRisk: a score to 10, and by how much a mitigation lowers it. Pure: no Django."""

from collections.abc import Mapping
from decimal import Decimal

from .records import Problem, Record
from .scores import figures_of_score, number, residual_score

NEEDED = frozenset({"subject"})
SOME = frozenset(
    {
        "planning strategy", "calculated risk", "inherent risk", "residual risk", "mitigation percent", "percent",
        "reference id", "scoring method", "mitigation effort", "current solution", "risk assessment",
    }
)  # fmt: skip
SOURCE = "simplerisk"
DATES = ("next review", "next review date")
LIKELIHOOD, IMPACT = ("likelihood", "current likelihood"), ("impact", "current impact")
# Our columns, by its names.
CALLED = {"current_p": LIKELIHOOD, "current_i": IMPACT, "next_review": DATES}
STRATEGIES = {
    "research": "", "accept": "accept", "mitigate": "mitigate", "watch": "", "transfer": "transfer", "avoid": "avoid",
}  # fmt: skip
STATUSES = {
    "new": "", "mitigation planned": "response_planned", "mgmt reviewed": "monitoring", "reopened": "", "open": "",
    "untreated": "", "treated": "in_treatment", "closed": "closed",
}  # fmt: skip


def record(line: int, texts: Mapping[str, str]) -> Record:
    """A risk; without likelihood and impact its score proposes both, and the residual is always a proposal."""
    problems: list[Problem] = []
    told = {
        "title": texts["subject"],
        "event": _first(texts, "risk assessment", "assessment"),
        "cause": _first(texts, "source", "risk source"),
        "effect": _first(texts, "additional notes", "notes"),
        "category": texts.get("category", ""),
        "owner": texts.get("owner", ""),
        "raised_by": texts.get("submitted by", ""),
        "strategy": _known(texts, "planning strategy", STRATEGIES, problems),
        "status": _known(texts, "status", STATUSES, problems),
        "next_review": _first(texts, *reversed(DATES)),
        "external_source": SOURCE,
        "external_id": _first(texts, "id", "risk id", "reference id"),
    }
    likelihood, impact = _first(texts, *LIKELIHOOD), _first(texts, *IMPACT)
    score = _score(texts, ("calculated risk", "inherent risk", "risk score", "score"), 10, problems)
    proposed = {}
    if likelihood and impact:
        told |= {"current_p": likelihood, "current_i": impact}
    elif score is not None:
        told |= _figures("current", score)
        proposed["current"] = f"{score}"
    residual = _residual(texts, score, problems)
    if residual is not None:
        told |= _figures("residual", residual)
        proposed["residual"] = f"{residual}"
    solution = " ".join(_first(texts, "current solution", "mitigation").split())
    actions = [{"code": "", "title": solution[:200], "state": "todo", "due_on": "", "owner": {}}] if solution else []
    return Record(line, told, {"actions": actions}, proposed, tuple(problems))


def _residual(texts: Mapping[str, str], score: Decimal | None, problems: list[Problem]) -> Decimal | None:
    """The residual score: as told, else what the percentage of the mitigation leaves of the score."""
    told = _score(texts, ("residual risk",), 10, problems)
    percent = _score(texts, ("mitigation percent", "percent"), 100, problems)
    if told is not None or score is None or not percent:
        return told
    return residual_score(score, percent)


def _score(texts: Mapping[str, str], names: tuple[str, ...], most: int, problems: list[Problem]) -> Decimal | None:
    name = next((each for each in names if texts.get(each)), "")
    found = number(texts[name], most=most) if name else None
    if name and found is None:
        problems.append(("score_unreadable", {"column": name, "value": texts[name][:60], "most": most}))
    return found


def _figures(kind: str, score: Decimal) -> dict[str, str]:
    probability, impact = figures_of_score(score)
    return {f"{kind}_p": str(probability), f"{kind}_i": str(impact)}


def _first(texts: Mapping[str, str], *names: str) -> str:
    return next((texts[name] for name in names if texts.get(name)), "")


def _known(texts: Mapping[str, str], name: str, words: Mapping[str, str], problems: list[Problem]) -> str:
    value = texts.get(name, "").casefold()
    if value and value not in words:
        problems.append(("word_unknown", {"column": name, "value": value[:60], "known": ", ".join(words)}))
    return words.get(value, "")
