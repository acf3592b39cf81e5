"""`make run`: from a bare checkout to a page that answers, and everything stopped again by Ctrl-C."""

import http.client
import json
import os
import re
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
    listener, base_url, remarks = place(given)
    with listener:
        env = environment(python, given, listener, base_url)
        lines = [*prepare(python, env), *remarks, *notes]
        supervisor = Supervisor(read_procfile(ROOT / "Procfile"), env=env, cwd=ROOT, sockets={"web": listener})
        # Whoever connects waits until our web server, and no other, takes the call.
        return supervisor.run(is_up=lambda: answers(listener), announce=lambda: announce(base_url, lines))


def place(given):
    """Take a port for the web server; return the socket, the address people type and what to say about both.

    PORT decides, else BASE_URL where it is local. What is no port is left for the settings to refuse.
    """
    base_url = given.get("BASE_URL", "").strip()
    try:
        asked, named = urlsplit(base_url), urlsplit(base_url).port
    except ValueError:
        asked, named = urlsplit(""), None
    is_local = not base_url or (asked.scheme == "http" and asked.hostname in OURS)
    wanted = _number(given.get("PORT", "")) or (named if is_local else None) or DEFAULT_PORT
    listener = ports.listen_from(wanted)
    port = listener.getsockname()[1]
    notes = [f"Port {wanted} is taken: this is port {port}."] if is_local and port != wanted else []
    if is_local:
        base_url = f"http://{asked.hostname or ports.HOST}:{port}"
    else:
        notes.append(f"The server listens on 127.0.0.1:{port}; your proxy must lead {base_url} to it.")
    return listener, base_url, notes


def environment(python, given, listener, base_url):
    """Return the environment of the processes."""
    port = given.get("PORT", "").strip()
    return {
        **given,
        "BASE_URL": base_url,
        "PORT": port if port and not _number(port) else str(listener.getsockname()[1]),
        "WEB_SOCKET": str(listener.fileno()),
        "PATH": os.pathsep.join([str(python.parent), given.get("PATH", os.defpath)]),
        "PYTHONUNBUFFERED": "1",
    }


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


def answers(listener):
    """Say whether the web server answers a request soon; any status will do."""
    port = listener.getsockname()[1]
    connection = http.client.HTTPConnection(ports.HOST, port, timeout=1)
    try:
        connection.request("GET", "/", headers={"Host": f"{ports.HOST}:{port}"})
        return connection.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _number(text):
    """Return the port a text names, or 0."""
    return int(text) if re.fullmatch(r"[1-9][0-9]{0,4}", text.strip()) and int(text) < 65536 else 0


def announce(base_url, lines):
    """Print where to go and how to get in."""
    print(f"\nLandfall is running: {base_url}", *lines, "Ctrl-C stops it.\n", sep="\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
