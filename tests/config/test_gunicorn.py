"""How many processes gunicorn starts: login limits are counted in the memory of one unless there is Redis."""

import runpy

import pytest


@pytest.mark.parametrize(("redis", "workers", "max_requests"), [("", 1, 0), ("redis://127.0.0.1/0", 3, 10_000)])
def test_only_with_redis_are_there_several_web_processes(settings, redis, workers, max_requests):
    settings.WEB_CONCURRENCY, settings.REDIS_URL = 3, redis

    started = runpy.run_path(str(settings.BASE_DIR / "config" / "gunicorn.py"))

    assert (started["workers"], started["max_requests"]) == (workers, max_requests)
