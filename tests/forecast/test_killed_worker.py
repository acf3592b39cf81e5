"""Whole runs on real processes: a worker killed in the middle, and the hour of the night come to several at once."""

import pytest

from tests.faults import postbox as postbox_module
from tests.faults.installation import installation, until
from tests.faults.test_processes import needs_servers, reached_by

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["files", pytest.param("servers", marks=needs_servers)])
def built(request, tmp_path_factory):
    """An installation on SQLite and a broker of files, and one on PostgreSQL and Redis."""
    folder = tmp_path_factory.mktemp(request.param)
    box = postbox_module.start(tmp_path_factory.mktemp("sink"))
    with installation(folder, box, reached=reached_by(request.param)) as made:
        yield made
    box.stop()


@pytest.fixture
def place(built):
    """The installation, empty and without running processes."""
    built.run("empty")
    yield built
    built.stop()


def done(place):
    return until(lambda: {state for state, _tries in place.run("runs")["jobs"]} == {"done"})


def test_a_worker_killed_in_the_middle_loses_no_run_and_makes_none_twice(place):
    place.run("plan_forecast", 60)
    workers = place.start("jobs")
    place.run("ask_forecast")
    assert until(lambda: place.run("job")[1] > 0)

    place.kill(*workers)
    assert place.run("runs") == {"jobs": [["running", 1]], "runs": []}
    place.run("time_out")
    place.start("jobs")

    assert done(place)
    assert place.run("runs") == {"jobs": [["done", 2]], "runs": [["asked", True]]}


def test_the_night_come_to_four_processes_at_once_makes_one_run(place):
    place.run("plan_forecast", 3)

    place.run_at_once(4, "night")
    place.start("jobs")
    assert done(place)
    place.run_at_once(4, "night")

    assert place.run("runs") == {"jobs": [["done", 1]], "runs": [["night", True]]}
