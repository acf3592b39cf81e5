"""`make run`: from a bare checkout to a page that answers, and everything stopped again by Ctrl-C."""

import http.client
import json
import os
import subprocess
import sys
from urllib.parse import urlsplit

from . import children, frontend, ports, venv
from .places import ROOT, RUN_LOCK
from .supervisor import Supervisor, read_procfile

# Where gunicorn listens; any other address, [::1] too, reaches it through something else.
OURS = (ports.HOST, "localhost")
DEFAULT_PORT = 8000


def main():
    """Install what is missing, then serve; the exit code says how it ended."""
    try:
        children.turn_signals_into_exit()
        python = venv.ready(RUN_LOCK)
        missed = frontend.ready()
        return serve(python, os.environ, [missed] if missed else [])
    except KeyboardInterrupt:
        return 130


def serve(python, given, notes):
    """Prepare the data, start the processes, announce them, and keep them running until a signal comes."""
    env, port, remarks = environment(python, given)
    lines = [*prepare(python, env), *remarks, *notes]
    supervisor = Supervisor(read_procfile(ROOT / "Procfile"), env=env, cwd=ROOT)
    return supervisor.run(is_up=lambda: answers(port), announce=lambda: announce(env["BASE_URL"], lines))


def environment(python, given):
    """Return the environment of the processes, the port of the web server and what to say about it."""
    base_url = given.get("BASE_URL", "").strip() or f"http://{ports.HOST}:{DEFAULT_PORT}"
    try:
        asked, wanted = urlsplit(base_url), urlsplit(base_url).port
    except ValueError:
        asked, wanted = urlsplit(""), None
    is_local = asked.scheme == "http" and asked.hostname in OURS
    port = ports.first_free(wanted or DEFAULT_PORT if is_local else DEFAULT_PORT)
    notes = []
    if is_local and port != (wanted or DEFAULT_PORT):
        notes.append(f"Port {wanted or DEFAULT_PORT} is taken: this is port {port}.")
    if is_local and port != wanted:
        base_url = f"http://{asked.hostname}:{port}"
    elif not is_local:
        notes.append(f"The server listens on 127.0.0.1:{port}; your proxy must lead {base_url} to it.")
    path = os.pathsep.join([str(python.parent), given.get("PATH", os.defpath)])
    settled = {"BASE_URL": base_url, "PORT": str(port), "PATH": path, "PYTHONUNBUFFERED": "1"}
    return {**given, **settled}, port, notes


def prepare(python, env):
    """Bring database and files up to date; return how to sign in."""
    command = [python, "-m", "config.prepare"]
    process = children.start(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        output, _ = process.communicate()
    finally:
        children.kill_session(process)
    if process.returncode:
        sys.exit(process.returncode)
    return json.loads(output)["sign_in"]


def answers(port):
    """Say whether the web server answers a request; any status will do."""
    if not ports.answers(port):
        return False
    connection = http.client.HTTPConnection(ports.HOST, port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Host": f"{ports.HOST}:{port}"})
        return connection.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def announce(base_url, lines):
    """Print where to go and how to get in."""
    print(f"\nLandfall is running: {base_url}", *lines, "Ctrl-C stops it.\n", sep="\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
