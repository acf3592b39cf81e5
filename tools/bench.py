"""`make bench`: measure everything on servers of its own, and print every ratio beside the required one in one table.

`make bench ARGS="api memory"` measures some. Ratios compare two things of the same run, so that a slow machine decides
nothing; still, leave the machine alone meanwhile.
"""

import os
import sys
import tempfile
from pathlib import Path

from . import children, servers, test, venv
from .places import DEV_LOCK, ROOT, VENV_PYTHON

# Each measure, and whether it needs PostgreSQL, runs on it too, or takes the embedded stack alone.
BOTH, SERVED, EMBEDDED = ("sqlite", "postgresql"), ("postgresql",), ("sqlite",)
MEASURES = {
    "pages": SERVED,  # its limits are in empty views of about 4 ms, which are half as long on SQLite
    "timeline": SERVED,  # as pages
    "schedule": EMBEDDED,  # a sum, which asks no database
    "size": BOTH,
    "register": SERVED,  # as pages; two minutes to fill
    "search": BOTH,  # some minutes to fill
    "api": SERVED,
    "outbox": BOTH,
    "ticks": BOTH,
    "memory": EMBEDDED,
    "forecast": EMBEDDED,
    "calibration": EMBEDDED,  # a minute and a half
    "night": BOTH,
    "imports": BOTH,
}


def main():
    """Run the measures one after another; the exit code says whether every limit is met."""
    chosen = sys.argv[1:] or list(MEASURES)
    if unknown := set(chosen) - set(MEASURES):
        sys.exit(f"There is no measure {', '.join(sorted(unknown))}. There are {', '.join(MEASURES)}.")
    children.turn_signals_into_exit()
    venv.ready(DEV_LOCK)
    sys.path.insert(0, str(ROOT))
    from bench.report import TABLE, read  # noqa: PLC0415 - beside tools, not in it

    with tempfile.TemporaryDirectory(prefix="landfall-bench-") as folder:
        table = Path(folder, "table")
        table.touch()
        failed = [name for name in chosen if not measure(name, folder, {TABLE: str(table)})]
        print("\nEvery ratio beside the required one", *read(table), sep="\n", flush=True)
    if failed:
        print(f"Missed or broken: {', '.join(failed)}", flush=True)
    return int(bool(failed))


def measure(name, folder, more):
    """Run one measure on each database it is meant for, each time a new one; return whether all went well."""
    passed = [run(name, database, folder, more) for database in MEASURES[name]]
    return all(passed)


def run(name, database, folder, more):
    print(f"\n-- {name} on {database}", flush=True)
    data = tempfile.mkdtemp(prefix=f"{name}-", dir=folder)
    env = test.clean_env() | {"DATA_DIR": data, "BENCH_ON": database} | more
    if database == "sqlite":
        return _passes(name, env)
    with servers.both() as reached:
        return _passes(name, env | reached | test.keys())


def _passes(name, env):
    process = children.start([VENV_PYTHON, "-m", f"bench.{name}"], cwd=ROOT, env=os.environ | env)
    try:
        return process.wait() == 0
    finally:
        children.stop([process], patience=30)


if __name__ == "__main__":
    sys.exit(main())
