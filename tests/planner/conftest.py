"""Limits small enough for a test to go beyond them with a handful of rows."""

import pytest

from planner.imports import staging, uploading
from planner.models import planimport


@pytest.fixture
def small_limits(monkeypatch):
    """Leave to the worker what is larger than 2 KB, in chunks of 20 rows, and to apply more than 50."""
    monkeypatch.setattr(uploading, "READ_AT_ONCE", 2 * 1024)
    monkeypatch.setattr(staging, "CHUNK", 20)
    monkeypatch.setattr(planimport, "APPLIED_AT_ONCE", 50)
