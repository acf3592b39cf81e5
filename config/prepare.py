"""`python -m config.prepare`: bring database, static files, broker and demo up to date before the first process.

What people should see goes to stderr. Stdout holds one JSON object for the program that called: `sign_in`, the
lines that say how to get in.
"""

import fcntl
import io
import json
import os
import sys
from contextlib import contextmanager

import django
from django.conf import settings
from django.core.management import CommandError, call_command

from .celery import app
from .env import ConfigurationError
from .preflight import check


def main():
    """Do the steps in order; a wrong installation ends them with one line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
        check()
        with alone():
            lines = prepare()
    except (ConfigurationError, CommandError) as error:
        sys.exit(str(error))
    json.dump({"sign_in": lines}, sys.stdout)


@contextmanager
def alone():
    """Let one start at a time prepare a folder of data; the lock ends with the process that holds it."""
    with (settings.DATA_DIR / "prepare.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def prepare():
    """Declare the queues, migrate, collect, load the demo, note the start; return how to sign in."""
    if not settings.REDIS_URL:
        declare_queues(app)  # first: the quickest step that a folder in the way can fail
    sys.stderr.write("Bringing the database up to date …\n")
    call_command("migrate", interactive=False, verbosity=0, stdout=sys.stderr)
    collect_static_files()
    lines = load_demo() or sign_in()
    note_start()
    return [*lines, *about_demo()]


def ready_to_serve():
    """Do what `runserver` does not do by itself: ask the database, and give static files their hashed names."""
    django.setup()
    check()
    if not settings.DEBUG:
        collect_static_files()


def collect_static_files():
    """Bring the files the browser fetches together in DATA_DIR."""
    call_command("collectstatic", interactive=False, verbosity=0, stdout=sys.stderr)


def declare_queues(app):
    """Write the embedded broker's queue tables now: two processes writing one at once may read it half written."""
    with app.connection_for_write() as connection:
        for queue in app.amqp.queues.values():
            queue.bind(connection.default_channel).declare()


def load_demo():
    """Load the demo where it loads by itself; return the lines that name its people and their password."""
    said = io.StringIO()
    call_command("demo", "--if-allowed", stdout=said)
    return said.getvalue().splitlines()


def note_start():
    """Remember that the processes start now: until their first tick nobody is told that alerts stand still."""
    from alerts.clock import database_now  # noqa: PLC0415 - models can be imported once Django is set up
    from alerts.models import Pulse  # noqa: PLC0415

    Pulse.beat("start", database_now())


def sign_in():
    """Say how to get in when no demo was loaded just now."""
    from desk.demo import access  # noqa: PLC0415 - models can be imported once Django is set up

    if access.may_be_entered():
        return ['Sign in: choose somebody under "Enter as …" on that page.']
    if settings.SIGNUP == "open":
        return [f"Sign in: make an account at {settings.BASE_URL}/accounts/signup/"]
    return ["Sign in: make the first account with .venv/bin/python manage.py create_owner EMAIL"]


def about_demo():
    """Say what DEMO=1 does where it does not load the demo."""
    if not settings.DEMO or (settings.EMBEDDED and settings.LOCAL):
        return []
    if not settings.LOCAL:
        return [f"DEMO=1 has no effect: the demo is for this machine alone, and BASE_URL is {settings.BASE_URL}."]
    return ["DEMO=1 loads nothing where DATABASE_URL is set: to load the demo, .venv/bin/python manage.py demo"]


if __name__ == "__main__":
    main()
