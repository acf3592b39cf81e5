"""schemathesis, in an environment of its own beside the developers': made when it is first needed."""

import shutil
import subprocess

from .places import FUZZ_LOCK, FUZZ_VENV, ROOT, VENV_PYTHON

INSTALLED = FUZZ_VENV / FUZZ_LOCK.name


def ready():
    """Bring the environment to its lock unless it is there already; return the program."""
    if not INSTALLED.exists() or INSTALLED.read_bytes() != FUZZ_LOCK.read_bytes():
        _make()
    return FUZZ_VENV / "bin" / "st"


def _make():
    subprocess.run([VENV_PYTHON, "-m", "venv", "--clear", FUZZ_VENV], cwd=ROOT, check=True)
    install = ["-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check", "--no-deps"]
    command = [FUZZ_VENV / "bin" / "python", *install, "--require-hashes", "--requirement", FUZZ_LOCK]
    subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=True)
    shutil.copy(FUZZ_LOCK, INSTALLED)
