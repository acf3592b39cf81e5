"""The message a mail becomes on the wire. Its Message-ID and Date are those of the mail, on every attempt."""

import re
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from django.conf import settings

from core.addresses import wire_address
from core.headers import field, literal

from .links import can_be_left, fill_in, unsubscribe_link
from .models.mail import mail_host
from .rendering import one_line

BODY = SMTP.clone(cte_type="7bit")
ATOM = re.compile(r"[^A-Za-z0-9.-]")


def build(mail, preference, deliveries, *, reply_to=""):
    """Return the bytes of a mail, with the reader's own links; raises ValueError for what no header may hold."""
    headers = addressed(mail.address, mail.subject, dated_at=mail.dated_at, message_id=mail.message_id)
    headers |= _thread(mail, deliveries)
    if reply_to:
        headers["Reply-To"] = wire_address(reply_to)
    headers["X-Auto-Response-Suppress"] = "All"
    headers["List-Id"] = f"<{ATOM.sub('-', mail.team.slug)}.{mail_host()}>"
    if can_be_left(deliveries):
        headers["List-Unsubscribe"] = f"<{unsubscribe_link(mail, preference)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    headers["Feedback-ID"] = f"{mail.kind}:{ATOM.sub('-', mail.team.slug)}:landfall"
    headers["X-Alert-Key"] = str(mail.pk)
    return written(headers, fill_in(mail.text, mail, preference), html=fill_in(mail.html, mail, preference))


def addressed(address, subject, *, dated_at, message_id):
    """Return the headers every mail has, each on one line of ASCII that is read as it was meant."""
    return {
        "From": settings.DEFAULT_FROM_EMAIL,
        "To": wire_address(address),
        "Subject": literal(one_line(subject), header="Subject"),
        "Date": format_datetime(dated_at),
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",
    }


def written(headers, text, *, html=""):
    """Return the bytes of a message. The library writes its body alone: it would decode what it finds in headers."""
    body = EmailMessage(policy=BODY)
    body.set_content(text)
    if html:
        body.add_alternative(html, subtype="html")
    return b"".join(field(name, value) for name, value in headers.items()) + body.as_bytes()


def sender_address():
    """Return the bare address in DEFAULT_FROM_EMAIL."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _thread(mail, deliveries):
    """Return the headers that keep mails about one object, or a person's daily mails, in one thread."""
    ids = {delivery.alert.subject_id for delivery in deliveries}
    name = f"occ-root-{ids.pop()}" if len(ids) == 1 else f"team-root-{mail.membership_id}"
    made_up = f"<{name}@{mail_host()}>"  # of no real mail
    return {"In-Reply-To": made_up, "References": made_up}
