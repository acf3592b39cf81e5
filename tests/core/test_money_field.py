"""Money: exact in the database, refused when too large or too fine, and never a float."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.fields import MoneyField

FIELD = MoneyField()


@pytest.mark.parametrize("text", ["0", "0.1", "1250.5", "-3.0001", "99999999999999"])
def test_an_amount_survives_the_database_exactly(text):
    stored = FIELD.get_prep_value(Decimal(text))

    assert isinstance(stored, int)
    assert FIELD.from_db_value(stored, None, None) == Decimal(text)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (Decimal("0.00001"), "too_precise"),
        (Decimal(10) ** 14, "too_large"),
        (Decimal("NaN"), "too_large"),
        (Decimal("Infinity"), "too_large"),
    ],
)
def test_what_cannot_be_kept_exactly_is_refused(value, code):
    with pytest.raises(ValidationError) as caught:
        FIELD.run_validators(value)

    assert caught.value.error_list[0].code == code


def test_words_are_refused():
    with pytest.raises(ValidationError, match=r"1250\.50"):
        FIELD.to_python("a lot")


def test_nothing_is_not_zero():
    assert FIELD.get_prep_value(None) is None
    assert FIELD.from_db_value(None, None, None) is None
