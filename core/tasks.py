"""Housekeeping: sessions that have ended, and the embedded broker."""

import time
from pathlib import Path

from allauth.usersessions.models import UserSession
from celery import current_app, shared_task
from django.contrib.sessions.models import Session
from django.core.management import call_command

KEPT_SECONDS = 3600


@shared_task(name="core.clear_sessions")
def clear_sessions():
    """Remove the sessions that have run out, and what allauth remembers of them."""
    call_command("clearsessions")
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()


@shared_task(name="core.prune_broker")
def prune_broker():
    """Remove the messages the embedded broker has handed out more than an hour ago."""
    folder = current_app.conf.broker_transport_options.get("processed_folder")
    if folder:
        remove_older(Path(folder), than=time.time() - KEPT_SECONDS)


def remove_older(folder, *, than):
    """Remove the files of a folder last written before an instant; another sweep may do so at the same time."""
    for path in folder.iterdir():
        try:
            if path.stat().st_mtime < than:
                path.unlink()
        except FileNotFoundError:
            continue
