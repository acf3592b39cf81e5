"""Where each field of a row stands in the table of a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.tabular.reader import Row


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field of a row stands: positions in the header, several where a name repeats, none if absent."""

    header: tuple[str, ...]
    positions: Mapping[str, tuple[int, ...]]

    def filled(self, row: Row, name: str) -> Iterator[tuple[int, str]]:
        """Every cell of the field that is not empty, with its position."""
        return ((at, cell) for at in self.positions.get(name, ()) if (cell := row.at(at)))

    def values(self, row: Row, name: str) -> tuple[str, ...]:
        """Every cell of the field that is not empty."""
        return tuple(cell for _at, cell in self.filled(row, name))

    def value(self, row: Row, name: str) -> str:
        """The first cell of the field that is not empty, or an empty text."""
        return next((cell for _at, cell in self.filled(row, name)), "")

    def label(self, name: str) -> str:
        """The field's name as the file writes it."""
        places = self.positions.get(name, ())
        return self.header[places[0]].strip() if places else name
