"""Starts the sink and reads its log."""

import json
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Postbox:
    """The other end of the wire: its port and what it accepted."""

    port: int
    log: Path
    process: subprocess.Popen

    @property
    def accepted(self):
        """What is written down to its end; the server may be writing the next line just now."""
        whole_lines = self.log.read_text().rpartition("\n")[0]
        return [json.loads(line) for line in whole_lines.splitlines()]

    @property
    def per_key(self):
        return Counter(mail["key"] for mail in self.accepted)

    def empty(self):
        """Make the server forget what it accepted and whom it has failed."""
        self._say(b"empty\n")

    def meet(self, fault):
        """Make every session meet a fault, or none."""
        self._say(b"meet %s\n" % fault.encode())

    def _say(self, line):
        self.process.stdin.write(line)
        self.process.stdin.flush()
        assert self.process.stdout.readline() == line

    @contextmanager
    def away(self):
        """End the server as a crash would; afterwards another serves on its port and goes on writing its log."""
        self.process.kill()
        self.stop()
        yield
        self.process = _serve(self.log, "", self.port)
        assert int(self.process.stdout.readline()) == self.port

    def stop(self):
        self.process.stdin.close()
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()


def start(folder, fault=""):
    """Start a sink that logs below `folder`; a fault meets every session."""
    log = Path(folder) / "accepted.jsonl"
    log.touch()
    process = _serve(log, fault)
    return Postbox(port=int(process.stdout.readline()), log=log, process=process)


def _serve(log, fault, port=0):
    command = [sys.executable, "-W", "ignore", "-m", "tests.faults.sink", str(log), str(port), fault]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
