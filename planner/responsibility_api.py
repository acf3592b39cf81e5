"""The API of people's parts in milestones."""

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from teams.api import TeamModelViewSet
from teams.filters import PersonFilter, RowFilter, TeamFilterSet, rows_of
from teams.serializers import TeamModelSerializer

from .models import Letter, Milestone, Responsibility


class ResponsibilitySerializer(TeamModelSerializer):
    """R does it, C is told before and when its date moves, I hears how it went; A is the milestone's `owner`."""

    parents = ("milestone", "person")

    class Meta:
        model = Responsibility
        fields = ["id", "version", "created_at", "updated_at", "milestone", "person", "letter"]
        read_only_fields = ["created_at", "updated_at"]


class ResponsibilityFilter(TeamFilterSet):
    q = None
    milestone = RowFilter(queryset=rows_of(Milestone), label=_("Milestone"))
    person = PersonFilter(label=_("Person"))
    letter = django_filters.ChoiceFilter(choices=Letter.choices, label=pgettext_lazy("in a milestone", "Part"))

    class Meta:
        model = Responsibility
        fields = ["milestone", "person", "letter"]


class ResponsibilityViewSet(TeamModelViewSet):
    """Who has a part in a milestone beside its owner, who is accountable."""

    serializer_class = ResponsibilitySerializer
    filterset_class = ResponsibilityFilter


routes = [("responsibilities", ResponsibilityViewSet)]
