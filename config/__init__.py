"""The installation: settings, addresses, the Celery app. Sits on top of every app and is imported by none."""

import gc

# Python would look for garbage after every 700 new objects, in the hundred thousands that a start loads and keeps.
gc.set_threshold(50_000, 20, 20)

from .celery import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
