"""No log line shows the password of a URL, and a database that is away fills no log."""

import io
import logging

import pytest
from django.db import OperationalError, ProgrammingError

from config import quiet
from config.quiet import QuietFormatter, SuspiciousRequests, make_quiet
from tests.measuring import processor_time


@pytest.fixture
def logged():
    """A logger of its own and what it wrote."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    logger = logging.getLogger("tests.quiet")
    logger.addHandler(handler)
    make_quiet(logger)
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

    make_quiet(logger)

    assert logger.handlers[0].formatter is formatter


@pytest.mark.parametrize(
    "line", ["a" * 20_000, "a." * 10_000, f"http://{':' * 20_000}", "a://:" * 4_000, "/calendar/a" * 2_000]
)
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


@pytest.fixture
def failing(logged):
    """Log an error as a view's, and say what was written since."""
    logger, out = logged
    quiet.EPISODES.episode.end()

    def fail(error, message="Service Unavailable: /t/acme/"):
        before = len(out.getvalue())
        logger.error(message, exc_info=error)
        return out.getvalue()[before:]

    yield fail
    quiet.EPISODES.episode.end()


def test_all_that_fails_while_the_database_is_away_is_one_line(failing):
    lines = [failing(OperationalError("connection failed:\n refused")) for _request in range(3)]

    assert lines == [
        "The database cannot be used now (connection failed: refused); said once while it lasts. "
        "First met at: Service Unavailable: /t/acme/\n",
        "",
        "",
    ]


def test_a_mistake_keeps_its_traceback_while_the_database_is_away(failing):
    failing(OperationalError("refused"))

    assert failing(ProgrammingError("no such thing")).splitlines() == [
        "Service Unavailable: /t/acme/",
        "django.db.utils.ProgrammingError: no such thing",
    ]


@pytest.mark.parametrize(("status", "error", "passes"), [(503, None, False), (503, OSError(), True), (500, None, True)])
def test_an_answer_to_try_again_needs_no_line_of_its_own(status, error, passes):
    record = logging.LogRecord("django.request", logging.ERROR, "x", 1, "x", (), error and (OSError, error, None))
    record.status_code = status

    assert quiet.Refusals().filter(record) is passes
