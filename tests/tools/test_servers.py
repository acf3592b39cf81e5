"""The servers of the tests: real, ours alone, and gone afterwards."""

import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis as redis_client

from tests.tools.processes import pids_with, wait_until
from tools import servers
from tools.places import ROOT

# A shell makes what it starts in the background deaf to Ctrl-C, and children inherit that; a terminal does not.
PROGRAM = """
import signal, time
from tools import children, servers
signal.signal(signal.SIGINT, signal.default_int_handler)
children.turn_signals_into_exit()
with servers.temporary_folder() as folder, servers.postgres(folder), servers.redis(folder):
    print(folder, flush=True)
    time.sleep(300)
"""


@pytest.fixture
def program():
    command = [sys.executable, "-c", PROGRAM]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    yield process
    process.terminate()
    process.communicate(timeout=30)


@pytest.mark.slow
def test_both_servers_answer_with_their_password_and_leave_nothing():
    parents = {path: stat.S_IMODE(path.stat().st_mode) for path in (Path("/tmp"), ROOT, *ROOT.parents)}

    with (
        servers.temporary_folder() as folder,
        servers.postgres(folder) as database_url,
        servers.redis(folder) as redis_url,
    ):
        with psycopg.connect(database_url) as connection:
            version = connection.execute("SHOW server_version_num").fetchone()[0]
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(database_url.replace("landfall:", "landfall:x"))
        with redis_client.from_url(redis_url) as client:
            redis_version = client.info("server")["redis_version"]

    assert int(version) >= 180000
    assert int(redis_version.partition(".")[0]) >= 8
    assert not folder.exists()
    assert pids_with(str(folder)) == []
    assert {path: stat.S_IMODE(path.stat().st_mode) for path in parents} == parents


@pytest.mark.slow
@pytest.mark.parametrize("signal_name", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_servers_end_with_the_program_that_started_them(program, signal_name):
    folder = program.stdout.readline().strip()
    assert len(pids_with(folder)) >= 2

    program.send_signal(getattr(signal, signal_name))
    program.communicate(timeout=30)

    assert wait_until(lambda: pids_with(folder) == [], seconds=20)
    shutil.rmtree(folder, ignore_errors=True)  # nobody can tidy up after SIGKILL
