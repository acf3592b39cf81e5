"""What a saved view asks its list for, in the words of the list's address, judged by the list's own filters.

What the list does not understand, or no longer, or not for this reader, is left out; nobody learns which it was.
"""

from collections import defaultdict

from django.db.models import Model
from django.forms.models import ModelChoiceField
from django.http import QueryDict
from django.utils.http import urlencode

from .choice_fields import ME, ids_in
from .named_lists import address_of, page_of

LONGEST_QUERY = 4_000  # characters of an address that are read
PAGING = ("page",)


def asked_of(filterset):
    """Return what a list is asked for and understood, {name of the filter: its word in an address}."""
    form = filterset.form
    form.is_valid()
    words = {name: _word(form[name].data, value) for name, value in form.cleaned_data.items() if name in form.fields}
    return {name: word for name, word in words.items() if word}


def _word(given, value):
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Model):
        return ME if given == ME else str(value.pk)
    return str(given).strip()


def start_of(page):
    """Return what a list asks for by itself."""
    return {name: str(value) for name, value in page.start.items()}


def judged(name, query, request):
    """Return the part of a query that a list understands as the asking person's, and the labels of the rest."""
    known = page_of(name, request.membership.team).filterset_class
    filterset = known({key: query[key] for key in query}, request=request, names=set(query))
    kept = asked_of(filterset)
    filters = known.base_filters
    return kept, [str(filters[key].label) if key in filters else key for key in query if key not in kept]


def query_in(text):
    """Return what an address asks a list for, without its page."""
    given = QueryDict(text[:LONGEST_QUERY]).dict()
    return {key: value for key, value in given.items() if value and key not in PAGING}


def opened_at(view, query):
    """Return the address of a view's list that asks for this."""
    address = address_of(view.list_name, view.team)
    return f"{address}?{urlencode(query)}" if query else address


class ShownQueries:
    """Gives each of many views its `shown_query`, without what names rows the reader may not see; in one query.

    To be handed to `completed_by`.
    """

    def __init__(self, request):
        self.request = request

    def __call__(self, views):
        named = {view.pk: self._rows_named(view) for view in views}
        seen = self._seen([pair for pairs in named.values() for pair in pairs.values()])
        for view in views:
            rows = named[view.pk]
            known = page_of(view.list_name, self._team).filterset_class.base_filters
            view.shown_query = {
                key: word for key, word in view.query.items() if key in known and (key not in rows or word in seen)
            }

    @property
    def _team(self):
        return self.request.membership.team

    def _rows_named(self, view):
        """Return the rows a view names, {name of the filter: (its place, those that may be chosen there, the id)}."""
        known = page_of(view.list_name, self._team).filterset_class
        form = known({}, request=self.request, names=set(view.query)).form
        rows = {key: field for key, field in form.fields.items() if isinstance(field, ModelChoiceField)}
        return {
            key: ((view.list_name, key), field.queryset, view.query[key])
            for key, field in rows.items()
            if view.query[key] not in (ME, field.null_value)
        }

    @staticmethod
    def _seen(named):
        """Return those ids that may be chosen where they stand; `named` holds (place, the rows there, an id)."""
        rows, words = {}, defaultdict(list)
        for place, choosable, word in named:
            rows[place] = choosable
            words[place].append(word)
        parts = [rows[place].order_by().filter(pk__in=ids_in(words[place])).values_list("pk") for place in rows]
        return {str(pk) for (pk,) in parts[0].union(*parts[1:])} if parts else set()
