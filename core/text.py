"""What people type: which characters are refused, and the form a search compares."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext_lazy as _

from .characters import CONTROL
from .headers import BEGIN_OF_ENCODED_WORD
from .normal_form import normal_form

LINE_BREAK = re.compile(r"[\r\n\t]")
PROSE_LIMIT = 10_000
web_address = URLValidator(schemes=["http", "https"], message=_("Enter an address such as https://example.com."))


def refuse_control_characters(value):
    """Refuse what no keyboard makes on purpose: NUL, escape codes, half of a surrogate pair."""
    if CONTROL.search(value):
        raise ValidationError(_("Remove the control characters from this text."), code="control_characters")


def refuse_line_breaks(value):
    """Refuse line breaks, which would let a name reach into the header of a mail."""
    if LINE_BREAK.search(value):
        raise ValidationError(_("Write this on one line, without tabs."), code="one_line")


def refuse_encoded_words(value):
    """Refuse an address that mail programs would decode into another one (RFC 2047)."""
    if BEGIN_OF_ENCODED_WORD in value:
        raise ValidationError(validate_email.message, code=validate_email.code)


def search_form(*parts):
    """Return the parts as one text in the form searches compare: NFKC, case-folded, single spaces."""
    joined = " ".join(str(part) for part in parts if part)
    return " ".join(normal_form(joined).casefold().split())
