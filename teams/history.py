"""What happened in a team, as page and API find it; teams/activity_formatter.py puts it into words."""

import datetime as dt

import django_filters
from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy, pgettext_lazy

from .filters import DayFilter, LinkedInput, PersonFilter, TeamFilterSet
from .models import Activity, Membership, StoredRow
from .roles import viewable_kinds


def kind_label(kind):
    """Return the name of a kind of row, such as “Milestone”."""
    return capfirst(apps.get_model(kind)._meta.verbose_name)


def kinds_of(membership):
    """Return the kinds of rows the team works on and this person may view, as choices: those that have a page."""
    rows = [model for model in apps.get_models() if issubclass(model, StoredRow) and hasattr(model, "get_absolute_url")]
    known = {model._meta.label_lower for model in rows if model.has_history and not model.is_personal}
    kinds = [(kind, kind_label(kind)) for kind in viewable_kinds(membership.rights) & known]
    return sorted(kinds, key=lambda choice: str(choice[1]).casefold())


def everybody(request):
    """Return the people a person may ask about, those who have left included."""
    return Membership.objects.visible_to(request.membership)


class ActivityFilter(TeamFilterSet):
    """Who did what to which kind of row, and when, by the team's calendar."""

    q = None
    by = PersonFilter(
        queryset=everybody,
        scope={"ended": "true"},
        label=pgettext_lazy("activity", "Who"),
        empty_label=gettext_lazy("any"),
    )
    subject_kind = django_filters.ChoiceFilter(label=gettext_lazy("What"), choices=[])
    since = DayFilter(method="filter_since", label=gettext_lazy("From"))
    until = DayFilter(method="filter_until", label=gettext_lazy("Until"))
    # For links and programs; a person looks for neither by typing.
    subject_id = django_filters.UUIDFilter(label=gettext_lazy("Row"), widget=LinkedInput)
    verb = django_filters.CharFilter(label=gettext_lazy("Verb"), widget=LinkedInput)

    class Meta:
        model = Activity
        fields = ["by", "subject_kind"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.request is not None and "subject_kind" in self.filters:
            self.filters["subject_kind"].extra["choices"] = kinds_of(self.request.membership)

    def filter_since(self, rows, _name, value):
        return rows.filter(at__gte=self._midnight(value))

    def filter_until(self, rows, _name, value):
        return rows.filter(at__lt=self._midnight(value + dt.timedelta(days=1)))

    def _midnight(self, day):
        return dt.datetime.combine(day, dt.time.min, self.request.membership.team.zone)
