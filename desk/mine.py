"""The first rows of my work as home opens with them."""

from dataclasses import dataclass

from .my_work.gathering import Gathering, WorkRow, counted
from .my_work.sections import MINE
from .worth import Weighed

FIRST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine(Weighed):
    """One row of my work, with what it is worth."""

    row: WorkRow

    @property
    def forecast_key(self):
        return self.row.forecast_key

    @property
    def is_risk(self):
        return self.row.kind.key == "risk"


def mine_of(membership):
    """Return the most pressing rows a person is in charge of, and how many there are; one statement."""
    gathering = Gathering(membership, limit=FIRST)
    sections = gathering.arranged_mine()
    rows = [Mine(row=row) for section in MINE for row in sections[section]]
    return rows[:FIRST], sum(sum(kinds.values()) for kinds in counted(gathering.mine).values())
