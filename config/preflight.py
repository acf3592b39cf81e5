"""Do database and Redis answer? Asked at the start, so that a wrong DATABASE_URL or REDIS_URL ends it with one line."""

import sqlite3
import time

from django.conf import settings
from django.db import DatabaseError, connections

from core.lazy import Lazy

from .problem import ConfigurationError, refuse

redis = Lazy("redis")
PATIENCE_SECONDS = 3
# Of two starts at once only one turns a new file of SQLite into WAL mode; SQLite refuses the other without waiting.
LOCKED_SECONDS = 20
LOOK_AGAIN_SECONDS = 0.05


def check():
    """Raise ConfigurationError when what the settings name cannot be used; leave no connection open behind."""
    check_database()
    if settings.REDIS_URL:
        check_redis()


def check_database():
    """The same for the database alone."""
    connection = connections["default"]
    until = time.monotonic() + LOCKED_SECONDS
    while (error := _asked(connection)) is not None:
        if not _is_locked(error) or time.monotonic() > until:
            _refuse(connection, _in_one_line(error))
        time.sleep(LOOK_AGAIN_SECONDS)


def check_redis():
    """The same for Redis: broker and cache."""
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=PATIENCE_SECONDS, socket_timeout=PATIENCE_SECONDS
    )
    try:
        with client:
            client.ping()
    except redis.RedisError as error:
        refuse("REDIS_URL", f"Redis does not answer ({_in_one_line(error)}).")


def check_or_exit(asked=check):
    """The same for processes that have no better place to end: one line on stderr, exit code 1."""
    try:
        asked()
    except ConfigurationError as error:
        raise SystemExit(str(error)) from None


def _asked(connection):
    """Return the error of opening the database and asking it something, or None."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA schema_version" if connection.vendor == "sqlite" else "SELECT 1")
    except DatabaseError as error:
        return error
    finally:
        connection.close()
    return None


def _is_locked(error):
    return getattr(error.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY


def _in_one_line(error):
    return " ".join(str(error).split())[:300]


def _refuse(connection, reason):
    if connection.vendor == "sqlite":
        problem = f"the database {connection.settings_dict['NAME']!r} cannot be opened ({reason})."
        if settings.EMBEDDED:
            refuse("DATA_DIR", problem)
        refuse("DATABASE_URL", problem, example="sqlite:////srv/landfall/landfall.sqlite3")
    refuse("DATABASE_URL", f"the database does not answer ({reason}).")
