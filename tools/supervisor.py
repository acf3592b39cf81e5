"""Keep the processes of the Procfile running: one that dies is started again, and all end together."""

import os
import selectors
import signal
import subprocess
import sys
import time

from . import children

YOUNG = 20  # seconds: a process that dies younger than this has not really started
PATIENCE = 12  # seconds between asking to end and ending
DELAYS = (1, 2, 4, 8, 15, 30)  # seconds before a start is repeated


class Kept:
    """One line of the Procfile and the process that serves it now."""

    def __init__(self, name, command):
        self.name = name
        self.command = command
        self.process = None
        self.started_at = 0.0
        self.due_at = 0.0
        self.early_ends = 0
        self.starts = 0

    def start(self, env, cwd, sockets):
        """Start the process; its output and its errors come to us."""
        self.process = children.start(
            ["/bin/sh", "-c", f"exec {self.command}"], env=env, cwd=cwd, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, pass_fds=sockets,
        )  # fmt: skip
        os.set_blocking(self.process.stdout.fileno(), False)
        self.started_at = time.monotonic()
        self.starts += 1

    def age(self):
        """Return the seconds since the last start."""
        return time.monotonic() - self.started_at

    def note_end(self):
        """Decide when the next start is due."""
        children.kill_session(self.process)
        self.early_ends = self.early_ends + 1 if self.age() < YOUNG else 0
        self.due_at = time.monotonic() + DELAYS[min(self.early_ends, len(DELAYS) - 1)]
        self.process = None


class Supervisor:
    """Runs all lines of a Procfile until a signal comes, or `make` is gone; `sockets` are handed to those they name."""

    def __init__(self, lines, *, env, cwd, sockets=None, out=sys.stdout):
        self.kept = [Kept(name, command) for name, command in lines]
        self.env, self.cwd, self.out = env, cwd, out
        self.sockets = {name: [socket.fileno()] for name, socket in (sockets or {}).items()}
        self.width = max(len(kept.name) for kept in self.kept)
        self.selector = selectors.DefaultSelector()
        self.stopping = False

    def run(self, *, is_up, announce):
        """Start all, call `announce` once `is_up()`, and keep them alive; return the exit code."""
        previous = {number: signal.signal(number, self._ask_to_stop) for number in _ending_signals()}
        try:
            for kept in self.kept:
                self._start(kept)
            announced = False
            while not self.stopping and not children.is_left_by_make():
                self._pass_on_output()
                if not announced and is_up():
                    announce()
                    announced = True
                if any(self._has_failed_to_start(kept) for kept in self.kept) and not announced:
                    return 1
                self._start_again()
            return 0
        finally:
            self._stop()
            for number, handler in previous.items():
                signal.signal(number, handler)

    def _ask_to_stop(self, *_):
        if self.stopping:
            for kept in self.kept:
                if kept.process:
                    children.kill_session(kept.process)
        self.stopping = True

    def _start(self, kept):
        kept.start(self.env, self.cwd, self.sockets.get(kept.name, []))
        self.selector.register(kept.process.stdout, selectors.EVENT_READ, kept)

    def _pass_on_output(self):
        for key, _ in self.selector.select(timeout=0.2):
            self._copy(key.data, key.fileobj)

    def _copy(self, kept, stream):
        text = stream.read()
        if text == b"":
            self.selector.unregister(stream)
        lines = (text or b"").decode(errors="replace").splitlines()
        for line in filter(str.strip, lines):
            print(f"{kept.name:<{self.width}} | {line}", file=self.out, flush=True)

    def _has_failed_to_start(self, kept):
        """Say whether a process ended at its very first try: that is a mistake to be read, not to be repeated."""
        return kept.starts == 1 and kept.process is not None and kept.process.poll() not in (None, 0)

    def _start_again(self):
        for kept in self.kept:
            if kept.process is not None and kept.process.poll() is not None:
                self._note_end(kept)
            elif kept.process is None and time.monotonic() >= kept.due_at:
                self._start(kept)

    def _note_end(self, kept):
        code = kept.process.returncode
        self._drain(kept)
        kept.note_end()
        wait = kept.due_at - time.monotonic()
        print(f"{kept.name:<{self.width}} | ended ({code}); starts again in {wait:.0f} s", file=self.out, flush=True)

    def _drain(self, kept):
        stream = kept.process.stdout
        if stream in self.selector.get_map():
            self._copy(kept, stream)
        if stream in self.selector.get_map():
            self.selector.unregister(stream)
        stream.close()

    def _stop(self):
        running = [kept for kept in self.kept if kept.process]
        children.stop([kept.process for kept in running], patience=PATIENCE)
        for kept in running:
            self._drain(kept)
        self.selector.close()


def read_procfile(path):
    """Return the (name, command) pairs of a Procfile."""
    lines = [line.strip() for line in path.read_text().splitlines()]
    pairs = [line.partition(":") for line in lines if line and not line.startswith("#")]
    return [(name.strip(), command.strip()) for name, _, command in pairs]


def _ending_signals():
    return (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
