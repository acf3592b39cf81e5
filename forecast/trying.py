"""Running a scenario beside the base: at once where that is quick, else by the worker.

Seed, iterations and random numbers are those of the base, so that differences come from the changes alone.
"""

from dataclasses import replace

from django.db import transaction

from core.lazy import Lazy
from teams.models import Job, Team

from .models import Cause, Run, Scenario, ScenarioChange, Settings
from .running import AT_ONCE_ITERATIONS, MONEY_RIGHT, TASK, cost, engine, inputs_module, results, seed_of, store
from .what_if import mark_of

scenarios = Lazy("forecast.scenarios")  # loads NumPy


def try_out(scenario, *, by):
    """Run a scenario; return (the run made at once, the Job that makes one of all iterations), each None if not needed.

    What is quick is run at once, as often as the base was where that takes no longer; the worker makes what is missing.
    A run that still says what it would say now is not made again.
    """
    inputs, changes, left_out = _read(scenario)
    wanted = cost.affordable(inputs.model, Settings.of(scenario.team).iterations)
    base = Run.objects.filter(team=scenario.team).of_the_plan().latest_first().first()
    at_once = wanted if base is None else base.iterations
    if not cost.is_quick(inputs.model, at_once):
        at_once = min(at_once, AT_ONCE_ITERATIONS)
    is_quick = cost.is_quick(inputs.model, at_once)
    run = _made(scenario, inputs, changes, n=at_once if is_quick else wanted)
    if run is None and is_quick:
        run = _keep(scenario, inputs, changes, left_out, by=by, n=at_once)
    is_whole = run is not None and run.iterations >= wanted
    return run, None if is_whole else queue_scenario(scenario, by=by)


@transaction.atomic
def queue_scenario(scenario, *, by):
    """Ask the worker for a run of a scenario, unless it is asked already; return the Job."""
    Team.objects.select_for_update().get(pk=scenario.team_id)
    waiting = Job.objects.filter(
        team=scenario.team_id, kind=TASK, state=Job.State.QUEUED, payload__scenario=str(scenario.pk)
    )
    payload = {"cause": Cause.SCENARIO, "scenario": str(scenario.pk), "seen_with": MONEY_RIGHT}
    return waiting.first() or Job.start(TASK, team=scenario.team, by=by, payload=payload)


def queue_all(team, *, by):
    """Ask the worker for new runs of a team's scenarios, those applied left out."""
    for scenario in Scenario.objects.filter(team=team).select_related("team", "application"):
        if not scenario.is_applied:
            queue_scenario(scenario, by=by)


def calculate_scenario(job):
    """Make the run a job asks for, once; return it, or None where the scenario is gone."""
    made = Run.objects.filter(job=job).first()
    scenario = Scenario.objects.filter(pk=job.payload["scenario"], team=job.team).select_related("team").first()
    if made is not None or scenario is None:
        return made
    inputs, changes, left_out = _read(scenario)
    n = cost.affordable(inputs.model, Settings.of(job.team).iterations)
    made = _made(scenario, inputs, changes, n=n)
    return made or _keep(scenario, inputs, changes, left_out, by=job.by, n=n, job=job)


def _made(scenario, inputs, changes, *, n):
    """Return today's run of a scenario where it has n iterations or more and is made of what stands now, or None."""
    runs = Run.objects.filter(scenario=scenario, on=inputs.today, iterations__gte=n, engine=engine.VERSION)
    run = runs.select_related("plan", "money").latest_first().first()
    if run is None or run.plan.results["scenario"]["mark"] != mark_of(changes):
        return None
    money = getattr(run, "money", None)
    found = run.plan.digest, money and money.digest
    return run if found == (inputs.digests[0], None if inputs.model.cash is None else inputs.digests[1]) else None


def _read(scenario):
    """Return (Inputs, changes, ids of those left out) of a scenario as it stands."""
    team = scenario.team
    today = team.today()
    changes = [each.what_if for each in ScenarioChange.objects.filter(scenario=scenario)]
    before = {}

    def changed(rows):
        before.update(rows)
        return scenarios.changed_rows(rows, changes, today)

    inputs = inputs_module.read_inputs(team, today=today, changed=changed)
    known = scenarios.known_changes(inputs.model, before, changes)
    model = scenarios.changed_model(inputs.model, changes, known)
    left_out = sorted(each.id for each in changes if each.id not in known)
    return replace(inputs, model=model), changes, left_out


def _keep(scenario, inputs, changes, left_out, *, by, n, job=None):
    """Simulate, and store the run in the place of the scenario's earlier ones; None where the scenario is gone."""
    found = results.simulate(inputs, seed=seed_of(scenario.team), n=n)
    told = {"scenario": {"mark": mark_of(changes), "left_out": left_out}}
    found = replace(found, plan=found.plan | told)
    with transaction.atomic():
        if Scenario.objects.select_for_update().filter(pk=scenario.pk).first() is None:
            return None
        Run.objects.filter(scenario=scenario).delete()
        return store(inputs, found, n, team=scenario.team, by=by, cause=Cause.SCENARIO, scenario=scenario, job=job)
