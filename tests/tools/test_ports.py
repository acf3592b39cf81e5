"""A port that is taken is passed over."""

import socket

import pytest

from tools import ports


@pytest.fixture
def taken():
    with socket.socket() as server:
        server.bind((ports.HOST, 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_taken_port_is_not_free_and_answers(taken):
    assert ports.is_free(taken) is False
    assert ports.answers(taken) is True


def test_the_next_free_port_is_chosen(taken):
    chosen = ports.first_free(taken)

    assert chosen > taken
    assert ports.is_free(chosen) is True


def test_any_free_port_is_free():
    assert ports.is_free(ports.any_free()) is True


def test_no_free_port_left_is_said_in_one_line():
    with pytest.raises(SystemExit, match=r"^BASE_URL: no port from 65536 on is free\. Example: BASE_URL="):
        ports.first_free(65536)
