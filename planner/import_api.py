"""The API of imports: upload, answer, look, apply, undo, discard."""

import django_filters
from django.core.exceptions import ValidationError as ModelError
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser

from core.api import JSONParser
from core.problems import validation_details
from core.strict import Body
from core.tabular.encoding import ENCODINGS
from teams.api import TeamCreateMixin, TeamDiscardMixin, TeamViewSet
from teams.filters import TeamFilterSet
from teams.serializers import TeamModelSerializer

from .import_forms import check_columns, file_name_of, read_upload
from .imports.one_act import undo_import
from .imports.plan_flow import PLAN
from .imports.reading import LONGEST_NAME
from .imports.remarks import words
from .imports.showing import VIEW_LABELS, failure_of, rows_in, with_reasons
from .imports.uploading import apply, read_again, upload
from .models import Archived, DayOrder, ImportState, PlanImport, StagedRow


class PlanImportSerializer(TeamModelSerializer):
    """An import; `questions` must be answered (…/reading/) before it can be applied."""

    described = {"findings": {"type": "object"}, "counts": {"type": "object"}}
    file = serializers.FileField(write_only=True, allow_empty_file=True)
    questions = serializers.ListField(child=serializers.CharField(), read_only=True)
    is_busy = serializers.BooleanField(read_only=True)
    progress = serializers.DictField(child=serializers.IntegerField(), read_only=True, allow_null=True)
    is_undone = serializers.BooleanField(read_only=True)
    failure = serializers.SerializerMethodField()
    made = serializers.IntegerField(source="outcome.made", read_only=True, allow_null=True)
    changed = serializers.IntegerField(source="outcome.changed", read_only=True, allow_null=True)
    skipped = serializers.SerializerMethodField()
    flow, in_words, choices = PLAN, staticmethod(words), ("encoding", "sheet", "day_order", "archived")

    class Meta:
        model = PlanImport
        fields = [
            "id",
            "version",
            "created_at",
            "file",
            "file_name",
            "size",
            "project",
            "new_project",
            "encoding",
            "sheet",
            "day_order",
            "archived",
            "state",
            "is_busy",
            "progress",
            "questions",
            "findings",
            "counts",
            "failure",
            "made_by",
            "applied_at",
            "change",
            "is_undone",
            "made",
            "changed",
            "skipped",
        ]
        read_only_fields = ["created_at", "file_name", "applied_at"]

    @extend_schema_field(serializers.CharField())
    def get_failure(self, planimport):
        return str(failure_of(planimport, self.in_words))

    @extend_schema_field(serializers.IntegerField())
    def get_skipped(self, planimport):
        return len(planimport.skipped)

    def validate(self, attrs):
        file = attrs.pop("file")
        choices = {name: attrs[name] for name in self.choices if name in attrs}
        try:
            self.received = read_upload(file, flow=self.flow, in_words=self.in_words, **choices)
        except ModelError as error:
            raise serializers.ValidationError({"file": validation_details(error)["non_field_errors"]}) from error
        return super().validate(attrs | {"file_name": file_name_of(file), "size": file.size})

    def create(self, validated_data):
        validated_data.pop("version", None)
        fileimport = self.Meta.model(team=self.context["membership"].team, **validated_data)
        return upload(fileimport, self.received, by=self.author, flow=self.flow)

    @property
    def author(self):
        return self.context["membership"]


def columns_field(check):
    """Return the field for choices of columns, which `check` holds to the fields of the rows."""
    return serializers.DictField(
        child=serializers.CharField(max_length=LONGEST_NAME, allow_blank=True),
        required=False,
        validators=[check],
        help_text="Field of a plain list → name of the column that holds it, empty for none.",
    )


class ReadingSerializer(Body):
    """A person's answers; what is left out stays as it is."""

    encoding = serializers.ChoiceField(choices=[(name, name) for name in ENCODINGS], required=False)
    sheet = serializers.CharField(max_length=100, allow_blank=True, required=False)
    day_order = serializers.ChoiceField(choices=DayOrder.choices, required=False)
    archived = serializers.ChoiceField(choices=Archived.choices, required=False)
    columns = columns_field(check_columns)


class RowsQuery(serializers.Serializer):
    """Which rows of the file: those of one verdict, those with warnings, or all."""

    show = serializers.ChoiceField(choices=list(VIEW_LABELS.items()), required=False)


class StagedRowSerializer(serializers.ModelSerializer):
    """What one row of the file would do, and what is wrong with it in the reader's language."""

    described = {"data": {"type": "object"}}
    problems = serializers.SerializerMethodField()

    class Meta:
        model = StagedRow
        fields = ["line", "kind", "title", "verdict", "target_id", "data", "problems"]

    @extend_schema_field(serializers.ListField(child=serializers.DictField()))
    def get_problems(self, row):
        return [
            {"code": problem["code"], "message": words(problem["code"], problem["params"])} for problem in row.problems
        ]


class SkippedRowSerializer(serializers.Serializer):
    """A row of the file that applying left alone, and why in the reader's language."""

    line = serializers.IntegerField()
    title = serializers.CharField()
    code = serializers.CharField()
    reason = serializers.CharField()


class PlanImportFilter(TeamFilterSet):
    q = None
    state = django_filters.ChoiceFilter(
        choices=[choice for choice in ImportState.choices if choice[0] != ImportState.DISCARDED], label=_("State")
    )

    class Meta:
        model = PlanImport
        fields = ["state"]


class PlanImportViewSet(TeamCreateMixin, TeamDiscardMixin, TeamViewSet):
    """Plans from files. POST takes multipart/form-data with `file`; every other request JSON.

    DELETE discards an import, which is then no longer found; an import that was applied is undone instead.
    """

    serializer_class = PlanImportSerializer
    filterset_class = PlanImportFilter
    parser_classes = [MultiPartParser]
    related = ("team", "project", "made_by", "change", "job")
    verbs = {
        "rows": "view",
        "skipped": "view",
        "reading": "change",
        "application": "apply",
        "undo_application": "apply",
    }
    bodies = {"reading": ReadingSerializer}
    queries = {"rows": RowsQuery}
    answers = {"rows": StagedRowSerializer(many=True), "skipped": SkippedRowSerializer(many=True)}
    paged = ("list", "rows", "skipped")
    flow, in_words, row_serializer = PLAN, staticmethod(words), StagedRowSerializer

    def get_queryset(self):
        return super().get_queryset().exclude(state=ImportState.DISCARDED)

    @action(detail=True, methods=["get"])
    def rows(self, request, **kwargs):
        """The rows of the file; `show` narrows them to one verdict or to those with warnings."""
        planimport = self.get_object()
        rows = rows_in(planimport, self.asked().get("show", ""))
        return self.get_paginated_response(self.row_serializer(self.paginate_queryset(rows), many=True).data)

    @action(detail=True, methods=["get"])
    def skipped(self, request, **kwargs):
        """What applying left alone, because it was changed or removed since the preview."""
        entries = with_reasons(self.paginate_queryset(self.get_object().skipped), self.in_words)
        return self.get_paginated_response(SkippedRowSerializer(entries, many=True).data)

    @action(detail=True, methods=["post"], parser_classes=[JSONParser])
    def reading(self, request, **kwargs):
        """Read the file again with answers to what it leaves open."""
        planimport = self.get_object()
        read_again(planimport, by=self.membership, flow=self.flow, **self.arguments())
        return self.answer_with(planimport)

    @action(detail=True, methods=["post"], parser_classes=[JSONParser])
    def application(self, request, **kwargs):
        """Write what the preview shows; a large import is busy for a while."""
        planimport = self.get_object()
        self.arguments()
        apply(planimport, by=self.membership, flow=self.flow)
        return self.answer_with(planimport)

    @application.mapping.delete
    def undo_application(self, request, **kwargs):
        """Take the whole import back."""
        planimport = self.get_object()
        self.arguments()
        undo_import(planimport, by=self.membership)
        return self.answer_with(planimport)


routes = [("imports", PlanImportViewSet)]
