"""Free ports on this machine."""

import socket

HOST = "127.0.0.1"


def is_free(port):
    """Say whether a server could listen on a port of 127.0.0.1 now."""
    with socket.socket() as probe:
        # As servers do: a port that only waits out its last connections counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def first_free(port):
    """Return `port`, or the next free one after it."""
    for candidate in range(port, min(port + 1000, 65536)):
        if is_free(candidate):
            return candidate
    raise SystemExit(f"BASE_URL: no port from {port} on is free. Example: BASE_URL=http://127.0.0.1:8500")


def any_free():
    """Return a port nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def answers(port):
    """Say whether a server takes connections on a port of 127.0.0.1."""
    try:
        with socket.create_connection((HOST, port), timeout=1):
            return True
    except OSError:
        return False
