"""How rows and fields of the API are described, where drf-spectacular would say less than is taken and shown."""

from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from .text import refuse_control_characters, refuse_line_breaks

# The first that holds; without the halves of surrogate pairs, which no JSON can hold.
PATTERNS = {
    refuse_line_breaks: r"^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$",
    refuse_control_characters: r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029]*$",
}
SENSIBLE_YEARS = r"^(19|20|21)[0-9]{2}-"  # core/days.py


EMPTY = {"type": "string", "maxLength": 0}  # as drf-spectacular says it


class Descriptions(AutoSchema):
    """Says of an answer that each field is there, of what may be empty that it may, and of what is taken its form.

    A serializer adds what cannot be found out: `described`, {field: words of JSON Schema}, and `sometimes`, the fields
    that an answer may lack.
    """

    def _map_basic_serializer(self, serializer, direction):
        described = super()._map_basic_serializer(serializer, direction)
        if not type(serializer).__doc__:  # drf-spectacular would take the words of a base class
            described.pop("description", None)
        for name, more in getattr(serializer, "described", {}).items():
            described["properties"][name] |= more
        if direction == "request":
            self._add_forms(serializer, described)
        else:
            left_out = getattr(serializer, "sometimes", ())
            described["required"] = [name for name in described.get("properties", ()) if name not in left_out]
        return described

    def _add_forms(self, serializer, described):
        properties = described.get("properties", {})
        if serializer.partial and "version" in properties:
            described["required"] = ["version"]
        for name, field in serializer.fields.items():
            if name in properties:
                properties[name] |= _form_of(field)

    def _map_serializer_field(self, field, direction, bypass_extensions=False):
        if field.read_only and _may_be_empty(field):
            field.allow_blank = True
        described = super()._map_serializer_field(field, direction, bypass_extensions)
        if isinstance(field, serializers.ManyRelatedField):
            described |= {"minItems": 0 if field.allow_empty else 1, "maxItems": field.most}
        return described

    def _insert_field_validators(self, field, schema):
        super()._insert_field_validators(field, schema)
        if EMPTY in schema.get("oneOf", ()):  # a format refuses nothing by itself, so that an empty text would be both
            schema["anyOf"] = schema.pop("oneOf")


def _form_of(field):
    """Return the pattern of what is taken, as far as one can say it."""
    if isinstance(field, serializers.DateField | serializers.DateTimeField):
        return {"pattern": SENSIBLE_YEARS}
    for validator, pattern in PATTERNS.items():
        if validator in field.validators:
            return {"pattern": pattern}
    return {}


def _may_be_empty(field):
    """Say whether the column a field shows may hold an empty text: what is only shown does not know that itself."""
    model = getattr(getattr(field.parent, "Meta", None), "model", None)
    columns = {column.name: column for column in model._meta.concrete_fields} if model else {}
    column = columns.get(field.source)
    return column is not None and column.blank and not column.null
