"""Calendar feeds as the API shows them."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.relations import PKOnlyObject

from planner.models import Project
from teams.keyed_api import KeyedSerializer
from teams.models import CalendarFeed
from teams.serializers import TeamRelatedField


class SubjectField(TeamRelatedField):
    """The project a feed is about, shown by its id without being fetched."""

    def get_attribute(self, instance):
        return PKOnlyObject(instance.subject_id)


class CalendarFeedSerializer(KeyedSerializer):
    project = SubjectField(
        source="subject",
        queryset=Project.objects.all(),
        required=False,
        allow_null=True,
        help_text=_("Without one, the feed has what its person is in charge of."),
    )

    class Meta:
        model = CalendarFeed
        fields = ["id", "version", "name", "project", "created_at", "revoked_at"]
        read_only_fields = ["created_at", "revoked_at"]


class IssuedFeedSerializer(CalendarFeedSerializer):
    """As above, and the address a calendar program fetches."""

    address = serializers.CharField(source="text", read_only=True)

    class Meta(CalendarFeedSerializer.Meta):
        fields = [*CalendarFeedSerializer.Meta.fields, "address"]
