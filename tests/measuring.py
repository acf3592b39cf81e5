"""What a piece of work costs, in lines of ours that run, in calls, or in the processor's time."""

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def lines_run(act, *arguments, within=("core", "planner")):
    """Return how many lines of our packages run, the same number each time; each turn of a loop counts."""
    places = tuple(str(ROOT / name) for name in within)
    count = 0

    def watch(frame, event, _argument):
        nonlocal count
        if not frame.f_code.co_filename.startswith(places):
            return None
        count += event == "line"
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        act(*arguments)
    finally:
        sys.settrace(before)
    return count


def calls_of(function, act, *arguments):
    """Return how often a function is called while something is done."""
    count = 0

    def watch(frame, event, _argument):
        nonlocal count
        count += event == "call" and frame.f_code is function.__code__

    sys.setprofile(watch)
    try:
        act(*arguments)
    finally:
        sys.setprofile(None)
    return count


def processor_time(act, *arguments, tries=3):
    """Return the seconds of this process's own time, the least of several tries: other processes do not count."""
    return min(_once(act, arguments) for _number in range(tries))


def _once(act, arguments):
    began = time.process_time()
    act(*arguments)
    return time.process_time() - began
