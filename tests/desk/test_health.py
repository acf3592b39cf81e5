"""The health page: 503 once the alerts stand still, and a short form for who starts processes."""

import pytest
from django.db import connection

from alerts.ticking import tick

pytestmark = pytest.mark.django_db


def test_health_is_bad_before_the_first_tick_and_good_after(client):
    before = client.get("/healthz")
    tick()
    after = client.get("/healthz")

    assert (before.status_code, before.json()["status"]) == (503, "trouble")
    assert (after.status_code, after.json()["status"]) == (200, "ok")


@pytest.mark.parametrize(("host", "database"), [("127.0.0.1", "away"), ("landfall.example.com", None)])
def test_health_says_in_its_own_form_that_the_database_fails(client, settings, host, database):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "landfall.example.com"]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE alerts_pulse RENAME TO alerts_pulses")

    answer = client.get("/healthz", headers={"host": host})

    assert answer.status_code == 503
    assert answer.json() == {"status": "trouble"} | ({"database": database} if database else {})


def test_the_short_form_asks_for_web_and_database_alone(client):
    answer = client.get("/healthz?web")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
