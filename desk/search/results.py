"""What a search shows: pages and actions, and rows kind by kind, the kind with the best row first."""

from dataclasses import dataclass

from .finding import BY_NUMBER, Found, count, find
from .kinds import Kind

IN_PALETTE, ON_PAGE = 8, 20  # rows of one kind at most


@dataclass(frozen=True)
class Group:
    """The rows of one kind that were found, how many there are in all, and the list that has them, if any."""

    kind: Kind
    rows: list[Found]
    count: int
    url: str

    @property
    def is_cut(self):
        return self.count > len(self.rows)

    @property
    def is_quoted(self):
        """Say whether the number of its first row is what was asked for."""
        return self.rows[0].rank == BY_NUMBER


def grouped(membership, asked, *, most):
    """Return the rows that some words mean as [Group], so many of a kind at most; counted only where there are more."""
    by_kind = {}
    for row in find(membership, asked, most=most + 1):
        by_kind.setdefault(row.kind, []).append(row)
    counts = count(membership, asked, [kind for kind, rows in by_kind.items() if len(rows) > most])
    return [
        Group(kind, rows[:most], counts.get(kind, len(rows)), kind.list_url(asked.text, membership.team))
        for kind, rows in by_kind.items()
    ]
