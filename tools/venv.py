"""The virtual environment: made once, brought to its lock, left alone when nothing changed."""

import fcntl
import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from contextlib import contextmanager

from .places import DEV_LOCK, ROOT, RUN_LOCK, VENV, VENV_PYTHON

STAMP = VENV / "landfall.json"


def ready(lock):
    """Bring the environment to `lock` unless it is there already; return its Python."""
    with _alone():
        if not _satisfies(lock):
            _make()
            _install(lock)
            _remember(lock)
    return VENV_PYTHON


def digest(path):
    """Return the SHA-256 of a file as text."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def _alone():
    """Let one process at a time work on the environment; the lock ends with the process."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _satisfies(lock):
    """Say whether this very lock was installed last, into an environment that still runs."""
    return _remembered().get(lock.name) == digest(lock) and _works()


def _remembered():
    try:
        known = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _remember(lock):
    """Write down what is installed; pins are the same in both locks, so the development lock covers the other."""
    locks = (DEV_LOCK, RUN_LOCK) if lock == DEV_LOCK else (lock,)
    STAMP.write_text(json.dumps(_remembered() | {known.name: digest(known) for known in locks}))


def _works():
    """Say whether the environment's Python runs: an upgrade of the system may have taken it away."""
    if not VENV_PYTHON.exists():
        return False
    code = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([VENV_PYTHON, "-c", code], capture_output=True, check=False).returncode == 0


def _make():
    if _works():
        return
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit("Python's venv module is incomplete. On Debian and Ubuntu: sudo apt-get install python3-venv")
    print("Making .venv …", flush=True)
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True, check=False)
    if made.returncode:
        reason = " ".join((made.stdout + made.stderr).split())[:300]
        sys.exit(
            f"The virtual environment could not be made ({reason}). "
            "On Debian and Ubuntu: sudo apt-get install python3-venv"
        )


def _install(lock):
    print(f"Installing the packages of {lock.name} (once; takes a minute or two) …", flush=True)
    if STAMP.exists():
        STAMP.write_text(json.dumps({name: known for name, known in _remembered().items() if name != lock.name}))
    command = [VENV_PYTHON, "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check",
               "--no-warn-script-location", "--no-deps", "--require-hashes", "--requirement", lock]  # fmt: skip
    quiet = os.environ | {"PIP_ROOT_USER_ACTION": "ignore"}
    if subprocess.run(command, env=quiet, stdin=subprocess.DEVNULL, check=False).returncode:
        sys.exit(f"The packages of {lock.name} could not be installed: see pip's message above.")
