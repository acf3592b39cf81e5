"""Making a run: read, simulate, keep. What is quick is answered within the request, everything else by the worker."""

import hashlib

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.lazy import Lazy
from teams.models import Job, Team, membership_of

from .models import Cause, Run, RunMoney, RunPlan, Settings
from .predictions import keep_week
from .staleness import has_news, is_stale

# All load NumPy.
cost = Lazy("forecast.cost")
engine = Lazy("forecast.engine")
inputs_module = Lazy("forecast.inputs")
results = Lazy("forecast.results")

TASK = "forecast.calculate"
MONEY_RIGHT = "forecast.view_runmoney"  # without it nobody learns that a run was made because something changed
AT_ONCE_ITERATIONS = 5_000


class TakenOverError(Exception):
    """Another worker has the job by now; its run counts."""


def begin(team, *, by, cause=Cause.ASKED):
    """Answer at once what is quick, and ask the worker for what takes longer; return the Job.

    Asked again while that waits and nothing has changed, it simulates nothing.
    """
    waiting = _waiting(team).first()
    if waiting is not None and not has_news(team):
        return waiting
    inputs = inputs_module.read_inputs(team, today=team.today())
    if cost.is_quick(inputs.model, AT_ONCE_ITERATIONS):
        keep(inputs, team=team, by=by, cause=cause, iterations=AT_ONCE_ITERATIONS)
    return queue(team, by=by, cause=cause)


@transaction.atomic
def queue(team, *, by, cause):
    """Ask the worker for a whole run of the plan, unless it is asked already; return the Job."""
    # Holding the team: where nothing waits yet, there is no job that two who ask at once could both hold.
    Team.objects.select_for_update().only("pk").get(pk=team.pk)
    payload = {"cause": cause} | ({"seen_with": MONEY_RIGHT} if cause == Cause.CHANGE else {})
    return _waiting(team).first() or Job.start(TASK, team=team, by=by, payload=payload)


def _waiting(team):
    return of_the_plan(Job.objects.filter(team=team, state=Job.State.QUEUED))


def of_the_plan(jobs):
    """Return those jobs that make a run of the plan as it stands."""
    return jobs.filter(kind=TASK, payload__scenario__isnull=True)


def calculate(job):
    """Make the run a job asks for, once, however often the job is taken up; return the Run.

    Where another job has made it meanwhile, that is it.
    """
    team, cause = job.team, job.payload["cause"]
    made = _made(job)
    if made is not None:
        return made
    inputs = inputs_module.read_inputs(team, today=team.today())

    def report(done, total):
        Job.objects.filter(pk=job.pk).update(total=total)
        if not job.report(done):
            raise TakenOverError

    iterations = Settings.of(team).iterations
    try:
        return keep(inputs, team=team, by=job.by, cause=cause, iterations=iterations, job=job, report=report)
    except IntegrityError:
        # Two workers had the job, or the night, and the other one was quicker.
        made = _made(job)
        if made is None:
            raise
        return made


def _made(job):
    """Return the run of a job, of the night it is for, or of the state the change it is for has led to, or None."""
    team, today = job.team, job.team.today()
    runs = Run.objects.filter(team=team)
    made = runs.filter(job=job).first()
    if made is None and job.payload["cause"] == Cause.NIGHT:
        return runs.filter(cause=Cause.NIGHT, on=today).first()
    if made is None and job.payload["cause"] == Cause.CHANGE:
        last = runs.of_the_plan().select_related("plan", "money", "team").latest_first().first()
        is_whole = last is not None and last.has_gains and last.on == today
        return last if is_whole and not is_stale(last, today=today, with_money=True) else None
    return made


def keep(inputs, *, team, by, cause, iterations, job=None, report=None):
    """Simulate what was read, and store the run with both parts; gains are worked out where a job has the time."""
    n = cost.affordable(inputs.model, iterations)
    found = results.simulate(inputs, seed=seed_of(team), n=n, with_gains=job is not None, report=report)
    return store(inputs, found, n, team=team, by=by, cause=cause, job=job, has_gains=job is not None)


@transaction.atomic
def store(inputs, found, n, *, team, by, **values):
    """Store a run of n iterations with both parts of what was found; `values` are further fields of the run."""
    run = Run.objects.create(
        team=team,
        on=inputs.today,
        made_at=timezone.now(),
        by=membership_of(by),
        seed=seed_of(team),
        engine=found.engine,
        iterations=n,
        **values,
    )
    marks = zip((RunPlan, RunMoney), (found.plan, found.money), inputs.stamps, inputs.digests, strict=True)
    for kind, part, stamp, digest in marks:
        if part is not None:
            kind.objects.create(run=run, team=team, results=part, stamp=stamp, digest=digest)
    if run.cause == Cause.NIGHT:
        keep_week(run)
    return run


def seed_of(team):
    """Return the seed of a team: always the same, so that a forecast changes when its inputs do, and only then."""
    return int.from_bytes(hashlib.blake2b(team.pk.bytes, digest_size=8).digest()) >> 1
