"""API of alerts: the outbox, one's own preference, and asking for one alert now."""

from django.apps import apps
from django.shortcuts import get_object_or_404
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from teams.api import TeamUpdateMixin, TeamViewSet

from .filters import OutboxFilter
from .models import Preference
from .notices import RIGHTS, ask
from .serializers import ChoiceSerializer, DeliverySerializer, MailSerializer, NoticeSerializer, PreferenceSerializer
from .subjects import hide_the_invisible


class AlertViewSet(TeamViewSet):
    """Alerts by recipient, newest first: managers see all of the team, everybody else their own."""

    serializer_class = DeliverySerializer
    filterset_class = OutboxFilter
    related = ("alert", "mail")

    def get_queryset(self):
        return super().get_queryset().order_by("-alert__fires_at", "-pk")

    def get_object(self):
        return hide_the_invisible(self.membership, [super().get_object()])[0]

    def paginate_queryset(self, queryset):
        return hide_the_invisible(self.membership, super().paginate_queryset(queryset))


class PreferenceViewSet(TeamUpdateMixin, TeamViewSet):
    """What the asking person is mailed about."""

    serializer_class = PreferenceSerializer
    verbs = {"create": "change", "link_revocation": "change"}
    bodies = {"create": ChoiceSerializer}
    answers = {"create": {200: PreferenceSerializer}}

    def create(self, request, *args, **kwargs):
        """Choose anew what not to be mailed about; the first time, this makes the preference."""
        preference = Preference.of(self.membership)
        preference.choose(**self.arguments(), by=self.membership)
        return Response(self.get_serializer(preference).data)

    def get_queryset(self):
        return super().get_queryset().order_by("pk")

    @action(detail=True, methods=["post"], url_path="link-revocation")
    def link_revocation(self, request, **kwargs):
        """Make the links in the person's earlier mails worthless."""
        return self.perform_verb("revoke_links")


class NoticeViewSet(mixins.CreateModelMixin, TeamViewSet):
    """Mails sent by hand."""

    serializer_class = MailSerializer
    verbs = {"create": "view"}
    bodies = {"create": NoticeSerializer}
    answers = {"create": {202: MailSerializer}}

    def get_queryset(self):
        rows = super().get_queryset()
        return rows.filter(kind="notice").order_by("-created_at", "-pk")

    def create(self, request, *args, **kwargs):
        """Send the alert about one row to the asking person now."""
        wanted = self.arguments()
        kind, pk = wanted["kind"], wanted["id"]
        if not self.membership.has_perm(RIGHTS[kind]):
            raise PermissionDenied
        rows = apps.get_model(kind)._default_manager.visible_to(self.membership).select_related("team")
        mail = ask(self.membership, get_object_or_404(rows, pk=pk))
        return Response(MailSerializer(mail).data, status=status.HTTP_202_ACCEPTED)


routes = [
    ("alerts", AlertViewSet),
    ("alert-preferences", PreferenceViewSet),
    ("alert-notices", NoticeViewSet),
]
