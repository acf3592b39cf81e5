"""Prefetching for long lists: rows kept as plain lists, because Django else builds a queryset for each row."""

from django.db.models import Prefetch


def prefetch(name, rows=None):
    """Return a Prefetch of a many-valued relation that `fetched` reads."""
    return Prefetch(name, queryset=rows, to_attr=f"fetched_{name.rpartition('__')[2]}")


def fetched(row, name):
    """Return the related rows: those prefetched under the name, else asked from the database."""
    rows = row.__dict__.get(f"fetched_{name}")
    return getattr(row, name).all() if rows is None else rows
