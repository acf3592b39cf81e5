"""The promise, on real processes: worker, clock and mail server apart, killed without warning; nothing is lost."""

import os

import pytest

from tests.faults import postbox as postbox_module
from tests.faults.installation import SERVERS, installation, until

pytestmark = pytest.mark.slow

HAS_SERVERS = all(os.environ.get(name) for name in SERVERS)
needs_servers = pytest.mark.skipif(not HAS_SERVERS, reason="needs DATABASE_URL and REDIS_URL; make test brings both")


def reached_by(stack):
    """Return the variables that lead to the servers of a stack, None for files."""
    return {name: os.environ[name] for name in SERVERS} if stack == "servers" else None


@pytest.fixture(scope="module")
def box(tmp_path_factory):
    box = postbox_module.start(tmp_path_factory.mktemp("sink"))
    yield box
    box.stop()


@pytest.fixture(scope="module", params=["files", pytest.param("servers", marks=needs_servers)])
def built(request, tmp_path_factory, box):
    """An installation on SQLite and a broker of files, and one on PostgreSQL and Redis."""
    folder = tmp_path_factory.mktemp(request.param)
    with installation(folder, box, reached=reached_by(request.param)) as made:
        yield made


@pytest.fixture
def place(built, box):
    """The installation, empty, without running processes, and with an empty postbox."""
    built.run("empty")
    box.empty()
    yield built
    built.stop()


def test_five_hundred_mails_survive_three_kills_of_the_worker(place, box):
    kills, keys = 3, set(place.run("seed", 500, "slow10"))
    place.start("beat")
    for goal in (60, 180, 320):
        workers = place.start(*place.workers)
        assert until(lambda goal=goal: len(box.accepted) >= goal)
        place.kill(*workers)
    place.start(*place.workers)

    assert until(lambda: set(box.per_key) == keys)
    assert until(lambda: set(place.run("state")["mails"].values()) <= {"sent", "uncertain"})
    doubles = {key: count for key, count in box.per_key.items() if count > 1}
    state = place.run("state")
    assert sum(doubles.values()) - len(doubles) <= kills
    assert max(box.per_key.values()) <= 2
    assert state["unknown"] >= len(doubles)
    assert state["audit"] == {}
    by_key = {}
    for mail in box.accepted:
        by_key.setdefault(mail["key"], set()).add(mail["message_id"])
    assert all(len(ids) == 1 for ids in by_key.values())


def test_doorbells_that_are_lost_cost_a_tick_and_nothing_else(place, box):
    keys = set(place.run("seed", 20))
    place.start(*place.workers, "beat", "beat")

    assert until(lambda: set(box.per_key) == keys)
    assert set(box.per_key.values()) == {1}


def test_a_job_that_keeps_its_worker_busy_holds_up_no_tick_and_no_mail(place, box):
    place.run("bring_plan", 20_000)
    place.start("jobs", "alerts")
    assert until(lambda: place.run("job")[1] > 0)

    place.start("beat")
    keys = set(place.run("seed", 20))

    assert until(lambda: set(box.per_key) == keys)
    state, progress = place.run("job")
    assert (state, progress < 20_000) == ("running", True)


@pytest.mark.parametrize("waiting", [1, 500])
def test_alert_asked_for_shows_its_result_within_seconds_whatever_waits(place, box, waiting):
    place.run("seed", waiting, "slow10")
    place.start(*place.workers, "beat")
    assert until(lambda: len(box.accepted) >= min(waiting, 30))

    seconds = place.run("ask")

    assert seconds is not None
    assert seconds < 5
    assert waiting == 1 or len(box.accepted) < waiting


def test_ticks_of_many_processes_at_once_leave_the_rows_of_one(place):
    place.run("late_rows", 40)
    found = place.run_at_once(4, "ticks", 5)

    alone = place.run("ticks", 1)
    assert alone[0] > 0
    assert found[-1] == alone
    assert place.run("state")["audit"] == {}
