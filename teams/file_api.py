"""The API of files: attach one to a row, list them, take one back, and its bytes."""

import django_filters
from django.core.exceptions import ValidationError as ModelError
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser

from core.problems import validation_details

from .api import TeamCreateMixin, TeamDiscardMixin, TeamViewSet
from .file_forms import read_file
from .filters import TeamFilterSet
from .models import File
from .serializers import TeamModelSerializer
from .talk_api import KINDS, seen_subject
from .views.files import file_answer

BYTES = "application/octet-stream"


class FileSerializer(TeamModelSerializer):
    """POST takes multipart/form-data with `file`, at most 10 MB; `sha256` is that of its bytes."""

    subject_kind = serializers.ChoiceField(choices=KINDS)
    subject_id = serializers.UUIDField()
    file = serializers.FileField(write_only=True, allow_empty_file=True)

    class Meta:
        model = File
        fields = ["id", "created_at", "subject_kind", "subject_id", "file", "name", "media_type", "size", "sha256",
                  "author"]  # fmt: skip
        read_only_fields = ["created_at", "name", "media_type", "size", "sha256", "author"]

    def create(self, validated_data):
        row = seen_subject(self.context, validated_data)
        try:
            return File.attach(row, *read_file(validated_data["file"]), by=self.context["membership"])
        except ModelError as error:
            raise serializers.ValidationError({"file": validation_details(error)["non_field_errors"]}) from error


class FileFilter(TeamFilterSet):
    subject_kind = django_filters.ChoiceFilter(choices=KINDS, label=_("What"))
    subject_id = django_filters.UUIDFilter(label=_("Row"))

    class Meta:
        model = File
        fields = ["q", "subject_kind", "subject_id"]


class FileViewSet(TeamCreateMixin, TeamDiscardMixin, TeamViewSet):
    """Files attached to the rows the asking person may see, the oldest first; one is removed by who attached it."""

    serializer_class = FileSerializer
    filterset_class = FileFilter
    parser_classes = [MultiPartParser]
    verbs = {"content": "view"}
    answers = {"content": {(200, BYTES): OpenApiTypes.BINARY}}

    @action(detail=True, methods=["get"])
    def content(self, request, **kwargs):
        """The bytes of the file, as bytes and nothing else; its type and name stand in the row."""
        return file_answer(self.get_object(), BYTES)


routes = [("files", FileViewSet)]
