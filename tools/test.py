"""`make test`: every test, on servers of its own that end with it. `make quick`: the working day's tests.

Words after the command go to each run of pytest: `make test ARGS="-k milestone"`.
"""

import base64
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree as ET

from . import children, frontend, servers, venv
from .places import DEV_LOCK, ROOT, VENV_PYTHON

# The first is Chromium without a window, which takes a quarter less of the processors' time for the same pages.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
PRODUCT_VARIABLES = (
    "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DATA_DIR", "SECRET_KEY", "SECRET_KEY_FALLBACKS", "FIELD_KEYS",
    "INDEX_KEY", "BASE_URL", "ALLOWED_HOSTS", "DEFAULT_FROM_EMAIL", "TIME_ZONE", "DEBUG", "SIGNUP", "DEMO",
    "TRUSTED_PROXIES", "PORT", "DJANGO_SETTINGS_MODULE", "CELERY_BROKER_URL", "WEB_CONCURRENCY", "GUNICORN_CMD_ARGS",
    "WEB_SOCKET",
)  # fmt: skip
PYTHON_VARIABLES = ("PYTHONDONTWRITEBYTECODE", "PYTHONOPTIMIZE", "PYTHONPATH", "PYTHONWARNINGS")
PLAIN = "not slow and not browser"
QUICK = f"{PLAIN} and not thorough"
PARALLEL = ("-n", "2", "--dist", "worksteal")
# The tables come straight from the models: `make ci` checks that migrations say the same, and the processes that tests
# start run them on both databases.
UNMIGRATED = "--nomigrations"
NO_TESTS = 5


class Tally:
    """What the runs of pytest counted, together."""

    def __init__(self):
        self.counts = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
        self.started_at = time.monotonic()
        self.is_bad = False
        self._lock = threading.Lock()

    def add(self, report):
        """Add the counts of one JUnit report; several runs may end at once."""
        with self._lock:
            for suite in ET.parse(report).getroot().iter("testsuite"):
                for name in self.counts:
                    self.counts[name] += int(suite.get(name, 0))

    def line(self):
        """Return a closing line that reads as pytest's own does."""
        failed, errors, skipped = (self.counts[name] for name in ("failures", "errors", "skipped"))
        passed = self.counts["tests"] - failed - errors - skipped
        words = ((failed, "failed"), (passed, "passed"), (skipped, "skipped"), (errors, "errors"))
        parts = [f"{count} {word}" for count, word in words if count or word == "passed"]
        return f" {', '.join(parts)} in {time.monotonic() - self.started_at:.2f}s ".center(80, "=")


class Runs:
    """Runs pytest several times below one temporary folder; some runs go on beside the others."""

    def __init__(self, folder, words):
        self.folder, self.words, self.tally = folder, words, Tally()
        self.running, self.is_stopped, self._starting = [], False, threading.Lock()

    def pytest(self, title, extra_env, *arguments, output=None):
        """Run pytest once in a clean environment, on the screen or into a file, and count what it reports."""
        data = Path(tempfile.mkdtemp(prefix="data-", dir=self.folder))
        report = data.with_suffix(".xml")
        command = [VENV_PYTHON, "-m", "pytest", "-q", f"--junitxml={report}", *arguments, *self.words]
        # What processes that were killed leave behind goes with our folder.
        env = clean_env() | {"DATA_DIR": str(data), "TMPDIR": str(self.folder)} | extra_env
        with self._starting:  # nothing starts once all that runs was ended
            if self.is_stopped:
                return
            print(f"\n{title}", file=output, flush=True)
            run = children.start(command, cwd=ROOT, env=env, stdout=output, stderr=output and subprocess.STDOUT)
            self.running.append(run)
        try:
            code = run.wait()
        finally:
            self._end([run])
        if report.exists():
            self.tally.add(report)
        if code and not (code == NO_TESTS and self.words):  # only words may leave a run without tests
            self.tally.is_bad = True

    def only(self, places):
        """Return the places to read tests from, to save reading all others; none where words may name some."""
        return [] if self.words else places

    @contextmanager
    def beside(self, work):
        """Do `work(output)` beside the block; what it prints is shown at the end, so that it tears up no line."""
        with tempfile.TemporaryFile("w+", dir=self.folder) as output, ThreadPoolExecutor(1) as aside:
            done = aside.submit(work, output)
            try:
                yield
                done.result()
            except BaseException:
                with self._starting:
                    self.is_stopped = True
                raise
            finally:
                if self.is_stopped:
                    self._end(self.running)
                wait([done])
                output.seek(0)
                print(output.read(), flush=True)

    def _end(self, runs):
        children.stop(runs, patience=20, first=children.signal.SIGINT)
        with self._starting:
            self.running = [run for run in self.running if run not in runs]


def main():
    """Prepare, run, count; the exit code says whether all is well."""
    words = [word for word in sys.argv[1:] if word != "--quick"]
    try:
        children.turn_signals_into_exit()
        venv.ready(DEV_LOCK)
        with tempfile.TemporaryDirectory(prefix="landfall-runs-", ignore_cleanup_errors=True) as folder:
            runs = Runs(Path(folder), words)
            if "--quick" in sys.argv[1:]:
                runs.pytest("Quick tests, on SQLite", {}, "-m", QUICK, UNMIGRATED, *PARALLEL)
            else:
                everything(runs)
    except KeyboardInterrupt:
        print("\nStopped.", flush=True)
        return 130
    print(runs.tally.line(), flush=True)
    return int(runs.tally.is_bad)


def everything(runs):
    """Run all tests, in runs beside each other: two halves that compute, and two runs of what mostly waits."""
    missed = frontend.ready(tests=True)
    if missed:
        print(missed, flush=True)
    browser = find_browser()
    with servers.both() as reached:
        parts = Parts(runs, reached | keys(), browser)
        with runs.beside(parts.processes), runs.beside(parts.journeys), runs.beside(parts.second_half):
            parts.first_half()
    if not browser:
        name_skipped(runs)


class Parts:
    """The parts of the whole. Each makes a test database of its own, and no worker takes another's messages."""

    def __init__(self, runs, on_servers, browser):
        self.runs, self.on_servers, self.browser = runs, on_servers, browser

    def first_half(self, output=None):
        self._half(1, output)

    def second_half(self, output):
        self._half(2, output)

    def _half(self, number, output):
        """Run half of the tests on real servers, then the other half of those that touch the database on SQLite.

        Whichever half takes longer does so on both databases: crossed over, both ways are about as long.
        """
        plain, other = ("-m", PLAIN, UNMIGRATED, "-p", "tools.halves", "--half"), 3 - number
        there = self._apart(number, f"_half{number}")
        self.runs.pytest(f"Tests on PostgreSQL and Redis, half {number}", there, *plain, str(number), output=output)
        again = ("-p", "tools.only_database", *plain, str(other))
        self.runs.pytest(f"Tests that touch the database, on SQLite, half {other}", {}, *again, output=output)

    def processes(self, output):
        marked = ("-m", "slow and not browser", UNMIGRATED, *self.runs.only(files_with("mark.slow")))
        self.runs.pytest("Tests that start processes", self._apart(3), *marked, output=output)

    def journeys(self, output):
        if self.browser:
            where = self._apart(4, "_journeys") | {"CHROMIUM": self.browser}
            marked = ("-m", "browser", UNMIGRATED, *self.runs.only(["tests/browser"]))
            self.runs.pytest("Journeys in a browser", where, *marked, output=output)

    def _apart(self, number, name=""):
        queue = self.on_servers["REDIS_URL"].removesuffix("/0") + f"/{number}"
        return self.on_servers | {"DATABASE_URL": self.on_servers["DATABASE_URL"] + name, "REDIS_URL": queue}


def files_with(text):
    """Return the files of tests in which a text stands."""
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    return [str(path.relative_to(ROOT)) for path in files if text in path.read_text(encoding="utf-8")]


def clean_env():
    """Return our environment without what would make the tests depend on this shell."""
    return {name: value for name, value in os.environ.items() if name not in PRODUCT_VARIABLES + PYTHON_VARIABLES}


def keys():
    """Return keys for an installation that must be given them."""
    field, index = (base64.b64encode(secrets.token_bytes(32)).decode() for _ in range(2))
    return {"SECRET_KEY": secrets.token_urlsafe(50), "FIELD_KEYS": f"k1:{field}", "INDEX_KEY": index}


def find_browser():
    """Return the path of a Chromium, or nothing; CHROMIUM in the environment wins."""
    given = os.environ.get("CHROMIUM", "")
    return shutil.which(given) if given else next(filter(None, map(shutil.which, BROWSERS)), None)


def name_skipped(runs):
    """Say which tests a missing browser leaves out, and count them."""
    command = [VENV_PYTHON, "-m", "pytest", "-q", "--collect-only", "-m", "browser", *runs.words]
    found = subprocess.run(command, cwd=ROOT, env=clean_env(), capture_output=True, text=True, check=False)
    names = [line for line in found.stdout.splitlines() if "::" in line]
    found_none = "\nNo Chromium found (apt-get install chromium-headless-shell, or CHROMIUM=/path). Skipped:"
    print(found_none, *names, sep="\n  ", flush=True)
    runs.tally.counts["tests"] += len(names)
    runs.tally.counts["skipped"] += len(names)


if __name__ == "__main__":
    sys.exit(main())
