"""Measure every page and API list with a team of 10,000 milestones against one of 600: nothing may grow with the team.

    python -m bench.size [--only part/of/an/address] [--large 10000]

Opens each address a founder can open (read from the URLconf) in turn in both teams, and the last page of each list in
the large one beside the first in the small one. Prints the quickest time of each, their ratio, kilobytes and
statements. Required: at most 3 times, at most 300 kB of HTML. A file is measured to its first part. Uses the database
of DATABASE_URL or the one in DATA_DIR, or else a SQLite in a temporary folder; teams it made there before are measured
again. Absolute times mean little on shared machines; ratios do.
"""

import argparse
import os
import sys
import tempfile
import time

import django

from bench.report import Figure, told

SMALL, LARGE = 600, 10_000
RATIO, KILOBYTES = 3, 300
NOISE_SECONDS = 0.01  # what takes less breaks no limit: the clock and the other work of the machine decide there
ROUNDS, ENOUGH_SECONDS = 9, 4  # of one address: no further round once it has taken so long


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--only", default="")
    arguments.add_argument("--large", type=int, default=LARGE)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if "DATABASE_URL" not in os.environ:
            os.environ.setdefault("DATA_DIR", folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        django.setup()
        from bench.doors import doors  # noqa: PLC0415 - needs Django to be set up

        small, large = doors(SMALL, chosen.large)
        return compare(small, large, chosen.only)


def compare(small, large, only):
    """Print a line for each address; return whether one breaks a limit or does not answer."""
    ratios, sizes, unanswered = {}, {}, 0
    print(f"{'address':58} {small.team.name:>9} {large.team.name:>9}  ratio     kB  statements")
    for address in small.addresses():
        if only and only not in address.name:
            continue
        times, seen = race(address, small, large)
        ratio, marks = times[1] / times[0], []
        if times[1] > NOISE_SECONDS:
            ratios[address.name] = ratio
            marks += [f"> {RATIO} ×"] if ratio > RATIO else []
        if seen.is_html:
            sizes[address.name] = seen.kilobytes
            marks += [f"> {KILOBYTES} kB"] if seen.kilobytes > KILOBYTES else []
        if seen.status not in (200, 303):
            unanswered += 1
            marks += [f"answers {seen.status}"]
        print(
            f"{address.name:58} {times[0] * 1000:6.0f} ms {times[1] * 1000:6.0f} ms {ratio:6.1f} "
            f"{seen.kilobytes:6.0f} {seen.statements:5}{'  ← ' if marks else ''}{', '.join(marks)}",
            flush=True,
        )
    missed = told(
        [
            *worst("time of any address in a large team", ratios, RATIO, "×"),
            *worst("HTML of any page in a large team", sizes, KILOBYTES, "kB"),
            Figure("addresses that do not answer", unanswered, 0, unit=""),
        ]
    )
    return int(missed > 0)


def worst(name, values, limit, unit):
    """Return the figure of the address that is worst, if any was measured."""
    address = max(values, key=values.get, default=None)
    return [] if address is None else [Figure(name, values[address], limit, unit, more=f"{address}, of {len(values)}")]


def race(address, small, large):
    """Return the quickest times in both teams, taken in turn, and what the answer in the large one was."""
    paths = [small.path(address.first_page), large.path(address)]
    small.look(paths[0])
    seen = large.look(paths[1])
    best, begun = [float("inf"), float("inf")], time.perf_counter()
    for _round in range(ROUNDS):
        for place, door in enumerate((small, large)):
            best[place] = min(best[place], door.time(paths[place]))
        if time.perf_counter() - begun > ENOUGH_SECONDS:
            break
    return best, seen


if __name__ == "__main__":
    sys.exit(main())
