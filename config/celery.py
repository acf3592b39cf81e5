"""The Celery app and its calendar. Celery is doorbell and hands; the database holds what matters.

Beat only says "tick": no task has an eta, a countdown or a retry, and two beats at once do no harm. It needs no pages,
so the Procfile starts it with --skip-checks: Django's checks would load them all.
"""

import os
import warnings

from celery import Celery
from celery.signals import after_setup_logger, after_setup_task_logger, beat_init, celeryd_init

from .preflight import check_or_exit
from .quiet import make_quiet

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Containers run as root; only JSON is accepted, so a message runs no code of its sender.
warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")

#    name            task                 seconds  options
CALENDAR = [
    ("tick", "alerts.tick", 30, {"expires": 25}),
    ("audit", "alerts.audit", 60, {"expires": 55}),
    ("counts", "core.count_rows", 600, {"expires": 500}),
    ("sessions", "core.clear_sessions", 3600, {"expires": 3000}),
    ("requeue", "teams.requeue_jobs", 60, {"expires": 55}),
    ("imports", "planner.discard_imports", 3600, {"expires": 3000}),
    ("register-imports", "risks.discard_imports", 3600, {"expires": 3000}),
    ("forecasts", "forecast.refresh", 60, {"expires": 55}),
    ("night", "forecast.nightly", 3600, {"expires": 3000}),
    ("risks", "risks.follow", 3600, {"expires": 3000}),
    ("runs", "forecast.prune", 3600, {"expires": 3000}),
]
CALENDAR_EMBEDDED = [
    ("prune", "core.prune_broker", 3600, {"expires": 3000}),
]


def beat_schedule(*, embedded):
    """Return the calendar as Celery wants it; a broker made of files must also be swept."""
    rows = CALENDAR + CALENDAR_EMBEDDED if embedded else CALENDAR
    return {
        name: {"task": task, "schedule": float(seconds), "options": dict(options)}
        for name, task, seconds, options in rows
    }


# The string is read when Celery first needs a setting, long after Django's settings can be read.
app = Celery("landfall")
app.config_from_object("config.broker:SETTINGS")
app.autodiscover_tasks()


@celeryd_init.connect
@beat_init.connect
def refuse_to_start_without_database(**_):
    """End worker and beat with one line when the database does not answer."""
    check_or_exit()


@after_setup_logger.connect
@after_setup_task_logger.connect
def keep_passwords_out_of_logs(logger, **_):
    """Addresses of database, broker and mail server hold passwords: no log line may show them."""
    make_quiet(logger)
