"""`make locks`: pin every package, with hashes and without a single address."""

import hashlib
import json
import os
import re
import subprocess
import sys
import tomllib

from . import venv
from .places import DEV_LOCK, FUZZ_LOCK, NODE_LOCK, NPM_LOCK, PYPROJECT, ROOT, RUN_LOCK, VENV

# What of pyproject.toml goes into each lock: the project's own dependencies, and groups beside them.
LOCKS = {
    RUN_LOCK: ("project",),
    DEV_LOCK: ("project", "dev"),
    FUZZ_LOCK: ("fuzz",),
    NODE_LOCK: ("node",),
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
    for lock, parts in LOCKS.items():
        command = [str(uv), "pip", "compile", *_named(parts), "--output-file", lock.name, *SHAPE]
        if lock == DEV_LOCK:
            command += ["--constraint", RUN_LOCK.name]
        subprocess.run(command + sys.argv[1:], cwd=ROOT, check=True)
        lock.write_text(f"{MARK}{fingerprint(parts)}\n{lock.read_text()}")
    npm = ["npm", "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(npm, cwd=ROOT, env=os.environ, check=True)
    problems = check()
    sys.exit("\n".join(problems) or 0)


def check():
    """Return what is wrong with the locks: older than what is declared, or with an address of a registry in them."""
    problems = []
    for lock, parts in LOCKS.items():
        text = lock.read_text() if lock.exists() else ""
        if not text.startswith(f"{MARK}{fingerprint(parts)}\n"):
            problems.append(f"{lock.name} is older than what pyproject.toml declares: run make locks")
    problems += [
        f"{path.name} holds an address: run make locks"
        for path in (*LOCKS, NPM_LOCK)
        if path.exists() and ADDRESS.search(path.read_text())
    ]
    return problems


def fingerprint(parts):
    """Return names and one hash of the declarations a lock is made from."""
    declared = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
    known = {"project": declared["project"]["dependencies"]} | declared["dependency-groups"]
    digest = hashlib.sha256(json.dumps([known[part] for part in parts]).encode()).hexdigest()
    return f"{PYPROJECT.name} ({', '.join(parts)}) {digest[:32]}"


def _named(parts):
    """Return how uv is told which declarations to compile."""
    words = [PYPROJECT.name] if "project" in parts else []
    for part in parts:
        words += [] if part == "project" else ["--group", f"{PYPROJECT.name}:{part}"]
    return words


if __name__ == "__main__":
    main()
