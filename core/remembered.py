"""Statements that are written once per process: a large one takes Django longer than the database takes to answer.

    LATE = Remembered(lambda shape, *, team, today: of(team).overdue(on=today).values_list("pk"))
    LATE.rows("of one team", team=team.pk, today=team.today())

What is built may depend on `shape`, which is hashable, and on the values, which are ids, days and moments; on nothing
else: not on the clock, not on a row. It is built twice with values that stand for nothing, and where the two
statements differ otherwise than by these values, or by days counted from them, it is refused.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections

SHAPES_AT_MOST = 500  # statements kept of one kind; those asked for least go
FARTHEST = 1000  # days from a value that a statement may count


@dataclass(frozen=True, slots=True)
class Place:
    """A parameter that a value goes into, so many days after it."""

    name: str
    days: int = 0


class Remembered:
    """Statements of one kind: `build` returns the queryset, by `values_list`, of a shape and of values by name."""

    def __init__(self, build):
        self.build = build
        self._lock = Lock()
        self._written = lru_cache(maxsize=SHAPES_AT_MOST)(self._write)

    def row(self, shape, **values):
        """Return the one row of a shape for these values as {annotation: value}; raises ValueError as `rows` does."""
        names, (row,) = self._found(shape, values)
        return dict(zip(names, row, strict=True))

    def rows(self, shape, **values):
        """Return the rows of a shape for these values, as lists.

        Raises ValueError where the statement hangs on more than these.
        """
        return self._found(shape, values)[1]

    def _found(self, shape, values):
        connection = connections[DEFAULT_DB_ALIAS]
        with self._lock:
            statement = self._written(
                shape, connection.vendor, tuple((name, type(value)) for name, value in sorted(values.items()))
            )
        if statement is None:
            return (), []
        sql, parameters, names, converters = statement
        given = [_given(each, values, connection) if isinstance(each, Place) else each for each in parameters]
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            rows = [list(row) for row in cursor.fetchall()]
        for position, (functions, expression) in converters.items():
            for row in rows:
                for convert in functions:
                    row[position] = convert(row[position], expression, connection)
        return names, rows

    def _write(self, shape, _vendor, kinds):
        """Return (SQL, parameters and places, names and converters of columns), or None where nothing can be found."""
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
        pairs = {name: pair for name, *pair in zip(names, *stand_ins, strict=True)}
        parameters = [_place_of(both, pairs, connection) for both in zip(first, second, strict=True)]
        columns = compilers[0].select[: compilers[0].col_count]
        names = [name for _column, _sql, name in columns]
        return sql, parameters, names, compilers[0].get_converters([column for column, *_rest in columns])

    def _compiler(self, shape, values, connection):
        return self.build(shape, **values).query.get_compiler(connection=connection)


def _stand_in(kind, number):
    """Return a value that stands for nothing, of a kind; days are centuries apart."""
    if issubclass(kind, uuid.UUID):
        return uuid.uuid4()
    if issubclass(kind, dt.datetime):
        return dt.datetime(4000 + 100 * number, 1 + number, 3, 4, 5, 6, tzinfo=dt.UTC)
    if issubclass(kind, dt.date):
        return dt.date(4000 + 100 * number, 1 + number % 12, 3 + number)
    raise TypeError(f"A statement is remembered for ids, days and moments, not for {kind.__name__}.")


def _place_of(both, pairs, connection):
    """Return what stands in a parameter: the same in both statements, or a place for one of the values."""
    if _plain(both[0]) == _plain(both[1]):
        return both[0]
    for name, pair in pairs.items():
        if all(_prepared(value, connection) == found for value, found in zip(pair, both, strict=True)):
            return Place(name)
    days = [_day_of(found) for found in both]
    for name, pair in pairs.items():
        if None not in days and type(pair[0]) is dt.date:
            apart = {(found - value).days for found, value in zip(days, pair, strict=True)}
            if len(apart) == 1 and abs(*apart) <= FARTHEST:
                return Place(name, *apart)
    raise ValueError(f"The statement hangs on something that is none of its values: {both[0]!r}, then {both[1]!r}.")


def _plain(parameter):
    """Return what psycopg wraps as JSON, which compares by identity, as it is; everything else unchanged."""
    return getattr(parameter, "obj", parameter)


def _given(place, values, connection):
    value = values[place.name]
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
