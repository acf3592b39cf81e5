"""The time processors were busy with an answer: in this process, and in the database's beside it.

On a machine that others work on, too, the clock on the wall mostly measures them.
"""

import time
from pathlib import Path

from django.db import connection

NANOSECONDS = 1_000_000_000


def busy_seconds():
    """Return how long processors have worked for this process and for its connection to a database on this machine."""
    return time.process_time() + (_backend_seconds() if connection.vendor == "postgresql" else 0)


def busy(client, path):
    """Return the milliseconds of work of one page."""
    begun = busy_seconds()
    client.get(path)
    return (busy_seconds() - begun) * 1000


def _backend_seconds():
    worked = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text(encoding="ascii").split()[0]
    return int(worked) / NANOSECONDS
