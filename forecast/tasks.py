"""The worker's share of the forecast: whole runs, those of the night, those after a change, and what is kept."""

import logging
from datetime import timedelta

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext

from core.faults import BAD_MOMENT, BAD_TEAM
from teams.models import Activity, Job, Team

from .models import Cause, Prediction, Run
from .running import TASK, TakenOverError, calculate, of_the_plan, queue
from .staleness import has_news
from .trying import calculate_scenario

logger = logging.getLogger(__name__)
NIGHT_HOUR = 2  # of the team's own day
MINUTE = timedelta(minutes=1)
MOST = timedelta(minutes=30)  # of one run
NEWS = timedelta(minutes=3)  # longer than between two ticks, so that a lost one loses nothing


@shared_task(name=TASK, soft_time_limit=MOST.total_seconds(), time_limit=(MOST + MINUTE).total_seconds())
def calculate_run(job_id):
    """Make the run a job asks for; begun anew after a worker died halfway.

    A large plan takes longer than a lease: it is kept by telling again and again how far the work is. One that takes
    longer than a run may would do so again: its job ends.
    """
    job = Job.objects.select_related("team", "by").get(pk=job_id)
    if not job.claim():
        return
    try:
        run = calculate_scenario(job) if "scenario" in job.payload else calculate(job)
    except TakenOverError:
        return
    except SoftTimeLimitExceeded:
        with job.in_words_of_asker():
            minutes = MOST // MINUTE
            job.fail(gettext("The forecast was not calculated within %(minutes)d minutes.") % {"minutes": minutes})
        return
    job.finish({"run": run and str(run.pk)})


@shared_task(name="forecast.nightly")
def nightly():
    """Ask for the run of the night of each team whose day has begun and that has none yet."""
    now = timezone.now()
    for team in Team.objects.order_by("pk").iterator():
        _try(team, _ask_for_night, now)


def _ask_for_night(team, now):
    local = now.astimezone(team.zone)
    if local.hour < NIGHT_HOUR or Run.objects.filter(team=team, on=local.date(), cause=Cause.NIGHT).exists():
        return
    if not of_the_plan(Job.objects.filter(team=team, ended_at=None)).exists():
        queue(team, by=None, cause=Cause.NIGHT)


@shared_task(name="forecast.refresh")
def refresh():
    """Ask for a run of each team in which something changed that the forecast is made of; at most once a minute."""
    now = timezone.now()
    lately = Activity.objects.filter(team=OuterRef("pk"), at__gte=now - NEWS)
    asked = Job.objects.filter(kind=TASK, created_at__gt=now - MINUTE).values("team_id")
    for team in Team.objects.filter(Exists(lately)).exclude(pk__in=asked).order_by("pk"):
        _try(team, _ask_after_change)


def _ask_after_change(team):
    if has_news(team):
        queue(team, by=None, cause=Cause.CHANGE)


def _try(team, act, *given):
    """Do something for one team; one that cannot be read holds up no other."""
    try:
        act(team, *given)
    except BAD_MOMENT:
        raise
    except BAD_TEAM:
        logger.exception("The forecast of team %s could not be asked for", team.pk)


@shared_task(name="forecast.prune")
def prune():
    """Remove old runs, and predictions of more than two years ago."""
    now = timezone.now()
    Run.objects.prune(now)
    Prediction.objects.prune(now.date())
