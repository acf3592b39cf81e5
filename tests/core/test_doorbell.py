"""A page never waits more than a second for a broker that does not answer, however often it rings."""

import json
import socket
import subprocess
import sys

import pytest

from config.settings import BASE_DIR
from tools import ports
from tools.test import clean_env

# In a process of its own, since loading the web application changes how this process would reach its broker.
PROGRAM = """
import json, sys, time
import config.wsgi, kombu.transport.redis
from core import doorbell
doorbell.doorbell.silence = float(sys.argv[1])
waited = []
for _ in range(3):
    start = time.monotonic()
    doorbell.ring("alerts.tick")
    waited.append(time.monotonic() - start)
json.dump(waited, sys.stdout)
"""
UNANSWERED = "core.doorbell: The broker did not take alerts.tick: OperationalError"

pytestmark = pytest.mark.slow


@pytest.fixture
def mute():
    """A server that takes connections and says nothing."""
    with socket.socket() as server:
        server.bind((ports.HOST, 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.fixture
def full():
    """A server whose queue is full: connecting to it hangs, as to an address nobody has."""
    with socket.socket() as server:
        server.bind((ports.HOST, 0))
        server.listen(0)
        port = server.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for client in waiting:
            client.setblocking(False)
            client.connect_ex((ports.HOST, port))
        yield port
        for client in waiting:
            client.close()


@pytest.fixture
def three_rings(tmp_path):
    def ring(port, *, silence):
        env = clean_env() | {"DATA_DIR": str(tmp_path), "REDIS_URL": f"redis://127.0.0.1:{port}/0"}
        command = [sys.executable, "-c", PROGRAM, str(silence)]
        ended = subprocess.run(command, cwd=BASE_DIR, env=env, capture_output=True, text=True, timeout=60, check=True)
        return json.loads(ended.stdout), ended.stderr

    return ring


@pytest.mark.parametrize("broker", ["mute", "full"])
def test_three_rings_to_a_broker_that_does_not_answer_take_less_than_a_second(broker, request, three_rings):
    waited, log = three_rings(request.getfixturevalue(broker), silence=60)

    assert (sum(waited) < 1.0, log.count(UNANSWERED)) == (True, 1), waited


def test_after_the_silence_the_bell_is_tried_again(three_rings):
    _waited, log = three_rings(ports.any_free(), silence=0)

    assert log.count(UNANSWERED) == 3
