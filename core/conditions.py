"""What a condition of a constraint says of given values, in Python: SQL's logic, where an unknown value may be either.

Knows the lookups that constraints here are written with. What it cannot tell is left to the database, which has the
last word on every row.
"""

import operator

from django.db.models import F, Q

LOOKUPS = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda value, choices: value in choices,
    "range": lambda value, ends: ends[0] <= value <= ends[1],
}


def surely_holds(condition, values):
    """Say whether a Q is true of {field name: value}; false where it is not, or where this module cannot tell.

    The values are those of fields that were cleaned, so that each has the type of its column.
    """
    try:
        return _answer(condition, values) is True
    except (KeyError, TypeError, ArithmeticError):  # a field left out, an unknown lookup, values that do not compare
        return False


def _answer(condition, values):
    """Return True, False, or None for unknown."""
    if isinstance(condition, Q):
        answers = [_answer(child, values) for child in condition.children]
        answer = CONNECTORS[condition.connector](answers)
        return _not(answer) if condition.negated else answer
    path, wanted = condition
    name, _separator, lookup = path.partition("__")
    value, wanted = values[name], values[wanted.name] if isinstance(wanted, F) else wanted
    if any(hasattr(each, "resolve_expression") for each in (value, *_parts(wanted))):
        raise TypeError("only the database knows what an expression is worth")
    if lookup == "isnull":
        return (value is None) is wanted
    compare = LOOKUPS[lookup or "exact"]
    if wanted is None and compare is operator.eq and not isinstance(condition[1], F):
        return value is None
    return None if value is None or wanted is None else compare(value, wanted)


def _parts(wanted):
    return wanted if isinstance(wanted, list | tuple | set | frozenset) else [wanted]


def _not(answer):
    return None if answer is None else not answer


def _all(answers):
    return False if False in answers else None if None in answers else True


def _any(answers):
    return _not(_all([_not(answer) for answer in answers]))


def _odd(answers):
    return None if None in answers else sum(answers) % 2 == 1


CONNECTORS = {Q.AND: _all, Q.OR: _any, Q.XOR: _odd}
