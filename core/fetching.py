"""Fetching no more than is shown: what belongs to long lists, and the first rows of each of several groups."""

from dataclasses import dataclass

from django.db.models import Case, Count, Prefetch, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils.formats import localize
from django.utils.translation import gettext as _

ROWS_AT_MOST = 20  # rows a part of a page shows; the list it belongs to has the rest


class CompletingQuerySet(QuerySet):
    """Hands the rows it has fetched to functions, which add what is asked of the database for all of them at once."""

    completions = ()

    def completed_by(self, *functions):
        """Return these rows as each function, which takes a list of them, completes them."""
        rows = self._chain()
        rows.completions = (*self.completions, *functions)
        return rows

    def _clone(self):
        rows = super()._clone()
        rows.completions = self.completions
        return rows

    def _fetch_all(self):
        is_fresh = self._result_cache is None
        super()._fetch_all()
        if is_fresh and self._fields is None and self._result_cache:
            for complete in self.completions:
                complete(self._result_cache)


@dataclass(slots=True)
class Part:
    """The first rows of a list, how many it has in all, and the address that lists them."""

    rows: list
    count: int
    url: str

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, place):
        return self.rows[place]

    @property
    def is_cut(self):
        return self.count > len(self.rows)


def prefetch(name, rows=None):
    """Return a Prefetch of a many-valued relation that `fetched` reads.

    It keeps rows as plain lists, because Django else builds a queryset for each row of a long list.
    """
    return Prefetch(name, queryset=rows, to_attr=f"fetched_{name.rpartition('__')[2]}")


def fetched(row, name):
    """Return the related rows: those prefetched under the name, else asked from the database."""
    rows = row.__dict__.get(f"fetched_{name}")
    return getattr(row, name).all() if rows is None else rows


def first_of_each(rows, limit, *, by, order):
    """Return the first rows of each group, so many at most, in no order; one statement, whatever the groups hold."""
    place = Window(RowNumber(), partition_by=by, order_by=order)
    ids = rows.order_by().annotate(place_in_group=place).filter(place_in_group__lte=limit)
    return rows.filter(pk__in=ids.values("pk"))


def first_ids_of_each(rows, limit, *, by, order):
    """Return (id, values of `by`, how many there are in its group) of the first rows of each group; one statement.

    At most so many of each, in the given order. To fetch these rows by their ids is a short way for the database, which
    cannot know that so few of so many are asked for.
    """
    place = Window(RowNumber(), partition_by=by, order_by=order)
    size = Window(Count("*"), partition_by=by)
    found = rows.order_by().annotate(place_in_group=place, group_size=size).filter(place_in_group__lte=limit)
    placed = found.order_by("place_in_group").values_list("pk", *by, "group_size")
    return [(pk, tuple(values), count) for pk, *values, count in placed]


def part_of(rows, url, *, limit=ROWS_AT_MOST, first=None, count=None):
    """Return the first rows as a Part; where that is not all, those that meet the condition `first` come before.

    `count` is how many rows there are, where that is known already.
    """
    found = list(rows[: limit + 1])
    if len(found) <= limit:
        return Part(found, len(found), url)
    if first is not None:
        ordering = rows.query.order_by or rows.model._meta.ordering
        found = list(rows.order_by(Case(When(first, then=Value(0)), default=Value(1)), *ordering)[:limit])
    return Part(found[:limit], rows.count() if count is None else count, url)


def rest_words(shown, count):
    """Return what the way to the rest of a list says, of which so many rows are shown."""
    return _("%(shown)s of %(count)s: show all") % {"shown": localize(shown), "count": localize(count)}
