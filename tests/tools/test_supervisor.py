"""Processes are kept alive one by one, and end all together."""

import io
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from tests.tools.processes import pids_with, wait_until
from tools.places import ROOT
from tools.supervisor import Supervisor, read_procfile

pytestmark = pytest.mark.thorough

PROGRAM = """
import os, sys
from pathlib import Path
from tools.supervisor import Supervisor, read_procfile
supervisor = Supervisor(read_procfile(Path(sys.argv[1])), env=dict(os.environ), cwd=Path.cwd())
sys.exit(supervisor.run(is_up=lambda: True, announce=lambda: print("UP", flush=True)))
"""


@pytest.fixture
def supervise(tmp_path):
    """Start a supervisor of its own for a Procfile; kill what is left at the end."""
    started = []

    def start(procfile):
        (tmp_path / "Procfile").write_text(procfile)
        env = os.environ | {"SUPERVISED": str(tmp_path)}
        command = [sys.executable, "-c", PROGRAM, str(tmp_path / "Procfile")]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
    for pid in pids_with(str(tmp_path)):
        os.kill(pid, signal.SIGKILL)


def living(folder):
    return pids_with(f"SUPERVISED={folder}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_all_processes_and_their_children(supervise, tmp_path, number):
    process = supervise("a: sh -c 'sleep 300 & sleep 300'\nb: sleep 300\n")
    assert process.stdout.readline() == "UP\n"
    assert wait_until(lambda: len(living(tmp_path)) >= 4, seconds=10)

    process.send_signal(number)

    assert process.wait(20) == 0
    assert living(tmp_path) == []


def test_a_supervisor_killed_outright_leaves_no_process(supervise, tmp_path):
    process = supervise("a: sleep 300\nb: sleep 300\n")
    assert process.stdout.readline() == "UP\n"
    assert wait_until(lambda: len(living(tmp_path)) == 3, seconds=10)

    process.kill()
    process.wait(10)

    assert wait_until(lambda: living(tmp_path) == [], seconds=10)


def test_a_process_that_dies_is_started_again_while_the_other_goes_on(supervise, tmp_path):
    process = supervise(f"short: sh -c 'echo x >> {tmp_path}/starts; sleep 0.5'\nlong: sleep 300\n")
    starts = tmp_path / "starts"

    assert wait_until(lambda: starts.exists() and len(starts.read_text().split()) >= 2, seconds=15)

    assert process.poll() is None
    process.terminate()
    assert "short | ended (0); starts again in " in process.communicate(timeout=20)[0]


def test_a_process_that_fails_at_its_first_start_ends_all_with_its_message(tmp_path):
    out = io.StringIO()
    lines = [("bad", "sh -c 'echo DATABASE_URL: wrong; exit 1'"), ("good", "sleep 300")]

    code = Supervisor(lines, env=os.environ, cwd=tmp_path, out=out).run(is_up=lambda: False, announce=out.close)

    assert code == 1
    assert out.getvalue() == "bad  | DATABASE_URL: wrong\n"


def test_a_process_that_ignores_the_request_to_end_is_killed(supervise, tmp_path):
    process = supervise("""deaf: sh -c 'trap "" TERM; echo deaf; while :; do sleep 1; done'\n""")
    assert {process.stdout.readline(), process.stdout.readline()} == {"UP\n", "deaf | deaf\n"}
    began = time.monotonic()

    process.terminate()
    again = threading.Timer(1, process.terminate)  # the second request does not wait
    again.start()

    assert process.wait(20) == 0
    assert time.monotonic() - began < 8
    assert living(tmp_path) == []


def test_procfile_is_read_without_comments_and_blank_lines(tmp_path):
    (tmp_path / "Procfile").write_text("# who\nweb: serve --at a:b\n\n  beat:  tick\n")

    assert read_procfile(tmp_path / "Procfile") == [("web", "serve --at a:b"), ("beat", "tick")]
