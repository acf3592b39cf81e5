"""What is said of a condition in Python is what the database says of it."""

import datetime as dt
from decimal import Decimal
from itertools import product

import pytest
from django.apps import apps
from django.db.models import CheckConstraint, F, Q, Value

from core.conditions import surely_holds

DAY = dt.date(2026, 5, 1)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (Q(word="a"), True),
        (Q(word="b"), False),
        (Q(word__in=["a", "b"], number__range=(1, 5)), True),
        (Q(number__gt=2) | Q(number__lt=2), False),
        (Q(number__gte=2, number__lte=2), True),
        (Q(number=F("same")), True),
        (Q(nothing=None), True),
        (Q(word=None), False),
        (Q(nothing__isnull=False), False),
        (Q(word="a") ^ Q(nothing=None), False),
        (Q(word="b") ^ Q(nothing=None), True),
        (~Q(word="b") & ~Q(word__in=["c"]), True),
        (~(Q(word="a") | Q(word="b")), False),
        # Unknown, as SQL has it: a check lets it pass, but only the database may say so.
        (Q(nothing=1), False),
        (~Q(nothing=1), False),
        (Q(number=F("nothing")), False),
        (Q(nothing=1) ^ Q(word="a"), False),
        (Q(nothing=1) | Q(word="a"), True),
        (~(Q(nothing=1) & Q(word="b")), True),
        # What cannot be told here.
        (Q(word__startswith="a"), False),
        (Q(missing="a"), False),
        (Q(word__gt=1), False),
        (Q(strange__gt=1), False),
        (~Q(word=Value("a")), False),
        (~Q(number=F("same") + 1), False),
        (~Q(number__in=[F("same")]), False),
        (Q(counted__isnull=False), False),
    ],
)
def test_only_what_is_surely_true_is_said_to_hold(condition, holds):
    values = {
        "word": "a",
        "number": 2,
        "same": 2,
        "nothing": None,
        "strange": Decimal("NaN"),
        "counted": F("number") + 1,
    }

    assert surely_holds(condition, values) is holds


CHECKS = [
    pytest.param(model, constraint, id=constraint.name)
    for model in apps.get_models()
    for constraint in model._meta.constraints
    if isinstance(constraint, CheckConstraint)
]


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "check"), CHECKS)
def test_of_every_check_no_more_is_said_than_the_database_says(model, check):
    fields = [model._meta.get_field(name) for name in sorted(names_in(check.condition))]
    said = {True: 0, False: 0}

    for values in product(*(values_of(field, check.condition) for field in fields)):
        given = dict(zip([field.name for field in fields], values, strict=True))
        holds = surely_holds(check.condition, given)
        said[holds] += 1
        if holds:
            wrapped = {field.name: Value(given[field.name], output_field=plain(field)) for field in fields}
            assert check.condition.check(wrapped), given

    assert min(said.values()) > 0, "it tells some values from others without the database"


def names_in(condition):
    """Return the names of the fields a condition speaks of."""
    if isinstance(condition, Q):
        return set().union(*map(names_in, condition.children))
    path, wanted = condition
    return {path.partition("__")[0]} | ({wanted.name} if isinstance(wanted, F) else set())


def values_of(field, condition):
    """Return some values of a field: nothing, what the condition names, and others."""
    kind = plain(field).get_internal_type()
    if kind in ("CharField", "TextField"):
        named = set(literals_of(field.name, condition))
        return sorted({"", "other", *sorted(named)[:2]})
    some = {
        "BooleanField": [True, False],
        "DateField": [DAY, DAY + dt.timedelta(days=1)],
        "DateTimeField": [dt.datetime(2026, 5, 1, 9, tzinfo=dt.UTC)],
        "UUIDField": ["019cadc6-9a80-7bb6-b000-000000000001", "019cadc6-9a80-7bb6-b000-000000000002"],
    }.get(kind, [-1, 0, 3, 101, 1001, 10_001])
    return [None, *some]


def literals_of(name, condition):
    """Yield the texts that a condition compares a field with."""
    for child in condition.children:
        if isinstance(child, Q):
            yield from literals_of(name, child)
        elif child[0].partition("__")[0] == name and not isinstance(child[1], F):  # an F can be iterated, for ever
            yield from [child[1]] if isinstance(child[1], str) else child[1]


def plain(field):
    """Return the field that holds the value; of a link, that of the row it points at."""
    return plain(field.target_field) if field.is_relation else field
