"""What log lines show: who was refused and what failed, and no password of a URL, wherever it came from."""

import logging
import re
from http import HTTPStatus

# Begins with a fixed text: a pattern for the scheme before it would begin anew at each letter of a long line.
USER_OF_URL = re.compile(r"://[^\s/@:]*:[^\s/@]*@")


class QuietFormatter(logging.Formatter):
    """Write `redis://***@host` where a line would show user and password; `inner` makes the line."""

    def __init__(self, *arguments, inner=None, **keywords):
        super().__init__(*arguments, **keywords)
        self.inner = inner or logging.Formatter(*arguments, **keywords)

    def format(self, record):
        return USER_OF_URL.sub("://***@", self.inner.format(record))


class Refusals(logging.Filter):
    """Let pass what failed, and in one line what was refused; a page that was not found is nobody's concern."""

    def filter(self, record):
        is_refusal = getattr(record, "status_code", None) == HTTPStatus.FORBIDDEN
        if is_refusal:
            record.exc_info = None
        return is_refusal or record.levelno >= logging.ERROR


def hide_passwords(logger):
    """Make the formatter of each handler of a logger quiet, once."""
    for handler in logger.handlers:
        if not isinstance(handler.formatter, QuietFormatter):
            handler.setFormatter(QuietFormatter(inner=handler.formatter))
