"""Measure every list and overview page with the demo against an empty view of the same run: time and statements.

    python -m bench.pages

Uses the database the environment names, or else a SQLite in a temporary folder, and loads the demo into it when it is
empty. The floor is `/healthz?web`, which asks the database one question. Required: at most 20 × that, for the
forecast 30; at most 12 statements, and 20 where several areas are composed on one page: home, the forecast, the
history, which names rows of all kinds, two lists that show plan, money and forecast beside each
other, and the board and the report of risks, which compare the register with what it was.
"""

import os
import statistics
import sys
import tempfile
import time

import django

from bench.report import Figure, told

ROUNDS = 21
RATIO, RATIOS = 20, {"forecast/": 30}
STATEMENTS = 12
COMPOSED = dict.fromkeys(
    ("", "activity/", "forecast/", "milestones/", "money/", "report/", "review/", "risks/board/", "risks/report/"), 20
)


def main():
    with tempfile.TemporaryDirectory() as folder:
        if "DATABASE_URL" not in os.environ:
            os.environ.setdefault("DATA_DIR", folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        django.setup()
        from bench.visits import PAGES, count_statements, visitor  # noqa: PLC0415 - needs Django to be set up

        client, team = visitor()
        figures = []
        for page in PAGES:
            path = f"/t/{team.slug}/{page}"
            statements = count_statements(client, path)
            # In turn, so that what disturbs one disturbs the other.
            floor, times = zip(
                *[(timed(client, "/healthz?web"), timed(client, path)) for _round in range(ROUNDS)], strict=True
            )
            ratio = statistics.median(times) / statistics.median(floor)
            name, shown = f"page {page or 'home'}", f"{statistics.median(times):.1f} ms"
            figures += [
                Figure(name, ratio, RATIOS.get(page, RATIO), more=shown),
                Figure(f"{name}, statements", statements, COMPOSED.get(page, STATEMENTS), unit=""),
            ]
        return int(told(figures) > 0)


def timed(client, path):
    """Return the milliseconds of one page."""
    begun = time.perf_counter()
    client.get(path)
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    sys.exit(main())
