"""Does the database answer? Asked at the start, so that a wrong DATABASE_URL ends it with one line."""

from django.conf import settings
from django.db import DatabaseError, connections

from .problem import ConfigurationError, refuse


def check():
    """Raise ConfigurationError when the database cannot be used; leave no connection open behind."""
    connection = connections["default"]
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA schema_version" if connection.vendor == "sqlite" else "SELECT 1")
    except DatabaseError as error:
        _refuse(connection, " ".join(str(error).split())[:300])
    finally:
        connection.close()


def check_or_exit():
    """The same for processes that have no better place to end: one line on stderr, exit code 1."""
    try:
        check()
    except ConfigurationError as error:
        raise SystemExit(str(error)) from None


def _refuse(connection, reason):
    if connection.vendor == "sqlite":
        problem = f"the database {connection.settings_dict['NAME']!r} cannot be opened ({reason})."
        if settings.EMBEDDED:
            refuse("DATA_DIR", problem)
        refuse("DATABASE_URL", problem, example="sqlite:////srv/landfall/landfall.sqlite3")
    refuse("DATABASE_URL", f"the database does not answer ({reason}).")
