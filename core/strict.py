"""What a program sends is taken as it stands: a name nobody knows, or a number in the place of a text, is a mistake.

REST framework drops the one and turns the other into what it is not; a typo would change nothing and say nothing.
"""

from collections.abc import Mapping
from itertools import islice

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.utils import html

from .characters import without_halves

MOST_REFUSED = 50  # names that one answer lists

# Kinds of fields, what JSON calls a value of theirs, and REST framework's own word for another.
_KINDS = (
    (serializers.BooleanField, bool),
    (serializers.IntegerField, int | float),  # 5.0 is a whole number to JSON; REST framework refuses 5.5
    (serializers.DecimalField, str),
    (serializers.CharField, str),
    (serializers.UUIDField, str),
    (serializers.PrimaryKeyRelatedField, str),
)


class StrictMixin:
    """A serializer that refuses names it does not know, values that are not its to take, and values of another kind."""

    def to_internal_value(self, data):
        refused = self._refused(data) if isinstance(data, Mapping) else {}
        if refused and not html.is_html_input(data):  # what is of another kind is looked up nowhere
            data = {name: value for name, value in data.items() if printable(name) not in refused}
        try:
            values = super().to_internal_value(data)
        except ValidationError as error:
            raise ValidationError(error.detail | refused) from error
        if refused:
            raise ValidationError(refused)
        return values

    def refuse_given(self, name, field, value):
        """Return the error of a value for a field that is only shown, or None."""
        return ErrorDetail(_("This is shown, and cannot be set."), code="read_only")

    def _refused(self, data):
        found = ((printable(name), self._error_of(name, data)) for name in data)
        return dict(islice(((name, error) for name, error in found if error), MOST_REFUSED))

    def _error_of(self, name, data):
        field = self.fields.get(name)
        if field is None:
            return [ErrorDetail(_("There is no such field."), code="unknown_field")]
        if field.read_only:
            error = self.refuse_given(name, field, data[name])
            return error and [error]
        return None if html.is_html_input(data) else misfits(field, data[name])


class Body(StrictMixin, serializers.Serializer):
    """Base of what a request carries that is no row: the arguments of a verb."""


class Nothing(Body):
    """What a verb without arguments takes."""


def misfits(field, value):
    """Return the errors of values that JSON calls otherwise than the field does, each at its place; else None."""
    if isinstance(field, serializers.ListField | serializers.DictField):
        found = ((place, misfits(field.child, each)) for place, each in _places(field, value))
        return {printable(place): errors for place, errors in found if errors} or None
    if value is not None and not _is_fit(field, value):
        return [ErrorDetail(_message_of(field), code="invalid")]
    return _too_long(field, value)


def _too_long(field, value):
    """Return the error of a text longer than its field says; REST framework counts what is left without blanks."""
    most = getattr(field, "max_length", None)
    if most is None or not isinstance(field, serializers.CharField) or len(value or "") <= most:
        return None
    return [ErrorDetail(field.error_messages["max_length"].format(max_length=most), code="max_length")]


def _places(field, value):
    """Return the values in a list or an object, each with its place; none where the field wants the other."""
    if isinstance(field, serializers.ListField):
        return enumerate(value) if isinstance(value, list) else ()
    return value.items() if isinstance(value, dict) else ()


def _is_fit(field, value):
    if isinstance(field, serializers.PrimaryKeyRelatedField) and value == "":
        return False  # REST framework takes it for null
    kinds = next((kinds for kind, kinds in _KINDS if isinstance(field, kind)), object)
    return isinstance(value, kinds) and (kinds in (bool, object) or not isinstance(value, bool))


def _message_of(field):
    is_link = isinstance(field, serializers.RelatedField)
    return serializers.UUIDField.default_error_messages["invalid"] if is_link else field.error_messages["invalid"]


def printable(name):
    """Return a name a stranger chose so that an answer can repeat it: cut, and without halves of surrogate pairs."""
    return without_halves(str(name)[:100])
