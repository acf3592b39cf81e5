"""A database that does not answer ends every start with one line; the plain way works without any tool of ours."""

import os
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import closing

import pytest

from config.settings import BASE_DIR
from tests.tools.processes import wait_until
from tools import children, ports
from tools.test import clean_env, keys

UNREACHABLE = f"postgres://landfall:s3cret@127.0.0.1:{ports.any_free()}/landfall"
STARTS = {
    "migrate": ["manage.py", "migrate"],
    "runserver": ["manage.py", "runserver", "127.0.0.1:0"],
    "gunicorn": ["-m", "gunicorn", "--config", "config/gunicorn.py"],
    "worker": ["-m", "celery", "-A", "config", "worker"],
    "worker with beat": ["-m", "celery", "-A", "config", "worker", "-B"],
    "jobs": ["-m", "celery", "--quiet", "--skip-checks", "-A", "config", "worker", "-Q", "jobs"],  # as in the Procfile
    "beat": ["-m", "celery", "--quiet", "--skip-checks", "-A", "config", "beat"],  # as in the Procfile
    "prepare": ["-m", "config.prepare"],
}


def run(arguments, **env):
    return subprocess.run(
        [sys.executable, *arguments], cwd=BASE_DIR, env=clean_env() | env, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture
def background(tmp_path):
    """Start a program on a DATA_DIR of its own; end it with the test."""
    started = []

    def start(*arguments):
        env = clean_env() | {"DATA_DIR": str(tmp_path / "data")}
        with (tmp_path / f"log{len(started)}").open("wb") as log:
            started.append(children.start([sys.executable, *arguments], cwd=BASE_DIR, env=env, stdout=log, stderr=log))

    yield start
    children.stop(started, patience=15)


@pytest.mark.slow
@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
def test_a_database_that_does_not_answer_ends_the_start_with_one_line(start, tmp_path):
    ended = run(start, DATABASE_URL=UNREACHABLE, DATA_DIR=str(tmp_path), PORT=str(ports.any_free()), **keys())

    last = ended.stdout.strip().splitlines()[-1]
    assert ended.returncode == 1
    assert "DATABASE_URL: the database does not answer (" in last
    assert " Example: DATABASE_URL=" in last
    assert "Traceback" not in ended.stdout
    assert "s3cret" not in ended.stdout


@pytest.mark.slow
@pytest.mark.parametrize("start", [name for name in STARTS if name != "migrate"])
def test_a_redis_that_does_not_answer_ends_the_start_with_one_line(start, tmp_path):
    url = f"redis://:s3cret@127.0.0.1:{ports.any_free()}/0"

    ended = run(STARTS[start], REDIS_URL=url, DATA_DIR=str(tmp_path), PORT=str(ports.any_free()))

    last = ended.stdout.strip().splitlines()[-1]
    assert ended.returncode == 1
    assert "REDIS_URL: Redis does not answer (" in last
    assert last.endswith(" Example: REDIS_URL=redis://redis.example.com:6379/0")
    assert "Traceback" not in ended.stdout
    assert "s3cret" not in ended.stdout


@pytest.mark.slow
@pytest.mark.parametrize("start", STARTS)
def test_a_port_that_is_none_ends_the_start_with_one_line(start, tmp_path):
    ended = run(STARTS[start], PORT="abc", DATA_DIR=str(tmp_path))

    assert (ended.returncode, ended.stdout) == (1, "PORT: 'abc' is not a port from 1 to 65535. Example: PORT=8000\n")


@pytest.mark.slow
def test_a_file_that_is_no_database_ends_the_start_with_one_line(tmp_path):
    (tmp_path / "landfall.sqlite3").write_text("this is a letter, and no database at all" * 100)

    ended = run(["-m", "config.prepare"], DATA_DIR=str(tmp_path))

    assert ended.returncode == 1
    assert ended.stdout.count("\n") == 1
    assert ended.stdout.startswith(f"DATA_DIR: the database '{tmp_path}/landfall.sqlite3' cannot be opened (")


@pytest.mark.slow
def test_a_new_file_that_another_start_holds_is_waited_for(tmp_path):
    other = sqlite3.connect(tmp_path / "landfall.sqlite3", isolation_level=None, check_same_thread=False)
    with closing(other):
        other.execute("BEGIN IMMEDIATE")
        letting_go = threading.Timer(4, other.rollback)
        letting_go.start()
        ended = run(["-m", "config.prepare"], DATA_DIR=str(tmp_path))
        letting_go.join()

    assert (ended.returncode, "locked" in ended.stdout) == (0, False)


@pytest.mark.slow
@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
def test_a_wrong_value_ends_the_start_with_one_line(start, tmp_path):
    ended = run(start, TIME_ZONE="Berlin", DATA_DIR=str(tmp_path))

    assert ended.returncode == 1
    assert ended.stdout == (
        "TIME_ZONE: 'Berlin' is not a time zone of the IANA list. Example: TIME_ZONE=Europe/Berlin\n"
    )


@pytest.mark.slow
def test_a_named_file_that_cannot_be_opened_is_reported_under_the_variable_that_names_it(tmp_path):
    url = f"sqlite:///{tmp_path}/missing/landfall.sqlite3"

    ended = run(["-m", "config.prepare"], DATABASE_URL=url, DATA_DIR=str(tmp_path), **keys())

    assert (ended.returncode, ended.stdout.count("\n")) == (1, 1)
    assert ended.stdout.startswith(f"DATABASE_URL: the database '{tmp_path}/missing/landfall.sqlite3' cannot be opened")
    assert " Example: DATABASE_URL=sqlite:////" in ended.stdout


@pytest.mark.slow
@pytest.mark.parametrize("start", ["worker", "prepare"])
@pytest.mark.parametrize("place", ["static", "broker", "broker/queue"])
def test_a_folder_of_the_data_that_cannot_be_made_ends_the_start_with_one_line(place, start, tmp_path):
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / place).write_text("a file")

    ended = run(STARTS[start], DATA_DIR=str(tmp_path))

    assert (ended.returncode, "Traceback" in ended.stdout) == (1, False)
    assert ended.stdout.splitlines()[-1].startswith(f"DATA_DIR: '{tmp_path}/{place}' cannot be written to (")


@pytest.mark.slow
@pytest.mark.parametrize("start", ["migrate", "worker", "prepare"])
def test_a_wrong_number_of_web_processes_ends_the_start_before_gunicorn_reads_it(start, tmp_path):
    ended = run(STARTS[start], WEB_CONCURRENCY="abc", DATA_DIR=str(tmp_path))

    assert (ended.returncode, ended.stdout) == (
        1,
        "WEB_CONCURRENCY: 'abc' is not a number from 1 to 999. Example: WEB_CONCURRENCY=2\n",
    )


@pytest.mark.slow
def test_gunicorn_itself_is_refused_no_processes_with_one_line(tmp_path):
    ended = run(STARTS["gunicorn"], WEB_CONCURRENCY="0", DATA_DIR=str(tmp_path))

    assert (ended.returncode, ended.stdout) == (
        1,
        "WEB_CONCURRENCY: '0' is not a number from 1 to 999. Example: WEB_CONCURRENCY=2\n",
    )


@pytest.mark.slow
def test_a_public_ipv6_address_is_a_host_the_server_answers_to(tmp_path):
    program = "from django.conf import settings; print(settings.ALLOWED_HOSTS)"

    ended = run(
        ["manage.py", "shell", "--no-imports", "-c", program],
        BASE_URL="http://[2001:db8::1]:8000",
        DATA_DIR=str(tmp_path),
    )

    assert (ended.returncode, ended.stdout) == (0, "['[2001:db8::1]']\n")


@pytest.mark.slow
def test_the_plain_way_serves_pages_and_runs_tasks(background, tmp_path):
    data = tmp_path / "data"
    port = ports.any_free()
    assert run(["manage.py", "migrate", "--verbosity", "0"], DATA_DIR=str(data)).stdout == ""
    assert "Sign in with the password " in run(["manage.py", "demo"], DATA_DIR=str(data)).stdout
    background("manage.py", "runserver", "--noreload", f"127.0.0.1:{port}")
    for words in ("-B -Q alerts -n alerts@%h", "-Q jobs -n jobs@%h"):
        background("-m", "celery", "-A", "config", "worker", *words.split(), "--loglevel", "WARNING")

    assert wait_until(lambda: ports.answers(port), seconds=30)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as page:
        assert page.status == 200
    old = data / "broker" / "processed" / "1_old.celery.msg"
    assert wait_until(old.parent.is_dir, seconds=20)
    old.write_text("{}")
    os.utime(old, (time.time() - 4000,) * 2)
    sent = run(
        ["manage.py", "shell", "--no-imports", "-c", "from core.tasks import prune_broker as p; p.delay()"],
        DATA_DIR=str(data),
    )
    assert (sent.returncode, sent.stdout) == (0, "")
    assert wait_until(lambda: not old.exists(), seconds=30)
