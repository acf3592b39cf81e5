"""Beat goes on whatever happens to the clock."""

import datetime as dt

import pytest
import time_machine
from celery import Celery

from config import broker
from config.beat import Scheduler

MONDAY = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def app():
    """An app of its own that sends into this process's memory one task each half minute."""
    app = Celery("beat", broker="memory://", set_as_current=False)
    app.conf.beat_schedule = {"tick": {"task": "tick", "schedule": 30.0}}
    return app


@pytest.mark.parametrize(("hours", "sent"), [(0, 2), (-1, 2), (3, 3)])
def test_the_task_is_sent_each_half_minute_although_the_clock_is_moved(app, hours, sent):
    with time_machine.travel(MONDAY, tick=False) as clock:
        scheduler = Scheduler(app=app)
        clock.shift(31)
        scheduler.tick()
        assert scheduler.schedule["tick"].total_run_count == 1

        clock.shift(dt.timedelta(hours=hours))
        scheduler.tick()
        clock.shift(31)
        scheduler.tick()

        assert scheduler.schedule["tick"].total_run_count == sent


def test_it_is_the_scheduler_of_both_brokers(tmp_path):
    assert broker.by_files(tmp_path / "broker")["beat_scheduler"] == "config.beat:Scheduler"
    assert broker.by_redis("redis://redis.example.com:6379/0")["beat_scheduler"] == "config.beat:Scheduler"
