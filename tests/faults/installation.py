"""A whole installation of its own: database, broker and the processes of the Procfile, real ones, to be killed."""

import json
import os
import subprocess
import sys
import time
import uuid
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.tools.processes import pids_with
from tools import children
from tools.supervisor import read_procfile

from . import clock
from .postbox import ROOT

PATIENCE = 120
SERVERS = ("DATABASE_URL", "REDIS_URL")
SUPERVISOR = (
    "import os, pathlib, sys; from tools import children, run; children.turn_signals_into_exit(); "
    "sys.exit(run.serve(pathlib.Path(sys.executable), os.environ, []))"
)


class Hand:
    """A process that does what tests/faults/remote.py offers; starting one takes longer than most of its work."""

    def __init__(self, env):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.remote"],
            cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ask(self, *command):
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()

    def answer(self):
        line = self.process.stdout.readline()
        assert line, "the process ended"
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


class Installation:
    """Knows the environment its processes run in, and ends those it started; `before` stands before each command."""

    def __init__(self, env, folder, before=()):
        self.env, self.folder, self.before = env, folder, before
        self.lines = dict(read_procfile(ROOT / "Procfile"))
        self.processes, self.hands = [], []

    @property
    def data(self):
        return Path(self.env["DATA_DIR"])

    @property
    def workers(self):
        """Return the names of the lines that are workers."""
        return [name for name, command in self.lines.items() if " worker" in command]

    def run(self, *command):
        """Do a command of tests/faults/remote.py and return what it answers."""
        [answer] = self.run_at_once(1, *command)
        return answer

    def run_at_once(self, count, *command):
        """The same by so many processes at once."""
        while len(self.hands) < count:
            self.hands.append(Hand(self.env))
        hands = self.hands[:count]
        for hand in hands:
            hand.ask(*command)
        return [hand.answer() for hand in hands]

    def start(self, *names):
        """Start lines of the Procfile; returns their processes."""
        return [self._start(name, ["/bin/sh", "-c", f"exec {self.lines[name]}"]) for name in names]

    def supervise(self):
        """Start all as `make run` does; returns the supervisor."""
        return self._start("supervisor", [sys.executable, "-c", SUPERVISOR])

    def leaders(self, *names):
        """Return the ids of the first processes of lines, whoever started them."""
        ours = [pid for pid in self.pids() if os.getpgid(pid) == pid]
        return [pid for pid in ours for name in names if _runs(pid, self.lines[name])]

    def pids(self):
        """Return the ids of all processes of the product."""
        return pids_with(f"DATA_DIR={self.data}")

    def log(self, name):
        """Return what the processes of a line have written."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def set_database_clock(self, seconds):
        """Move the clock of PostgreSQL in our database; SQLite has none of its own."""
        if "DATABASE_URL" in self.env:
            with psycopg.connect(self.env["DATABASE_URL"], autocommit=True) as server:
                server.execute("UPDATE clock.moved SET seconds = %s", [seconds])

    def kill(self, *processes):
        """SIGKILL to processes of ours and their children; nobody gets to clean up."""
        for process in processes:
            children.kill_session(process)

    def stop(self):
        """End every process of the product that still runs."""
        self.kill(*self.processes)
        self.processes.clear()

    def close(self):
        """End everything."""
        self.stop()
        self.close_hands()

    def close_hands(self):
        """End the processes that did commands; the next command starts another."""
        for hand in self.hands:
            hand.close()
        self.hands.clear()

    def _start(self, name, command):
        with (self.folder / f"{name}.log").open("ab") as log:
            words = [*self.before, *command]
            process = children.start(words, cwd=ROOT, env=self.env, stdout=log, stderr=log)
        self.processes.append(process)
        return process


@contextmanager
def installation(folder, box, *, reached=None, before=(), **extra):
    """Make one below `folder` that mails to a sink: on servers, by the variables that lead there, or on files alone."""
    data = folder / "data"
    data.mkdir()
    env = {name: value for name, value in os.environ.items() if name not in SERVERS} | {
        "DJANGO_SETTINGS_MODULE": "tests.faults.fast",
        "DATA_DIR": str(data),
        "EMAIL_URL": f"smtp://127.0.0.1:{box.port}",
        "DEMO": "0",
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
        "PYTHONWARNINGS": "ignore",
        **extra,
    }
    if reached:
        with new_database(reached["DATABASE_URL"], "alerts") as url:
            yield from _migrated(env | reached | {"DATABASE_URL": url}, folder, before)
    else:
        yield from _migrated(env, folder, before)


def _migrated(env, folder, before):
    made = Installation(env, folder, before)
    try:
        migrate = [sys.executable, "manage.py", "migrate", "--skip-checks", "--verbosity", "0"]
        subprocess.run(migrate, cwd=ROOT, env=env, check=True)
        yield made
    finally:
        made.close()


@contextmanager
def new_database(url, name):
    """Make a database beside the one of the URL, with a clock that can be moved; give its URL, drop it at the end."""
    name = f"{name}_{uuid.uuid4().hex[:8]}"
    its_url = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        server.execute(f'ALTER DATABASE "{name}" SET search_path = {clock.SEARCH_PATH}')
    with psycopg.connect(its_url, autocommit=True) as made:
        made.execute(clock.POSTGRES)
    try:
        yield its_url
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _runs(pid, command):
    """Say whether a process is what a line of the Procfile became."""
    words = command.split()[1:]
    try:
        said = Path(f"/proc/{pid}/cmdline").read_text().rstrip("\0").split("\0")
    except OSError:
        return False
    return said[-len(words) :] == words


def until(question, *, seconds=PATIENCE):
    """Wait until a question is answered by yes."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if question():
            return True
        time.sleep(0.2)
    return False
