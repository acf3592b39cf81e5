"""Settings for processes under test: the product's own, with a clock that ticks every second and short leases."""

import os

from config import celery as calendar
from config.settings import *  # noqa: F403

from . import clock

ALERTS = {"lease": 5, "resend": 1, "turn": 3, "pause": 1, "longest_pause": 2, "window": 2, "judging": 1}
SECONDS = float(os.environ.get("TEST_TICK_SECONDS", "1"))
ALL_ELSE = float(os.environ.get("TEST_CALENDAR_SECONDS", "0"))  # how often beat asks for all else; 0 for never
calendar.CALENDAR = [("tick", "alerts.tick", SECONDS, {"expires": 25})] + [
    (name, task, ALL_ELSE, options) for name, task, _seconds, options in calendar.CALENDAR[1:] if ALL_ELSE
]
EMAIL_TIMEOUT = 5
# Pages are made here without the build step that names their files.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
if path := os.environ.get("TEST_CLOCK"):
    clock.Follower(path)
