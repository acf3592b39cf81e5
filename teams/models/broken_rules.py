"""Which constraints a row breaks."""

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, F, UniqueConstraint

from core.conditions import surely_holds

_fields = {}


def errors_of(row, exclude, changed=None):
    """Return the error of each constraint that a row breaks, with the constraint's name as its code.

    Of a stored row only those that speak of a field in `changed` are asked: it kept the others before.
    """
    errors = []
    for model, constraints in row.get_constraints():
        for constraint in _doubtful(row, model, constraints, changed):
            try:
                constraint.validate(model, row, exclude=exclude)
            except ValidationError as error:
                error.code = getattr(error, "code", None) or constraint.name
                errors.append(error)
    return errors


def _doubtful(row, model, constraints, changed):
    """Return the constraints the database is asked about: not the checks that the row's values surely pass."""
    values = {field.name: getattr(row, field.attname) for field in model._meta.concrete_fields}
    touched = [each for each in constraints if changed is None or changed & fields_of(each)]
    return [
        each for each in touched if not (isinstance(each, CheckConstraint) and surely_holds(each.condition, values))
    ]


def fields_of(constraint):
    """Return the names of the fields a constraint speaks of."""
    if constraint.name not in _fields:
        _fields[constraint.name] = frozenset(_read(constraint))
    return _fields[constraint.name]


def _read(constraint):
    if constraint.condition is not None:
        yield from constraint.condition.referenced_base_fields
    if isinstance(constraint, UniqueConstraint):
        yield from constraint.fields
        for expression in constraint.expressions:
            yield from _named(expression)


def _named(expression):
    if isinstance(expression, F):
        yield expression.name
        return
    for part in expression.get_source_expressions():
        yield from _named(part)
