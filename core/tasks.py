"""Housekeeping: sessions that have ended, and the embedded broker."""

import time
from pathlib import Path

from allauth.usersessions.models import UserSession
from celery import current_app, shared_task
from django.contrib.sessions.models import Session
from django.core.management import call_command

KEPT_SECONDS = 3600
SWEPT = [("processed_folder", "*"), ("data_folder_in", "*.draft"), ("control_folder", "*.draft")]


@shared_task(name="core.clear_sessions")
def clear_sessions():
    """Remove the sessions that have run out, and what allauth remembers of them."""
    call_command("clearsessions")
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


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
