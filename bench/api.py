"""Measure the API against the floor, in one run on one machine: `make run`'s stack on PostgreSQL, two gunicorn workers.

    python -m bench.api [--seconds 5]

Prints how many times slower than the floor each call is (list ≤ 4.5, detail ≤ 2.5, create ≤ 3.5), and the memory
(PSS) of one web worker. Absolute figures mean little on shared machines; ratios do.
Needs DATABASE_URL of an empty PostgreSQL database, and the keys that go with it (README).
"""

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import django

from bench.report import Figure, told

ROWS = 10_000
CLIENTS = 4
ROUNDS = 5
LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
LIMITS = {"list": 4.5, "detail": 2.5, "create": 3.5}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seconds", type=float, default=5)
    seconds = arguments.parse_args().seconds
    if "DATABASE_URL" not in os.environ:
        sys.exit("Set DATABASE_URL to an empty PostgreSQL database: ten thousand rows are added to it.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from bench.rows import fill  # noqa: PLC0415 - needs Django to be set up

    team, token, project, milestone = fill(ROWS)
    floor = measure("bench.floor_settings", 8461, Call("GET", f"/floor/{team.pk}/"), seconds)
    print(f"{'floor':8} {floor:8.0f} requests/s")
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    base = f"/api/v1/teams/{team.slug}/milestones/"
    calls = {
        "list": Call("GET", f"{base}?state=planned", headers),
        "detail": Call("GET", f"{base}{milestone.pk}/", headers),
        "create": Call("POST", base, headers, json.dumps({"project": str(project.pk), "title": "Bench"})),
    }
    rates = {name: measure("config.settings", 8462, call, seconds) for name, call in calls.items()}
    figures = [Figure(f"API {name}", floor / rate, LIMITS[name], more=f"{rate:.0f}/s") for name, rate in rates.items()]
    return int(told(figures) > 0)


class Call:
    """One request as bytes, sent again and again over kept-alive sockets: the client must cost next to nothing."""

    def __init__(self, method, path, headers=None, body=""):
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        lines.append(f"Content-Length: {len(body.encode())}")
        self.method, self.path = method, path
        self.request = ("\r\n".join(lines) + "\r\n\r\n" + body).encode()

    def send(self, connection):
        """Send the request and read the whole answer."""
        connection.sendall(self.request)
        received = connection.recv(65_536)
        while b"\r\n\r\n" not in received:
            received += connection.recv(65_536)
        head, _separator, content = received.partition(b"\r\n\r\n")
        length = int(LENGTH.search(head).group(1))
        while len(content) < length:
            content += connection.recv(65_536)
        if head[9:10] != b"2":
            raise SystemExit(f"{self.method} {self.path} answered {head[9:12]!r}: {content[:300]!r}")


def measure(settings, port, call, seconds):
    """Return requests per second of one call against a fresh server with two workers, in the best of five rounds.

    What disturbs a round can only slow it: another process, or that one worker took most of the connections.
    """
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--workers",
        "2",
        "--bind",
        f"127.0.0.1:{port}",
        "--keep-alive",
        "30",
        "--threads",
        "2",
        "--worker-class",
        "gthread",
        "--log-level",
        "error",
        "bench.wsgi",
    ]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": settings, "BASE_URL": f"http://127.0.0.1:{port}"}
    root = Path(__file__).resolve().parent.parent
    server = subprocess.Popen(command, env=environment, cwd=root)
    try:
        wait_for(port, call)
        best = max(rate_of(port, call, seconds / ROUNDS) for _round in range(ROUNDS))
        if settings == "config.settings" and call.method == "GET":
            print(f"         one web worker holds {memory_of_a_worker(server.pid):.0f} MB (PSS)")
        return best
    finally:
        server.terminate()
        server.wait(10)


def rate_of(port, call, seconds):
    """Return requests per second of some clients, each with a connection of its own."""
    counts = [0] * CLIENTS
    begun = time.monotonic()
    threads = [threading.Thread(target=hammer, args=(port, call, begun + seconds, counts, n)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.monotonic() - begun)


def hammer(port, call, end, counts, slot):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        while time.monotonic() < end:
            call.send(connection)
            counts[slot] += 1


def wait_for(port, call):
    """Wait for the server, and warm each of its workers up."""
    for _ in range(100):
        try:
            for _again in range(20):
                with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
                    call.send(connection)
        except ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"No server answered on port {port}.")


def memory_of_a_worker(master):
    """Return the proportional set size of one worker in MB."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    lines = Path(f"/proc/{children[0]}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024


if __name__ == "__main__":
    sys.exit(main())
