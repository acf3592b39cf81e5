"""`make ci`: the readable list of what a change must pass. All steps run; one failure fails the whole."""

import sys
import tempfile
import time

from . import children, locks, messages, test, venv
from .places import DEV_LOCK, ROOT, VENV, VENV_PYTHON

PRODUCTION = {
    "BASE_URL": "https://landfall.example.com",
    "DATABASE_URL": "postgres://landfall:password@db.example.com/landfall",
    "REDIS_URL": "redis://redis.example.com:6379/0",
    "EMAIL_URL": "smtp+tls://landfall:password@mail.example.com",
    "TRUSTED_PROXIES": "1",
}
MANAGE = ("{python}", "manage.py")
LINT = [
    ("style", ["{bin}/ruff", "check", "."]),
    ("format", ["{bin}/ruff", "format", "--check", "."]),
    ("templates", ["{bin}/djade", "--target-version", "5.2", "--check", "{templates}"]),
    ("layers", ["{bin}/lint-imports"]),
    ("types", ["{bin}/mypy"]),
]
FORMAT = [
    ("style", ["{bin}/ruff", "check", "--fix", "."]),
    ("format", ["{bin}/ruff", "format", "."]),
    ("templates", ["{bin}/djade", "--target-version", "5.2", "{templates}"]),
]
TESTS = [
    ("tests", ["{python}", "-m", "tools.test"]),
    ("faults", ["{python}", "-m", "tools.faults", "--short"]),
]
CONTRACTS = [
    ("migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"]),
    ("deployment", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"]),
]


def main():
    """Run the steps asked for and say at the end which failed."""
    try:
        children.turn_signals_into_exit()
        venv.ready(DEV_LOCK)
        if "--format" in sys.argv[1:]:
            return int(bool([title for title, command in FORMAT if not run(title, command)]))
        failed = [title for title, command in LINT if not run(title, command)]
        if "--lint" not in sys.argv[1:]:
            failed += contracts()
            failed += [title for title, command in TESTS if not run(title, command)]
    except KeyboardInterrupt:
        return 130
    print(f"Failed: {', '.join(failed)}" if failed else "All steps passed.", flush=True)
    return int(bool(failed))


def contracts():
    """Check migrations, deployment, translations and locks; return the titles of those that fail."""
    failed = []
    with tempfile.TemporaryDirectory(prefix="landfall-ci-") as folder:
        env = test.clean_env() | test.keys() | PRODUCTION | {"DATA_DIR": folder}
        embedded = test.clean_env() | {"DATA_DIR": folder}
        for (title, command), surroundings in zip(CONTRACTS, (embedded, env), strict=True):
            failed += [] if run(title, command, env=surroundings) else [title]
    for title, problems in (("translations", messages.check()), ("locks", locks.check())):
        print(f"-- {title}", *problems, sep="\n", flush=True)
        failed += [title] if problems else []
    return failed


def run(title, command, *, env=None):
    """Run one step, and say how long it took; return whether it passed."""
    print(f"-- {title}", flush=True)
    started_at = time.monotonic()
    process = children.start(_spelled(command), cwd=ROOT, env=env or test.clean_env())
    try:
        passed = process.wait() == 0
    finally:
        children.stop([process], patience=30)
    print(f"   {'ok' if passed else 'FAILED'} ({time.monotonic() - started_at:.1f} s)", flush=True)
    return passed


def _spelled(command):
    words = []
    for word in command:
        if word == "{templates}":
            words += sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("templates/**/*.html"))
        else:
            words.append(word.format(python=VENV_PYTHON, bin=VENV / "bin"))
    return words


if __name__ == "__main__":
    sys.exit(main())
