"""The health page: 503 once the alerts stand still, and a short form for who starts processes."""

import pytest

from alerts.ticking import tick

pytestmark = pytest.mark.django_db


def test_health_is_bad_before_the_first_tick_and_good_after(client):
    before = client.get("/healthz")
    tick()
    after = client.get("/healthz")

    assert (before.status_code, before.json()["status"]) == (503, "trouble")
    assert (after.status_code, after.json()["status"]) == (200, "ok")


def test_the_short_form_asks_for_web_and_database_alone(client):
    answer = client.get("/healthz?web")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
