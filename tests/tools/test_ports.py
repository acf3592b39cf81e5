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


def test_a_taken_port_answers_and_is_passed_over(taken):
    with ports.listen_from(taken) as listener:
        assert listener.getsockname()[1] > taken
    assert ports.answers(taken) is True


def test_a_port_that_is_held_is_nobody_elses():
    port = ports.any_free()

    with ports.listen_from(port) as first, ports.listen_from(port) as second:
        assert first.getsockname() == (ports.HOST, port)
        assert second.getsockname()[1] > port


def test_a_port_on_which_somebody_is_about_to_listen_can_be_held_by_one_alone():
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind((ports.HOST, 0))
        port = other.getsockname()[1]

        with ports.listen_from(port) as listener:
            assert listener.getsockname()[1] == port
            with pytest.raises(OSError, match="in use"):
                other.listen()


def test_any_free_port_is_free():
    port = ports.any_free()

    with ports.listen_from(port) as listener:
        assert listener.getsockname()[1] == port


def test_no_free_port_left_is_said_in_one_line():
    with pytest.raises(SystemExit, match=r"^BASE_URL: no port from 65536 on is free\. Example: BASE_URL="):
        ports.listen_from(65536)
