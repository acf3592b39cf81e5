"""Fetching no more than is shown: what belongs to long lists, and the first rows of each of several groups."""

from django.db.models import Prefetch, Window
from django.db.models.functions import RowNumber


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
