"""`make audit`: ask whether a locked package is known to have a hole; needs the internet."""

import subprocess
import sys

from . import venv
from .locks import LOCKS
from .places import DEV_LOCK, ROOT, VENV

# Strict: a package nobody could be asked about is no good news. What hashes pin needs no environment to be resolved in.
ASK = ["tool", "run", "pip-audit", "--strict", "--require-hashes", "--disable-pip"]


def main():
    """Ask about each lock; the exit code says whether every answer was good."""
    venv.ready(DEV_LOCK)
    asked = [subprocess.run([VENV / "bin" / "uv", *ASK, "-r", lock], cwd=ROOT, check=False) for lock in LOCKS]
    sys.exit(int(any(done.returncode for done in asked)))


if __name__ == "__main__":
    main()
