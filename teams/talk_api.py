"""The API of what people say about rows, and of what they decided to follow."""

import django_filters
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.response import Response

from core.fetching import prefetch
from core.strict import Body

from .api import TeamModelViewSet, TeamViewSet
from .filters import PersonFilter, TeamFilterSet
from .history import everybody, kind_label
from .models import Comment, Membership, Subscription
from .models.subjects import discussed_kinds, subject_of
from .models.subscription import SubscriptionState
from .serializers import TeamModelSerializer, TeamRelatedField

KINDS = [(kind, kind_label(kind)) for kind in sorted(discussed_kinds())]


def seen_subject(context, values):
    """Return the row that what was sent is about; raises ValidationError where this person sees none."""
    row = subject_of(context["membership"], values["subject_kind"], values["subject_id"])
    if row is None:
        raise serializers.ValidationError({"subject_id": _("There is no such row.")}, "does_not_exist")
    return row


class CommentSerializer(TeamModelSerializer):
    """`body` is plain text; whoever it names as @name is among the `mentioned`, with those chosen there."""

    parents = ("subject_kind", "subject_id")
    subject_kind = serializers.ChoiceField(choices=KINDS)
    subject_id = serializers.UUIDField()
    mentioned = TeamRelatedField(many=True, queryset=Membership.objects.all(), required=False)

    class Meta:
        model = Comment
        fields = ["id", "version", "created_at", "updated_at", "subject_kind", "subject_id", "author", "body",
                  "mentioned", "edited_at"]  # fmt: skip
        read_only_fields = ["created_at", "updated_at", "author", "edited_at"]

    def validate(self, attrs):
        attrs = super().validate(attrs)
        if self.instance is None:
            seen_subject(self.context, attrs)
        return attrs


class CommentFilter(TeamFilterSet):
    q = None
    subject_kind = django_filters.ChoiceFilter(choices=KINDS, label=_("What"))
    subject_id = django_filters.UUIDFilter(label=_("Row"))
    author = PersonFilter(queryset=everybody, label=_("Author"))

    class Meta:
        model = Comment
        fields = ["subject_kind", "subject_id", "author"]


class CommentViewSet(TeamModelViewSet):
    """Comments on the rows the asking person may see, newest last; each is changed by its author alone."""

    serializer_class = CommentSerializer
    filterset_class = CommentFilter
    prefetched = (prefetch("mentioned"),)

    def get_object(self):
        comment = super().get_object()
        # Before what was sent is looked at: whoever may not change it is told nothing else.
        if self.action == "partial_update" and not comment.may_be_changed_by(self.membership):
            raise PermissionDenied
        return comment


class SubscriptionSerializer(TeamModelSerializer):
    """What the asking person decided about following a row."""

    class Meta:
        model = Subscription
        fields = ["id", "created_at", "updated_at", "subject_kind", "subject_id", "state"]
        read_only_fields = fields


class SubscriptionChoiceSerializer(Body):
    """A row to follow, or to follow no more."""

    subject_kind = serializers.ChoiceField(choices=KINDS)
    subject_id = serializers.UUIDField()
    following = serializers.BooleanField(default=True)


class SubscriptionViewSet(TeamViewSet):
    """What the asking person decided to follow; undecided, they follow what they own, wrote on or were called to."""

    serializer_class = SubscriptionSerializer
    verbs = {"create": "add"}
    bodies = {"create": SubscriptionChoiceSerializer}
    answers = {"create": {200: SubscriptionSerializer}}

    def get_queryset(self):
        return super().get_queryset().order_by("pk")

    def create(self, request, *args, **kwargs):
        """Follow a row, or stop; harmless when repeated."""
        wanted = self.arguments()
        row = seen_subject(self.get_serializer_context(), wanted)
        state = SubscriptionState.FOLLOWING if wanted["following"] else SubscriptionState.MUTED
        chosen = Subscription.choose(self.membership, row, state, by=self.membership)
        return Response(self.get_serializer(chosen).data)


routes = [("comments", CommentViewSet), ("subscriptions", SubscriptionViewSet)]
