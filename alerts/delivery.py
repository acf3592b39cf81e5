"""Hand a message to the mail server, and know afterwards whether it took it, refused it, or cannot be told."""

import contextlib
import re
import smtplib
import socket
import ssl
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from core.addresses import wire_address

from .durations import durations
from .models import Outcome

LEADING_DOT = re.compile(rb"(?m)^\.")
# About us and the server, not about one mail: log in first, log-in refused, encryption needed.
SERVER_CODES = {530, 534, 535, 538, 454}
GOING_AWAY = 421


class ServerError(Exception):
    """The mail server as a whole cannot be used; no mail is to blame."""

    def __init__(self, phase, reason):
        super().__init__(f"{phase}: {reason}")
        self.phase, self.reason = phase, reason


@dataclass(frozen=True, slots=True)
class Answer:
    """How one try ended: how far it came, and the server's code and words, if it spoke."""

    outcome: Outcome
    phase: str
    code: int | None = None
    reply: str = ""


class DotAware:
    """For smtplib's clients: knows whether the final dot may have left when an exception comes, and keeps to a time."""

    dot_sent = False
    until = None  # by time.monotonic(): when everything up to the dot must be over

    def send(self, s):
        """Give each step what is left of the time for all of them; the answer to the dot has a time of its own."""
        if self.sock and self.until is not None:
            left = settings.EMAIL_TIMEOUT if self.dot_sent else self.until - time.monotonic()
            if left <= 0:
                raise TimeoutError("the server takes too long")
            self.sock.settimeout(min(settings.EMAIL_TIMEOUT, left))
        super().send(s)

    def data(self, msg):
        # smtplib sends body and dot in one call and raises the same error before and after.
        self.dot_sent = False
        self.putcmd("data")
        code, reply = self.getreply()
        if code != 354:
            raise smtplib.SMTPDataError(code, reply)
        body = LEADING_DOT.sub(b"..", msg)
        self.send(body if body.endswith(b"\r\n") else body + b"\r\n")
        self.dot_sent = True
        self.send(b".\r\n")
        return self.getreply()


class PlainClient(DotAware, smtplib.SMTP):
    """SMTP, encrypted by STARTTLS where the settings say so."""


class TLSClient(DotAware, smtplib.SMTP_SSL):
    """SMTP over TLS from the first byte."""


class Line:
    """One connection to the mail server, opened when needed and kept for several mails."""

    def __init__(self):
        self.client = None
        self.used = 0

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def open(self, until=None):
        """Connect, encrypt and log in, by an instant of time.monotonic(); raises ServerError."""
        if self.client is not None:
            return
        phase, until = "connect", until or _in(durations().opening)
        try:
            # The library waits this long for the connection, and again for the greeting.
            self.client = _client(min(settings.EMAIL_TIMEOUT, max(until - time.monotonic(), 1) / 2))
            self.client.until = until
            # Body and dot go in two small writes; without this the second would wait 40 ms for the first's receipt.
            self.client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            phase = "hello"
            self.client.ehlo_or_helo_if_needed()
            if settings.EMAIL_USE_TLS:
                phase = "encrypt"
                self.client.starttls(context=ssl.create_default_context())
                self.client.ehlo()
            if settings.EMAIL_HOST_USER:
                phase = "log in"
                self.client.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self.close()
            raise ServerError(phase, _reason(error)) from error
        self.used = 0

    def close(self):
        """End the connection without waiting for courtesies."""
        client, self.client = self.client, None
        if client is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                client.putcmd("QUIT") if client.sock else None
            client.close()

    def send(self, sender, address, message):
        """Hand over one message to one address; raises ServerError when no mail would be taken."""
        until = _in(durations().conversation)
        answer = self._try(sender, address, message, until)
        if answer.phase == "mail" and self.used and self.client is None and answer.outcome == Outcome.LATER:
            # The server ended a connection that had served others; that says nothing about this mail.
            self.open(until)
            answer = self._try(sender, address, message, until)
        if _concerns_the_server(answer, address):
            self.close()
            raise ServerError(answer.phase, f"{answer.code} {answer.reply}")
        self.used += 1
        return answer

    def _try(self, sender, address, message, until):
        client, phase = self.client, "mail"
        client.dot_sent, client.until = False, until
        try:
            code, reply = client.mail(sender, _options(client, address))
            if code == 250:
                phase = "rcpt"
                code, reply = client.rcpt(wire_address(address))
            if phase == "rcpt" and code in (250, 251):
                phase = "data"
                code, reply = client.data(message)
                phase = "dot"
        except smtplib.SMTPResponseException as error:
            code, reply = error.smtp_code, error.smtp_error
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Answer(Outcome.UNKNOWN if client.dot_sent else Outcome.LATER, phase, None, _reason(error))
        return self._judge(phase, code, _text(reply))

    def _judge(self, phase, code, reply):
        if phase == "dot" and 200 <= code < 300:
            return Answer(Outcome.SENT, phase, code, reply)
        if code == GOING_AWAY or code < 200:
            self._drop()
        else:
            self._reset()
        if code >= 500:
            return Answer(Outcome.REFUSED, phase, code, reply)
        # No code at all after the dot: the server may have taken it.
        is_unknown = code < 200 and phase == "dot"
        return Answer(Outcome.UNKNOWN if is_unknown else Outcome.LATER, phase, code, reply)

    def _reset(self):
        try:
            code, _reply = self.client.rset()
        except (OSError, smtplib.SMTPException):
            code = None
        if code != 250:
            self._drop()

    def _drop(self):
        client, self.client = self.client, None
        client.close()


def is_configured():
    """Say whether there is a server to send by; without one mail stays in the outbox."""
    return bool(settings.EMAIL_SERVER)


def probe(sender, address, message):
    """Send one message and return the server's answer in one line; for the command line."""
    started = time.monotonic()
    try:
        with Line() as line:
            line.open()
            answer = line.send(sender, address, message)
    except ServerError as fault:
        return False, str(fault)
    seconds = time.monotonic() - started
    return (
        answer.outcome == Outcome.SENT,
        f"{answer.code or ''} {answer.reply} ({answer.phase}, {seconds:.1f} s)".strip(),
    )


def _concerns_the_server(answer, address):
    """Say whether no mail would be taken: before it is told a recipient, a server can refuse nobody but us.

    A name that is not ASCII is another matter: it asks for SMTPUTF8 with the sender already.
    """
    if answer.phase == "mail" and answer.outcome == Outcome.REFUSED and address.rpartition("@")[0].isascii():
        return True
    return answer.code in SERVER_CODES and answer.phase in ("mail", "rcpt")


def _in(span):
    return time.monotonic() + span.total_seconds()


def _client(patience):
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    arguments = {
        "host": settings.EMAIL_HOST,
        "port": settings.EMAIL_PORT,
        "timeout": patience,
        "local_hostname": f"[{host}]" if host.replace(".", "").isdigit() else host,
    }
    if settings.EMAIL_USE_SSL:
        return TLSClient(context=ssl.create_default_context(), **arguments)
    return PlainClient(**arguments)


def _options(client, address):
    return [] if address.rpartition("@")[0].isascii() or not client.has_extn("smtputf8") else ["SMTPUTF8"]


def _reason(error):
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return " ".join(f"{type(error).__name__} {error}".split())[:300]


def _text(reply):
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
    return " ".join(text.replace("\x00", " ").split())[:300]
