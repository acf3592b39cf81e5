"""Find the processes a test has started, by a word that only they hold."""

import os
import time
from pathlib import Path


def pids_with(word):
    """Return the ids of other living processes with `word` in environment, command or working folder."""
    return [int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit() and _holds(folder, word)]


def wait_until(condition, *, seconds):
    """Wait for a condition and return whether it came true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def _holds(folder, word):
    try:
        if int(folder.name) == os.getpid() or _is_dead(folder):
            return False
        words = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
        # Redis writes its title over both.
        return word.encode() in words or word in str((folder / "cwd").readlink())
    except OSError:
        return False


def _is_dead(folder):
    return (folder / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
