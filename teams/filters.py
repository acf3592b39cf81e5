"""Filters shared by page and API: choices narrowed to what the member may see, dates in the team's zone."""

import django_filters
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend

from core.text import search_form

from .forms import narrowed
from .models import Membership


def members(request):
    """Return the active members of the asking member's team, for a choice."""
    return narrowed(Membership.objects.all(), request.membership)


def rows_of(model, *related):
    """Return a callable that gives the rows of a model the asking member may see, for a choice; `related` name them."""

    def rows(request):
        found = narrowed(model._default_manager.all(), request.membership)
        return found.select_related(*related) if related else found

    return rows


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
        for word in search_form(value[:200]).split():
            rows = rows.filter(search_text__contains=word)
        return rows


class NamedFilterBackend(DjangoFilterBackend):
    """Filter a list of the API by what the address names."""

    def get_filterset_kwargs(self, request, queryset, view):
        return super().get_filterset_kwargs(request, queryset, view) | {"names": set(request.query_params)}
