"""How long things take, in one place: settings.ALERTS overrides any of them, so that fault tests run fast."""

from dataclasses import dataclass, fields
from datetime import timedelta

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Durations:
    """The spans of the outbox."""

    # How long a worker may keep a mail it has claimed. Task time limits must stay below it.
    lease: timedelta = timedelta(seconds=120)
    # After an unknown outcome: the wait before the one resend.
    resend: timedelta = timedelta(seconds=60)
    # Events of a person gather this long, so that they leave as one mail.
    window: timedelta = timedelta(minutes=10)
    # One task sends this long, then rings for the next: ticks and notices get their turn in between.
    turn: timedelta = timedelta(seconds=20)
    # A mail begun at the end of a turn must be over before the task is stopped: to open a connection, and to talk until
    # the final dot, whose answer may take EMAIL_TIMEOUT more.
    opening: timedelta = timedelta(seconds=25)
    conversation: timedelta = timedelta(seconds=25)
    # While the mail server as a whole fails: first and longest pause.
    pause: timedelta = timedelta(seconds=15)
    longest_pause: timedelta = timedelta(seconds=60)
    # A tick looks at teams this long and then makes mails this long; with `watching` that stays below the 30 seconds
    # between two ticks, so that its pulse never misses one, and far below the time limit of tasks.
    scanning: timedelta = timedelta(seconds=15)
    grouping: timedelta = timedelta(seconds=10)
    # What contingency plans wait for is judged this long in a tick, and each of it again after so much time.
    watching: timedelta = timedelta(seconds=3)
    judging: timedelta = timedelta(minutes=5)
    # One team is looked at this long at a stretch, then the others have their turn.
    stretch: timedelta = timedelta(seconds=2)
    # Everything in a team is looked at again this long after the last time, when there is time to spare, and this long
    # after a rule failed.
    repair: timedelta = timedelta(days=1)
    retry: timedelta = timedelta(hours=1)
    # A commit may become visible later than its timestamps say, or bear those of a host whose clock is slow: looks for
    # news go back this far, and a mail is judged again if something happened in its team this short before.
    lookback: timedelta = timedelta(minutes=10)
    overlap: timedelta = timedelta(seconds=60)
    # An event nobody could be told of is no news any more.
    news: timedelta = timedelta(days=7)
    # What was asked for by hand is of use so long.
    request: timedelta = timedelta(days=1)
    # Who becomes concerned later than this after an alert fired, is not told of it any more.
    latecomers: timedelta = timedelta(hours=48)
    # Older than this, the last tick raises the alarm; and so does one further ahead than the next tick could be: the
    # clock was set back since, and nobody knows how long ago that tick was.
    silence: timedelta = timedelta(minutes=3)
    ahead: timedelta = timedelta(seconds=30)
    # Mail that has been failing this long raises the alarm.
    patience: timedelta = timedelta(minutes=1)


def durations():
    """Return the spans in force; numbers in settings.ALERTS are seconds."""
    chosen = getattr(settings, "ALERTS", {})
    names = {field.name for field in fields(Durations)}
    return Durations(**{name: timedelta(seconds=value) for name, value in chosen.items() if name in names})
