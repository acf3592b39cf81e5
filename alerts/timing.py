"""When an alert falls due, which step of it holds today, and when a failed send is tried again.

Plain dates, the team's, decide what is due; a person's zone only decides the hour a mail leaves. Every question about
a date is a range, never an equality, so that a run that comes late still finds what it missed. Instants are aware
datetimes in UTC.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

LEAD_DAYS = (14, 7, 1, 0)
# Days overdue at which a notice is sent: five in all, then silence.
OVERDUE_DAYS = (1, 3, 7, 14, 21)

# Nothing about a date is mailed in these local hours, so an alert hour must lie outside them.
QUIET_FROM = time(20)
QUIET_UNTIL = time(7)
ALERT_HOURS = range(QUIET_UNTIL.hour, QUIET_FROM.hour)

RETRY_DELAYS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
)
RETRY_SPREAD = 0.2
GIVE_UP_AFTER = timedelta(hours=72)


def alert_instant(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """The one instant, in UTC, of that hour (0..23) on that local day.

    Where the clock skips the hour it is the first valid instant after the gap, where it runs twice the
    first of the two.
    """
    wall = datetime.combine(day, time(hour), tzinfo=zone)
    instant = wall.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    # In a gap, fold=1 reads the hour with the offset after it and so lands before it, fold=0 the other way
    # round.
    return _end_of_gap(wall.replace(fold=1).astimezone(UTC), instant, zone)


def next_alert_instant(now: datetime, hour: int, zone: ZoneInfo) -> datetime:
    """The first alert instant that is not earlier than now."""
    today = now.astimezone(zone).date()
    days = (today + timedelta(days=ahead) for ahead in range(3))
    return min(instant for instant in (alert_instant(day, hour, zone) for day in days) if instant >= now)


def last_alert_instant(now: datetime, hour: int, zone: ZoneInfo) -> datetime:
    """The last alert instant that is not later than now."""
    today = now.astimezone(zone).date()
    days = (today - timedelta(days=back) for back in range(3))
    return max(instant for instant in (alert_instant(day, hour, zone) for day in days) if instant <= now)


def morning_of(day: date, hour: int, zone: ZoneInfo, team_zone: ZoneInfo) -> datetime:
    """The one instant at which somebody in a zone is told of a day of a team in another one.

    It is the first time on that day of the team's that the person's clock shows the hour. Around a change of a clock
    there may be none: then the day begins a little after that hour, and they are told at its beginning, or, if that is
    night to them, at the end of the night.
    """
    start, end = alert_instant(day, 0, team_zone), alert_instant(day + timedelta(days=1), 0, team_zone)
    instant = next_alert_instant(start, hour, zone)
    if instant < end:
        return instant
    is_night = in_quiet_hours(start.astimezone(zone).time())
    return next_alert_instant(start, QUIET_UNTIL.hour, zone) if is_night else start


def send_instant(planned: datetime, now: datetime, hour: int, zone: ZoneInfo) -> datetime:
    """When a mail about a date leaves: as planned, at once if that has passed, never in the quiet hours.

    What would leave in the quiet hours waits for the next alert hour.
    """
    earliest = max(planned, now)
    if in_quiet_hours(earliest.astimezone(zone).time()):
        return next_alert_instant(earliest, hour, zone)
    return earliest


def waking_hour(hour: int) -> int:
    """The hour itself, or the nearest one outside the quiet hours."""
    return min(max(hour, ALERT_HOURS[0]), ALERT_HOURS[-1])


def in_quiet_hours(local: time) -> bool:
    """Whether a local time of day lies from 20:00 up to, and not including, 07:00."""
    return local >= QUIET_FROM or local < QUIET_UNTIL


def nearest_lead_step(due: date, today: date, leads: Collection[int] = LEAD_DAYS) -> int | None:
    """The lead, in days before due, that holds today: of several already passed only the nearest.

    None while no lead is reached yet, and once the due date has passed.
    """
    left = (due - today).days
    if left < 0:
        return None
    return min((lead for lead in leads if lead >= left), default=None)


def overdue_step(due: date, today: date, steps: Collection[int] = OVERDUE_DAYS) -> int | None:
    """The number, from 1, of the overdue notice that holds today; None while nothing is overdue.

    After the last step it stays at that step, whose key exists already, so that nothing more is sent.
    """
    late = (today - due).days
    return sum(late >= step for step in steps) or None


def retry_delay(attempt: int, rng: Random) -> timedelta:
    """How long to wait after the given failed attempt (from 1): 1m 5m 15m 1h 3h 6h and 6h ever after, +-20 %.

    Raises ValueError for an attempt below 1.
    """
    if attempt < 1:
        raise ValueError("attempts count from 1")
    base = RETRY_DELAYS[min(attempt, len(RETRY_DELAYS)) - 1]
    return base * rng.uniform(1 - RETRY_SPREAD, 1 + RETRY_SPREAD)


def retry_instant(first_try: datetime, attempt: int, now: datetime, rng: Random) -> datetime | None:
    """When to try again after the given failed attempt; None = give up, 72 h after the first try.

    The last wait is cut short, so that one more try is made when the 72 h end.
    """
    deadline = first_try + GIVE_UP_AFTER
    if now >= deadline:
        return None
    return min(now + retry_delay(attempt, rng), deadline)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first second at which the zone's offset has changed, between two instants around the change."""
    old = before.astimezone(zone).utcoffset()
    low, high = 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if (before + timedelta(seconds=middle)).astimezone(zone).utcoffset() == old:
            low = middle
        else:
            high = middle
    return before + timedelta(seconds=high)
