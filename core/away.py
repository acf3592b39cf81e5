"""Is the database away for a moment, or was it asked something wrong? What is away is back in a while.

Away are a server that does not answer or has no room, a lock held too long, and a file of SQLite that cannot be read or
written. A statement that no database would accept is a mistake of ours and no matter of waiting.
"""

import errno
import mmap
import struct
import time

from django.db.utils import DatabaseError, InterfaceError, OperationalError

# Nothing failed this long: what fails now is another episode.
QUIET_SECONDS = 60
INSTANT = struct.Struct("d")
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES}
# Results of SQLite's: permission, busy, locked, memory, read-only, input or output, damaged, full, cannot be opened,
# protocol, no database. All else comes with code 1, an unknown table as well as a statement that is no SQL.
SQLITE_AWAY = {3, 5, 6, 7, 8, 10, 11, 13, 14, 15, 26}
SQLITE_DISK = {8, 10, 13}
# Classes of PostgreSQL's: connection, transaction to be repeated, resources, operator, system; and single ones: a lock
# that is not to be had, a server that takes no changes.
POSTGRES_AWAY = ("08", "40", "53", "57", "58", "55P03", "25006")
POSTGRES_DISK = ("53100", "58030")


def is_away(error):
    """Say whether an exception, or what it was raised from, tells that database or disk cannot be used just now."""
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return True
    if not isinstance(error, DatabaseError | InterfaceError):
        return error is not None and is_away(_before(error))
    result, state = _codes(error)
    if result is not None:
        return result in SQLITE_AWAY
    if state is not None:
        return state.startswith(POSTGRES_AWAY)
    # Without any code the connection itself has failed.
    return isinstance(error, OperationalError | InterfaceError)


def is_refused_write(error):
    """Say whether an exception, or what it was raised from, tells that the disk took no more."""
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return True
    if not isinstance(error, DatabaseError | InterfaceError):
        return error is not None and is_refused_write(_before(error))
    result, state = _codes(error)
    return result in SQLITE_DISK or (state or "").startswith(POSTGRES_DISK)


def _before(error):
    """Return what an exception was raised from, or in answer to."""
    return error.__cause__ if error.__suppress_context__ else error.__cause__ or error.__context__


def _codes(error):
    """Return SQLite's primary result and PostgreSQL's state, each None where there is none."""
    cause = error.__cause__
    result = getattr(cause, "sqlite_errorcode", None)
    return None if result is None else result & 0xFF, getattr(cause, "sqlstate", None)


class Episode:
    """What fails again and again is told of once: at the first failure after a quiet minute.

    The processes that are forked from the one that made it share it; two that fail at the same instant may both tell.
    """

    def __init__(self, quiet=QUIET_SECONDS):
        self.quiet = quiet
        self._last = mmap.mmap(-1, INSTANT.size)

    def begins(self):
        """Note a failure; say whether it is the first of its episode."""
        was_on = self.is_on()
        INSTANT.pack_into(self._last, 0, time.monotonic())
        return not was_on

    def is_on(self):
        """Say whether a failure was noted during the last minute."""
        [last] = INSTANT.unpack_from(self._last)
        return bool(last) and time.monotonic() - last <= self.quiet

    def end(self):
        """Forget the failures so far."""
        INSTANT.pack_into(self._last, 0, 0.0)
