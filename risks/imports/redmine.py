"""Risks of the plugin redmine_risks: probability and impact run from 0 to 100. Pure: no Django."""

from collections.abc import Mapping

from risks.scoring import STANDARD

from .records import Problem, Record
from .scores import impact_of_percent, number, probability_of_percent

NEEDED = frozenset({"subject", "probability", "impact", "magnitude"})
SOME = frozenset({"status", "strategy", "treatments", "lessons"})
SOURCE = "redmine_risks"
STRATEGIES = {"accept": "accept", "mitigate": "mitigate", "transfer": "transfer", "eliminate": "avoid"}
STATUSES = {"open": "", "closed": "closed", "rejected": "rejected"}


def record(line: int, texts: Mapping[str, str]) -> Record:
    """An issue of that tracker; its treatments are one action, and its lessons go with the effect."""
    problems: list[Problem] = []
    told = {
        "title": texts["subject"],
        "event": texts.get("description", ""),
        "effect": texts.get("lessons", ""),
        "category": texts.get("category", ""),
        "owner": texts.get("assigned to", ""),
        "raised_by": texts.get("author", ""),
        "strategy": _known(texts, "strategy", STRATEGIES, problems),
        "status": _known(texts, "status", STATUSES, problems),
        "external_source": SOURCE,
        "external_id": texts.get("id", ""),
    }
    rated = [number(texts[name], most=100) if texts[name] else None for name in ("probability", "impact")]
    for name, found in zip(("probability", "impact"), rated, strict=True):
        if texts[name] and found is None:
            problems.append(("score_unreadable", {"column": name, "value": texts[name][:60], "most": 100}))
    proposed = {}
    probability, impact = rated
    if probability is not None and impact is not None:
        told["p_percent"] = str(round(probability))
        told["current_p"] = str(probability_of_percent(probability, STANDARD))
        told["current_i"] = str(impact_of_percent(impact))
        proposed["current"] = f"{texts['probability']} % × {texts['impact']}"
    treatment = " ".join(texts.get("treatments", "").split())
    actions = [{"code": "", "title": treatment[:200], "state": "todo", "due_on": "", "owner": {}}] if treatment else []
    return Record(line, told, {"actions": actions}, proposed, tuple(problems))


def _known(texts: Mapping[str, str], name: str, words: Mapping[str, str], problems: list[Problem]) -> str:
    value = texts.get(name, "").casefold()
    if value and value not in words:
        problems.append(("word_unknown", {"column": name, "value": value[:60], "known": ", ".join(words)}))
    return words.get(value, "")
