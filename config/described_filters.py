"""The OpenAPI description of the filters: the values that each of them takes, and no other."""

import django_filters
from django import forms
from drf_spectacular.contrib.django_filters import DjangoFilterExtension

from core.descriptions import SENSIBLE_YEARS
from teams.choice_fields import ME
from teams.filters import NO, YES, PersonFilter, YesNoFilter

NOT_ASKED = ("", None)


class Filters(DjangoFilterExtension):
    """drf-spectacular guesses from the model; here the filter is asked that reads the value."""

    target_class = "teams.filters.NamedFilterBackend"
    priority = 1

    def resolve_filter_field(self, auto_schema, model, filterset_class, field_name, filter_field):
        described = super().resolve_filter_field(auto_schema, model, filterset_class, field_name, filter_field)
        for parameter in described:
            parameter["schema"] = _values_of(filter_field, parameter["schema"])
        return described


def _values_of(asked, guessed):
    match asked:
        case YesNoFilter():
            return {"type": "string", "enum": [*YES, *NO]}
        case django_filters.ModelChoiceFilter():
            return _ids_or(_words_of(asked))
        case django_filters.DateFilter():
            return guessed | {"pattern": SENSIBLE_YEARS}
    return guessed | _values_of_form(asked.field)


def _words_of(asked):
    """Return the words that a filter by row takes in the place of an id."""
    words = [ME] if isinstance(asked, PersonFilter) else []
    return words if asked.extra.get("null_label") is None else [*words, asked.extra["null_value"]]


def _ids_or(words):
    if not words:
        return {"type": "string", "format": "uuid"}
    return {"type": "string", "anyOf": [{"format": "uuid"}, *({"const": word} for word in words)]}


def _values_of_form(field):
    if isinstance(field, forms.ChoiceField):
        return {"type": "string", "enum": [value for value, _label in field.choices if value not in NOT_ASKED]}
    return {"minLength": 1} if isinstance(field, forms.CharField) and not isinstance(field, forms.UUIDField) else {}
