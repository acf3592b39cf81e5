"""What is done with a claimed mail before it is begun: look again, hold back what may not leave, write the message."""

from dataclasses import dataclass

from core.addresses import is_reserved, wire_address

from .claiming import NO_TEXT, end_claimed, put_back, take_out
from .message import build
from .models import MailKind, MailState, Reason
from .models.mail import PRIORITIES
from .mornings import Mornings
from .rendering import is_late, render

# A mail that others were joined with is as urgent as the most urgent of them.
AT_ANY_HOUR = PRIORITIES[MailKind.CRITICAL]


@dataclass(frozen=True, slots=True)
class Ready:
    """A mail that may leave: what is kept of it, and the bytes that go."""

    content: dict
    message: bytes


def prepare(mail, verdict, now, *, reply_to):
    """Return what is to be sent, or None when the mail ended or went back into the queue instead."""
    if _waits_for_morning(mail, now):
        return None
    if verdict.dropped and not take_out(mail, verdict.dropped):
        return None
    if not verdict.standing and not verdict.broken:
        end_claimed(mail, MailState.CANCELLED, _only_reason(verdict), now, **NO_TEXT)
        return None
    content = _content(mail, verdict, now)
    if content is None:
        return None
    if is_reserved(mail.address):
        end_claimed(mail, MailState.HELD, Reason.RESERVED, now, **content)
        return None
    mail.dated_at = mail.dated_at or now
    message = build(mail, verdict.preference, verdict.standing, reply_to=_answerable(reply_to(mail.team)))
    return Ready(content, message)


def _waits_for_morning(mail, now):
    """Queue for the next alert hour what is about dates and would leave at the reader's night."""
    mornings = Mornings.of(mail.membership, mail.team)
    if mail.priority <= AT_ANY_HOUR or not mornings.is_night(now):
        return False
    morning = mornings.next(now)
    # Only the night holds back what is on time.
    put_back([mail], due_at=morning, planned_at=mail.planned_at if is_late(mail, now) else morning)
    return True


def _content(mail, verdict, now):
    """Return what the row keeps: the text of the first time, unless a part was taken out; a resend is the same mail.

    A part that is broken is left out, and does not keep the others; None when the lease was lost meanwhile.
    """
    mail.address = mail.membership.address
    if not mail.text or verdict.broken:
        made = render(mail, verdict.standing, now)
        broken = [*verdict.broken, *made.broken]
        if broken and not take_out(mail, {Reason.BROKEN: broken}):
            return None
        verdict.standing = [delivery for delivery in verdict.standing if delivery not in made.broken]
        mail.subject, mail.text, mail.html = made.subject, made.text, made.html
    return {"address": mail.address, "subject": mail.subject, "text": mail.text, "html": mail.html}


def _answerable(address):
    """Return an address that answers may go to, or nothing; other letters than ASCII ask more of mail servers."""
    return "" if is_reserved(address) or not wire_address(address).isascii() else address


def _only_reason(verdict):
    reasons = set(verdict.dropped)
    return reasons.pop() if len(reasons) == 1 else Reason.EMPTY
