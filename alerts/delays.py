"""Since when the mail server has taken nothing although there was something to send.

One mail that is put off concerns its reader: a full mailbox, a server that greets strangers late. A server that breaks
off, or puts off the mails of two, concerns everybody.
"""

import datetime as dt

from django.db.models import Exists, Q

from .delivery import GOING_AWAY
from .durations import durations
from .models import Mail, MailState, Outcome, Pulse

NAME = "delayed"
# Tries of a mail lie six hours apart at most, and a fifth more by chance: what failed longer ago has come to its end.
FORGOTTEN_AFTER = dt.timedelta(hours=8)


def note_answer(mail, answer, now):
    """Remember that the server put a mail off."""
    is_general = answer.code in (None, GOING_AWAY) or answer.phase == "mail"
    _note(now, answer.phase, reader=str(mail.membership_id), is_general=is_general)


def note_fault(fault, now):
    """Remember that the server cannot be used at all."""
    _note(now, fault.phase, reader="", is_general=True)


def forget():
    """The server took a mail."""
    Pulse.objects.filter(name=NAME).delete()


def lasting(now):
    """Return which pulse says that mail has been failing for a while, and that some waits."""
    waiting = Mail.objects.filter(Q(due_at__lte=now) | Q(attempts__gt=0), state=MailState.QUEUED)
    return Q(Exists(waiting), name=NAME, until__lte=now)


def is_put_off(answer):
    """Say whether a mail was neither taken nor refused."""
    return answer.outcome in (Outcome.LATER, Outcome.UNKNOWN)


def _note(now, phase, *, reader, is_general):
    """Keep the first failure since a mail was taken; `until` is the instant it becomes everybody's concern."""
    known = Pulse.objects.filter(name=NAME, at__gt=now - FORGOTTEN_AFTER, at__lte=now).first()
    note = known.note if known else {"since": now.isoformat(), "reader": reader}
    is_general = is_general or note["reader"] != reader or (known is not None and known.until is not None)
    until = dt.datetime.fromisoformat(note["since"]) + durations().patience if is_general else None
    Pulse.beat(NAME, now, until=until, note=note | {"phase": phase})
