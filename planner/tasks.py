"""The worker's share of an import: reading a large file, applying a large preview, discarding what nobody applies."""

from celery import shared_task
from django.db import connection
from django.utils import timezone

from .imports.plan_flow import PLAN
from .imports.working import apply_by_job, stage_by_job
from .models import PlanImport

READING_SECONDS = 75  # below the limit at which a task is ended
APPLYING_SECONDS = {"sqlite": 18, "postgresql": 60}  # on SQLite other writers wait meanwhile, 20 s at most


@shared_task(name="planner.stage_import")
def stage_import(job_id):
    """Read the file of an import and judge its rows."""
    stage_by_job(job_id, _imports(), PLAN, seconds=READING_SECONDS)


@shared_task(name="planner.apply_import")
def apply_plan_import(job_id):
    """Apply the preview somebody approved."""
    apply_by_job(job_id, _imports(), PLAN, seconds=APPLYING_SECONDS[connection.vendor])


@shared_task(name="planner.discard_imports")
def discard_imports():
    """Discard imports nobody has touched for long, and with them their files."""
    for planimport in PlanImport.objects.abandoned(timezone.now()).select_related("team"):
        planimport.discard(by=None)


def _imports():
    return PlanImport.objects.select_related("team", "made_by", "project__team")
