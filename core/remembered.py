"""Statements that are written once per process: a large one takes Django longer than the database takes to answer.

    LATE = Remembered(lambda shape, *, team, today: of(team).overdue(on=today).values_list("pk"))
    LATE.rows("of one team", team=team.pk, today=team.today())

What is built may depend on `shape`, which is hashable, and on the values, which are ids, lists of ids, days and
moments; on nothing else: not on the clock, not on a row. It is built twice with values that stand for nothing, and
where the two statements differ otherwise than by these values, or by days counted from them, it is refused. A list says
which rows are meant: of none nothing is found, and nothing asked.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.expressions import RawSQL

SHAPES_AT_MOST = 500  # statements kept of one kind; those asked for least go
FARTHEST = 1000  # days from a value that a statement may count
FEWEST_IDS = 8  # places of a list of ids; longer ones have the next power of two, and what is left over repeats an id


@dataclass(frozen=True, slots=True)
class Place:
    """A parameter that a value goes into, so many days after it; of a list of ids, the one that stands there."""

    name: str
    days: int = 0
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One that is written: its parameters and places, and the names and converters of what it selects of a model."""

    sql: str
    parameters: list
    model: type
    names: list
    converters: dict


class Remembered:
    """Statements of one kind: `build` returns the queryset of a shape and of values by name."""

    def __init__(self, build):
        self.build = build
        self._lock = Lock()
        self._written = lru_cache(maxsize=SHAPES_AT_MOST)(self._write)

    def row(self, shape, **values):
        """Return the one row of a shape for these values as {annotation: value}; raises ValueError as `rows` does."""
        statement, (row,) = self._found(shape, values)
        return dict(zip(statement.names, row, strict=True))

    def rows(self, shape, **values):
        """Return the rows of a shape for these values, as lists.

        Raises ValueError where the statement hangs on more than these.
        """
        return self._found(shape, values)[1]

    def objects(self, shape, **values):
        """Return the rows of a shape as the objects they are, with their annotations; nothing related is fetched."""
        statement, rows = self._found(shape, values)
        return [_object(statement, row) for row in rows]

    def within(self, shape, **values):
        """Return a statement of ids as part of another: `rows.filter(pk__in=LATE.within("of one team", team=…))`."""
        statement, given = self._known(shape, values)
        return [] if statement is None else RawSQL(statement.sql, given)  # noqa: S611 - written by Django itself

    def _found(self, shape, values):
        statement, given = self._known(shape, values)
        if statement is None:
            return None, []
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, given)
            rows = [list(row) for row in cursor.fetchall()]
        for position, (functions, expression) in statement.converters.items():
            for row in rows:
                for convert in functions:
                    row[position] = convert(row[position], expression, connection)
        return statement, rows

    def _known(self, shape, values):
        """Return the statement of a shape and its parameters, or (None, []) where nothing can be found."""
        if [] in values.values():
            return None, []
        connection = connections[DEFAULT_DB_ALIAS]
        values = {name: _filled_up(value) if isinstance(value, list) else value for name, value in values.items()}
        kinds = tuple((name, _kind_of(value)) for name, value in sorted(values.items()))
        with self._lock:
            statement = self._written(shape, connection.vendor, kinds)
        if statement is None:
            return None, []
        parameters = statement.parameters
        return statement, [_given(each, values, connection) if isinstance(each, Place) else each for each in parameters]

    def _write(self, shape, _vendor, kinds):
        """Return the Statement, or None where nothing can be found."""
        connection, names = connections[DEFAULT_DB_ALIAS], [name for name, _kind in kinds]
        stand_ins = [
            [_stand_in(kind, 2 * place + turn) for place, (_name, kind) in enumerate(kinds)] for turn in (0, 1)
        ]
        compilers = [self._compiler(shape, dict(zip(names, each, strict=True)), connection) for each in stand_ins]
        try:
            (sql, first), (other_sql, second) = (compiler.as_sql() for compiler in compilers)
        except EmptyResultSet:
            return None
        if sql != other_sql or len(first) != len(second):
            raise ValueError("The statement itself hangs on a value: that belongs into its shape.")
        places = _places(names, *stand_ins)
        parameters = [_place_of(both, places, connection) for both in zip(first, second, strict=True)]
        columns = [(column, name) for column, _sql, name in compilers[0].select[: compilers[0].col_count]]
        return Statement(
            sql,
            parameters,
            compilers[0].query.model,
            [name or column.target.attname for column, name in columns],
            compilers[0].get_converters([column for column, _name in columns]),
        )

    def _compiler(self, shape, values, connection):
        return self.build(shape, **values).query.get_compiler(connection=connection)


def _object(statement, row):
    """Return a row as the object it is: its fields come first, then what was annotated."""
    fields = len(statement.model._meta.concrete_fields)
    known = statement.model.from_db(DEFAULT_DB_ALIAS, statement.names[:fields], row[:fields])
    for name, value in zip(statement.names[fields:], row[fields:], strict=True):
        setattr(known, name, value)
    return known


def _filled_up(ids):
    """Return a list of ids that fills as many places as one statement has for lists of about this length."""
    places = max(FEWEST_IDS, 1 << (len(ids) - 1).bit_length())
    return [*ids, *ids[:1] * (places - len(ids))]


def _kind_of(value):
    """Return the type of a value, or how many places a list has."""
    return len(value) if isinstance(value, list) else type(value)


def _stand_in(kind, number):
    """Return a value that stands for nothing, of a kind; days are centuries apart."""
    if isinstance(kind, int):
        return [uuid.uuid4() for _place in range(kind)]
    if issubclass(kind, uuid.UUID):
        return uuid.uuid4()
    if issubclass(kind, dt.datetime):
        return dt.datetime(4000 + 100 * number, 1 + number, 3, 4, 5, 6, tzinfo=dt.UTC)
    if issubclass(kind, dt.date):
        return dt.date(4000 + 100 * number, 1 + number % 12, 3 + number)
    raise TypeError(f"A statement is remembered for ids, days and moments, not for {kind.__name__}.")


def _places(names, *stand_ins):
    """Return each place of a value beside the two things that stood in for it."""
    places = {}
    for name, *both in zip(names, *stand_ins, strict=True):
        if isinstance(both[0], list):
            places |= {Place(name, at=at): pair for at, pair in enumerate(zip(*both, strict=True))}
        else:
            places[Place(name)] = both
    return places


def _place_of(both, places, connection):
    """Return what stands in a parameter: the same in both statements, or a place for one of the values."""
    if _plain(both[0]) == _plain(both[1]):
        return both[0]
    for place, pair in places.items():
        if all(_prepared(value, connection) == found for value, found in zip(pair, both, strict=True)):
            return place
    days = [_day_of(found) for found in both]
    for place, pair in places.items():
        if None not in days and type(pair[0]) is dt.date:
            apart = {(found - value).days for found, value in zip(days, pair, strict=True)}
            if len(apart) == 1 and abs(*apart) <= FARTHEST:
                return Place(place.name, *apart)
    raise ValueError(f"The statement hangs on something that is none of its values: {both[0]!r}, then {both[1]!r}.")


def _plain(parameter):
    """Return what psycopg wraps as JSON, which compares by identity, as it is; everything else unchanged."""
    return getattr(parameter, "obj", parameter)


def _given(place, values, connection):
    value = values[place.name] if place.at is None else values[place.name][place.at]
    return _prepared(value + dt.timedelta(days=place.days) if place.days else value, connection)


def _prepared(value, connection):
    """Return a value as this database takes it for a parameter."""
    if isinstance(value, uuid.UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value)


def _day_of(parameter):
    if type(parameter) is dt.date:
        return parameter
    try:
        return dt.date.fromisoformat(parameter)
    except (TypeError, ValueError):
        return None
