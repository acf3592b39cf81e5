"""Model fields every app shares: one line of text, prose, a mail address, money."""

import re
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .amounts import MOST_CHARACTERS, AmountError, read_amount, write_amount
from .characters import HIDDEN, UNSEEN
from .currencies import decimals_of
from .languages import LANGUAGES
from .money import Currency
from .text import PROSE_LIMIT, refuse_control_characters, refuse_encoded_words, refuse_line_breaks

UNITS_PER_ONE = 10_000
MONEY_LIMIT = Decimal(10) ** 14


class LineField(models.CharField):
    """A name or title: one line, at most 200 characters unless told, without outer space and hidden characters."""

    default_validators = [refuse_control_characters, refuse_line_breaks]

    def __init__(self, *args, max_length=200, **kwargs):
        super().__init__(*args, max_length=max_length, **kwargs)

    def to_python(self, value):
        value = super().to_python(value)
        if not isinstance(value, str):
            return value
        value = HIDDEN.sub("", value).strip()
        return "" if UNSEEN.fullmatch(value) else value


class LanguageField(models.CharField):
    """A language people read, by its code; the choices are those of core/languages.py, whatever they are by now."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 10, "choices": LANGUAGES, "default": "en"} | kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, path, args, kwargs


class ProseField(models.TextField):
    """Text from people: plain, with line breaks, at most 10,000 characters, empty unless written."""

    default_validators = [refuse_control_characters, MaxLengthValidator(PROSE_LIMIT)]

    def __init__(self, *args, **kwargs):
        kwargs = {"blank": True, "default": ""} | kwargs
        super().__init__(*args, **kwargs)

    def to_python(self, value):
        """Return the text with line breaks as one character: browsers send two, and nothing has changed by that."""
        value = super().to_python(value)
        return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value

    def formfield(self, **kwargs):
        return super().formfield(**{"max_length": PROSE_LIMIT, "widget": forms.Textarea(attrs={"rows": 4})} | kwargs)


class AddressField(models.EmailField):
    """A mail address that is the same to whoever reads it."""

    default_validators = [*models.EmailField.default_validators, refuse_encoded_words]


class CurrencyField(models.CharField):
    """A currency by its code. To a migration it is a plain column: one more currency changes no table."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 3, "choices": Currency} | kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("choices", None)
        return name, "django.db.models.CharField", args, kwargs


class AmountField(forms.DecimalField):
    """An amount as people type it, in the reader's language (core/amounts.py).

    `currency` is the one it is in. A form that lets people choose it says so by `currency_of_amounts()`.
    """

    default_error_messages = {
        "invalid": _("Enter an amount such as 1250.50."),
        "unreadable": _("Enter an amount in %(currency)s, such as %(example)s or 420k."),
        "ambiguous": _(
            "“%(text)s” can be read in two ways. Write %(plain)s if you mean the thousand, else fewer decimals."
        ),
        "other_currency": _("This amount is in %(currency)s, and “%(sign)s” is another currency."),
    }
    widget = forms.TextInput  # browsers leave commas and spaces out of a number, or all of it
    currency = ""

    def __init__(self, **kwargs):
        super().__init__(**{"max_digits": 18, "decimal_places": 4} | kwargs)

    def asks_in(self, currency):
        """Take amounts in a currency, which the help text names as %(currency)s."""
        self.currency = currency
        self.help_text %= {"currency": currency}

    def get_bound_field(self, form, field_name):
        if hasattr(form, "currency_of_amounts"):
            self.currency = form.currency_of_amounts()
        return super().get_bound_field(form, field_name)

    def to_python(self, value):
        if not isinstance(value, str):
            return super().to_python(value)
        if not value[:MOST_CHARACTERS].strip():
            return None
        try:
            return read_amount(value, language=get_language() or "", currency=self.currency)
        except AmountError as error:
            raise self._refusal(error) from error

    def prepare_value(self, value):
        if not isinstance(value, Decimal) or not value.is_finite():
            return value
        return write_amount(value, language=get_language() or "", currency=self.currency)

    def _refusal(self, error):
        """Return the sentence that says what is wrong with a text."""
        key = error.problem if error.problem in ("ambiguous", "other_currency") else "unreadable"
        if key == "unreadable" and not self.currency:
            return ValidationError(self.error_messages["invalid"], code="invalid")
        example = number_format(Decimal("1250.5"), decimals_of(self.currency), force_grouping=True)
        params = {"currency": self.currency, "example": example, **error.params}
        return ValidationError(self.error_messages[key], code=key if key != "unreadable" else "invalid", params=params)


class MoneyField(models.BigIntegerField):
    """An amount: `Decimal` in Python, a whole number of 1/10,000 in the database, the currency in a field beside it.

    SQLite keeps decimals as floats, so sums of cents would drift there.
    """

    description = _("Amount of money")

    def from_db_value(self, value, expression, connection):
        return None if value is None else Decimal(int(value)) / UNITS_PER_ONE

    def to_python(self, value):
        if value is None:
            return None
        try:
            amount = value if isinstance(value, Decimal) else Decimal(str(value))
        except InvalidOperation as error:
            raise ValidationError(_("Enter an amount such as 1250.50."), code="invalid") from error
        return amount or Decimal(0)  # the database knows no -0, so no answer and no history may

    def get_prep_value(self, value):
        value = self.to_python(value)
        return None if value is None else int((value * UNITS_PER_ONE).to_integral_value())

    @property
    def validators(self):
        return [self._within_limits]

    @staticmethod
    def _within_limits(value):
        # abs() rounds to the context, which what is huge overflows.
        if not value.is_finite() or value.copy_abs() >= MONEY_LIMIT:
            raise ValidationError(_("This amount is too large."), code="too_large")
        if value != value.quantize(Decimal("0.0001")):
            raise ValidationError(_("Use at most four decimal places."), code="too_precise")

    def formfield(self, **kwargs):
        return models.Field.formfield(self, **{"form_class": AmountField} | kwargs)

    def value_to_string(self, obj):
        value = self.value_from_object(obj)
        return "" if value is None else str(value)


class DecimalTextField(models.CharField):
    """An exact number kept as canonical text, such as a rate: “2.50” becomes “2.5”; empty where `blank` allows it.

    `places` is how many decimals it may have, `least` and `most` are its bounds as text. Sums use `number_of()`.
    """

    form = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")

    def __init__(self, *args, places=10, least=None, most=None, max_length=32, **kwargs):
        self.places, self.least, self.most = places, least, most
        super().__init__(*args, max_length=max_length, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"places": self.places, "least": self.least, "most": self.most}

    def to_python(self, value):
        value = super().to_python(value)
        value = value.strip() if isinstance(value, str) else value
        if not value or not self.form.fullmatch(value):
            return value
        number = Decimal(value)
        return f"{number.normalize():f}" if number else "0"

    @staticmethod
    def number_of(text):
        """Return the number a stored text is, None for an empty one."""
        return Decimal(text) if text else None

    def accepts(self, text):
        """Say whether a text is such a number, for rules that look at several fields."""
        try:
            self._judge(text)
        except ValidationError:
            return False
        return True

    @property
    def validators(self):
        return [self._judge, *super().validators]

    def _judge(self, value):
        if not self.form.fullmatch(str(value).strip()):
            raise ValidationError(_("Enter a number such as 2.5."), code="invalid")
        number = Decimal(str(value).strip())
        if -number.normalize().as_tuple().exponent > self.places:
            message = _("Use at most %(places)d decimal places.")
            raise ValidationError(message, code="too_precise", params={"places": self.places})
        bounds = {"least": self.least, "most": self.most}
        if self.least is not None and number < Decimal(self.least):
            raise ValidationError(_("Enter at least %(least)s."), code="min_value", params=bounds)
        if self.most is not None and number > Decimal(self.most):
            raise ValidationError(_("Enter at most %(most)s."), code="max_value", params=bounds)

    def formfield(self, **kwargs):
        return super().formfield(**{"widget": forms.TextInput(attrs={"inputmode": "decimal"})} | kwargs)
