"""No log line shows the password of a URL."""

import io
import logging

import pytest

from config.quiet import QuietFormatter, SuspiciousRequests, hide_passwords
from tests.measuring import processor_time


@pytest.fixture
def logged():
    """A logger of its own and what it wrote."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    logger = logging.getLogger("tests.quiet")
    logger.addHandler(handler)
    hide_passwords(logger)
    yield logger, out
    logger.removeHandler(handler)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis://:hunter2@redis:6379/0", "redis://***@redis:6379/0"),
        ("postgres://me:hunter2@db/landfall", "postgres://***@db/landfall"),
        ("smtp+tls://me%40x:hunter2@mail:587", "smtp+tls://***@mail:587"),
        ("xredis://u:x:hunter2@redis", "xredis://***@redis"),
        ("http://127.0.0.1:8000/a:b@c", "http://127.0.0.1:8000/a:b@c"),
        ("mail to a@example.com: refused", "mail to a@example.com: refused"),
    ],
)
def test_user_and_password_of_a_url_are_hidden(logged, url, shown):
    logger, out = logged

    logger.warning("Cannot reach %s today", url)

    assert out.getvalue() == f"Cannot reach {shown} today\n"


def test_a_traceback_hides_them_too(logged):
    logger, out = logged
    error = ConnectionError("redis://:hunter2@redis:6379/0")

    logger.error("The broker is gone", exc_info=error)

    assert "hunter2" not in out.getvalue()
    assert out.getvalue().endswith("ConnectionError: redis://***@redis:6379/0\n")


def test_a_handler_is_made_quiet_once(logged):
    logger, _ = logged
    formatter = logger.handlers[0].formatter

    hide_passwords(logger)

    assert logger.handlers[0].formatter is formatter


@pytest.mark.parametrize("line", ["a" * 20_000, "a." * 10_000, f"http://{':' * 20_000}", "a://:" * 4_000])
def test_no_line_costs_more_than_its_length(line):
    def write(text):
        QuietFormatter("%(message)s").format(logging.makeLogRecord({"msg": text}))

    assert processor_time(write, line) < 10 * processor_time(write, " " * len(line)) + 0.02


@pytest.fixture
def suspicious():
    """Write lines as Django's guards do, at given seconds; return what reached the log."""
    passed, guard = [], SuspiciousRequests()

    def write(text, *, at, error=None):
        record = logging.LogRecord("django.security.DisallowedHost", logging.ERROR, "", 0, "%s", (text,), error)
        record.created = at
        if guard.filter(record):
            passed.append(logging.Formatter().format(record))

    return write, passed


def test_what_is_suspicious_is_one_short_line_without_a_traceback(suspicious):
    write, passed = suspicious

    write("Invalid HTTP_HOST header: '" + "e" * 8_000 + "'\nTraceback", at=0, error=(ValueError, ValueError(), None))

    assert passed == ["Invalid HTTP_HOST header: '" + "e" * 272 + "…"]


def test_many_suspicious_requests_are_few_lines_and_a_number(suspicious):
    write, passed = suspicious

    for number in range(1_000):
        write(f"host {number}", at=60 + number / 100)
    write("host again", at=121)
    write("and again", at=122)

    assert passed[:10] == [f"host {number}" for number in range(10)]
    assert passed[10:] == ["host again (before it, 990 more such lines were left out)", "and again"]


def test_other_lines_are_not_held_back():
    guard, record = SuspiciousRequests(), logging.LogRecord("alerts", logging.ERROR, "", 0, "x" * 400, (), None)

    assert [guard.filter(record) for _number in range(20)] == [True] * 20
    assert record.getMessage() == "x" * 400
