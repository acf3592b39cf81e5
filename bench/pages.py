"""Measure every list and overview page with the demo: server time, statements, and the ratio to an empty view.

    python -m bench.pages

Uses the database the environment names; loads the demo into it when it is empty. The floor is `/healthz?web`, which
asks the database one question. Required: at most 12 statements and 150 ms a page.
"""

import os
import statistics
import sys
import time

import django

ROUNDS = 15
STATEMENTS, MILLISECONDS = 12, 150


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from bench.visits import pages, visitor  # noqa: PLC0415 - needs Django to be set up

    client, team = visitor()
    floor, _statements = measure(client, "/healthz?web")
    print(f"{'floor':40} {floor:7.1f} ms")
    slow = False
    for path in pages(team):
        milliseconds, statements = measure(client, path)
        bad = milliseconds > MILLISECONDS or statements > STATEMENTS
        slow = slow or bad
        ratio, note = milliseconds / floor, " too much" if bad else ""
        print(f"{path:40} {milliseconds:7.1f} ms {statements:3} statements {ratio:6.1f} ×{note}")
    return int(slow)


def measure(client, path):
    """Return the median milliseconds and the statements of one page."""
    from bench.visits import count_statements  # noqa: PLC0415

    statements = count_statements(client, path)
    times = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        client.get(path)
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times), statements


if __name__ == "__main__":
    sys.exit(main())
