"""The API of imports of risks: upload, answer, look, apply, undo, discard; and the register as a file."""

from functools import partial

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.strict import Body
from core.tabular.encoding import ENCODINGS
from planner.import_api import (
    PlanImportFilter,
    PlanImportSerializer,
    PlanImportViewSet,
    SkippedRowSerializer,
    columns_field,
)
from planner.import_forms import check_columns
from planner.models import DayOrder

from .imports.fields import FIELDS
from .imports.flow import REGISTER
from .imports.remarks import words
from .models import RegisterImport, RegisterRow
from .states import Category

FIELD_UNKNOWN = _("“%(name)s” is no field of a risk. The fields are: %(fields)s.")


class RegisterImportSerializer(PlanImportSerializer):
    """An import of risks; `questions` must be answered (…/reading/) before it can be applied."""

    class Meta(PlanImportSerializer.Meta):
        model = RegisterImport
        fields = [
            "category" if name == "archived" else name
            for name in PlanImportSerializer.Meta.fields
            if name not in ("project", "new_project")
        ]

    flow, in_words, choices = REGISTER, staticmethod(words), ("encoding", "sheet", "day_order", "category")


class RegisterReadingSerializer(Body):
    """A person's answers; what is left out stays as it is."""

    encoding = serializers.ChoiceField(choices=[(name, name) for name in ENCODINGS], required=False)
    sheet = serializers.CharField(max_length=100, allow_blank=True, required=False)
    day_order = serializers.ChoiceField(choices=DayOrder.choices, required=False)
    category = serializers.ChoiceField(choices=Category.choices, allow_blank=True, required=False)
    columns = columns_field(partial(check_columns, fields=FIELDS, message=FIELD_UNKNOWN))


class RegisterRowSerializer(serializers.ModelSerializer):
    """What one risk of the file would do, and what is wrong with it in the reader's language."""

    described = {"data": {"type": "object"}}
    problems = serializers.SerializerMethodField()

    class Meta:
        model = RegisterRow
        fields = ["line", "title", "verdict", "target_id", "data", "problems"]

    @extend_schema_field(serializers.ListField(child=serializers.DictField()))
    def get_problems(self, row):
        return [
            {"code": problem["code"], "message": words(problem["code"], problem["params"])} for problem in row.problems
        ]


class RegisterImportFilter(PlanImportFilter):
    class Meta(PlanImportFilter.Meta):
        model = RegisterImport


class RegisterImportViewSet(PlanImportViewSet):
    """Risks from files. POST takes multipart/form-data with `file`; every other request JSON.

    DELETE discards an import, which is then no longer found; an import that was applied is undone instead. Who brought
    a file sees its import, and owners do.
    """

    serializer_class = RegisterImportSerializer
    filterset_class = RegisterImportFilter
    related = ("team", "made_by", "change", "job")
    bodies = {"reading": RegisterReadingSerializer}
    answers = {"rows": RegisterRowSerializer(many=True), "skipped": SkippedRowSerializer(many=True)}
    flow, in_words, row_serializer = REGISTER, staticmethod(words), RegisterRowSerializer


routes = [("risk-imports", RegisterImportViewSet)]
