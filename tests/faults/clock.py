"""A clock that can be moved under running processes: each follows the seconds that a file holds.

PostgreSQL has a clock of its own, which the outbox goes by: there a schema that is searched first moves it along.
"""

import os
import threading
import time
from pathlib import Path

import time_machine

LOOKS_EVERY = 0.1  # seconds
POSTGRES = """
CREATE SCHEMA clock;
CREATE TABLE clock.moved (seconds double precision NOT NULL);
INSERT INTO clock.moved VALUES (0);
CREATE FUNCTION clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
  'SELECT pg_catalog.clock_timestamp() + make_interval(secs => (SELECT seconds FROM clock.moved))';
CREATE FUNCTION clock.statement_timestamp() RETURNS timestamptz LANGUAGE sql STABLE AS
  'SELECT pg_catalog.statement_timestamp() + make_interval(secs => (SELECT seconds FROM clock.moved))';
"""
# The first schema takes what is created.
SEARCH_PATH = "public, clock, pg_catalog"


class Follower:
    """Keeps the time of this process and of those it forks as far from the true one as the file says."""

    def __init__(self, path):
        self.path, self.moved = Path(path), 0.0
        self.coordinates = time_machine.travel(time.time(), tick=True).start()
        self.look()
        self.watch()
        os.register_at_fork(after_in_child=self.watch)

    def watch(self):
        """Go on looking; threads do not outlive a fork."""
        threading.Thread(target=self._look_on, daemon=True).start()

    def look(self):
        """Move the clock by as much as the file has changed."""
        wanted = float(self.path.read_text() or self.moved)
        self.coordinates.shift(wanted - self.moved)
        self.moved = wanted

    def _look_on(self):
        while True:
            time.sleep(LOOKS_EVERY)
            self.look()


def set_file(path, seconds):
    """Write the file whole, and wait until everybody has looked."""
    draft = path.with_suffix(".draft")
    draft.write_text(str(seconds))
    draft.replace(path)
    time.sleep(5 * LOOKS_EVERY)
