"""A rule that two people break together is told like one that a single person breaks."""

from contextlib import contextmanager

from django.db import IntegrityError, transaction


@contextmanager
def translate_integrity_errors(row):
    """Write a row in one transaction; raises the ValidationError of a rule that holds only since it was checked.

    Somebody quicker may take a name between the check and the write. The database refuses that, and its refusal names
    a constraint, not the reason: the check is repeated, and now says what is wrong.
    """
    version = row.version
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        row.version = version
        row.full_clean()
        raise
