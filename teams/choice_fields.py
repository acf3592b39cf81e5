"""Fields that ask for a row of the team: a list or boxes up to a hundred rows, a search among more.

The search works without JavaScript too: a number or words are typed and resolved when the form is sent. One match is
taken; of several the form comes back with all of them to choose from.
"""

import uuid

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from .choices import LISTED_AT_MOST, MATCHES_AT_MOST, meant, narrowed, with_names

ME = "me"  # what a filter by person calls whoever asks


class Typed(str):
    """Words typed where a row is asked for; `ids` are the rows chosen beside them."""

    __slots__ = ("ids",)


class TypedMany(list):
    """Ids of chosen rows, with the `words` typed beside them."""

    words = ""


class SearchMixin:
    """A widget that turns into a search when its field has too many rows to list."""

    is_multiple = False
    search_template = "components/choice.html"

    @property
    def field(self):
        """Return the field this asks for, or None where something else gave the choices."""
        return getattr(self.choices, "field", None)

    @property
    def is_search(self):
        return self.field is not None and self.field.is_searched

    def get_context(self, name, value, attrs):
        if not self.is_search:
            return super().get_context(name, value, attrs)
        context = forms.Widget.get_context(self, name, None, attrs)
        context["widget"] |= self.field.shown(value) | {"is_multiple": self.is_multiple, "input_type": self._boxes}
        return context

    def render(self, name, value, attrs=None, renderer=None):
        if not self.is_search:
            return super().render(name, value, attrs, renderer)
        return self._render(self.search_template, self.get_context(name, value, attrs), renderer)

    def value_from_datadict(self, data, files, name):
        if not hasattr(data, "getlist"):
            return super().value_from_datadict(data, files, name)
        ids, picked = ([each for each in data.getlist(key) if each] for key in (name, f"{name}-picked"))
        return self.joined(ids, picked, data.get(f"{name}-words", "").strip())

    def value_omitted_from_data(self, data, files, name):
        return not {name, f"{name}-words", f"{name}-picked"} & set(data)

    def id_for_label(self, id_, index=None):
        return id_ if self.is_search else super().id_for_label(id_, index)


class RowSelect(SearchMixin, forms.Select):
    """One row."""

    _boxes = "radio"

    def joined(self, ids, picked, words):
        """Return an id, or words that mean a row: a match picked goes before words, and words before what was there."""
        if picked or not words:
            return (picked or ids or [""])[-1]
        typed = Typed(words)
        typed.ids = ids
        return typed


class RowBoxes(SearchMixin, forms.CheckboxSelectMultiple):
    """Any number of rows."""

    _boxes = "checkbox"
    is_multiple = True

    def joined(self, ids, picked, words):
        """Return the ids chosen and picked, and the words while nothing is picked of what they may mean."""
        chosen = TypedMany([*ids, *picked])
        chosen.words = "" if picked else words
        return chosen


class RowIterator(ModelChoiceIterator):
    """The rows as far as they are listed, asked from the database once."""

    def __iter__(self):
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        for row in self.field.listed[:LISTED_AT_MOST]:
            yield self.choice(row)


class RowMixin:
    """What the fields share; `offer` says to whom rows are offered, `scope` which of them a search finds."""

    iterator = RowIterator
    membership = None
    scope = {}
    judged = None  # rows that are not offered and yet taken, for their own rules say best why they cannot be chosen
    matches = ()  # what the typed words may mean, once they turned out to mean several rows
    default_error_messages = {
        "no_match": _("Nothing that can be chosen here matches “%(words)s”."),
        "several_matches": _("“%(words)s” may mean several: choose one, or type more of it."),
    }
    _listed = (None, ())
    _shown = None

    def offer(self, membership, *, keep=None, **scope):
        """Offer what a member may choose, and the present value; `scope` is told to the search."""
        self.membership, self.scope = membership, scope
        self.queryset = narrowed(self.queryset, membership, keep=keep)

    def offer_as(self, field):
        """Offer what another field of the form offers, asked from the database once."""
        self.membership, self.scope, self.queryset = field.membership, field.scope, field.queryset
        self._listed = (self._queryset, field.listed)

    @property
    def listed(self):
        """Return the first rows, one more than a list shows."""
        if self._listed[0] is not self._queryset:
            self._listed = (self._queryset, list(with_names(self._queryset)[: LISTED_AT_MOST + 1]))
        return self._listed[1]

    @property
    def is_searched(self):
        return len(self.listed) > LISTED_AT_MOST

    def shown(self, value):
        """Return what the search shows of a value: the rows chosen, the words typed, what they may mean."""
        if self._shown is None or self._shown[0] != value:
            self._shown = (value, self._looked_up(value))
        return self._shown[1]

    def _looked_up(self, value):
        ids = value if isinstance(value, list | tuple) else getattr(value, "ids", [value])
        words = str(value) if isinstance(value, Typed) else getattr(value, "words", "")
        chosen = self._labels(with_names(self.queryset.filter(pk__in=ids_in(ids))))
        return {
            "words": words,
            "chosen": chosen,
            "names": [name for _pk, name in chosen],
            "matches": [pair for pair in self._labels(self.matches) if pair not in chosen],
            "search_url": self._search_url(),
            "prefix": getattr(self.queryset.model, "prefix", ""),
            "label": self.label,
        }

    def found(self, words):
        """Return the row that words mean; raises ValidationError unless there is one, and keeps the `matches`."""
        rows = meant(self.queryset, words)
        if len(rows) == 1:
            return rows[0]
        self.matches = rows[:MATCHES_AT_MOST]
        code = "several_matches" if rows else "no_match"
        raise ValidationError(self.error_messages[code], code=code, params={"words": words})

    def _labels(self, rows):
        return [(str(row.pk), self.label_from_instance(row)) for row in rows]

    def _search_url(self):
        if self.membership is None:
            return ""
        kind = self.queryset.model._meta.label_lower
        url = reverse("teams:choices", args=[self.membership.team.slug, kind])
        return f"{url}?{urlencode(self.scope)}" if self.scope else url


class OneMixin(RowMixin):
    """One row at most: words take the place of what was chosen before."""

    widget = RowSelect

    def to_python(self, value):
        if isinstance(value, Typed):
            return self.found(value)
        try:
            return super().to_python(value)
        except ValidationError:
            row = self.judged.filter(pk__in=ids_in([value])).first() if self.judged is not None else None
            if row is None:
                raise
            return row


class RowField(OneMixin, forms.ModelChoiceField):
    """One row of the team."""


class RowsField(RowMixin, forms.ModelMultipleChoiceField):
    """Any number of rows of the team; words add to what was chosen before."""

    widget = RowBoxes

    def clean(self, value):
        words = getattr(value, "words", "")
        more = [str(self.found(words).pk)] if words else []
        return super().clean([*(value or ()), *more])


class RowFilterIterator(RowIterator):
    """As in a form; what stands for no row comes after “any”."""

    def __iter__(self):
        choices = super().__iter__()
        if self.field.empty_label is not None:
            yield next(choices)
        if self.field.null_label is not None:
            yield (self.field.null_value, self.field.null_label)
        yield from choices


class RowFilterField(OneMixin, django_filters.fields.ModelChoiceField):
    """One row of the team, or the word that stands for none, in a filter."""

    iterator = RowFilterIterator

    def _looked_up(self, value):
        found = super()._looked_up(value)
        if self.null_label is None:
            return found
        return _with_word(found, self.null_value, self.null_label, value)


class PersonFilterIterator(RowFilterIterator):
    """As in any filter; whoever asks comes first."""

    def __iter__(self):
        choices = super().__iter__()
        if self.field.empty_label is not None:
            yield next(choices)
        yield (ME, _("me"))
        yield from choices


class PersonFilterField(RowFilterField):
    """One person of the team, or the word for whoever asks."""

    iterator = PersonFilterIterator

    def to_python(self, value):
        return self.membership if value == ME else super().to_python(value)

    def _looked_up(self, value):
        return _with_word(super()._looked_up(value), ME, _("me"), value)


def _with_word(found, word, label, value):
    """Return what a search shows, with a word that may be chosen in the place of a row before all others."""
    is_chosen = value == word
    names = [str(label)] if is_chosen else found["names"]
    return found | {"words_for": [(word, label, is_chosen), *found.get("words_for", ())], "names": names}


def ids_in(values):
    """Return those of some values that are ids."""
    ids = []
    for value in values:
        try:
            ids.append(value if isinstance(value, uuid.UUID) else uuid.UUID(str(value)))
        except ValueError:
            continue
    return ids
