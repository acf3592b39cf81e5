"""`make run` from outside: a page that answers, a port that gives way, and nothing left behind."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tests.tools.processes import pids_with, wait_until
from tools import ports, run
from tools.places import ROOT
from tools.test import clean_env, keys

PYTHON = Path(sys.executable)
PROGRAM = (
    "import os, pathlib, sys; from tools import children, run; children.turn_signals_into_exit(); "
    "sys.exit(run.serve(pathlib.Path(sys.executable), os.environ, []))"
)


@pytest.fixture
def taken():
    with socket.socket() as server:
        server.bind((ports.HOST, 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.fixture
def serve(tmp_path):
    """Start the tool on a DATA_DIR of its own; kill what is left at the end."""
    started = []

    def start(**env):
        env = clean_env() | {"DATA_DIR": str(tmp_path / "data"), "PYTHONUNBUFFERED": "1"} | env
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
    for pid in pids_with(str(tmp_path)):
        os.kill(pid, signal.SIGKILL)


def lines_until_up(process):
    """Return what the tool printed up to its last word before it serves."""
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if lines[-1] == "Ctrl-C stops it.":
            return lines
    raise AssertionError("\n".join(lines))


def address_in(lines):
    return next(line for line in lines if line.startswith("Landfall is running: ")).rpartition(" ")[2]


@pytest.mark.slow
def test_everything_starts_on_the_next_free_port_and_ctrl_c_leaves_no_process(serve, taken, tmp_path):
    process = serve(BASE_URL=f"http://127.0.0.1:{taken}")

    lines = lines_until_up(process)

    address = address_in(lines)
    assert address != f"http://127.0.0.1:{taken}"
    assert f"Port {taken} is taken: this is port {address.rpartition(':')[2]}." in lines
    assert any(line.startswith("Sign in: ") or "@" in line for line in lines)
    with urllib.request.urlopen(address, timeout=20) as answer:
        assert answer.status == 200
    assert wait_until(lambda: len(pids_with(f"DATA_DIR={tmp_path}")) >= 8, seconds=20)
    # Before the first tick no page may say that alerts stand still.
    with closing(sqlite3.connect(tmp_path / "data" / "landfall.sqlite3")) as database:
        assert ("start",) in database.execute("SELECT name FROM alerts_pulse").fetchall()

    process.send_signal(signal.SIGINT)

    assert process.wait(30) == 0
    assert pids_with(str(tmp_path)) == []


@pytest.mark.slow
def test_a_tool_killed_outright_leaves_no_process(serve, tmp_path):
    process = serve(BASE_URL=f"http://127.0.0.1:{ports.any_free()}", DEMO="0")
    lines_until_up(process)

    process.kill()
    process.wait(10)

    assert wait_until(lambda: pids_with(str(tmp_path)) == [], seconds=30)


@pytest.mark.slow
def test_a_start_that_does_not_load_the_demo_it_was_asked_for_says_so(serve, tmp_path):
    url = f"sqlite:///{tmp_path}/other.sqlite3"

    lines = lines_until_up(serve(DATABASE_URL=url, DEMO="1", PORT=str(ports.any_free()), **keys()))

    assert "DEMO=1 loads nothing where DATABASE_URL is set: to load the demo, .venv/bin/python manage.py demo" in lines
    assert any(line.startswith("Sign in: make an account at ") for line in lines)


@pytest.mark.slow
def test_make_killed_outright_leaves_no_process(tmp_path):
    (tmp_path / "Makefile").write_text(f"run:\n\t@cd {ROOT} && exec {PYTHON} -c '{PROGRAM}'\n")
    env = clean_env() | {"DATA_DIR": str(tmp_path / "data"), "PORT": str(ports.any_free()), "DEMO": "0"}
    with subprocess.Popen(["make", "-C", tmp_path], env=env, stdout=subprocess.PIPE, text=True) as process:
        lines_until_up(process)
        assert len(pids_with(f"DATA_DIR={tmp_path}")) >= 5

        process.kill()
        process.wait(10)

        assert wait_until(lambda: pids_with(str(tmp_path)) == [], seconds=30)


@pytest.mark.slow
@pytest.mark.parametrize("folders", [1, 2])
def test_two_starts_at_once_announce_two_ports_on_which_each_itself_answers(serve, tmp_path, folders):
    port = ports.any_free()
    both = [
        serve(BASE_URL=f"http://127.0.0.1:{port}", DEMO="0", DATA_DIR=str(tmp_path / f"data{number % folders}"))
        for number in range(2)
    ]

    addresses = [address_in(lines_until_up(process)) for process in both]

    assert len(set(addresses)) == 2
    for address in addresses:
        with urllib.request.urlopen(f"{address}/healthz?web", timeout=20) as answer:
            assert answer.status == 200
    both[0].send_signal(signal.SIGINT)
    assert both[0].wait(30) == 0
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{addresses[0]}/healthz?web", timeout=20)
    with urllib.request.urlopen(f"{addresses[1]}/healthz?web", timeout=20) as answer:
        assert answer.status == 200


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EMAIL_URL", "imap://mail.example.com"),
        ("DATA_DIR", "/proc/landfall"),
        ("SIGNUP", "everybody"),
        ("BASE_URL", "http://127.0.0.1:port"),
        ("PORT", "abc"),
    ],
)
def test_a_wrong_variable_ends_the_start_with_one_line(serve, name, value):
    process = serve(**{name: value})

    output, _ = process.communicate(timeout=60)

    assert process.returncode == 1
    assert output.startswith(f"{name}: ")
    assert output.count("\n") == 1


@pytest.fixture
def placed():
    """Where a start with these variables listens: the port, the address it announces and what it says."""

    def place(**given):
        listener, base_url, remarks = run.place(given)
        with listener:
            return listener.getsockname()[1], base_url, remarks

    return place


def test_the_environment_names_port_address_and_socket():
    port = ports.any_free()

    with ports.listen_from(port) as listener:
        env = run.environment(PYTHON, {"PATH": "/bin", "X": "1"}, listener, "http://localhost")

        assert env == {
            "BASE_URL": "http://localhost",
            "PORT": str(port),
            "WEB_SOCKET": str(listener.fileno()),
            "PATH": f"{PYTHON.parent}:/bin",
            "PYTHONUNBUFFERED": "1",
            "X": "1",
        }


def test_what_is_no_port_is_left_for_the_settings_to_refuse():
    with ports.listen_from(ports.any_free()) as listener:
        assert run.environment(PYTHON, {"PORT": "abc"}, listener, "x")["PORT"] == "abc"


def test_the_port_of_the_address_is_taken(placed):
    port = ports.any_free()

    assert placed(BASE_URL=f"http://localhost:{port}") == (port, f"http://localhost:{port}", [])


def test_an_address_without_port_is_announced_with_the_one_that_serves(placed, monkeypatch):
    port = ports.any_free()
    monkeypatch.setattr(run, "DEFAULT_PORT", port)

    assert placed(BASE_URL="http://localhost") == (port, f"http://localhost:{port}", [])
    assert placed() == (port, f"http://127.0.0.1:{port}", [])


@pytest.mark.parametrize("base_url", ["", "http://127.0.0.1:1"])
def test_the_port_of_the_environment_goes_before_that_of_a_local_address(placed, base_url):
    port = ports.any_free()

    assert placed(BASE_URL=base_url, PORT=str(port)) == (port, f"http://127.0.0.1:{port}", [])


def test_a_taken_port_is_named_and_the_next_one_announced(placed, taken):
    port, base_url, remarks = placed(BASE_URL=f"http://localhost:{taken}/")

    assert port > taken
    assert (base_url, remarks) == (f"http://localhost:{port}", [f"Port {taken} is taken: this is port {port}."])


def test_an_address_the_server_does_not_listen_on_is_left_to_a_proxy(placed):
    port, base_url, remarks = placed(BASE_URL="http://[::1]:8000")

    assert base_url == "http://[::1]:8000"
    assert remarks == [f"The server listens on 127.0.0.1:{port}; your proxy must lead http://[::1]:8000 to it."]


def test_a_public_address_stays_and_the_proxy_is_told_where_to_go(placed):
    asked = ports.any_free()

    port, base_url, remarks = placed(BASE_URL="https://landfall.example.com", PORT=str(asked))

    assert (port, base_url) == (asked, "https://landfall.example.com")
    assert remarks == [
        f"The server listens on 127.0.0.1:{port}; your proxy must lead https://landfall.example.com to it."
    ]
