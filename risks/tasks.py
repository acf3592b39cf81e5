"""The worker's share of the register: what time and other rows have changed about risks."""

import logging

from celery import shared_task
from django.db import connection
from django.utils import timezone

from planner.imports.working import apply_by_job, stage_by_job
from planner.tasks import APPLYING_SECONDS, READING_SECONDS

from .following import follow_all
from .imports.flow import REGISTER
from .models import RegisterImport
from .models.appetite import FOLLOW

logger = logging.getLogger(__name__)


@shared_task(name=FOLLOW)
def follow():
    """Look which risks crossed a border of the appetite, and which are no longer accepted."""
    counted = follow_all()
    if counted["failed"]:
        logger.error("%d risks or acceptances could not be followed", counted["failed"])


@shared_task(name="risks.stage_import")
def stage_import(job_id):
    """Read the file of an import and judge its risks."""
    stage_by_job(job_id, _imports(), REGISTER, seconds=READING_SECONDS)


@shared_task(name="risks.apply_import")
def apply_import(job_id):
    """Apply the preview somebody approved."""
    apply_by_job(job_id, _imports(), REGISTER, seconds=APPLYING_SECONDS[connection.vendor])


@shared_task(name="risks.discard_imports")
def discard_imports():
    """Discard imports nobody has touched for long, and with them their files."""
    for fileimport in RegisterImport.objects.abandoned(timezone.now()).select_related("team"):
        fileimport.discard(by=None)


def _imports():
    return RegisterImport.objects.select_related("team", "made_by")
