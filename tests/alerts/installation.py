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


class Installation:
    """Knows the environment its processes run in, and ends those it started."""

    def __init__(self, env):
        self.env, self.processes = env, []

    def run(self, *command):
        """Run a command of tests/alerts/remote.py and return what it answers."""
        return self.wait_for(self.start_remote(*command))

    def start_remote(self, *command):
        return self.start(sys.executable, "-m", "tests.alerts.remote", *map(str, command), stdout=subprocess.PIPE)

    def wait_for(self, process):
        answer, _errors = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
        return json.loads(answer)

    def start(self, *command, **options):
        process = subprocess.Popen(command, cwd=ROOT, env=self.env, start_new_session=True, **options)
        self.processes.append(process)
        return process

    def worker(self):
        options = ["--loglevel", "ERROR", "--without-gossip", "--without-mingle"]
        return self.start(sys.executable, "-m", "celery", "--quiet", "--app", "config", "worker", *options)

    def beat(self):
        return self.start(sys.executable, "-m", "celery", "--quiet", "--app", "config", "beat", "--loglevel", "ERROR")

    def kill(self, process):
        """SIGKILL to a process of ours and its children; nobody gets to clean up."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def stop(self):
        """End every process this installation still runs."""
        for process in self.processes:
            if process.poll() is None:
                self.kill(process)
            if process.stdout:
                process.stdout.close()
        self.processes.clear()


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
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, env=env, check=True)
        yield made
    finally:
        made.stop()


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
