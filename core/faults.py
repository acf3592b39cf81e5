"""What one bad row may raise; it is recorded, and the others go on."""

from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import FieldError, ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.urls import NoReverseMatch

BAD_ROW = (
    ArithmeticError,
    AttributeError,
    FieldError,
    IntegrityError,
    LookupError,
    NoReverseMatch,
    ObjectDoesNotExist,
    TemplateDoesNotExist,
    TemplateSyntaxError,
    TypeError,
    ValidationError,
    ValueError,
)
BAD_TEAM = (*BAD_ROW, DatabaseError)
# Nothing that a row could be blamed for: the database is away or busy, or the worker's time is up.
BAD_MOMENT = (InterfaceError, OperationalError)
BAD_STEP = (*BAD_TEAM, *BAD_MOMENT, SoftTimeLimitExceeded)


def in_one_line(error):
    """Return what was raised as one line for a log or a page."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
