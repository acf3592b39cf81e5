"""An installation as `make run` starts it, with its mail server, and what can be done to both."""

import os
import resource
import signal
import sqlite3
import time
from contextlib import closing, contextmanager

import redis

from tools import ports

from . import clock
from .asking import Site
from .installation import until

UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
FULL = (0, resource.RLIM_INFINITY)
OVER = {"sent", "failed", "uncertain", "cancelled"}


class Stack:
    """One of the two: "files" (SQLite and a broker of files) or "servers" (PostgreSQL and Redis)."""

    def __init__(self, name, made, box, servers=None):
        self.name, self.made, self.box, self.servers = name, made, box, servers or {}
        self.supervisor, self.site = None, None

    def start(self, *, with_clock=False):
        """Start all that the Procfile names, under a supervisor."""
        port = ports.any_free()
        self.made.env |= {"PORT": str(port), "BASE_URL": f"http://127.0.0.1:{port}"}
        self.made.env.pop("TEST_CLOCK", None)
        if with_clock:
            self.follow_clock()
        self.site = Site(port)
        self.supervisor = self.made.supervise()
        assert until(self.is_well), self.made.log("supervisor")[-3000:]

    def stop(self):
        """Stop it as Ctrl-C does, and the processes that were started beside it."""
        if self.supervisor and self.supervisor.poll() is None:
            self.supervisor.send_signal(signal.SIGINT)
            self.supervisor.wait(60)
        self.supervisor = None
        self.made.close()

    def is_well(self):
        """Say whether pages answer and the engine ticks."""
        return self.site.get("/healthz", timeout=5).status == 200

    def url(self, path):
        """Return the address of a path, as mail names it."""
        return self.made.env["BASE_URL"] + path

    def make_ready(self):
        """Have it run as `make run` leaves it, with nothing in it and an empty mailbox."""
        if self.supervisor is None or "TEST_CLOCK" in self.made.env:
            self.stop()
            self.set_clock(0)
            self.start()
        assert until(self.is_well)
        self.made.run("empty")
        self.box.empty()

    def seed(self, count, fault="slow20"):
        """Queue so many mails, which the mail server treats that way; returns their keys."""
        return set(self.made.run("seed", count, fault))

    def has_mail_for_tomorrow(self):
        """Wait until the outbox holds mail that is not due yet."""
        return until(lambda: "queued" in self.made.run("progress")["mails"].values())

    def is_settled(self, keys):
        """Say whether all of these mails, or all that was to be sent by now, have come to an end, and all is well."""
        found = self.made.run("progress")
        ours = {said for key, said in found["mails"].items() if key in keys} if keys else set()
        return not (found["unsettled"] or found["untold"]) and ours <= OVER and self.is_well()

    def until_accepted(self, count):
        """Wait until the mail server has taken so many."""
        assert until(lambda: len(self.box.accepted) >= count), f"{len(self.box.accepted)} of {count}"

    def kill(self, *names):
        """SIGKILL to the processes of lines and their children; the supervisor starts them again."""
        leaders = self.made.leaders(*names)
        assert leaders, f"no process of {names}"
        for pid in leaders:
            os.killpg(pid, signal.SIGKILL)

    def kill_supervisor(self):
        """SIGKILL to the supervisor alone; returns once nothing of the product is left, and starts anew."""
        self.supervisor.kill()
        self.supervisor.wait(10)
        assert until(lambda: not self.pids(), seconds=60), "processes were left behind"
        self.start()

    def pids(self):
        """Return the processes of the product, without the supervisor and what works for us."""
        ours = [self.supervisor, *(hand.process for hand in self.made.hands)]
        return sorted({*self.made.pids()} - {process.pid for process in ours if process})

    def empty_broker(self):
        """Take every message out of the broker."""
        if self.name == "servers":
            with redis.from_url(self.made.env["REDIS_URL"]) as client:
                client.flushall()
            return
        for path in (self.made.data / "broker" / "queue").iterdir():
            path.unlink(missing_ok=True)

    @contextmanager
    def without(self, name):
        """Stop a server for the time of the block."""
        server = self.servers[name]
        server.stop()
        yield
        server.start()

    @contextmanager
    def locked(self):
        """Keep the file of the database locked."""
        with closing(sqlite3.connect(self.made.data / "landfall.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield

    @contextmanager
    def full(self):
        """Let no file of the product's processes grow."""
        for pid in self.pids():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, FULL)
        yield
        for pid in self.pids():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, UNLIMITED)

    @contextmanager
    def read_only(self):
        """Let nothing be written in the folder of the data."""
        modes = {path: path.stat().st_mode for path in [self.made.data, *self.made.data.rglob("*")]}
        for path, mode in modes.items():
            path.chmod(mode & 0o555)
        yield
        for path in filter(lambda path: path.exists(), modes):
            path.chmod(modes[path])

    def follow_clock(self):
        """Let what is started from here on go by the clock that `set_clock` sets."""
        self.made.env["TEST_CLOCK"] = str(self._clock)

    @property
    def _clock(self):
        return self.made.folder / "clock"

    def set_clock(self, seconds):
        """Set the clock of everything that far from the true one; processes must have been started to follow it."""
        self.made.set_database_clock(seconds)
        clock.set_file(self._clock, seconds)


def wait(seconds):
    """Let the fault last."""
    time.sleep(seconds)
