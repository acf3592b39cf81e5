"""The calendar, the two brokers, and the sweep of the one made of files."""

import os
import re
import time

import pytest
from celery import Celery, current_app

from config import broker
from config.celery import app, beat_schedule
from config.prepare import declare_queues
from core.tasks import prune_broker, remove_older
from planner.imports.plan_flow import PLAN
from risks.imports.flow import REGISTER
from tools.places import ROOT
from tools.supervisor import read_procfile

SCHEDULE = {
    "tick": {"task": "alerts.tick", "schedule": 30.0, "options": {"expires": 25}},
    "audit": {"task": "alerts.audit", "schedule": 60.0, "options": {"expires": 55}},
    "counts": {"task": "core.count_rows", "schedule": 600.0, "options": {"expires": 500}},
    "sessions": {"task": "core.clear_sessions", "schedule": 3600.0, "options": {"expires": 3000}},
    "requeue": {"task": "teams.requeue_jobs", "schedule": 60.0, "options": {"expires": 55}},
    "imports": {"task": "planner.discard_imports", "schedule": 3600.0, "options": {"expires": 3000}},
    "register-imports": {"task": "risks.discard_imports", "schedule": 3600.0, "options": {"expires": 3000}},
    "forecasts": {"task": "forecast.refresh", "schedule": 60.0, "options": {"expires": 55}},
    "night": {"task": "forecast.nightly", "schedule": 3600.0, "options": {"expires": 3000}},
    "risks": {"task": "risks.follow", "schedule": 3600.0, "options": {"expires": 3000}},
    "runs": {"task": "forecast.prune", "schedule": 3600.0, "options": {"expires": 3000}},
}
SWEEP = {"prune": {"task": "core.prune_broker", "schedule": 3600.0, "options": {"expires": 3000}}}


def write_old(folder, name, *, seconds):
    path = folder / name
    path.write_text("{}")
    os.utime(path, (time.time() - seconds,) * 2)
    return path


def test_calendar_is_the_table_of_what_happens_by_itself():
    assert beat_schedule(embedded=False) == SCHEDULE
    assert beat_schedule(embedded=True) == SCHEDULE | SWEEP


def test_no_task_of_the_calendar_outlives_its_next_turn():
    for entry in beat_schedule(embedded=True).values():
        assert entry["options"]["expires"] < entry["schedule"]


def test_the_app_is_the_one_that_shared_tasks_and_doorbell_use():
    assert current_app.main == app.main == "landfall"
    assert app.conf.accept_content == ["json"]
    assert app.conf.result_backend is None


def test_each_task_of_ours_waits_in_one_queue():
    app.loader.import_default_modules()

    ours = [name for name in app.tasks if not name.startswith("celery.")]

    assert sorted(task for tasks in broker.QUEUES.values() for task in tasks) == sorted(ours)


def test_no_job_waits_with_the_alerts():
    named = {task for flow in (PLAN, REGISTER) for task in (flow.stage_task, flow.apply_task)}
    assert named <= set(broker.QUEUES["jobs"])
    assert [task for task in broker.QUEUES["alerts"] if task.startswith("alerts.")] == [
        "alerts.tick",
        "alerts.send_batch",
        "alerts.audit",
    ]


def test_each_queue_has_a_worker_of_its_own():
    commands = [command for _name, command in read_procfile(ROOT / "Procfile") if " worker " in command]

    assert [re.findall(r"--queues (\S+)", command) for command in commands] == [[name] for name in broker.QUEUES]
    assert len({re.search(r"--hostname (\S+)", command)[1] for command in commands}) == len(broker.QUEUES)


def test_messages_lie_in_the_queue_of_their_task(tmp_path):
    app = Celery("files", set_as_current=False)
    app.conf.update(broker.by_files(tmp_path / "broker"))

    declare_queues(app)
    for task in ("alerts.tick", "planner.stage_import", "nobody.knows_it"):
        app.send_task(task)

    messages = (tmp_path / "broker" / "queue").iterdir()
    assert sorted(path.name.partition(".")[2] for path in messages) == ["alerts.msg", "jobs.msg", "jobs.msg"]
    assert sorted(path.name for path in (tmp_path / "broker" / "control").iterdir()) == [
        "alerts.exchange",
        "jobs.exchange",
    ]


def test_broker_of_files_keeps_its_folders_together_and_to_its_owner(tmp_path):
    settings = broker.by_files(tmp_path / "broker")

    options = settings["broker_transport_options"]
    assert options["data_folder_in"] == options["data_folder_out"]
    assert options["store_processed"] is True
    for name in ("data_folder_in", "control_folder", "processed_folder"):
        folder = tmp_path / "broker" / options[name].rpartition("/")[2]
        assert str(folder) == options[name]
        assert folder.stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "broker").stat().st_mode & 0o777 == 0o700
    assert settings["worker_concurrency"] == 1
    assert settings["worker_enable_remote_control"] is False


def test_broker_of_files_lets_a_worker_look_up_soon(tmp_path):
    app = Celery("files", set_as_current=False)
    app.conf.update(broker.by_files(tmp_path / "broker"))

    with app.connection_for_read() as connection, connection.channel():
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            connection.drain_events(timeout=60)
        assert time.monotonic() - began < 30


def test_broker_of_redis_gives_up_waiting_and_shares_the_server():
    settings = broker.by_redis("redis://redis.example.com:6379/0")

    options = settings["broker_transport_options"]
    assert settings["broker_url"] == "redis://redis.example.com:6379/0"
    assert (options["socket_timeout"], options["socket_connect_timeout"]) == (10, 3)
    assert options["global_keyprefix"] == "landfall:"
    assert "prune" not in settings["beat_schedule"]


def test_every_task_ends_before_its_lease_of_120_seconds():
    assert broker.COMMON["task_soft_time_limit"] < broker.COMMON["task_time_limit"] < 120
    assert broker.COMMON["task_acks_late"] is False


def test_sweep_removes_only_what_is_old(tmp_path):
    old = write_old(tmp_path, "1.msg", seconds=3700)
    fresh = write_old(tmp_path, "2.msg", seconds=3500)

    remove_older(tmp_path, than=time.time() - 3600)

    assert not old.exists()
    assert fresh.exists()


def test_sweep_finds_the_folder_of_the_broker_in_use(tmp_path):
    options = app.conf.broker_transport_options
    before = dict(options)
    old = write_old(tmp_path, "1.msg", seconds=3700)
    options["processed_folder"] = str(tmp_path)

    try:
        prune_broker()
    finally:
        options.clear()
        options.update(before)

    assert not old.exists()


def test_sweep_has_nothing_to_do_on_redis():
    options = app.conf.broker_transport_options
    before = dict(options)
    options.pop("processed_folder", None)

    try:
        assert prune_broker() is None
    finally:
        options.update(before)
