"""Which constraints a row breaks."""

from functools import reduce
from operator import and_

from django.core.exceptions import FieldError, ValidationError
from django.db.models import CheckConstraint, Q


def errors_of(row, exclude):
    """Return the error of each constraint that a row breaks, with the constraint's name as its code."""
    errors = []
    for model, constraints in row.get_constraints():
        for constraint in _doubtful(row, model, constraints, exclude):
            try:
                constraint.validate(model, row, exclude=exclude)
            except ValidationError as error:
                error.code = getattr(error, "code", None) or constraint.name
                errors.append(error)
    return errors


def _doubtful(row, model, constraints, exclude):
    """Return the constraints to ask one by one: the checks are asked together first, in one statement, as most hold."""
    checks = [each for each in constraints if isinstance(each, CheckConstraint)]
    if len(checks) < 2 or not _all_hold(row, model, checks, exclude):
        return constraints
    return [each for each in constraints if each not in checks]


def _all_hold(row, model, checks, exclude):
    values = row._get_field_expression_map(meta=model._meta, exclude=exclude)  # noqa: SLF001 - as CheckConstraint does
    try:
        return Q(reduce(and_, (each.condition for each in checks))).check(values)
    except FieldError:  # a field left out stands in one of them: each decides for itself
        return False
