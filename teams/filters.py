"""Filters shared by page and API: choices narrowed to what the member may see, dates in the team's zone."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend

from core.days import sensible_day

from .choice_fields import PersonFilterField, RowFilterField
from .choices import containing, narrowed
from .models import Membership

YES, NO = ("true", "1", "yes", "on"), ("false", "0", "no", "off")

DAY = "%Y-%m-%d"


def members(request):
    """Return the active members of the asking member's team, for a choice."""
    return narrowed(Membership.objects.all(), request.membership)


def rows_of(model):
    """Return a callable that gives the rows of a model the asking member may see, for a choice."""
    return lambda request: narrowed(model._default_manager.all(), request.membership)


class RowFilter(django_filters.ModelChoiceFilter):
    """A row of the team: a list on pages while there are few, else a search (told the `scope`); an id in the API."""

    field_class = RowFilterField

    def __init__(self, *args, scope=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.scope = scope or {}

    @property
    def field(self):
        field = super().field
        if (request := self.get_request()) is not None:
            field.membership, field.scope = request.membership, self.scope
        return field


class PersonFilter(RowFilter):
    """A person of the team; `me` is whoever asks, so that one address shows everybody their own rows."""

    field_class = PersonFilterField

    def __init__(self, *args, queryset=members, **kwargs):
        super().__init__(*args, queryset=queryset, **kwargs)


class LinkedInput(forms.HiddenInput):
    """For what links and programs ask; a page shows it as a chip while it is set, to be taken off."""


class CheckboxInput(forms.CheckboxInput):
    """A box to tick, whose words in an address are left to the field; Django takes any but "false" for a tick."""

    def __init__(self, attrs=None):
        super().__init__(attrs, check_test=lambda value: str(value).lower() in YES)

    def value_from_datadict(self, data, files, name):
        return data.get(name, "")


class YesNoField(forms.Field):
    """Yes or no as an address says it; nothing is neither."""

    def to_python(self, value):
        word = str(value or "").lower()
        if word not in (*YES, *NO, ""):
            raise ValidationError(_("Say true or false."), code="invalid_choice")
        return word in YES if word else None


class YesNoFilter(django_filters.BooleanFilter):
    """A box to tick on pages, `true` or `false` in the API."""

    field_class = YesNoField

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"widget": CheckboxInput} | kwargs)


class DayFilter(django_filters.DateFilter):
    """A day as addresses and the browser's own field write it, 2026-03-01, whatever the reader's language."""

    def __init__(self, *args, **kwargs):
        widget = forms.DateInput(attrs={"type": "date"}, format=DAY)
        super().__init__(*args, input_formats=[DAY], validators=[sensible_day], widget=widget, **kwargs)


class TeamFilterSet(django_filters.FilterSet):
    """Base of the filter sets; `q` searches words in any order, whatever their case or width.

    `names` leaves out the filters not named: a page shows them all, a request to the API names one or two.
    """

    q = django_filters.CharFilter(method="filter_words", label=_("Search"))

    def __init__(self, *args, names=None, **kwargs):
        if names is not None:
            self.base_filters = {name: each for name, each in self.base_filters.items() if name in names}
        super().__init__(*args, **kwargs)
        for each in self.filters.values():
            vars(each).pop("_field", None)  # who describes the API asks the class for its fields, which keeps them
            if isinstance(each, django_filters.ChoiceFilter | django_filters.ModelChoiceFilter):
                each.extra["empty_label"] = _("any")

    @property
    def today(self):
        return self.request.membership.team.today()

    def filter_words(self, rows, _name, value):
        return containing(rows, value)


class NamedFilterBackend(DjangoFilterBackend):
    """Filter a list of the API by what the address names."""

    def get_filterset_kwargs(self, request, queryset, view):
        return super().get_filterset_kwargs(request, queryset, view) | {"names": set(request.query_params)}
