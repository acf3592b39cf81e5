"""Housekeeping that every installation needs."""

import datetime as dt

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from core.tasks import clear_sessions, count_rows
from teams.models import Activity, Change

pytestmark = pytest.mark.django_db


def test_sessions_that_have_run_out_are_removed_with_what_is_listed_of_them(viewer):
    now = timezone.now()
    for key, hours in (("ended", -1), ("alive", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + dt.timedelta(hours=hours))
        UserSession.objects.create(user=viewer.user, session_key=key, ip="127.0.0.1", user_agent="")

    clear_sessions()

    assert list(Session.objects.values_list("session_key", flat=True)) == ["alive"]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["alive"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts by itself")
def test_sqlite_takes_the_index_of_what_is_asked_rather_than_that_of_the_team(owner):
    changes = Change.objects.bulk_create(Change(team=owner.team, by=owner, label="Import") for _number in range(20))
    about = {"verb": "changed", "subject_kind": "planner.task", "subject_id": owner.pk, "subject_version": 1}
    Activity.objects.bulk_create(Activity(team=owner.team, change=change, **about) for change in changes * 10)
    assert "activity_of_team" in Change.objects.visible_to(owner).explain()

    count_rows()

    assert "(change_id=?)" in Change.objects.visible_to(owner).explain()
