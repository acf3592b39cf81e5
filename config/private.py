"""Files only their owner may read, whatever the umask and a copy from elsewhere say. Imports no Django."""

import contextlib
import os
from pathlib import Path

MODE = 0o600
BESIDE = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a database


def keep_database_private(database):
    """Begin a SQLite database as a file of its owner's alone: what SQLite keeps beside it gets the same rights.

    A database that is there already is not opened here: closing it would drop SQLite's locks.
    """
    if not database["ENGINE"].endswith("sqlite3"):
        return
    path = database["NAME"]
    with contextlib.suppress(OSError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE))
    for name in (path, *(f"{path}{ending}" for ending in BESIDE)):
        tighten(name)


def tighten(path):
    """Take a file from everybody but its owner; one that is missing or somebody else's stays as it is."""
    with contextlib.suppress(OSError):
        Path(path).chmod(MODE)
