"""How far a run is: told in hundredths that only rise, and not worked on once another worker has it."""

import pytest
import time_machine

from forecast import results
from forecast.inputs import read_inputs
from forecast.models import Run
from forecast.running import TakenOverError, calculate, queue
from teams.models import Job
from tests.conftest import NOW

from .world import TODAY, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(team, owner):
    with time_machine.travel(NOW, tick=False):
        make_world(team, owner)
        Run.objects.all().delete()
        Job.objects.all().delete()
        yield queue(team, by=owner, cause="asked")


def test_hundredths_rise_and_none_is_told_twice(job, team):
    heard = []

    results.simulate(
        read_inputs(team, today=TODAY),
        seed=1,
        n=1_000,
        with_gains=True,
        report=lambda done, total: heard.append((done, total)),
    )

    shares = [done for done, _total in heard]
    assert shares == sorted(set(shares))
    assert {total for _done, total in heard} == {100}
    assert 50 < shares[-1] <= 100


def test_a_worker_whose_job_another_one_has_stops_and_stores_nothing(job):
    job.claim()
    Job.objects.filter(pk=job.pk).update(tries=2)

    with pytest.raises(TakenOverError):
        calculate(job)

    assert not Run.objects.exists()


def test_a_run_keeps_its_lease_while_it_works(job):
    with time_machine.travel(NOW, tick=False) as clock:
        job.claim()
        before = Job.objects.get(pk=job.pk).lease_until
        clock.shift(60)
        calculate(job)

    assert (Job.objects.get(pk=job.pk).lease_until - before).total_seconds() == 60
