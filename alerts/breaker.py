"""While the mail server as a whole fails, one alarm instead of thousands of tries: pause, then ask again."""

from django.db.models import Q

from .durations import durations
from .models import Pulse

NAME = "server"


def is_open(now):
    """Say whether to leave the server alone for the moment."""
    return Pulse.objects.filter(failing(now), until__gt=now).exists()


def failing(now):
    """Return which pulse says that the server cannot be used.

    While mail is due the server is asked anew after each pause. A fault that was neither met again nor mended since
    held back nothing any more, and nobody knows whether it lasts. A pause longer than the longest was begun before the
    clock was set back: it would hold mail back for as long.
    """
    return Q(name=NAME, until__gt=now - durations().silence, until__lte=now + durations().longest_pause)


def trip(fault, now):
    """Remember the fault and wait: twice as long as before, up to the longest pause."""
    spans = durations()
    before = Pulse.objects.filter(failing(now)).first()
    since = before.note.get("since") if before else None
    pause = min(spans.pause * 2 ** (before.note.get("times", 0) if before else 0), spans.longest_pause)
    note = {
        "phase": fault.phase,
        "reason": fault.reason[:300],
        "since": since or now.isoformat(),
        "times": min((before.note.get("times", 0) if before else 0) + 1, 10),
    }
    Pulse.beat(NAME, now, until=now + pause, note=note)


def reset():
    """The server answers again."""
    Pulse.objects.filter(name=NAME).delete()


def fault(now):
    """Return what is wrong with the server, or None."""
    pulse = Pulse.objects.filter(failing(now)).first()
    return pulse and pulse.note
