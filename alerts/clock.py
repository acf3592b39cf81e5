"""The time the outbox goes by: the database's, so that hosts with different clocks agree on leases."""

import datetime as dt
import time

from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone


def database_now():
    """Return the present instant, of the server on PostgreSQL, of this host on SQLite, which serves one host."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def clock_in_query():
    """Return what a query compares instants with: the time of the statement, or on SQLite of this host."""
    return Now() if connection.vendor == "postgresql" else timezone.now()


def running_clock():
    """Return a clock that asks the database once and then runs by this host's own seconds."""
    started_at, started = database_now(), time.monotonic()
    return lambda: started_at + dt.timedelta(seconds=time.monotonic() - started)
