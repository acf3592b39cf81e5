"""What a request writes, seen at the database connection: every statement but those that keep the session."""

import re
from contextlib import contextmanager

from django.db import connection

VERBS = r"INSERT\s+INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO|TRUNCATE"
WRITE = re.compile(rf'^\s*(?:WITH\b.*?\b)?({VERBS})\s+"?(\w+)', re.IGNORECASE | re.DOTALL)
QUIET_TABLES = {"django_session", "usersessions_usersession"}


@contextmanager
def writes():
    """Collect (verb, table) of the statements that write while the block runs; a refused request leaves none."""
    seen = []

    def note(execute, sql, params, many, context):
        found = WRITE.match(sql)
        if found and found.group(2) not in QUIET_TABLES:
            seen.append((found.group(1).split()[0].upper(), found.group(2)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen
