"""One sender at a time on a host, so that killing a worker leaves at most one mail of unknown outcome.

The lock is the kernel's: it ends with the process that holds it, however that ends. Other hosts send beside it.
"""

import fcntl
import time
from contextlib import contextmanager

from django.conf import settings

# A sender that holds the lock longer than this is in the middle of the queue and will see what we came for.
PATIENCE_SECONDS = 2


@contextmanager
def sole_sender():
    """Give whether this process may send now."""
    with (settings.DATA_DIR / "sender.lock").open("w") as file:
        yield _acquired(file)


def _acquired(file):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        else:
            return True
