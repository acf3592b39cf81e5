"""Which entries of the risk library a team should look at first, and why. No Django, no clock."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from risks.scoring import LEVELS, level_of

from .entries import Entry

Reason = Literal["runway", "raising", "template", "category"]

MOST = 6
OF_A_TEMPLATE = 3
SHORT_RUNWAY = 274  # days: nine months, the time a round may well take
CASH, ROUND = "cash_runs_out", "round_slips"
FUNDING, THREAT = "funding", "threat"


@dataclass(frozen=True, slots=True)
class Known:
    """What a person may know of the team: None and False where they may not.

    `categories` are those of open threats, `covered` the codes whose risk is in the register already, `templates` those
    the plan was made from, `runway` the days until the money runs out.
    """

    categories: frozenset[str]
    covered: frozenset[str]
    templates: frozenset[str]
    runway: int | None = None
    is_raising: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An entry and the reason it is suggested for; `about` is the template or the category the reason names."""

    entry: Entry
    reason: Reason
    about: str = ""


def suggest(entries: Sequence[Entry], known: Known) -> list[Suggestion]:
    """The suggestions, the most urgent first, at most MOST: money, then what fits the plan, then empty categories."""
    left = [entry for entry in entries if entry.code not in known.covered and entry.kind == THREAT]
    left.sort(key=_badness, reverse=True)  # is stable: what is equally bad stays in the order of the library
    chosen: dict[str, Suggestion] = {}
    for suggestion in (*_of_money(left, known), *_of_templates(left, known)):
        chosen.setdefault(suggestion.entry.code, suggestion)
    filled = known.categories | {suggestion.entry.category for suggestion in chosen.values()}
    return [*chosen.values(), *_of_categories(left, filled, known)][:MOST]


def _badness(entry: Entry) -> tuple[int, int, int]:
    level = level_of(entry.probability, entry.impact)
    return LEVELS.index(level) if level else -1, entry.impact, entry.probability


def _of_money(left: Iterable[Entry], known: Known) -> Iterator[Suggestion]:
    if FUNDING in known.categories:
        return
    by_code = {entry.code: entry for entry in left}
    if known.runway is not None and known.runway < SHORT_RUNWAY and CASH in by_code:
        yield Suggestion(by_code[CASH], "runway")
    if known.is_raising and ROUND in by_code:
        yield Suggestion(by_code[ROUND], "raising")


def _of_templates(left: Iterable[Entry], known: Known) -> list[Suggestion]:
    fitting = [
        Suggestion(entry, "template", template)
        for entry in left
        for template in entry.suits
        if template in known.templates
    ]
    return fitting[:OF_A_TEMPLATE]


def _of_categories(left: Iterable[Entry], filled: frozenset[str], known: Known) -> Iterator[Suggestion]:
    """The worst entry of each category that is empty; of two, that which suits the plan or any plan."""
    filled_by_now = set(filled)
    for entry in sorted(left, key=lambda entry: bool(entry.suits) and not known.templates & set(entry.suits)):
        if entry.category not in filled_by_now:
            filled_by_now.add(entry.category)
            yield Suggestion(entry, "category", entry.category)
