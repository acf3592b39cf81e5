"""How long one connection may take: a slow server costs a bounded time, whatever it is slow at."""

import socketserver
import threading
import time

import pytest

from alerts.delivery import Line, ServerError
from alerts.durations import durations
from alerts.models import Outcome
from config.broker import COMMON

SENDER, READER, MESSAGE = "us@landfall-mail.org", "you@landfall-mail.org", b"Subject: x\r\n\r\nx\r\n"


class Slow(socketserver.StreamRequestHandler):
    """Answers each command after `server.wait` seconds, the dot after `server.wait_at_dot` more, and QUIT never."""

    def handle(self):
        self.answer("220 slow")
        in_body = False
        for line in self.rfile:
            command = line.split()[0].upper() if line.split() else b""
            if in_body:
                in_body = line != b".\r\n"
                if not in_body:
                    time.sleep(self.server.wait_at_dot)
                    self.answer("250 accepted")
            elif command == b"QUIT":
                self.server.ended.wait(10)
            elif command == b"DATA":
                in_body = True
                self.answer("354 go on")
            else:
                self.answer("250 ok")

    def answer(self, text):
        time.sleep(self.server.wait)
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def slow(settings):
    """A server in a thread; `wait` says how slow it is."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Slow) as server:
        server.daemon_threads, server.ended = True, threading.Event()
        server.wait = server.wait_at_dot = 0
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_TIMEOUT = 5
        yield server
        server.ended.set()
        server.shutdown()
        thread.join()


def timed(work):
    started = time.monotonic()
    result = work()
    return result, time.monotonic() - started


def test_goodbye_waits_for_no_answer(slow):
    line = Line()
    line.open()
    answer = line.send(SENDER, READER, MESSAGE)

    _nothing, seconds = timed(line.close)

    assert answer.outcome == Outcome.SENT
    assert seconds < 1


def test_conversation_ends_before_the_dot_when_its_time_is_over(slow, settings):
    settings.ALERTS = {"conversation": 0.5}
    with Line() as line:
        line.open()
        slow.wait = 0.2

        answer, seconds = timed(lambda: line.send(SENDER, READER, MESSAGE))

    assert answer.outcome == Outcome.LATER
    assert seconds < 2


def test_answer_to_the_dot_has_a_time_of_its_own(slow, settings):
    settings.ALERTS = {"conversation": 1}
    with Line() as line:
        line.open()
        slow.wait_at_dot = 1.2

        answer, seconds = timed(lambda: line.send(SENDER, READER, MESSAGE))

    assert answer.outcome == Outcome.SENT
    assert seconds > 1


def test_opening_ends_when_its_time_is_over(slow, settings):
    settings.ALERTS, settings.EMAIL_HOST_USER = {"opening": 0.5}, "me"
    slow.wait = 0.4

    with Line() as line, pytest.raises(ServerError):
        line.open()


def test_mail_begun_at_the_end_of_a_turn_is_over_before_the_task_is_stopped(settings):
    spans = durations()
    longest = spans.turn + spans.opening + spans.conversation

    limit = COMMON["task_soft_time_limit"]

    assert longest.total_seconds() + settings.EMAIL_TIMEOUT < limit < spans.lease.total_seconds()
