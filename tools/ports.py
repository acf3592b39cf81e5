"""Free ports on this machine."""

import socket

HOST = "127.0.0.1"
BACKLOG = 2048


def listen_from(port):
    """Return a socket that listens on `port`, or on the next free one after it: nobody else can take it any more."""
    for candidate in range(port, min(port + 1000, 65536)):
        listener = socket.socket()
        # A port that only waits out its last connections counts as free.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, candidate))
            # Of several sockets that are bound to a port, as that option allows, only one can listen.
            listener.listen(BACKLOG)
        except OSError:
            listener.close()
        else:
            return listener
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
