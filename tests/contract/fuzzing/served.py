"""The demo on a real server, for whoever wants to send it anything."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

from tests.faults.installation import new_database
from tools import ports
from tools.places import ROOT

PATIENCE = 60  # seconds
ON_SERVERS = ("DATABASE_URL", "REDIS_URL")
ROWS_OF_A_KIND = 20


class Served:
    """A server with the demo, and the owner who asks it."""

    def __init__(self, url, env):
        self.url = url
        signed_in = json.loads(_run(env, "-m", "tests.contract.fuzzing.owner").splitlines()[-1])
        self.team, self.token, self.session = (signed_in[name] for name in ("team", "token", "session"))

    def get(self, path):
        """Return what an address answers to the owner's token."""
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        with urllib.request.urlopen(urllib.request.Request(self.url + path, headers=headers)) as answer:
            return json.load(answer)

    def rows(self, kinds):
        """Return {kind: ids} of the rows that lists show a token."""
        return {kind: self._ids(kind) for kind in kinds}

    def _ids(self, kind):
        paged = "" if kind == "templates" else f"?page_size={ROWS_OF_A_KIND}"
        try:
            answer = self.get(f"/api/v1/teams/{self.team}/{kind}/{paged}")
        except urllib.error.HTTPError:  # for people alone
            return []
        found = answer["results"] if isinstance(answer, dict) else answer
        return [row.get("id", row.get("code")) for row in found]


@contextmanager
def demo(folder):
    """Serve the demo: on PostgreSQL and Redis where the environment names them, else on files below a folder."""
    port = ports.any_free()
    url = f"http://127.0.0.1:{port}"
    env = os.environ | {
        "BASE_URL": url,
        "DATA_DIR": str(folder),
        "DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        # What is too long for the server's own limits never reaches the product.
        "GUNICORN_CMD_ARGS": "--limit-request-line 0 --limit-request-field_size 0",
        "PORT": str(port),
    }
    if "DATABASE_URL" in env:
        with new_database(env["DATABASE_URL"], "fuzzing") as database:
            yield from _serve(url, env | {"DATABASE_URL": database})
    else:
        yield from _serve(url, {name: value for name, value in env.items() if name not in ON_SERVERS})


def _serve(url, env):
    _run(env, "manage.py", "migrate", "--skip-checks", "--verbosity", "0")
    _run(env, "manage.py", "demo")
    served = Served(url, env)
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py"]
    server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(server, int(env["PORT"]))
        yield served
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _wait_for(server, port):
    deadline = time.monotonic() + PATIENCE
    while not ports.answers(port):
        assert server.poll() is None, "the server ended"
        assert time.monotonic() < deadline, "the server does not answer"
        time.sleep(0.1)


def _run(env, *command):
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout
