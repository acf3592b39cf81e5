"""Room for the pages a large transaction writes, where the database is SQLite."""

from contextlib import contextmanager

from django.db import connection

ROOM = -64_000  # KiB, as SQLite counts them: the rows of the largest import, with their indexes and history


@contextmanager
def roomy_cache():
    """Let SQLite hold more than its usual 2 MB of pages, beyond which it writes each several times; then as before."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        (usual,) = cursor.fetchone()
        cursor.execute(f"PRAGMA cache_size={ROOM}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size={usual}")
