"""Finding rows of all kinds by words or by their ids: one statement finds them, one more fetches what is shown."""

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, IntegerField, Value, When

from teams.models import Team

from .kinds import KINDS, Kind, kinds_for

BY_NUMBER, BY_BEGINNING, BY_WORDS = range(3)  # how well a row meets what is asked, the best first


@dataclass(frozen=True)
class Found:
    """A row as a list of results shows it."""

    kind: Kind
    team: Team
    pk: UUID
    number: int
    name: str
    state: str
    context: str
    rank: int

    @property
    def code(self):
        return f"{self.kind.prefix}-{self.number}" if self.number else ""

    @cached_property
    def state_word(self):
        return self.kind.state_word(self.state)

    @property
    def title(self):
        """Return what it is called; a position without a title goes by its job role."""
        return self.name or self.state_word

    @property
    def url(self):
        return self.kind.url_of(self.pk, self.team)


def find(membership, asked, *, most):
    """Return the best rows for some words, so many of each kind at most, the best and newest first."""
    kinds = kinds_for(membership) if asked else []
    arms = []
    for kind in kinds:
        rows = _matching(kind, membership, asked).annotate(search_rank=_rank(kind, asked))
        arms.append(rows.order_by("search_rank", "-pk").values_list("pk", "search_rank")[:most])
    best = [(KINDS[place], _uuid(pk), rank) for place, pk, rank in _united(kinds, arms, "arm.*")]
    best.sort(key=lambda each: (each[2], -each[1].int))
    return _shown(best, membership.team)


def find_by_id(membership, wanted):
    """Return the rows of (kind, id) pairs that a person may see, in the order of the pairs."""
    ids = {}
    for kind, pk in wanted:
        ids.setdefault(kind, []).append(pk)
    kinds = [kind for kind in kinds_for(membership) if kind in ids]
    arms = [_visible(kind, membership).filter(pk__in=ids[kind]).order_by().values_list("pk") for kind in kinds]
    seen = {(KINDS[place], _uuid(pk)) for place, pk in _united(kinds, arms, "arm.*")}
    return _shown([(*each, BY_WORDS) for each in wanted if each in seen], membership.team)


def count(membership, asked, kinds):
    """Return {kind: how many rows of it meet the words}."""
    arms = [_matching(kind, membership, asked).order_by().values_list("pk") for kind in kinds]
    return {KINDS[place]: number for place, number in _united(kinds, arms, "COUNT(*)")}


def _visible(kind, membership):
    return kind.model._default_manager.visible_to(membership)


def _matching(kind, membership, asked):
    """Return the rows a person may see in which every word stands, and the one of the number that is asked for."""
    rows = visible = _visible(kind, membership)
    for word in asked.words:
        rows = rows.filter(rows.mentioning(word))
    if (number := asked.number_in(kind.prefix)) is not None:
        rows |= visible.filter(number=number)
    return rows


def _rank(kind, asked):
    whens = [When(kind.begins_with(asked), then=Value(BY_BEGINNING))]
    if (number := asked.number_in(kind.prefix)) is not None:
        whens.insert(0, When(number=number, then=Value(BY_NUMBER)))
    return Case(*whens, default=Value(BY_WORDS), output_field=IntegerField())


def _shown(best, team):
    """Return rows as a list shows them, of (kind, id, rank) in this order; a person may see each of them."""
    ids = {}
    for kind, pk, _how_well in best:
        ids.setdefault(kind, []).append(pk)
    arms = [kind.model._base_manager.filter(pk__in=ids[kind]).order_by().values_list(*kind.columns) for kind in ids]
    columns = {(place, _uuid(pk)): rest for place, pk, *rest in _united(list(ids), arms, "arm.*")}
    found = ((kind, pk, rank, columns.get((KINDS.index(kind), pk))) for kind, pk, rank in best)
    return [_found(kind, team, pk, rank, *rest) for kind, pk, rank, rest in found if rest]


def _found(kind, team, pk, rank, number, name, state, context):
    return Found(
        kind=kind,
        team=team,
        pk=pk,
        rank=rank,
        number=number if kind.prefix else 0,
        name=name,
        state=state if kind.state else "",
        context=(context or "") if kind.context else "",
    )


def _united(kinds, arms, what):
    """Return what one query for each kind finds, with the kind's place in KINDS, in one statement.

    Django's own union takes no query with a limit on SQLite.
    """
    sql, params = [], []
    for kind, arm in zip(kinds, arms, strict=True):
        try:
            text, values = arm.query.sql_with_params()
        except EmptyResultSet:  # of this kind the person sees nothing
            continue
        sql.append(f"SELECT {KINDS.index(kind)}, {what} FROM ({text}) AS arm")  # noqa: S608 - nothing of it was typed
        params += values
    if not sql:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(sql), params)
        return cursor.fetchall()


def _uuid(value):
    """Return an id as the database gives it: PostgreSQL knows such, SQLite keeps its digits."""
    return value if isinstance(value, UUID) else UUID(value)
