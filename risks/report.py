"""What changed in the register from one instant to another."""

from dataclasses import dataclass

from core.fetching import Part

from .changes import LEVEL_WORDS, shifts_of
from .states import Change

ROWS_AT_MOST = 50  # of each part of the report; beyond, the number alone


@dataclass(frozen=True, slots=True)
class Shifted:
    """One risk and its level at both ends."""

    risk: object
    before: str | None
    after: str | None
    is_new: bool

    @property
    def before_word(self):
        return LEVEL_WORDS.get(self.before)

    @property
    def after_word(self):
        return LEVEL_WORDS.get(self.after)


@dataclass(frozen=True, slots=True)
class Section:
    """The risks that changed in one way, as a Part of Shifted."""

    change: Change
    part: Part


def compare(risks, since, until):
    """Return a Section for each kind of change from one instant to another, or until now."""
    found = {change: _first_of(change.of(risks, since, until)) for change in Change}
    shown = {risk.pk: risk for rows, _count in found.values() for risk in rows}
    shifts = shifts_of(shown.values(), since, until)
    return [
        Section(change, Part([_shifted(risk, shifts[risk.pk]) for risk in rows], count, ""))
        for change, (rows, count) in found.items()
    ]


def overdue(risks, day):
    """Return the open risks whose review was overdue on a day and was not made since, as a Part."""
    rows, count = _first_of(risks.overdue(on=day))
    return Part(rows, count, "")


def _first_of(risks):
    rows = list(risks.for_changes().worst_first()[: ROWS_AT_MOST + 1])
    return rows[:ROWS_AT_MOST], len(rows) if len(rows) <= ROWS_AT_MOST else risks.count()


def _shifted(risk, changed):
    return Shifted(risk, changed.before, changed.after, changed.is_new)
