"""The broker made of files, with a worker that ends soon when it is asked to."""

from kombu.transport import filesystem

LONGEST = 0.5  # seconds


class Transport(filesystem.Transport):
    """Kombu's own, but for how long a worker waits before it looks up: Celery's two seconds, twice at the end."""

    def drain_events(self, connection, timeout=None):
        """Hand over the next message, or raise `socket.timeout` after half a second at most."""
        return super().drain_events(connection, min(timeout or LONGEST, LONGEST))
