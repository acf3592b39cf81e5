"""Making a run: read, simulate, keep. A small plan is answered within the request, everything else by the worker."""

import hashlib

from django.db import transaction
from django.utils import timezone

from core.lazy import Lazy
from teams.models import Job, membership_of

from .models import Cause, Run, RunMoney, RunPlan, Settings

# Both load NumPy.
inputs_module = Lazy("forecast.inputs")
results = Lazy("forecast.results")

TASK = "forecast.calculate"
AT_ONCE_MILESTONES, AT_ONCE_ITERATIONS = 50, 5_000
CELLS_AT_MOST = 20_000_000  # milestones times iterations kept in memory; a large plan is run less often
LEAST_ITERATIONS = 1_000


def begin(team, *, by, cause=Cause.ASKED):
    """Answer a small plan at once, and ask the worker for what takes longer; return the Job."""
    inputs = inputs_module.read_inputs(team, today=team.today())
    if len(inputs.model.nodes) <= AT_ONCE_MILESTONES:
        keep(inputs, team=team, by=by, cause=cause, iterations=AT_ONCE_ITERATIONS)
    return queue(team, by=by, cause=cause)


@transaction.atomic
def queue(team, *, by, cause):
    """Ask the worker for a whole run of the plan, unless it is asked already; return the Job."""
    waiting = of_the_plan(Job.objects.select_for_update().filter(team=team, state=Job.State.QUEUED))
    return waiting.first() or Job.start(TASK, team=team, by=by, payload={"cause": cause})


def of_the_plan(jobs):
    """Return those jobs that make a run of the plan as it stands."""
    return jobs.filter(kind=TASK, payload__scenario__isnull=True)


def calculate(job):
    """Make the run a job asks for, once, however often the job is taken up; return the Run."""
    made = Run.objects.filter(job=job).first()
    if made is not None:
        return made
    team, cause = job.team, job.payload["cause"]
    inputs = inputs_module.read_inputs(team, today=team.today())

    def report(done, total):
        Job.objects.filter(pk=job.pk).update(total=total)
        job.report(done)

    iterations = Settings.of(team).iterations
    return keep(inputs, team=team, by=job.by, cause=cause, iterations=iterations, job=job, report=report)


def keep(inputs, *, team, by, cause, iterations, job=None, report=None):
    """Simulate what was read, and store the run with both parts; gains are worked out where a job has the time."""
    n = iterations_of(inputs, iterations)
    found = results.simulate(inputs, seed=seed_of(team), n=n, with_gains=job is not None, report=report)
    return store(inputs, found, n, team=team, by=by, cause=cause, job=job, has_gains=job is not None)


def iterations_of(inputs, wanted):
    """Return how often a plan of this size is run where so many iterations are wanted."""
    nodes = max(len(inputs.model.nodes), 1)
    return min(wanted, max(CELLS_AT_MOST // nodes, LEAST_ITERATIONS))


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
    return run


def seed_of(team):
    """Return the seed of a team: always the same, so that a forecast changes when its inputs do, and only then."""
    return int.from_bytes(hashlib.blake2b(team.pk.bytes, digest_size=8).digest()) >> 1
