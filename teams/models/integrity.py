"""A rule that two people break together is told like one that a single person breaks."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

TWINS = _("Two of these rows would be the same where each must be different.")


@contextmanager
def translate_integrity_errors(rows):
    """Write rows in one transaction; raises the ValidationError of a rule that one of them breaks.

    Somebody quicker may take a name between the check and the write, and of many rows only the database checks the
    constraints. It refuses by the name of a constraint, not the reason: the rows are judged again, and now say what is
    wrong.
    """
    versions = [row.version for row in rows]
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        for row, version in zip(rows, versions, strict=True):
            row.version = version
        for row in rows:
            row.judge()
        if len(rows) > 1:
            raise ValidationError(TWINS, code="twins") from error
        raise
