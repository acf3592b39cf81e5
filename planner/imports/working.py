"""The worker's share of an import of any kind: reading what a request leaves to it, and applying what is large."""

from functools import partial

from django.core.exceptions import ValidationError

from core.budget import Budget
from core.telling import tell
from teams.models import Job

from .staging import stage


def stage_by_job(job_id, imports, flow, *, seconds):
    """Read the file of an import and judge its rows; begun anew after a worker died halfway."""
    job = Job.objects.get(pk=job_id)
    if not job.claim():
        return

    def report(progress, total):
        Job.objects.filter(pk=job.pk).update(total=total)
        job.report(progress)

    with job.in_words_of_asker():
        stage(imports.get(pk=job.payload["import"]), flow=flow, budget=Budget(seconds), report=report)
    job.finish({})


def apply_by_job(job_id, imports, flow, *, seconds):
    """Apply the preview somebody approved, in one transaction; what it refuses is kept with the job."""
    job = Job.objects.get(pk=job_id)
    if not job.claim():
        return
    fileimport = imports.get(pk=job.payload["import"])
    with job.in_words_of_asker():
        try:
            report = partial(tell, job.pk, total=fileimport.writing)
            readings = job.payload["readings"]
            flow.apply(fileimport, by=job.by, readings=readings, budget=Budget(seconds), report=report)
        except ValidationError as error:
            job.fail(" ".join(error.messages))
        else:
            job.finish(fileimport.outcome | {"skipped": len(fileimport.skipped)})
