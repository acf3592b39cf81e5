"""Exact numbers kept as text: canonical, within their bounds, and never a float."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.fields import DecimalTextField

FIELD = DecimalTextField(places=4, least="-50", most="50", blank=True)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("2.50", "2.5"), (" 7 ", "7"), ("-0.0", "0"), ("00.10", "0.1"), ("50", "50"), ("-50.0000", "-50"), ("", "")],
)
def test_a_number_is_kept_in_one_form(typed, kept):
    assert FIELD.clean(typed, None) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("two", "invalid"),
        ("1e3", "invalid"),
        ("1,5", "invalid"),
        ("٣", "invalid"),
        ("NaN", "invalid"),
        ("0.00001", "too_precise"),
        ("50.0001", "max_value"),
        ("-51", "min_value"),
    ],
)
def test_what_is_no_such_number_is_refused(typed, code):
    with pytest.raises(ValidationError) as refused:
        FIELD.clean(typed, None)

    assert [error.code for error in refused.value.error_list] == [code]


def test_an_empty_text_is_no_number_and_zero_is_one():
    assert (DecimalTextField.number_of(""), DecimalTextField.number_of("0")) == (None, Decimal(0))
