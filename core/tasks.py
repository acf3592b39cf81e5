"""Housekeeping: sessions that have ended, what SQLite knows of its tables, and the embedded broker."""

import time
from pathlib import Path

from allauth.usersessions.models import UserSession
from celery import current_app, shared_task
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection

KEPT_SECONDS = 3600
SWEPT = [("processed_folder", "*"), ("data_folder_in", "*.draft"), ("control_folder", "*.draft")]
ROWS_COUNTED = 1000  # of each index: enough to tell a good one from a bad one, and done in a twentieth of a second


@shared_task(name="core.clear_sessions")
def clear_sessions():
    """Remove the sessions that have run out, and what allauth remembers of them."""
    call_command("clearsessions")
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


@shared_task(name="core.count_rows")
def count_rows():
    """Tell SQLite how its tables are filled, which PostgreSQL finds out by itself.

    Every row has a team, and most statements name it: without numbers SQLite takes the index of the team for as good
    as that of what else is asked, and may look through all that the team has for each row of another table.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit={ROWS_COUNTED}")
            cursor.execute("ANALYZE")


@shared_task(name="core.prune_broker")
def prune_broker():
    """Remove the messages the embedded broker has handed out more than an hour ago, and drafts that were given up."""
    options = current_app.conf.broker_transport_options
    for name, pattern in SWEPT:
        if folder := options.get(name):
            remove_older(Path(folder), pattern, than=time.time() - KEPT_SECONDS)


def remove_older(folder, pattern="*", *, than):
    """Remove the files of a folder last written before an instant; another sweep may do so at the same time."""
    for path in folder.glob(pattern):
        try:
            if path.stat().st_mtime < than:
                path.unlink()
        except FileNotFoundError:
            continue
