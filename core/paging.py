"""Pages of lists: their ids are found first, so that a page deep in a long list costs little more than the first."""

from dataclasses import dataclass

from django.core import paginator
from django.db.models import QuerySet

from .fetching import Part

ROWS_A_PAGE = 50


class Paginator(paginator.Paginator):
    """Django's own, which finds the ids of a page before it fetches its rows with all that belongs to them."""

    def get_page(self, number):
        return super().get_page(self.num_pages if number == "last" else number)

    def page(self, number):
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        last = min(first + self.per_page, self.count)
        rows = self.object_list
        if isinstance(rows, QuerySet) and not rows.query.is_sliced:
            return self._get_page(rows_between(in_full_order(rows), first, last, self.count), number, self)
        return self._get_page(rows[first:last], number, self)


def rows_between(rows, first, last, count):
    """Return the rows from one place of an order to another, of so many; from the end where that is nearer."""
    ids = rows.values("pk")
    ids = ids[first:last] if first * 2 <= count else ids.reverse()[count - last : count - first]
    return rows.filter(pk__in=ids)


def in_full_order(rows):
    """Return rows in an order that leaves nothing open, else a row might stand on two pages, or on none."""
    ordering = rows.query.order_by or rows.model._meta.ordering
    if ordering and ordering[-1] in ("pk", "-pk", "id", "-id"):
        return rows.order_by(*ordering)
    return rows.order_by(*ordering, "pk")


@dataclass(slots=True)
class PagedPart(Part):
    """A page of a list that elsewhere stands among others with its first rows alone."""

    page: paginator.Page

    @property
    def is_cut(self):
        return False


def paged_part(rows, number):
    """Return a page of a list, by the number its address gives."""
    page = Paginator(rows, ROWS_A_PAGE).get_page(number)
    return PagedPart(list(page), page.paginator.count, "", page)
