"""`make faults`: every fault on both stacks, real processes, and a table of what came of them.

    python -m tests.faults [--short] [--only WORD] [--write]

`--short` runs the three minutes that continuous integration runs, `--only` the faults whose name holds a word,
`--write` puts the table into docs/alerts.md. The spans are short here (see tests/faults/fast.py); what they are in
production stands in docs/alerts.md.
"""

import argparse
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from tools import children, servers
from tools.places import ROOT
from tools.test import keys

from . import postbox
from .bound import bound_by_permissions
from .catalogue import BOTH, FAULTS
from .installation import installation
from .runner import LONGEST, Result, run
from .stack import Stack
from .table import cell, table, written_into

PAGE = ROOT / "docs" / "alerts.md"
MOST_MINUTES = 20
PRINTING = threading.Lock()


def main():
    """Run the faults that are asked for; the exit code says whether every promise was kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    chosen = [fault for fault in FAULTS if asked.only in fault.name and (fault.is_short or not asked.short)]
    children.turn_signals_into_exit()
    try:
        results = run_all(chosen)
    except KeyboardInterrupt:
        return 130
    text = table(results)
    print(f"\n{text}", flush=True)
    if asked.write:
        PAGE.write_text(written_into(PAGE.read_text(encoding="utf-8"), text), encoding="utf-8")
    return int(any(result.broken for result in results))


def run_all(faults):
    """Run the faults on both stacks, which go on beside each other; return the results in the order of the faults."""
    with ThreadPoolExecutor(len(BOTH)) as pool, servers.temporary_folder() as folder:
        runs = [pool.submit(run_on, name, faults, folder) for name in BOTH]
        found = [each.result() for each in runs]
    return [result for pair in zip(*found, strict=True) for result in pair]


def run_on(name, faults, folder):
    """Run the faults one after the other on one stack, as long as there is time."""
    ends_at = time.monotonic() + MOST_MINUTES * 60 - LONGEST
    results = []
    with stack_in(folder / f"stack-{name}", name) as stack:
        for fault in faults:
            is_late = time.monotonic() > ends_at
            result = Result(fault.name, name, broken="no time was left") if is_late else run(fault, stack)
            results.append(told(result))
    return results


@contextmanager
def stack_in(folder, name):
    """Make a stack with its own mail server, and with servers of its own where it has some."""
    folder.mkdir()
    with ExitStack() as cleanup:
        box = postbox.start(folder)
        cleanup.callback(box.stop)
        own, reached = {}, None
        if name == "servers":
            own["postgres"] = cleanup.enter_context(servers.postgres_server(folder))
            own["redis"] = cleanup.enter_context(servers.redis_server(folder))
            reached = {"DATABASE_URL": own["postgres"].url, "REDIS_URL": own["redis"].url}
        extra = keys() if reached else {}
        before = bound_by_permissions() or ()
        made = cleanup.enter_context(installation(folder, box, reached=reached, before=before, **extra))
        stack = Stack(name, made, box, own)
        cleanup.callback(stack.stop)
        yield stack


def told(result):
    """Print a result as soon as it is there."""
    with PRINTING:
        print(f"{result.stack:<8} {result.fault:<66} {cell(result)}", flush=True)
    return result


if __name__ == "__main__":
    sys.exit(main())
