"""Calendar feeds as the API shows them."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.relations import PKOnlyObject

from planner.models import Project
from teams.models import CalendarFeed
from teams.serializers import TeamModelSerializer, TeamRelatedField


class SubjectField(TeamRelatedField):
    """The project a feed is about, shown by its id without being fetched."""

    def get_attribute(self, instance):
        return PKOnlyObject(instance.subject_id)


class CalendarFeedSerializer(TeamModelSerializer):
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

    def new_row(self):
        membership = self.context["membership"]
        return CalendarFeed(team=membership.team, membership=membership)

    def create(self, validated_data):
        feed = self.new_row()
        self._apply(feed, validated_data)
        feed.address = feed.issue(by=self.context["membership"])
        return feed


class IssuedFeedSerializer(CalendarFeedSerializer):
    """As above, and the address a calendar program fetches."""

    address = serializers.CharField(read_only=True)

    class Meta(CalendarFeedSerializer.Meta):
        fields = [*CalendarFeedSerializer.Meta.fields, "address"]
