"""Is there room to write? Asked of the folder of the data, of the database's file, and of what was refused lately."""

import os
from pathlib import Path

from django.conf import settings

from .away import Episode

refusals = Episode()


def is_in_trouble():
    """Say whether writes fail, or soon will: no permission, too little room, or a refusal during the last minute."""
    return refusals.is_on() or any(_is_full(place) for place in _places())


def free_bytes():
    """Return the room left where there is least, or None where it cannot be told."""
    return min((room for room in map(_room, _places()) if room is not None), default=None)


def _is_full(place):
    room = _room(place)
    return room is None or room < settings.LEAST_FREE_BYTES or not os.access(place, os.W_OK)


def _room(place):
    """Return the bytes that are left for whoever we run as."""
    try:
        found = os.statvfs(place)
    except OSError:
        return None
    return found.f_bavail * found.f_frsize


def _places():
    database = settings.DATABASES["default"]
    file = Path(database["NAME"]) if database["ENGINE"].endswith("sqlite3") else None
    return [settings.DATA_DIR, file] if file and file.exists() else [settings.DATA_DIR]
