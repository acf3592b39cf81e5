"""`make faults`: let every fault happen to real processes, on both stacks; `ARGS=--short` takes three minutes."""

import sys

from . import children, test, venv
from .places import DEV_LOCK, ROOT, VENV_PYTHON


def main():
    """Prepare, and run the program that does it; the exit code says whether every promise was kept."""
    try:
        children.turn_signals_into_exit()
        venv.ready(DEV_LOCK)
        program = [VENV_PYTHON, "-m", "tests.faults", *sys.argv[1:]]
        process = children.start(program, cwd=ROOT, env=test.clean_env())
        try:
            return process.wait()
        finally:
            children.stop([process], patience=30)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
