"""Entries of the risk library as a person reads them: words instead of codes, and what is in the register already."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from risks.models import Risk
from risks.scoring import level_of
from risks.states import IMPACT_CHOICES, LEVEL_CHOICES, PROBABILITY_CHOICES, Category, Kind, Strategy
from teams.models import JobRole

from .entries import Entry
from .library import entries
from .standing import Copy

LEVELS, PROBABILITIES, IMPACTS = dict(LEVEL_CHOICES), dict(PROBABILITY_CHOICES), dict(IMPACT_CHOICES)
NAMED_AT_MOST = 5  # copies a message names


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in the list of the library; `alike` is a risk of the register that says the same and is no copy."""

    entry: Entry
    copy: Copy | None = None
    alike: Risk | None = None

    @property
    def level(self):
        return level_of(self.entry.probability, self.entry.impact)

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


def grouped(found, copies, alike):
    """Return (category in words, its Lines) of entries in the order of the library."""
    return [
        (Category(category).label, [Line(entry, copies.get(entry.code), alike.get(entry.code)) for entry in some])
        for category, some in groupby(found, key=lambda entry: entry.category)
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
        "probability": PROBABILITIES[entry.probability],
        "impact": IMPACTS[entry.impact],
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
    return {"line": Line(entry, copy), "parts": parts}


def told(copies):
    """Return the sentence that says which copies were in the register already, the first few by number."""
    named = ", ".join(copy.risk.code for copy in copies[:NAMED_AT_MOST])
    if len(copies) > NAMED_AT_MOST:
        more = len(copies) - NAMED_AT_MOST
        return _("Already in the register: %(codes)s and %(more)d more") % {"codes": named, "more": more}
    return _("Already in the register: %(codes)s") % {"codes": named}
