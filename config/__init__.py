"""The installation: settings, addresses, the Celery app. Sits on top of every app and is imported by none."""

import gc

# By default Python looks for garbage after every few hundred new objects, again and again among the hundred thousands
# that a start loads and keeps. What a request leaves is little beside them.
gc.set_threshold(50_000, 20, 20)

from .celery import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
