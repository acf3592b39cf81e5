"""Starts the sink and reads its log."""

import json
import subprocess
import sys
from collections import Counter
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
        self.process.stdin.write(b"empty\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == b"empty\n"

    def stop(self):
        self.process.stdin.close()
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()


def start(folder, fault=""):
    """Start a sink that logs below `folder`; a fault meets every session."""
    log = Path(folder) / "accepted.jsonl"
    log.touch()
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.alerts.sink", str(log), fault],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    return Postbox(port=int(process.stdout.readline()), log=log, process=process)
