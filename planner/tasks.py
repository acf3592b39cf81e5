"""The worker's share of an import: reading a large file, applying a large preview, discarding what nobody applies."""

from functools import partial

from celery import shared_task
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from core.budget import Budget
from core.telling import tell
from teams.models import Job

from .imports.applying import apply_import
from .imports.staging import stage
from .models import PlanImport

READING_SECONDS = 75  # below the limit at which a task is ended
APPLYING_SECONDS = {"sqlite": 18, "postgresql": 60}  # on SQLite other writers wait meanwhile, 20 s at most


@shared_task(name="planner.stage_import")
def stage_import(job_id):
    """Read the file of an import and judge its rows; begun anew after a worker died halfway."""
    job = Job.objects.get(pk=job_id)
    if not job.claim():
        return

    def report(progress, total):
        Job.objects.filter(pk=job.pk).update(total=total)
        job.report(progress)

    with job.in_words_of_asker():
        stage(_import_of(job), budget=Budget(READING_SECONDS), report=report)
    job.finish({})


@shared_task(name="planner.apply_import")
def apply_plan_import(job_id):
    """Apply the preview somebody approved, in one transaction; what it refuses is kept with the job."""
    job = Job.objects.get(pk=job_id)
    if not job.claim():
        return
    planimport = _import_of(job)
    with job.in_words_of_asker():
        try:
            budget = Budget(APPLYING_SECONDS[connection.vendor])
            report = partial(tell, job.pk, total=planimport.writing)
            apply_import(planimport, by=job.by, readings=job.payload["readings"], budget=budget, report=report)
        except ValidationError as error:
            job.fail(" ".join(error.messages))
        else:
            job.finish(planimport.outcome | {"skipped": len(planimport.skipped)})


@shared_task(name="planner.discard_imports")
def discard_imports():
    """Discard imports nobody has touched for long, and with them their files."""
    for planimport in PlanImport.objects.abandoned(timezone.now()).select_related("team"):
        planimport.discard(by=None)


def _import_of(job):
    return PlanImport.objects.select_related("team", "made_by", "project__team").get(pk=job.payload["import"])
