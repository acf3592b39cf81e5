"""Housekeeping that every installation needs."""

import datetime as dt

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from core.tasks import clear_sessions

pytestmark = pytest.mark.django_db


def test_sessions_that_have_run_out_are_removed_with_what_is_listed_of_them(viewer):
    now = timezone.now()
    for key, hours in (("ended", -1), ("alive", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + dt.timedelta(hours=hours))
        UserSession.objects.create(user=viewer.user, session_key=key, ip="127.0.0.1", user_agent="")

    clear_sessions()

    assert list(Session.objects.values_list("session_key", flat=True)) == ["alive"]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["alive"]
