"""What the texts of a record say as values of a Risk; what cannot be read is a problem, and some refuse the row."""

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import translation

from core.amounts import AmountError, read_amount
from core.languages import LANGUAGE_CODES
from core.tabular.dates import read_date
from core.tabular.reader import fold
from planner.imports.rows import fit_title
from risks.matrix_words import impact_word, probability_word
from risks.scoring import SCALE
from risks.states import Category, ClosureReason, Kind, Score, Status, Strategy

from .columns import AMOUNTS, CHOICES, DATES, SCORES

PLAIN = {
    "kind": "kind",
    "category": "category",
    "strategy": "strategy",
    "cause": "cause",
    "event": "event",
    "effect": "effect",
    "window_from": "window_from",
    "window_to": "window_to",
    "next_review": "next_review_on",
    "p_percent": "probability_percent",
    "cost_min": "money_min",
    "cost_likely": "money_likely",
    "cost_max": "money_max",
    "currency": "currency",
}
WORDS = {
    "kind": Kind, "category": Category, "status": Status, "closure_reason": ClosureReason, "strategy": Strategy,
}  # fmt: skip
# A row with one of these is left out; what else is wrong leaves a row that lacks something.
BLOCKING = frozenset(
    {
        "title_missing", "category_missing", "level_unknown", "rating_half", "word_unknown", "treatment_unknown",
        "score_unreadable", "amount_unreadable", "object_unreadable", "list_unreadable", "percent_unreadable",
        "row_repeated", "target_repeated", "rule_broken",
    }
)  # fmt: skip
# Levels as other programs name them; a team's own words come before these.
COMMON_LEVELS = {
    1: ("very low", "negligible", "rare", "insignificant", "très faible", "很低", "极低"),
    2: ("low", "minor", "unlikely", "faible", "低"),
    3: ("medium", "moderate", "possible", "credible", "moyen", "moyenne", "中", "中等"),
    4: ("high", "major", "likely", "significant", "élevé", "élevée", "fort", "forte", "高"),
    5: ("very high", "critical", "severe", "almost certain", "extreme", "très élevé", "très élevée", "很高", "极高"),
}
YES, NO = frozenset({"true", "yes", "1", "y", "x", "是"}), frozenset({"false", "no", "0", "n", "", "否"})
_PLAIN_AMOUNT = re.compile(r"-?\d{1,20}(\.\d{1,4})?")
_PERCENT = re.compile(r"(\d{1,3})(?:\.0+)?\s*%?")


class Levels:
    """The figures of a matrix by what they are called: 1 to 5, the team's words, the usual ones, and common ones."""

    def __init__(self, matrix, kind):
        self.probabilities = _common() | _named(lambda figure: probability_word(figure, matrix))
        self.impacts = _common() | _named(lambda figure: impact_word(figure, matrix, kind=kind))
        self.known = {
            "p": ", ".join(probability_word(figure, matrix) for figure in SCALE),
            "i": ", ".join(impact_word(figure, matrix, kind=kind) for figure in SCALE),
        }

    def figure(self, text, part):
        """Return the figure of a text, or None where nothing is called that."""
        return (self.probabilities if part == "p" else self.impacts).get(fold(text))


@dataclass(slots=True)
class Values:
    """What was read: attributes of a Risk, (p, i) by score, and what is wrong."""

    attributes: dict = field(default_factory=dict)
    ratings: dict = field(default_factory=dict)
    status: str = ""
    status_reason: str = ""
    closure_reason: str = ""
    occurred_on: dt.date | None = None
    closed_on: dt.date | None = None
    restricted: bool | None = None
    problems: list = field(default_factory=list)

    @property
    def is_usable(self):
        return not any(code in BLOCKING for code, _params in self.problems)


class ValueReader:
    """Reads the texts of one record after another."""

    def __init__(self, matrix, *, order, language, category):
        self.levels = {kind: Levels(matrix, kind) for kind in Kind.values}
        self.words = {name: _words(choices) for name, choices in WORDS.items()}
        self.order, self.language, self.category = order, language, category

    def read(self, record, *, default_category=""):
        """Return the Values of a record; a category nobody names is the one chosen for the file, else the default."""
        values = Values(problems=list(record.problems))
        texts = record.texts
        self._title(texts, values)
        for name in CHOICES:
            self._choice(name, texts.get(name, ""), values)
        for name in ("cause", "event", "effect"):
            if texts.get(name):
                values.attributes[name] = texts[name]
        if detail := " ".join(texts.get("strategy_detail", "").split()):
            values.attributes["strategy_detail"] = detail
        self._figures(texts, values)
        for name in DATES:
            self._date(name, texts.get(name, ""), values)
        values.status_reason = " ".join(texts.get("status_reason", "").split())[:300]
        self._flag(texts, values)
        self._category(texts, values, default_category)
        for score in SCORES:
            self._rating(score, texts, values)
        return values

    def _title(self, texts, values):
        title, problems = fit_title(texts.get("title", ""))
        values.attributes["title"] = title
        values.problems += [(each.code, dict(each.params)) for each in problems]
        if not title:
            values.problems.append(("title_missing", {}))

    def _choice(self, name, text, values):
        if not text:
            return
        found = self.words[name].get(fold(text))
        if found is None and name != "category":
            known = ", ".join(WORDS[name].values)
            values.problems.append(("word_unknown", {"column": name, "value": text[:60], "known": known}))
        elif name in ("status", "closure_reason"):
            setattr(values, name, found)
        elif found is not None:
            values.attributes[name] = found

    def _category(self, texts, values, default):
        if "category" in values.attributes:
            return
        given, chosen = texts.get("category", ""), self.category or default
        values.attributes["category"] = chosen
        if given and chosen:
            label = Category(chosen).label
            values.problems.append(("category_replaced", {"value": given[:60], "category": str(label)}))
        elif not chosen:
            known = ", ".join(Category.values)
            values.problems.append(("category_missing", {"value": given[:60], "known": known}))
            values.attributes.pop("category")

    def _figures(self, texts, values):
        if currency := texts.get("currency", "").upper():
            values.attributes["currency"] = currency
        for name in AMOUNTS:
            if text := texts.get(name, ""):
                self._amount(name, text, currency, values)
        if text := texts.get("p_percent", ""):
            found = _PERCENT.fullmatch(text)
            if found is None or int(found[1]) > 100:
                values.problems.append(("percent_unreadable", {"value": text[:60]}))
            else:
                values.attributes["probability_percent"] = int(found[1])

    def _amount(self, name, text, currency, values):
        try:
            plain = _PLAIN_AMOUNT.fullmatch(text)
            amount = Decimal(text) if plain else read_amount(text, language=self.language, currency=currency)
        except AmountError:
            values.problems.append(("amount_unreadable", {"column": name, "value": text[:60]}))
        else:
            values.attributes[PLAIN[name]] = amount

    def _date(self, name, text, values):
        if not text:
            return
        answer = read_date(text, self.order)
        if answer.problem:
            values.problems.append((answer.problem, {"column": name, "value": text[:60]}))
        elif name in PLAIN:
            values.attributes[PLAIN[name]] = answer.value
        else:
            setattr(values, name, answer.value)

    def _flag(self, texts, values):
        text = fold(texts.get("restricted", ""))
        if text in YES | NO:
            values.restricted = text in YES if text else None
        else:
            values.problems.append(("flag_unreadable", {"column": "restricted", "value": text[:60]}))

    def _rating(self, score, texts, values):
        """A score needs both figures; a word nobody knows refuses the row, and nothing is forced onto the scale."""
        levels, found = self.levels[values.attributes.get("kind", Kind.THREAT.value)], []
        for part in "pi":
            text = texts.get(f"{score}_{part}", "")
            figure = levels.figure(text, part) if text else None
            if text and figure is None:
                params = {"column": f"{score}_{part}", "value": text[:60], "known": levels.known[part]}
                values.problems.append(("level_unknown", params))
                return
            found.append(figure)
        if found.count(None) == 1:
            values.problems.append(("rating_half", {"score": str(Score(score).label)}))
        elif None not in found:
            values.ratings[score] = tuple(found)


def _words(choices):
    """Return {what a choice is called, in any of our languages: its value}."""
    words = {}
    for language in LANGUAGE_CODES:
        with translation.override(language):
            words |= {fold(str(label)): value for value, label in choices.choices}
    return (
        words
        | {fold(value): value for value in choices.values}
        | {fold(value.replace("_", " ")): value for value in choices.values}
    )


def _named(word):
    """Return {word, in any of our languages: figure}, and the figures themselves."""
    named = {}
    for language in LANGUAGE_CODES:
        with translation.override(language):
            named |= {fold(str(word(figure))): figure for figure in SCALE}
    return named | {str(figure): figure for figure in SCALE} | {f"{figure}.0": figure for figure in SCALE}


def _common():
    return {fold(word): figure for figure, words in COMMON_LEVELS.items() for word in words}
