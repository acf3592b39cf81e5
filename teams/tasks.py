"""Housekeeping of teams: forgotten jobs are rung for again, old answers to repeated requests are dropped."""

from celery import shared_task

from .models import IdempotentRequest, Job


@shared_task(name="teams.requeue_jobs")
def requeue_jobs():
    """Ring again for jobs whose worker died, and drop answers kept for a retry that can no longer come."""
    Job.requeue_forgotten()
    IdempotentRequest.prune()
