"""Measure ticks: does their time follow what is due and what changed, or what is there?

    python -m bench.ticks [--teams 300] [--milestones 100]

Three questions, each with its limit: one edit in a team of 10,000 milestones against one of 100; a morning with ten
times as many rows due; a morning with ten times as many rows that are not due. And how long the longest tick took.
Uses the database of DATABASE_URL, which must be an empty one, or else a SQLite in a temporary folder.
"""

import argparse
import datetime as dt
import os
import sys
import tempfile
import time

import django

from bench.report import Figure, told

FIRST = dt.datetime(2026, 3, 2, 7, 0, tzinfo=dt.UTC)  # an hour before the mornings of all teams
TIMES, MORNINGS = 8, 3
# At most so many times the time: of an edit among a hundred times as many, of a morning with ten times as many.
EDIT_LIMIT, THERE_LIMIT, DUE_LIMIT = 3, 2, 15


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--teams", type=int, default=300)
    arguments.add_argument("--milestones", type=int, default=100)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        return int(told([*edits(), *mornings(chosen.teams, chosen.milestones)]) > 0)


def prepare(folder):
    """Set up Django on the chosen database."""
    if "DATABASE_URL" not in os.environ:
        os.environ["DATA_DIR"] = folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - needs Django to be set up

    call_command("migrate", verbosity=0)


def edits():
    """Return what the tick after one edit costs among many milestones, compared with one among few."""
    from bench.teams import EDITS, empty, fill  # noqa: PLC0415

    found = {}
    for count in (100, 10_000):
        empty()
        fill(teams=1, milestones=count, due=count // 10, first=FIRST)
        clock = Ticks(FIRST)
        clock.until_all_is_looked_at()
        for name, edit in EDITS.items():
            found[name, count] = clock.after(edit)
            seconds, statements = found[name, count]
            print(f"{name} one of {count:6,d} milestones  {seconds * 1000:7.1f} ms  {statements} statements")
    for name in EDITS:
        few, many = found[name, 100], found[name, 10_000]
        yield Figure(f"tick: {name} one of a hundred times as many", many[0] / few[0], EDIT_LIMIT)
        yield Figure(f"tick: {name}, statements more than among few", many[1] - few[1], 0, unit="")


def mornings(teams, milestones):
    """Return what mornings cost with more that is due, and with more that is there."""
    from bench.teams import empty, fill  # noqa: PLC0415

    found = {}
    for there, due in [(milestones, 1), (milestones, 10), (milestones * 10, 1)]:
        empty()
        fill(teams=teams, milestones=there, due=due, first=FIRST)
        clock = Ticks(FIRST)
        clock.until_all_is_looked_at()
        found[there, due] = seconds, longest = clock.morning()
        print(
            f"morning of {teams} teams, {there:5d} milestones each, {due:3d} due  {seconds:6.2f} s of ticks,"
            f" the longest {longest:5.2f} s"
        )
    few, more_due, more_there = (seconds for seconds, _longest in found.values())
    yield Figure("morning: ten times as many due", more_due / few, DUE_LIMIT)
    yield Figure("morning: ten times as many that are not due", more_there / few, THERE_LIMIT)


class Ticks:
    """Ticks at instants of its own choice, and measures them."""

    def __init__(self, now):
        self.now = now

    def tick(self):
        """Return the seconds one tick takes, and what it did."""
        from alerts.ticking import tick  # noqa: PLC0415

        started = time.perf_counter()
        done = tick(self.now)
        self.now += dt.timedelta(seconds=30)
        return time.perf_counter() - started, done

    def until_all_is_looked_at(self):
        """Tick until nothing is left; returns the seconds of each tick."""
        seconds, is_done = [], False
        while not is_done:
            spent, done = self.tick()
            seconds.append(spent)
            is_done = not done["left"] and not done["group"]
        return seconds

    def morning(self):
        """Return the seconds of all ticks of the quickest morning after the first, and of the longest tick of all."""
        mornings = []
        for days in range(MORNINGS + 1):
            self.now = FIRST + dt.timedelta(days=days, hours=1)
            mornings.append(self.until_all_is_looked_at())
        return min(map(sum, mornings[1:])), max(map(max, mornings))

    def after(self, edit):
        """Return the seconds of the quickest tick after an edit, and the statements of the costliest."""
        from django.db import connection  # noqa: PLC0415
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

        found = []
        for _time in range(TIMES):
            edit(at=self.now)
            self.now += dt.timedelta(minutes=15)
            with CaptureQueriesContext(connection) as sent:
                seconds, _done = self.tick()
            found.append((seconds, len(sent)))
        return min(seconds for seconds, _count in found), max(count for _seconds, count in found)


if __name__ == "__main__":
    sys.exit(main())
