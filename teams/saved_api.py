"""The API of saved views: what a list is asked for, under a name."""

import django_filters
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from .api import TeamModelViewSet
from .filters import TeamFilterSet, YesNoFilter
from .models import SavedView
from .models.saved_view import LONGEST_VALUE
from .named_lists import CHOICES, lists_open_to
from .saved_queries import ShownQueries, judged
from .serializers import TeamModelSerializer


class SavedViewSerializer(TeamModelSerializer):
    """`query` maps filters of the list to their words in its address: {"state": "open", "order": "-due_on"}.

    A person is “me” where it shall be whoever opens the view. A reader sees of it what they may ask the list for.
    """

    parents = ("list",)
    list = serializers.ChoiceField(choices=CHOICES, source="list_name")
    query = serializers.DictField(child=serializers.CharField(max_length=LONGEST_VALUE), required=False)

    class Meta:
        model = SavedView
        fields = ["id", "version", "created_at", "updated_at", "list", "name", "is_shared", "maker", "query"]
        read_only_fields = ["created_at", "updated_at", "maker"]

    def new_row(self):
        membership = self.context["membership"]
        return SavedView(team=membership.team, maker=membership)

    def validate_list(self, name):
        if name not in lists_open_to(self.context["membership"]):
            raise serializers.ValidationError(_("Your role does not open this list."), "not_open")
        return name

    def validate(self, attrs):
        attrs = super().validate(attrs)
        if "query" in attrs:
            name = self.instance.list_name if self.instance else attrs["list_name"]
            attrs["query"], left_out = judged(name, attrs["query"], self.context["request"])
            if left_out:
                message = _("The list does not take this: %(names)s.") % {"names": ", ".join(left_out)}
                raise serializers.ValidationError({"query": message}, "not_taken")
        return attrs

    def to_representation(self, instance):
        shown = super().to_representation(instance)
        shown["query"] = instance.__dict__.get("shown_query", instance.query)
        return shown


class SavedViewFilter(TeamFilterSet):
    q = None
    list = django_filters.ChoiceFilter(field_name="list_name", choices=CHOICES, label=_("List"))
    shared = YesNoFilter(field_name="is_shared", label=_("For the whole team"))

    class Meta:
        model = SavedView
        fields = ["list", "shared"]


class SavedViewViewSet(TeamModelViewSet):
    """One's own views and the team's; each is changed by who saved it, a shared one by managers too."""

    serializer_class = SavedViewSerializer
    filterset_class = SavedViewFilter

    def get_queryset(self):
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows
        return rows.completed_by(ShownQueries(self.request))

    def get_object(self):
        view = super().get_object()
        # Before what was sent is looked at: whoever may not change it is told nothing else.
        if self.action in ("partial_update", "destroy") and not view.may_be_changed_by(self.membership):
            raise PermissionDenied
        return view


routes = [("saved-views", SavedViewViewSet)]
