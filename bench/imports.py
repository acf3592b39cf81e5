"""Measure an import of 20,000 rows: what applying holds the database for, against the bare inserts of the same run.

    python -m bench.imports [--rows 20000]

A fifth of the rows are milestones that count for goals, the rest their tasks. Time is that of the processor and counts
the whole transaction. The floor writes as many tasks and as many lines of history by `bulk_create`, and nothing else.
Uses the database of DATABASE_URL, which must be an empty one, or else a SQLite in a temporary folder.
Required: at most 2.5 times the floor, and a row of four times the plan costs at most 1.5 times as much.
"""

import argparse
import sys
import tempfile
import time

from bench.report import Figure, told
from bench.ticks import prepare

ROWS, SMALLER = 20_000, 4
TIMES, LINEAR = 2.5, 1.5


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--rows", type=int, default=ROWS)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        return int(told(figures(chosen.rows)) > 0)


def figures(rows):
    from django.db import connection  # noqa: PLC0415 - needs Django to be set up

    from bench.rows import fill  # noqa: PLC0415
    from teams.models import Membership  # noqa: PLC0415

    team, *_rest = fill(1)
    owner = Membership.objects.get(team=team)
    apply_all(owner, 200)  # loads what is loaded once
    few = apply_all(owner, rows // SMALLER)
    many = apply_all(owner, rows)
    floor = timed(bare, team, rows)
    for name, seconds in many.items():
        print(f"{rows} rows, {name}: {seconds:.1f} s on {connection.vendor} of this processor", flush=True)
    print(f"{rows} rows, bare inserts: {floor:.1f} s", flush=True)
    yield Figure("applying an import, against bare inserts", many["applying"] / floor, TIMES)
    yield Figure(f"a row of {SMALLER} times the plan", many["applying"] / few["applying"] / SMALLER, LINEAR)


def apply_all(owner, rows):
    """Read, apply and take back a plan of so many rows; return {step: its seconds}."""
    from planner.imports.applying import apply_import  # noqa: PLC0415
    from planner.imports.one_act import undo_import  # noqa: PLC0415
    from planner.imports.staging import stage  # noqa: PLC0415
    from planner.imports.uploading import store_upload  # noqa: PLC0415
    from planner.models import PlanImport  # noqa: PLC0415

    planimport = PlanImport(team=owner.team, file_name="plan.csv")
    store_upload(planimport, plan(rows), by=owner)
    reading = timed(stage, planimport)
    planimport.refresh_from_db()
    applying = timed(apply_import, planimport, by=owner)
    undoing = timed(undo_import, planimport, by=owner)
    return {"reading": reading, "applying": applying, "undoing": undoing}


def plan(rows):
    """Return a file in which every fifth row is a milestone."""
    milestones = rows // 5
    lines = ["kind,title,milestone,start,due,state,goals,description,id"]
    lines += [
        f"milestone,Step {n},,2026-03-01,2026-05-{n % 28 + 1:02},planned,Goal {n % 30},What step {n} is for,m{n}"
        for n in range(milestones)
    ]
    lines += [
        f"task,Task {n} of the plan,Step {n % milestones},,2026-05-{n % 28 + 1:02},todo,,What task {n} is about,t{n}"
        for n in range(rows - milestones)
    ]
    return "\n".join(lines).encode()


def bare(team, rows):
    """Insert so many tasks and lines of history in one transaction."""
    from django.db import transaction  # noqa: PLC0415

    from planner.models import Task  # noqa: PLC0415
    from teams.models import Activity  # noqa: PLC0415

    tasks = [Task(team=team, number=10**6 + n, title=f"Task {n} of the plan", state="todo") for n in range(rows)]
    activities = [
        Activity(
            team=team,
            verb="created",
            subject_kind="planner.task",
            subject_id=task.pk,
            subject_label=task.title,
            subject_version=1,
            changes={"title": [None, task.title], "state": [None, "todo"]},
        )
        for task in tasks
    ]
    with transaction.atomic():
        Task.objects.bulk_create(tasks, 500)
        Activity.objects.bulk_create(activities, 500)


def timed(act, *args, **kwargs):
    begun = time.process_time()
    act(*args, **kwargs)
    return time.process_time() - begun


if __name__ == "__main__":
    sys.exit(main())
