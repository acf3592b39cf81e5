"""Where each field of a row stands in the table of a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.tabular.reader import Row, fold


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

    @property
    def unread(self) -> tuple[str, ...]:
        """The names of the columns that are left out."""
        read = {at for places in self.positions.values() for at in places}
        return tuple(name for at, name in enumerate(self.header) if at not in read and name.strip())

    def with_choices(self, chosen: Mapping[str, str]) -> "Columns":
        """These with a person's choices in the place of guesses: field → name of a column, "" for none."""
        # A guess that is confirmed keeps the other columns of its field.
        chosen = {field: column for field, column in chosen.items() if fold(column) != fold(self.label(field))}
        positions = {field: places for field, places in self.positions.items() if field not in chosen}
        for field, column in chosen.items():
            names = enumerate(self.header)
            if places := tuple(at for at, name in names if column.strip() and fold(name) == fold(column)):
                positions[field] = places
        return Columns(self.header, MappingProxyType(positions))
