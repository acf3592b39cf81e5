"""Log lines show no password of a URL, wherever it came from."""

import logging
import re

USER_OF_URL = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*://)[^\s/@]*:[^\s/@]*@", re.IGNORECASE)


class HidePasswords(logging.Filter):
    """Write `redis://***@host` where a line would show user and password."""

    def filter(self, record):
        text = record.getMessage()
        quiet = USER_OF_URL.sub(r"\g<scheme>***@", text)
        if quiet != text:
            record.msg, record.args = quiet, None
        return True


def hide_passwords(logger):
    """Put the filter on each handler of a logger, once."""
    for handler in logger.handlers:
        if not any(isinstance(known, HidePasswords) for known in handler.filters):
            handler.addFilter(HidePasswords())
