"""The message a mail becomes on the wire. Its Message-ID and Date are those of the mail, on every attempt."""

import re
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from django.conf import settings

from .links import can_be_left, fill_in, unsubscribe_link
from .models.mail import mail_host
from .rendering import one_line

# Headers that programs read: an address or an id as one word.
VERBATIM = ("message-id", "in-reply-to", "references", "list-id", "list-unsubscribe", "feedback-id", "x-alert-key")
ATOM = re.compile(r"[^A-Za-z0-9.-]")


class VerbatimHeader(UnstructuredHeader):
    """Written on one line: the standard library would encode a word longer than a line, and no program reads that."""

    def fold(self, *, policy):
        return f"{self.name}: {self}{policy.linesep}"


def _policy():
    registry = HeaderRegistry()
    for name in VERBATIM:
        registry.map_to_type(name, VerbatimHeader)
    return SMTP.clone(cte_type="7bit", header_factory=registry)


POLICY = _policy()


def build(mail, preference, deliveries, *, reply_to=""):
    """Return the bytes of a mail, with the reader's own links; raises ValueError for what no header may hold."""
    message = EmailMessage(policy=POLICY)
    message["From"] = settings.DEFAULT_FROM_EMAIL
    message["To"] = mail.address
    message["Subject"] = one_line(mail.subject)
    message["Date"] = format_datetime(mail.dated_at)
    message["Message-ID"] = mail.message_id
    root = thread_root(mail, [delivery.alert.subject_id for delivery in deliveries])
    message["In-Reply-To"] = root
    message["References"] = root
    if reply_to:
        message["Reply-To"] = reply_to
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["List-Id"] = f"<{ATOM.sub('-', mail.team.slug)}.{mail_host()}>"
    if can_be_left(deliveries):
        message["List-Unsubscribe"] = f"<{unsubscribe_link(mail, preference)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Feedback-ID"] = f"{mail.kind}:{ATOM.sub('-', mail.team.slug)}:landfall"
    message["X-Alert-Key"] = str(mail.pk)
    message.set_content(fill_in(mail.text, mail, preference))
    message.add_alternative(fill_in(mail.html, mail, preference), subtype="html")
    return message.as_bytes()


def thread_root(mail, subject_ids):
    """Return the made-up Message-ID that keeps mails about one object, or a person's daily mails, in one thread."""
    ids = set(subject_ids)
    root = f"occ-root-{ids.pop()}" if len(ids) == 1 else f"team-root-{mail.membership_id}"
    return f"<{root}@{mail_host()}>"


def sender_address():
    """Return the bare address in DEFAULT_FROM_EMAIL."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
