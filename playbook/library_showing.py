"""Entries of the risk library as a person reads them: words instead of codes, and what is in the register already."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from risks.matrix_words import impact_word, probability_word
from risks.models import Risk, matrix_of
from risks.scoring import Matrix, level_of
from risks.states import LEVEL_CHOICES, Category, Kind, Strategy
from teams.models import JobRole

from .entries import Entry
from .library import entries
from .standing import Copy

LEVELS = dict(LEVEL_CHOICES)
NAMED_AT_MOST = 5  # copies a message names


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in the list of the library; `alike` is a risk of the register that says the same and is no copy.

    Its level is read from the matrix of the team, as that of a copy would be.
    """

    entry: Entry
    matrix: Matrix
    copy: Copy | None = None
    alike: Risk | None = None

    @property
    def level(self):
        return level_of(self.entry.probability, self.entry.impact, self.matrix)

    @property
    def probability_word(self):
        return probability_word(self.entry.probability, self.matrix)

    @property
    def impact_word(self):
        return impact_word(self.entry.impact, self.matrix, kind=self.entry.kind)

    @property
    def level_word(self):
        return LEVELS[self.level]

    @property
    def is_opportunity(self):
        return self.entry.kind == Kind.OPPORTUNITY

    @property
    def is_behind(self):
        """Say whether the copy has an older text than the library."""
        return self.copy is not None and self.copy.is_behind(self.entry)


def grouped(lines):
    """Return (category in words, its Lines) of lines in the order of the library."""
    return [
        (Category(category).label, list(some))
        for category, some in groupby(lines, key=lambda line: line.entry.category)
    ]


def shown(line):
    """Return what the page of an entry shows."""
    entry = line.entry
    return {
        "line": line,
        "entry": entry,
        "category": Category(entry.category).label,
        "kind": Kind(entry.kind).label,
        "strategy": Strategy(entry.strategy).label,
        "responses": [(each, JobRole(each.role).label) for each in entry.responses],
        "steps": [(each, JobRole(each.role).label) for each in entry.plan.steps],
        "in_charge": JobRole(entry.role).label,
    }


def beside(copy, language):
    """Return what a copy shows beside its entry; without an entry there is no line."""
    entry = entries(language).get(copy.code) if copy else None
    if entry is None:
        return {"line": None, "parts": []}
    names = {"title": _("Risk"), "cause": _("Cause"), "event": _("Event"), "effect": _("Effect")}
    parts = [(label, getattr(copy.risk, name), getattr(entry, name)) for name, label in names.items()]
    return {"line": Line(entry, matrix_of(copy.risk.team), copy), "parts": parts}


def told(copies):
    """Return the sentence that says which copies were in the register already, the first few by number."""
    named = ", ".join(copy.risk.code for copy in copies[:NAMED_AT_MOST])
    if len(copies) > NAMED_AT_MOST:
        more = len(copies) - NAMED_AT_MOST
        return _("Already in the register: %(codes)s and %(more)d more") % {"codes": named, "more": more}
    return _("Already in the register: %(codes)s") % {"codes": named}
