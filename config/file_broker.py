"""The broker made of files, with a worker that ends soon when it is asked to, and that never reads half a message.

Messages and tables appear under their names once they are whole. What lies in the queue's folder and cannot be read,
after a power cut say, is passed over and tried again, and set aside when a minute later it is no better.
"""

import fcntl
import logging
import os
import time
import uuid
from contextlib import contextmanager
from pathlib import Path
from queue import Empty

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads

logger = logging.getLogger(__name__)
LONGEST = 0.5  # seconds
UNREADABLE_FOR = 60  # seconds
DRAFT = ".draft"


class Channel(filesystem.Channel):
    """Kombu's own, but for how messages and tables are written and read."""

    def _put(self, queue, payload, **_options):
        """Add a message."""
        path = Path(self.data_folder_out) / f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        _write_whole(path, dumps(payload))

    def _get(self, queue):
        """Take the oldest message that can be read; of several workers one gets it."""
        waiting = Path(self.data_folder_in).iterdir()
        for path in sorted(path for path in waiting if path.name.partition(".")[2] == f"{queue}.msg"):
            message = self._read(path)
            if message is not None and self._take(path):
                return message
        raise Empty

    def get_table(self, exchange):
        """Return the queues of an exchange; of a table that cannot be read, none: the next start writes it anew."""
        try:
            return super().get_table(exchange)
        except ValueError:
            return []

    def _queue_bind(self, exchange, routing_key, pattern, queue):
        """Add a queue to the table of an exchange."""
        path = self._exchange_file(exchange)
        entry = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with _locked(self.control_folder):
            table = self.get_table(exchange)
            if entry not in table:
                _write_whole(path, dumps([entry, *table]))

    def _read(self, path):
        """Return what a file says, or nothing when it is no whole message, or gone."""
        try:
            message = loads(path.read_bytes())
            if isinstance(message, dict) and {"body", "properties"} <= message.keys():
                return message
        except OSError:
            return None
        except ValueError:
            pass  # half of a message, or none
        self._set_aside(path)
        return None

    def _set_aside(self, path):
        """Take out of the way what has been unreadable for a while; the processed messages are swept each hour."""
        try:
            is_old = time.time() - path.stat().st_mtime > UNREADABLE_FOR
        except OSError:
            return
        if is_old and self._take(path):
            logger.warning("A message of the broker cannot be read and was set aside: %s", path.name)

    def _take(self, path):
        """Move a file to the processed ones; false when another worker was faster, or nothing may be moved."""
        try:
            path.rename(Path(self.processed_folder) / path.name)
        except OSError:
            return False
        return True


class Transport(filesystem.Transport):
    """Kombu's own, but for the channel, and for how long a worker waits before it looks up: two seconds, twice."""

    Channel = Channel

    def drain_events(self, connection, timeout=None):
        """Hand over the next message, or raise `socket.timeout` after half a second at most."""
        return super().drain_events(connection, min(timeout or LONGEST, LONGEST))


def _write_whole(path, text):
    """Write a file beside its place and move it there."""
    draft = path.with_name(f"{path.name}.{uuid.uuid4().hex}{DRAFT}")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


@contextmanager
def _locked(folder):
    """Keep other processes that take the same lock waiting."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
