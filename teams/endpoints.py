"""The team's own API: the team, its people, positions and invitations, what happened, jobs and tokens."""

import django_filters
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from rest_framework.decorators import action
from rest_framework.generics import GenericAPIView, ListAPIView
from rest_framework.response import Response

from core.api import ExactMixin

from .api import TeamAPI, TeamCreateMixin, TeamModelViewSet, TeamUpdateMixin, TeamViewSet
from .context import teams_of
from .filters import PersonFilter, TeamFilterSet, YesNoFilter
from .history import ActivityFilter
from .invitation_mail import send_invitation
from .keyed_api import KeyedViewSet
from .leaving import leave
from .models import Circle, Membership, Position, Team, Token
from .permissions import SignedIn
from .roles import Role
from .team_serializers import (
    ActivitySerializer,
    ChangeSerializer,
    EndingSerializer,
    InvitationSerializer,
    IssuedTokenSerializer,
    JobSerializer,
    MembershipSerializer,
    PositionSerializer,
    RoleSerializer,
    SentInvitationSerializer,
    TeamSerializer,
    TokenSerializer,
)


class TeamList(ExactMixin, ListAPIView):
    """The teams the asking person is a member of; a token knows its own alone."""

    serializer_class = TeamSerializer
    permission_classes = [SignedIn]
    queryset = Team.objects.none()

    def get_queryset(self):
        token = self.request.auth
        if isinstance(token, Token):
            return Team.objects.visible_to(token.membership).order_by("name")
        return teams_of(self.request.user)


class TeamDetail(TeamAPI, GenericAPIView):
    """The team itself."""

    serializer_class = TeamSerializer
    filtered = paged = ()

    @property
    def right(self):
        return "teams.change_team" if self.request.method == "PATCH" else "teams.view_team"

    def get_object(self):
        return Team.objects.visible_to(self.membership).get()

    def get(self, request, **kwargs):
        """Show the team."""
        return Response(self.get_serializer(self.get_object()).data)

    def patch(self, request, **kwargs):
        """Change the team's settings."""
        context = self.get_serializer_context() | {"membership": self.membership}
        serializer = TeamSerializer(self.get_object(), data=request.data, partial=True, context=context)
        serializer.is_valid(raise_exception=True)
        serializer.save()
        return Response(self.get_serializer(self.get_object()).data)


class MembershipFilter(TeamFilterSet):
    q = None
    role = django_filters.ChoiceFilter(choices=Role.choices, label=_("Access role"))
    ended = YesNoFilter(field_name="ended_at", lookup_expr="isnull", exclude=True, label=_("Ended"))

    class Meta:
        model = Membership
        fields = ["role", "ended"]


class MembershipViewSet(TeamCreateMixin, TeamUpdateMixin, TeamViewSet):
    """The people; roles change and memberships end only for a person at a browser, never for a token."""

    serializer_class = MembershipSerializer
    filterset_class = MembershipFilter
    verbs = {
        "role": "change",
        "money_reading": "show_money",
        "undo_money_reading": "show_money",
        "ending": "view",  # everybody may leave; who may end whom is asked of the membership
    }
    bodies = {"role": RoleSerializer, "ending": EndingSerializer}
    session_only = ("create", "partial_update", "role", "money_reading", "undo_money_reading", "ending")

    def get_queryset(self):
        rows = super().get_queryset()
        if self.action == "ending":
            return rows.active()
        return rows.active().filter(user=None) if self.action == "partial_update" else rows

    @action(detail=True, methods=["post"])
    def role(self, request, **kwargs):
        """Give a person another access role."""
        return self.perform_verb("change_role")

    @action(detail=True, methods=["post"], url_path="money-reading")
    def money_reading(self, request, **kwargs):
        """Let a person read the team's money, whatever the role; nothing of it can be changed by that."""
        return self.perform_verb("show_money")

    @money_reading.mapping.delete
    def undo_money_reading(self, request, **kwargs):
        """Take that back."""
        return self.perform_verb("hide_money")

    @action(detail=True, methods=["post"])
    def ending(self, request, **kwargs):
        """End a membership, one's own or another's, and pass on what it owns."""
        member = self.get_object()
        if not member.may_be_ended_by(self.membership):
            raise PermissionDenied(_("Your role does not allow this change."))
        leave(member, by=self.membership, **self.arguments())
        return Response(self.get_serializer(member).data)


class PositionFilter(TeamFilterSet):
    q = None
    holder = PersonFilter(label=_("held by"), null_label=_("open"), null_value="none")
    circle = django_filters.ChoiceFilter(choices=Circle.choices, label=_("circle"))

    class Meta:
        model = Position
        fields = ["holder", "circle", "job_role"]


class PositionViewSet(TeamModelViewSet):
    """The roles of the team, filled or open, core or extended."""

    serializer_class = PositionSerializer
    filterset_class = PositionFilter


class InvitationViewSet(TeamCreateMixin, TeamViewSet):
    """Invitations, without their links. Only a person at a browser invites."""

    serializer_class = InvitationSerializer
    verbs = {"renewal": "change", "revocation": "revoke"}
    session_only = ("create", "renewal", "revocation")

    def get_serializer_class(self):
        return SentInvitationSerializer if self.action in ("create", "renewal") else InvitationSerializer

    def perform_create(self, serializer):
        self.made = serializer.save()

    def after_creating(self, response, kept):
        """Mail the link once the invitation is stored: no transaction waits for a mail server."""
        response.data["mailed"] = send_invitation(self.made)
        if kept is not None:
            kept.answer(response)
        return response

    @action(detail=True, methods=["post"])
    def renewal(self, request, **kwargs):
        """Open it for another week under a new link, and mail that."""
        response = self.perform_verb("renew")
        response.data["mailed"] = send_invitation(self.get_object())
        return response

    @action(detail=True, methods=["post"])
    def revocation(self, request, **kwargs):
        """Take the invitation back; its link opens nothing any more."""
        return self.perform_verb("revoke")


class TokenViewSet(KeyedViewSet):
    """One's own tokens; a token can neither make nor list nor revoke tokens."""

    serializer_class = TokenSerializer
    issued_serializer_class = IssuedTokenSerializer


class ActivityViewSet(TeamViewSet):
    """What happened, newest first; of kinds of rows the asking person may view."""

    serializer_class = ActivitySerializer
    filterset_class = ActivityFilter

    def get_queryset(self):
        return super().get_queryset().order_by("-at", "-pk")


class ChangeViewSet(TeamViewSet):
    """Acts that changed several rows, newest first, and their undo."""

    serializer_class = ChangeSerializer
    verbs = {"undo": "undo"}

    def get_queryset(self):
        return super().get_queryset().select_related("by").order_by("-at", "-pk")

    @action(detail=True, methods=["post"])
    def undo(self, request, **kwargs):
        """Put every row back as it was; one's own act, or anybody's for managers."""
        return self.perform_verb("undo")


class JobViewSet(TeamViewSet):
    """Long work, newest first."""

    serializer_class = JobSerializer

    def get_queryset(self):
        return super().get_queryset().order_by("-created_at", "-pk")


routes = [
    ("members", MembershipViewSet),
    ("positions", PositionViewSet),
    ("invitations", InvitationViewSet),
    ("activity", ActivityViewSet),
    ("changes", ChangeViewSet),
    ("jobs", JobViewSet),
    ("tokens", TokenViewSet),
]
