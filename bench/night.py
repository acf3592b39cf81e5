"""Measure a night: does the run of each team cost much more than the engine itself?

    python -m bench.night [--teams 2]

Teams of the demo's size, their jobs asked for and done as beat and worker do. The engine's own time is that of its
calls, taken in the same run. Uses the database of DATABASE_URL, which must be an empty one, or else a SQLite in a
temporary folder.
"""

import argparse
import sys
import tempfile
import time

from bench.report import Figure, told
from bench.ticks import prepare

LIMIT = 1.5


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--teams", type=int, default=2)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        return int(told([night(chosen.teams)]) > 0)


def night(teams):
    """Return what a night of so many teams costs, compared with the engine."""
    from forecast import engine  # noqa: PLC0415 - needs Django to be set up

    fill(teams + 1)
    ask_all()
    work(1)  # loads what is loaded once
    watch, run = Watch(), engine.run
    engine.run = watch.timing(run)
    try:
        whole = timed(ask_all) + timed(work)
    finally:
        engine.run = run
    print(f"{teams} teams: {whole / teams:.2f} s each, of which the engine {watch.seconds / teams:.2f} s", flush=True)
    return Figure("the night of teams of the demo's size, to the engine", whole / watch.seconds, LIMIT)


def fill(teams):
    """Store so many teams like the demo's, where it is noon now."""
    from django.utils import timezone  # noqa: PLC0415

    from desk.demo.loading import demo_memberships, load  # noqa: PLC0415
    from teams.models import Job, Team, User  # noqa: PLC0415

    hour = timezone.now().hour
    zone = f"Etc/GMT{hour - 12:+d}" if hour != 12 else "Etc/GMT"
    for number in range(teams):
        team = load().team
        Team.objects.filter(pk=team.pk).update(time_zone=zone, slug=f"team-{number}")
        for person in User.objects.filter(memberships__team=team):
            User.objects.filter(pk=person.pk).update(email=f"{number}-{person.email}")
        demo_memberships().update(external_source="bench")
    Job.objects.all().delete()


def ask_all():
    from forecast.tasks import nightly  # noqa: PLC0415

    nightly()


def work(most=None):
    """Do the jobs that wait, so many at most."""
    from forecast.tasks import calculate_run  # noqa: PLC0415
    from teams.models import Job  # noqa: PLC0415

    for pk in list(Job.objects.filter(state=Job.State.QUEUED).order_by("pk").values_list("pk", flat=True)[:most]):
        calculate_run(str(pk))


def timed(act):
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


class Watch:
    """How many seconds something ran in all."""

    seconds = 0.0

    def timing(self, act):
        def timed_act(*args, **kwargs):
            begun = time.perf_counter()
            try:
                return act(*args, **kwargs)
            finally:
                self.seconds += time.perf_counter() - begun

        return timed_act


if __name__ == "__main__":
    sys.exit(main())
