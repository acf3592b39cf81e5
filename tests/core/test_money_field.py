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
        (Decimal("-1E+999999999"), "too_large"),
        (Decimal("NaN"), "too_large"),
        (Decimal("Infinity"), "too_large"),
    ],
)
def test_what_cannot_be_kept_exactly_is_refused(value, code):
    with pytest.raises(ValidationError) as caught:
        FIELD.run_validators(value)

    assert caught.value.error_list[0].code == code


@pytest.mark.parametrize("value", ["-0", Decimal("-0"), Decimal("-0.0000"), 0, -0.0])
def test_nothing_has_no_sign(value):
    """The database keeps none either: what was made would answer otherwise than what is read."""
    assert str(FIELD.to_python(value)) == "0"


def test_words_are_refused():
    with pytest.raises(ValidationError, match=r"1250\.50"):
        FIELD.to_python("a lot")


def test_nothing_is_not_zero():
    assert FIELD.get_prep_value(None) is None
    assert FIELD.from_db_value(None, None, None) is None


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1250.5", "1250.5"),
        ("50,000", "50000"),
        ("1,234,567.89", "1234567.89"),
        ("50 000", "50000"),
        ("1\u202f234\u202f567", "1234567"),
        ("50'000", "50000"),
        ("-1,000", "-1000"),
    ],
)
def test_a_form_takes_an_amount_as_people_write_it(typed, amount):
    assert FIELD.formfield().clean(f" {typed} ") == Decimal(amount)


@pytest.mark.parametrize("typed", ["a lot", "12 34", "1,234 567", "5x", "NaN", "1e5"])
def test_a_form_does_not_guess_what_an_amount_means(typed):
    with pytest.raises(ValidationError, match=r"1250\.50"):
        FIELD.formfield().clean(typed)


@pytest.mark.parametrize(
    ("stored", "shown"), [("50000", "50,000"), ("1234.5", "1,234.5"), ("0", "0"), ("-7000", "-7,000")]
)
def test_a_form_shows_an_amount_in_groups_and_takes_it_back_unchanged(stored, shown):
    field = FIELD.formfield()

    assert field.prepare_value(Decimal(stored)) == shown
    assert not field.has_changed(Decimal(stored), shown)
