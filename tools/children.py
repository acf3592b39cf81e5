"""Child processes that cannot outlive their parent."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time

PR_SET_PDEATHSIG = 1
PARENT = os.getppid()
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None


def start(command, *, last_words=signal.SIGTERM, **keywords):
    """Start a command in a session of its own: it gets our signals only; `last_words` if we are killed outright."""

    # Between fork and exec only this one call into an already loaded library happens.
    def follow_parent():
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, last_words)

    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=follow_parent,  # noqa: PLW1509
        **keywords,
    )


def stop(processes, *, patience, first=signal.SIGTERM):
    """Ask all to end, wait, then kill what is left of their sessions."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(first)
    deadline = time.monotonic() + patience
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, deadline - time.monotonic()))
        kill_session(process)


def kill_session(process):
    """Kill whatever is left of a process and of the children it made."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def is_left_by_make():
    """Say whether `make` started this program and has ended since: killed outright, it takes nobody along."""
    return "MAKELEVEL" in os.environ and os.getppid() != PARENT


def turn_signals_into_exit():
    """Make SIGTERM and SIGHUP end this program as Ctrl-C does, through its `finally` blocks; the end of `make` too."""

    def leave(number, _frame):
        raise KeyboardInterrupt(signal.Signals(number).name)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGHUP, leave)
    if LIBC is not None and "MAKELEVEL" in os.environ:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if is_left_by_make():
            raise KeyboardInterrupt("make is gone")
