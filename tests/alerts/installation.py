"""A whole installation of its own for a test: database, broker, worker and clock as real processes."""

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg

from .postbox import ROOT

PATIENCE = 120


class Hand:
    """A process that does what tests/alerts/remote.py offers; starting one takes longer than most of its work."""

    def __init__(self, env):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.alerts.remote"],
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
    """Knows the environment its processes run in, and ends those it started."""

    def __init__(self, env):
        self.env, self.processes, self.hands = env, [], []

    def run(self, *command):
        """Do a command of tests/alerts/remote.py and return what it answers."""
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

    def start(self, *command):
        process = subprocess.Popen(command, cwd=ROOT, env=self.env, start_new_session=True)
        self.processes.append(process)
        return process

    def worker(self, queues="alerts"):
        options = ["--queues", queues, "--hostname", f"{queues}@%h", "--loglevel", "ERROR"]
        options += ["--without-gossip", "--without-mingle"]
        return self.start(sys.executable, "-m", "celery", "--quiet", "--app", "config", "worker", *options)

    def beat(self):
        options = ["--quiet", "--skip-checks", "--app", "config", "beat", "--loglevel", "ERROR"]
        return self.start(sys.executable, "-m", "celery", *options)

    def kill(self, process):
        """SIGKILL to a process of ours and its children; nobody gets to clean up."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def stop(self):
        """End every process of the product that still runs."""
        for process in self.processes:
            if process.poll() is None:
                self.kill(process)
        self.processes.clear()

    def close(self):
        """End everything."""
        self.stop()
        for hand in self.hands:
            hand.close()


@contextmanager
def installation(folder, box, *, with_servers):
    """Make one below `folder` that mails to a sink; on the servers of the environment, or on files alone."""
    data = folder / "data"
    data.mkdir()
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.alerts.fast",
        "DATA_DIR": str(data),
        "EMAIL_URL": f"smtp://127.0.0.1:{box.port}",
        "DEMO": "0",
        "PYTHONWARNINGS": "ignore",
    }
    if with_servers:
        with _database(env["DATABASE_URL"]) as url:
            yield from _migrated(env | {"DATABASE_URL": url})
    else:
        yield from _migrated({name: value for name, value in env.items() if name not in ("DATABASE_URL", "REDIS_URL")})


def _migrated(env):
    made = Installation(env)
    try:
        migrate = ["manage.py", "migrate", "--skip-checks", "--verbosity", "0"]
        subprocess.run([sys.executable, *migrate], cwd=ROOT, env=env, check=True)
        yield made
    finally:
        made.close()


@contextmanager
def _database(url):
    """Make a database beside the one of the URL; give its URL, and drop it afterwards."""
    name = f"alerts_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def until(question, *, seconds=PATIENCE):
    """Wait until a question is answered by yes."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if question():
            return True
        time.sleep(0.2)
    return False
