"""When what a night says is told: in the morning after it, and what happened that night for a week."""

from alerts.durations import durations


def hours_of(scan, night, *, is_news):
    """Return {fires_at, expires_at} of an occurrence that began with a Night; None where it is no news any more.

    What is no news but a state has no end of its own.
    """
    fires_at = scan.tell_at(max(night.made_at, scan.since))
    expires_at = fires_at + durations().news if is_news else None
    is_over = expires_at is not None and expires_at <= scan.now
    return None if is_over else {"fires_at": fires_at, "expires_at": expires_at}
