"""A serializer for one team: the model's rules judge API input as they judge forms."""

import json
import re
from decimal import Decimal, localcontext

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.relations import MANY_RELATION_KWARGS
from rest_framework.renderers import JSONRenderer

from core.fetching import fetched
from core.fields import MoneyField
from core.representation import DirectReadingMixin
from core.strict import StrictMixin

from .choices import narrowed

DIGITS = 320  # that any finite float has, with four places


@extend_schema_field({"type": "string", "format": "decimal", "pattern": r"^-?[0-9]{1,14}(\.[0-9]{1,4})?$"})
class MoneySerializerField(serializers.DecimalField):
    """An amount as decimal text with at most four places; a number of JSON would have passed through a float."""

    default_error_messages = {"invalid": _("Send an amount as text, such as “1250.50”.")}
    form = re.compile(r"-?[0-9]{1,1000}(\.[0-9]{1,1000})?")

    def __init__(self, **kwargs):
        kwargs.pop("min_value", None)
        kwargs.pop("max_value", None)
        super().__init__(**{"max_digits": 18, "decimal_places": 4, "normalize_output": True} | kwargs)

    def to_internal_value(self, data):
        if not self.form.fullmatch(str(data)):
            self.fail("invalid")
        return super().to_internal_value(data)

    def quantize(self, value):
        """Return a value with four places; sums that are shown may be larger than an amount that is stored."""
        with localcontext(prec=DIGITS):
            return value.quantize(Decimal(1).scaleb(-self.decimal_places))


@extend_schema_field({"type": "string", "format": "decimal", "pattern": r"^-?[0-9]+(\.[0-9]{1,4})?$"})
class MoneySumSerializerField(MoneySerializerField):
    """A sum that is shown: it may have more digits than any amount that is stored."""


class PrefetchedManyField(serializers.ManyRelatedField):
    """Many links: shown from what was prefetched without copying a queryset for each row, found in one query."""

    most = 200
    default_error_messages = {"max_length": _("Send at most {most} links.")}

    def get_attribute(self, instance):
        return fetched(instance, self.source)

    def to_internal_value(self, data):
        if not isinstance(data, list):
            self.fail("not_a_list", input_type=type(data).__name__)
        if not data and not self.allow_empty:
            self.fail("empty")
        if len(data) > self.most:
            self.fail("max_length", most=self.most)
        for value in data:
            if not isinstance(value, str):
                self.child_relation.fail("incorrect_type", data_type=type(value).__name__)
        rows = self.child_relation.get_queryset()
        ids = [rows.model._meta.pk.to_python(value) for value in data]
        found = rows.in_bulk(ids)
        for pk in ids:
            if pk not in found:
                self.child_relation.fail("does_not_exist", pk_value=pk)
        return list(found.values())


class TeamRelatedField(serializers.PrimaryKeyRelatedField):
    """A link to a row this member may see; others look as if they did not exist."""

    @classmethod
    def many_init(cls, *args, **kwargs):
        options = {name: kwargs[name] for name in MANY_RELATION_KWARGS if name in kwargs}
        return PrefetchedManyField(child_relation=cls(*args, **kwargs), **options)

    def get_queryset(self):
        queryset = super().get_queryset()
        if not hasattr(queryset, "visible_to"):
            return queryset
        present = getattr(self.root.instance, f"{self.source}_id", None)
        return narrowed(queryset, self.context["membership"], keep=present)


class TeamModelSerializer(StrictMixin, DirectReadingMixin, serializers.ModelSerializer):
    """Base of every serializer of a team's row; `parents` cannot change once the row exists.

    What was read may be sent back: what cannot be set is then compared with the row.
    """

    serializer_related_field = TeamRelatedField
    serializer_field_mapping = serializers.ModelSerializer.serializer_field_mapping | {MoneyField: MoneySerializerField}
    parents = ()
    reason = ""  # the field, not one of the model, that says why the row is changed
    version = serializers.IntegerField(required=False)

    def get_fields(self):
        fields = super().get_fields()
        if self.partial:
            for name in self.parents:
                fields[name].read_only = True
        elif "version" in fields:
            fields["version"].read_only = True  # a new row has none yet
        return fields

    def get_unique_together_validators(self):
        return []  # the model's constraints speak, with their own messages

    def validate(self, attrs):
        attrs = super().validate(attrs)
        if self.instance is not None and "version" not in attrs:
            raise serializers.ValidationError(
                {"version": self.fields["version"].error_messages["required"]}, "required"
            )
        return attrs

    def new_row(self):
        """Return an empty row of the team; a kind that is made on behalf of somebody names them here."""
        return self.Meta.model(team=self.context["membership"].team)

    def create(self, validated_data):
        return self._store(self.new_row(), validated_data)

    def update(self, instance, validated_data):
        return self._store(instance, validated_data)

    def _store(self, row, values):
        given = {"version": values.pop("version", None), "links": self._links(values)}
        if self.reason:
            given["reason"] = values.pop(self.reason, "")
        self._apply(row, values)
        return row.store(by=self.context["membership"], **given)

    def _links(self, values):
        return {
            field.name: values.pop(field.name) for field in self.Meta.model._meta.many_to_many if field.name in values
        }

    def _apply(self, row, values):
        linked = {field.name for field in self.Meta.model._meta.many_to_many}
        for name, value in values.items():
            if name not in linked and name != "version":
                setattr(row, name, value)

    def refuse_given(self, name, field, value):
        if self._is_as_read(name, field, value):
            return None
        if name in self.parents:
            return serializers.ErrorDetail(_("This cannot be moved after it was made."), code="immutable")
        return super().refuse_given(name, field, value)

    def _is_as_read(self, name, field, value):
        """Say whether what cannot be set is as the row has it; of figures, which move without it, the kind counts."""
        if self.instance is None:
            return False
        if self.initial_data.get("version") != self.instance.version:
            return True  # a stale row is told so by its version
        shown = self._as_shown[name]
        return shown == value if field.source in self._its_own else None in (shown, value) or _alike(shown, value)

    @cached_property
    def _its_own(self):
        return {"code", *(column.name for column in self.Meta.model._meta.concrete_fields)}

    @cached_property
    def _as_shown(self):
        return json.loads(JSONRenderer().render(self.to_representation(self.instance)))


def _alike(value, other):
    """Say whether JSON calls two values the same: a list, a text, a number …"""
    return type(value) is type(other) or {type(value), type(other)} == {int, float}
