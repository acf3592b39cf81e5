"""Which program wrote a table of risks, by its header, and what its cells say in our own terms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.tabular.reader import Row, Table, plain_name
from planner.imports.columns import Columns

from . import ciso, redmine, simplerisk
from .cells import read_actions, read_milestones, read_plans
from .columns import ALSO_CALLED, NESTED, OWN_HEADER
from .records import Record

PLAIN = "generic"
TITLES = {"title", "name", "subject"}
OWN_MARKS = {"current_p", "current_i", "plan_trigger", "matrix_version", "external_id"}


@dataclass(frozen=True, slots=True)
class Dialect:
    """`name` in the findings; names a header must have, all and some; and what makes a Record of texts by name."""

    name: str
    needed: frozenset[str]
    some: frozenset[str]
    record: Callable[[int, Mapping[str, str]], Record]
    dates: tuple[str, ...] = ()

    def wrote(self, names: set[str]) -> bool:
        return self.needed <= names and (not self.some or len(self.some & names) > 1)


OTHERS = (
    Dialect("ciso", ciso.NEEDED, ciso.SOME, ciso.record),
    Dialect("redmine_risks", redmine.NEEDED, redmine.SOME, redmine.record),
    Dialect("simplerisk", simplerisk.NEEDED, simplerisk.SOME, simplerisk.record, simplerisk.DATES),
)
CALLED = {"ciso": ciso.CALLED, "simplerisk": simplerisk.CALLED}
_OURS = {plain_name(name): name for name in OWN_HEADER}
_OURS |= {plain_name(other): name for name, others in ALSO_CALLED.items() for other in others}
KNOWN_NAMES = frozenset(_OURS) | frozenset().union(*(each.needed | each.some for each in OTHERS))


@dataclass(frozen=True, slots=True)
class Recognition:
    """How a table is read: by which dialect, and at which position each of its names stands."""

    dialect: str
    columns: Columns
    record: Callable[[int, Mapping[str, str]], Record]
    dates: tuple[str, ...]

    @property
    def has_title(self) -> bool:
        return bool(self.columns.positions.keys() & TITLES)

    def with_choices(self, chosen: Mapping[str, str]) -> "Recognition":
        """This with choices of columns, which are for plain lists: other programs put theirs where they do."""
        return replace(self, columns=_first(self.columns.with_choices(chosen))) if self.dialect == PLAIN else self

    def records(self, table: Table) -> list[Record]:
        return [self.record(row.line, self._texts(row)) for row in table.rows]

    def _texts(self, row: Row) -> dict[str, str]:
        return {name: row.at(places[0]) for name, places in self.columns.positions.items()}


def recognise(header: tuple[str, ...]) -> Recognition:
    """What the header tells; a table of nobody we know is one of ours, or a plain list with names like ours."""
    plain = [plain_name(name) for name in header]
    found = next((each for each in OTHERS if each.wrote(set(plain))), None)
    if found is not None:
        return _recognition(found.name, header, dict(zip(plain, plain, strict=True)), found.record, found.dates)
    ours = {name: _OURS[name] for name in plain if name in _OURS}
    own = len(OWN_MARKS & set(header)) > 1
    dates = ("window_from", "window_to", "next_review", "occurred_on", "closed_on")
    return _recognition("landfall" if own else PLAIN, header, ours, own_record, dates)


def _recognition(
    dialect: str,
    header: tuple[str, ...],
    names: Mapping[str, str],
    record: Callable[[int, Mapping[str, str]], Record],
    dates: tuple[str, ...],
) -> Recognition:
    places: dict[str, tuple[int, ...]] = {}
    for at, cell in enumerate(header):
        if name := names.get(plain_name(cell)):
            places.setdefault(name, (at,))
    return Recognition(dialect, Columns(header, places), record, dates)


def _first(columns: Columns) -> Columns:
    """The columns with one for each field: what stands in a second is no part of a risk."""
    return Columns(columns.header, {name: places[:1] for name, places in columns.positions.items()})


def name_in(findings: Mapping[str, Any], column: str) -> str:
    """How the file itself calls one of our columns: what is wrong is looked for there. JSON has our own names."""
    known: Mapping[str, str] = findings.get("fields", {})
    called = CALLED.get(findings["dialect"], {}).get(column, ())
    return next((known[name] for name in (column, *called) if name in known), column)


def own_record(line: int, texts: Mapping[str, str]) -> Record:
    """A risk of our own table, or of a plain list."""
    nested = {
        "milestones": read_milestones(texts.get("milestones", "")),
        "actions": read_actions(texts.get("actions", "")),
        "plans": read_plans(texts.get("plan_trigger", "")),
    }
    return Record(line, {name: text for name, text in texts.items() if name not in NESTED}, nested)
