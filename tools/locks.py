"""`make locks`: pin every package, with hashes and without a single address."""

import hashlib
import os
import re
import subprocess
import sys

from . import venv
from .places import DEV_LOCK, NODE_LOCK, NPM_LOCK, ROOT, RUN_LOCK, VENV

LOCKS = {
    RUN_LOCK: ["requirements.in"],
    DEV_LOCK: ["requirements-dev.in", "requirements.in"],
    NODE_LOCK: ["requirements-node.in"],
}
# npm lists where to thank an author: no registry.
ADDRESS = re.compile(r"^(?!.*\"(url|funding)\":).*://", re.MULTILINE)
SHAPE = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "--quiet"]
MARK = "# made by `make locks` from "


def main():
    """Write the locks again; packages keep their version unless `--upgrade` is given."""
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        venv.ready(DEV_LOCK)
    for lock, inputs in LOCKS.items():
        command = [str(uv), "pip", "compile", inputs[0], "--output-file", lock.name, *SHAPE]
        if lock == DEV_LOCK:
            command += ["--constraint", RUN_LOCK.name]
        subprocess.run(command + sys.argv[1:], cwd=ROOT, check=True)
        lock.write_text(f"{MARK}{fingerprint(inputs)}\n{lock.read_text()}")
    npm = ["npm", "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(npm, cwd=ROOT, env=os.environ, check=True)
    problems = check()
    sys.exit("\n".join(problems) or 0)


def check():
    """Return what is wrong with the locks: older than their inputs, or with an address of a registry in them."""
    problems = []
    for lock, inputs in LOCKS.items():
        text = lock.read_text() if lock.exists() else ""
        if not text.startswith(f"{MARK}{fingerprint(inputs)}\n"):
            problems.append(f"{lock.name} is older than {' and '.join(inputs)}: run make locks")
    problems += [
        f"{path.name} holds an address: run make locks"
        for path in (*LOCKS, NPM_LOCK)
        if path.exists() and ADDRESS.search(path.read_text())
    ]
    return problems


def fingerprint(inputs):
    """Return names and one hash of the files a lock is made from."""
    digest = hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in inputs)).hexdigest()
    return f"{', '.join(inputs)} {digest[:32]}"


if __name__ == "__main__":
    main()
