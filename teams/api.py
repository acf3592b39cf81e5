"""Bases of the API: `/api/v1/teams/<team>/<kind>/`, with the same rights, filters, rules and verbs as the pages."""

import hashlib
import json
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, mixins, status, viewsets
from rest_framework.response import Response

from core.api import ExactMixin
from core.problems import Conflict
from core.strict import Nothing

from .middleware import membership_in
from .models import IdempotentRequest, Token

VERBS = {
    "list": "view",
    "retrieve": "view",
    "create": "add",
    "partial_update": "change",
    "destroy": "discard",
}


class TeamAPI(ExactMixin):
    """Anything of the API below a team's URL: knows who asks. `right` is what the request needs."""

    right = None

    @cached_property
    def membership(self):
        """Return the asking membership; a token opens only the team it was made in."""
        slug, token = self.kwargs["team"], self.request.auth
        if not isinstance(token, Token):
            return membership_in(self.request.user, slug)
        membership = token.membership
        if membership.team.slug != slug:
            raise exceptions.NotFound
        membership.token = token
        return membership

    def perform_authentication(self, request):
        super().perform_authentication(request)
        if request.user.is_authenticated:
            request._request.membership = self.membership  # noqa: SLF001 - where filters and forms look for it

    def get_serializer_context(self):
        context = super().get_serializer_context()
        if not getattr(self, "swagger_fake_view", False):
            context["membership"] = self.membership
        return context

    def arguments(self):
        """Return what the request says; to be asked once its row is found, so that a stranger's answers like none."""
        given = self.bodies.get(self.action, Nothing)(data=self.request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        return given.validated_data


class TeamViewSet(TeamAPI, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Read rows of a team. `verbs` maps further actions to the right's verb: {"completion": "complete"}."""

    lookup_value_converter = "uuid"
    verbs = {}
    related = ()  # select_related
    prefetched = ()  # prefetch_related

    @property
    def model(self):
        return self.serializer_class.Meta.model

    @property
    def right(self):
        verb = (VERBS | self.verbs).get(self.action)
        return verb and f"{self.model._meta.app_label}.{verb}_{self.model._meta.model_name}"

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.model._default_manager.none()
        rows = self.model._default_manager.visible_to(self.membership)
        rows = rows.prefetch_related(*self.prefetched)
        # select_related() without a name would follow every foreign key.
        return rows.select_related(*self.related) if self.related else rows

    def filter_queryset(self, queryset):
        """Filter lists alone: a row is found by its id."""
        return super().filter_queryset(queryset) if self.action in self.filtered else queryset

    def perform_verb(self, verb):
        """Call a verb of the object with what the request says, and answer with the object as it is now."""
        row = self.get_object()
        getattr(row, verb)(by=self.membership, **self.arguments())
        return self.answer_with(row)

    def answer_with(self, row):
        """Return the answer that shows a row as it is now."""
        return Response(self.get_serializer(self.get_queryset().get(pk=row.pk)).data)


IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "maxLength": 100},
    OpenApiParameter.HEADER,
    description="Any text of your own. A repeated request with the same one makes nothing twice.",
)
REPLAYED, REPLAYED_CHANGE = (
    OpenApiParameter(
        "Idempotency-Replayed",
        {"type": "string", "const": "true"},
        OpenApiParameter.HEADER,
        description="Sent with an answer that was given before, to the same Idempotency-Key.",
        response=[status_code],
    )
    for status_code in (201, 200)
)


class OnceMixin:
    """A POST that is harmless to repeat when it carries an Idempotency-Key."""

    def answer_once(self, request, act):
        """Return the answer of `act`, a function without arguments, or what it answered to the same key before."""
        key = request.headers.get("Idempotency-Key")
        if not key:
            return self.after_creating(act(), None)
        if len(key) > 100:
            raise exceptions.ValidationError({"Idempotency-Key": _("Use at most 100 characters.")})
        return self._answer_to(key, request, act)

    def _answer_to(self, key, request, act):
        fingerprint = _fingerprint(request)
        try:
            with transaction.atomic():
                kept = IdempotentRequest.begin(self.membership, key, fingerprint)
                response = act()
                kept.answer(response)
        except IntegrityError as error:
            kept = IdempotentRequest.objects.filter(membership=self.membership, key=key).first()
            if kept is None:
                raise
            if kept.fingerprint != fingerprint:
                raise Conflict(_("This Idempotency-Key was used for another request."), code="key_reused") from error
            return Response(kept.body, status=kept.status, headers={"Idempotency-Replayed": "true"})
        return self.after_creating(response, kept)

    def after_creating(self, response, kept):
        """Do what must not hold a transaction up, and return the answer; `kept` is what a retry will get, if any."""
        return response


class TeamCreateMixin(OnceMixin, mixins.CreateModelMixin):
    """POST makes a row."""

    @extend_schema(parameters=[IDEMPOTENCY_KEY, REPLAYED])
    def create(self, request, *args, **kwargs):
        return self.answer_once(request, partial(super().create, request, *args, **kwargs))


def _fingerprint(request):
    """Return what tells one request from another: its address, its data and the contents of its files."""
    digests = {}
    for name, upload in request.FILES.items():
        digests[name] = hashlib.sha256(b"".join(upload.chunks())).hexdigest()
        upload.seek(0)
    parts = [request.path, request.data, digests]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


class TeamUpdateMixin:
    """PATCH with the version that was read; a stale one answers 409."""

    def partial_update(self, request, *args, **kwargs):
        serializer = self.get_serializer(self.get_object(), data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        return self.answer_with(serializer.save())


class TeamDiscardMixin:
    """DELETE what nothing points at."""

    def destroy(self, request, *args, **kwargs):
        self.get_object().discard(by=self.membership)
        return Response(status=status.HTTP_204_NO_CONTENT)


class TeamModelViewSet(TeamCreateMixin, TeamUpdateMixin, TeamDiscardMixin, TeamViewSet):
    """Everything a row can go through."""
