"""Which constraints a row breaks."""

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint

from core.conditions import surely_holds


def errors_of(row, exclude):
    """Return the error of each constraint that a row breaks, with the constraint's name as its code."""
    errors = []
    for model, constraints in row.get_constraints():
        for constraint in _doubtful(row, model, constraints):
            try:
                constraint.validate(model, row, exclude=exclude)
            except ValidationError as error:
                error.code = getattr(error, "code", None) or constraint.name
                errors.append(error)
    return errors


def _doubtful(row, model, constraints):
    """Return the constraints the database is asked about: not the checks that the row's values surely pass."""
    values = {field.name: getattr(row, field.attname) for field in model._meta.concrete_fields}
    return [
        each for each in constraints if not (isinstance(each, CheckConstraint) and surely_holds(each.condition, values))
    ]
