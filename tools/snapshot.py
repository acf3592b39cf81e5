"""`python -m tools.snapshot`: keep the demo as this version stores it, in tests/upgrade/; run when a version is closed.

What is kept is the migrations of our apps, each with a digest, and every row: tests/upgrade/ loads them into a database
of that version and brings it to the present one.
"""

import gzip
import json
import subprocess
import sys
import tempfile
import tomllib

from . import test, venv
from .places import DEV_LOCK, PYPROJECT, ROOT, VENV_PYTHON

SETTINGS = "config.settings"
SNAPSHOTS = ROOT / "tests" / "upgrade"


def main():
    """Write the snapshot of the version that pyproject.toml names; one that exists stays as it is."""
    venv.ready(DEV_LOCK)
    version = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["version"]
    path = SNAPSHOTS / f"{version}.json.gz"
    if path.exists():
        sys.exit(f"{path.relative_to(ROOT)} is there: a version that is out does not change.")
    with tempfile.TemporaryDirectory(prefix="landfall-snapshot-") as folder:
        env = test.clean_env() | {"DATA_DIR": folder, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": SETTINGS}
        for command in (["manage.py", "migrate", "--verbosity", "0"], ["manage.py", "demo"]):
            subprocess.run([VENV_PYTHON, *command], cwd=ROOT, env=env, check=True, capture_output=True)
        made = [VENV_PYTHON, "-m", "tests.upgrade.rows"]
        rows = subprocess.run(made, cwd=ROOT, env=env, check=True, capture_output=True).stdout
    path.write_bytes(gzip.compress(json.dumps({"version": version} | json.loads(rows)).encode(), mtime=0))
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
