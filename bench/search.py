"""Measure a search among 10,000 rows of each kind against an empty view of the same run: time and statements.

    python -m bench.search [--rows 10000]

Asks the palette and the page, each for a rare word, a frequent one, one of two Chinese signs, a number, two words, and
one that stands nowhere; a second team of the same size stands beside the first. Uses the database the environment
names, or else a SQLite in a temporary folder. The floor is `/healthz?web`, which asks the database one question.
Of each the quickest of several rounds counts, since other work on the machine delays a long answer more.
Required: at most 40 × that, at most 20 statements.
"""

import argparse
import os
import sys
import tempfile
import time
from urllib.parse import quote

import django

from bench.report import Figure, told

ROWS = 10_000
ROUNDS = 15
RATIO, STATEMENTS = 40, 20
ASKED = {
    "a rare word": "zebrafish",
    "a frequent word": "model",
    "two Chinese signs": "预算",
    "a number": "m-4711",
    "two words": "launch audit",
    "nothing": "xylophone",
    "recent ones": "",
}


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rows", type=int, default=ROWS)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if "DATABASE_URL" not in os.environ:
            os.environ.setdefault("DATA_DIR", folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        django.setup()
        from bench.crowd_search import searchers  # noqa: PLC0415 - needs Django to be set up

        return int(told(figures(*searchers(chosen.rows))) > 0)


def figures(client, team, recent):
    """Yield the figures of each question, asked of the palette and of the page."""
    from bench.visits import count_statements  # noqa: PLC0415 - needs Django to be set up

    database = os.environ.get("BENCH_ON", "")
    palette = {"HX-Request": "true", "HX-Target": "palette-results"}
    for name, words in ASKED.items():
        for place, headers in (("palette", palette), ("page", {})):
            if not words and place == "page":
                continue
            path = f"/t/{team.slug}/search/?q={quote(words)}" + "".join(f"&seen={row}" for row in recent)
            client.get(path, headers=headers)
            statements = count_statements(client, path, headers)
            floor, times = zip(
                *[(timed(client, "/healthz?web"), timed(client, path, headers)) for _round in range(ROUNDS)],
                strict=True,
            )
            ratio = min(times) / min(floor)
            told_as = f"search {place}, {name}"
            yield Figure(told_as, ratio, RATIO, more=f"{min(times):.1f} ms {database}")
            yield Figure(f"{told_as}, statements", statements, STATEMENTS, unit="")


def timed(client, path, headers=None):
    """Return the milliseconds of one answer."""
    begun = time.perf_counter()
    client.get(path, headers=headers)
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    sys.exit(main())
