"""What log lines show: who was refused and what failed, once for all that fails while the database is away.

And no password of a URL, wherever it came from, and no secret in an address of our own.
"""

import logging
import re
import threading
from http import HTTPStatus

from core.away import Episode, is_away

# Begins with a fixed text: a pattern for the scheme before it would begin anew at each letter of a long line.
USER_OF_URL = re.compile(r"://[^\s/@:]*:[^\s/@]*@")
# The addresses that open by themselves: a calendar feed, the link of a mail, an invitation.
SECRET_OF_PATH = re.compile(r"(/calendar/|/(?:alerts/link|invitations)/[0-9a-f-]{36}/)[^\s/?]{20,}")


class QuietFormatter(logging.Formatter):
    """Write `***` where a line would show user and password of a URL, or a secret in it; `inner` makes the line."""

    def __init__(self, *arguments, inner=None, **keywords):
        super().__init__(*arguments, **keywords)
        self.inner = inner or logging.Formatter(*arguments, **keywords)

    def format(self, record):
        return SECRET_OF_PATH.sub(r"\1***", USER_OF_URL.sub("://***@", self.inner.format(record)))


class Refusals(logging.Filter):
    """Let pass what failed, and in one line what was refused; a page that was not found is nobody's concern.

    Why an answer said to try again is told by whoever found out, once.
    """

    def filter(self, record):
        status = getattr(record, "status_code", None)
        is_refusal = status == HTTPStatus.FORBIDDEN
        if is_refusal:
            record.exc_info = None
        is_told = status == HTTPStatus.SERVICE_UNAVAILABLE and not record.exc_info
        return is_refusal or (record.levelno >= logging.ERROR and not is_told)


class SuspiciousRequests(logging.Filter):
    """Let what Django refuses as suspicious (a wrong Host, a forged form) be one short line, and a few a minute.

    Anybody can cause such lines, as many and as long as they like. The next minute's first says how many were left out.
    """

    longest, most = 300, 10  # characters of a line, lines a minute

    def __init__(self, name=""):
        super().__init__(name)
        self._lock, self._minute, self._written, self._left_out = threading.Lock(), 0, 0, 0

    def filter(self, record):
        if not record.name.startswith("django.security."):
            return True
        record.msg, record.args, record.exc_info = shortened(record.getMessage(), self.longest), (), None
        with self._lock:
            return self._has_room(record)

    def _has_room(self, record):
        minute = int(record.created // 60)
        if minute != self._minute:
            if self._left_out:
                record.msg += f" (before it, {self._left_out} more such lines were left out)"
            self._minute, self._written, self._left_out = minute, 0, 0
        if self._written == self.most:
            self._left_out += 1
            return False
        self._written += 1
        return True


def shortened(text, most):
    """Return text on one line, cut where it grows too long."""
    line = " ".join(text[: 2 * most].split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


class Episodes(logging.Filter):
    """While the database is away, let one line pass for all that fails by it, in each process."""

    def __init__(self, name=""):
        super().__init__(name)
        self.episode = Episode()

    def filter(self, record):
        error = record.exc_info[1] if record.exc_info else None
        if error is None or not is_away(error):
            return True
        if not self.episode.begins():
            return False
        reason, place = (shortened(text, 200) for text in (str(error), record.getMessage()))
        record.msg = "The database cannot be used now (%s); said once while it lasts. First met at: %s"
        record.args = (reason, place)
        record.exc_info = record.exc_text = None
        return True


EPISODES = Episodes()


def make_quiet(logger):
    """Give each handler of a logger the quiet formatter and the filter of episodes, once."""
    for handler in logger.handlers:
        if not isinstance(handler.formatter, QuietFormatter):
            handler.setFormatter(QuietFormatter(inner=handler.formatter))
            handler.addFilter(EPISODES)
