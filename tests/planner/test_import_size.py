"""Thousands of rows: a transaction measured in statements, the worker's share, and a worker that dies halfway."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from planner.imports import staging, uploading
from planner.imports.applying import apply_import
from planner.imports.one_act import undo_import
from planner.imports.uploading import apply, read_again
from planner.models import PlanImport, StagedRow, Task
from planner.tasks import apply_plan_import, stage_import
from teams.models import Job
from teams.models.job import LEASE
from teams.tasks import requeue_jobs

from .import_files import listed, uploaded

pytestmark = pytest.mark.django_db


LARGE = 60  # rows: more than the small limits let a request read


def plan(rows, *, due="2026-05-01"):
    """Return a file of which a fifth are milestones of goals, the rest their tasks."""
    milestones = rows // 5
    lines = [f"milestone,Step {n},,,,{due},,,Goal {n % 3},m{n}" for n in range(milestones)]
    lines += [f"task,Task {n},Step {n % milestones},,,{due},,,,t{n}" for n in range(rows - milestones)]
    return listed(*lines)


def staged(owner, content, **fields):
    """Return an import read to its end, by the worker where it is large."""
    planimport = uploaded(owner, content, **fields)
    if planimport.job_id:
        stage_import(str(planimport.job_id))
        planimport = PlanImport.objects.get(pk=planimport.pk)
    return planimport


def statements(act, *arguments, by):
    with CaptureQueriesContext(connection) as captured:
        act(*arguments, by=by)
    return len(captured)


@pytest.mark.slow
@pytest.mark.parametrize("rows", [5_000, 20_000])
def test_rows_are_applied_and_taken_back_in_a_number_of_statements_that_grows_by_chunk(rows, owner):
    planimport = staged(owner, plan(rows))

    applying = statements(apply_import, planimport, by=owner)
    undoing = statements(undo_import, planimport, by=owner)

    assert planimport.outcome == {"made": rows, "changed": 0, "skipped": []}
    assert not Task.objects.exists()
    assert applying <= 60 * rows / 1_000
    assert undoing <= 160 * rows / 1_000


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a plan of SQLite")
def test_what_was_imported_meanwhile_is_looked_up_by_the_index_of_ids(owner):
    planimport = staged(owner, plan(20))

    with CaptureQueriesContext(connection) as captured:
        apply_import(planimport, by=owner)

    asked = [query["sql"] for query in captured if '"external_id" IN' in query["sql"]]
    with connection.cursor() as cursor:
        plans = [cursor.execute(f"EXPLAIN QUERY PLAN {sql}").fetchone()[3] for sql in asked]
    assert len(plans) == 2
    assert [plan for plan in plans if "_external_once" not in plan] == []


def test_a_file_is_read_at_once_up_to_50_kb(owner):
    content = plan(100).ljust(50 * 1024)

    assert uploaded(owner, content, name="small.csv").job is None
    assert uploaded(owner, content + b" ", name="large.csv").job.state == "queued"


def test_up_to_1000_rows_are_applied_at_once():
    assert not PlanImport(counts={"create": 990, "update": 10, "same": 5}).is_large
    assert PlanImport(counts={"create": 990, "update": 11}).is_large


@pytest.mark.parametrize("rows", [100, 400])
def test_neither_applying_nor_changing_nor_undoing_costs_a_statement_for_each_row(owner, rows):
    first = staged(owner, plan(rows))
    applying = statements(apply_import, first, by=owner)
    second = staged(owner, plan(rows, due="2026-06-01"))
    updating = statements(apply_import, second, by=owner)
    undoing = statements(undo_import, second, by=owner)

    assert second.outcome == {"made": 0, "changed": rows, "skipped": []}
    assert Task.objects.filter(due_on=dt.date(2026, 5, 1)).count() == rows * 4 // 5
    assert max(applying, updating, undoing) <= 60 + rows / 10


@pytest.mark.usefixtures("small_limits")
def test_a_large_file_is_read_by_the_worker_and_its_progress_shows(owner):
    content = plan(LARGE)
    planimport = uploaded(owner, content)
    job = planimport.job

    assert len(content) > uploading.READ_AT_ONCE
    assert (planimport.state, planimport.is_busy, job.kind, job.state) == (
        "uploaded",
        True,
        "planner.stage_import",
        "queued",
    )
    stage_import(str(job.pk))

    planimport, job = PlanImport.objects.get(), Job.objects.get()
    assert (planimport.state, planimport.is_busy, planimport.counts["create"]) == ("previewed", False, LARGE)
    assert (job.state, job.progress, job.total) == ("done", LARGE, LARGE)


@pytest.mark.usefixtures("small_limits")
def test_a_large_preview_is_applied_by_the_worker_once(owner):
    planimport = staged(owner, plan(LARGE))

    apply(planimport, by=owner)
    apply(PlanImport.objects.get(), by=owner)
    job = Job.objects.get(kind="planner.apply_import")
    apply_plan_import(str(job.pk))
    apply_plan_import(str(job.pk))

    planimport = PlanImport.objects.get()
    assert (planimport.state, planimport.outcome["made"], planimport.change.by) == ("applied", LARGE, owner)
    assert Job.objects.get(pk=job.pk).state == "done"


@pytest.mark.usefixtures("small_limits")
def test_what_the_worker_may_not_apply_is_said_by_the_job(owner):
    planimport = staged(owner, plan(LARGE))
    apply(planimport, by=owner)
    planimport.discard(by=owner)

    apply_plan_import(str(Job.objects.get(kind="planner.apply_import").pk))

    job = Job.objects.get(kind="planner.apply_import")
    assert (job.state, "not ready" in job.result["error"], Task.objects.count()) == ("failed", True, 0)


@pytest.mark.usefixtures("small_limits")
def test_the_worker_does_not_apply_a_newer_preview_that_nobody_approved(owner):
    planimport = staged(owner, plan(LARGE))
    apply(planimport, by=owner)
    job = Job.objects.get(kind="planner.apply_import")
    newer = PlanImport.objects.get()
    read_again(newer, by=owner, day_order="mdy")
    if newer.job_id:
        stage_import(str(newer.job_id))

    apply_plan_import(str(job.pk))

    job.refresh_from_db()
    assert (job.state, "not ready" in job.result["error"]) == ("failed", True)
    assert (PlanImport.objects.get().state, Task.objects.count()) == ("previewed", 0)


class WorkerEndedError(Exception):
    """Stands for the end of a worker's process."""


def dying_after(chunks):
    """Return a report that ends the worker after some chunks."""
    seen = []

    def report(progress, total):
        seen.append(progress)
        if len(seen) == chunks:
            raise WorkerEndedError

    return report


@pytest.mark.usefixtures("small_limits")
def test_a_worker_that_dies_halfway_is_picked_up_by_the_requeue_tick(owner, time_machine):
    time_machine.move_to("2026-03-02T09:00:00Z", tick=False)
    planimport = uploaded(owner, plan(LARGE))
    job = planimport.job
    assert job.claim()
    with pytest.raises(WorkerEndedError):
        staging.stage(planimport, report=dying_after(2))
    assert StagedRow.objects.count() == 2 * staging.CHUNK

    stage_import(str(job.pk))  # somebody else holds the lease
    assert PlanImport.objects.get().state == "uploaded"
    time_machine.move_to(timezone.now() + LEASE * 2, tick=False)
    requeue_jobs()
    job.refresh_from_db()
    assert job.state == "queued"
    stage_import(str(job.pk))

    assert (PlanImport.objects.get().state, StagedRow.objects.count()) == ("previewed", LARGE)
    assert StagedRow.objects.values("target_id").distinct().count() == LARGE


@pytest.mark.usefixtures("small_limits")
def test_a_reader_overtaken_by_a_newer_reading_writes_nothing_more(owner):
    planimport = uploaded(owner, plan(LARGE))
    newer = PlanImport.objects.get()
    read_again(newer, by=owner, day_order="dmy")

    staging.stage(planimport)

    assert (PlanImport.objects.get().state, StagedRow.objects.count()) == ("uploaded", 0)


@pytest.mark.usefixtures("small_limits")
def test_a_reading_that_was_given_up_can_be_asked_for_again(owner):
    planimport = uploaded(owner, plan(LARGE))
    planimport.job.fail("interrupted")
    assert not planimport.is_busy

    read_again(planimport, by=owner)

    assert (planimport.is_busy, planimport.readings) == (True, 2)
