"""When what a night says is told: in the morning after it, and what happened that night for a week."""

from alerts.durations import durations


def times_of(scan, night, *, is_news, since):
    """Return {about_on, fires_at, expires_at} of an occurrence that began with a Night; None where it is over.

    News is about its night. What is no news but a state has no end of its own, and is about the day `since` which it
    is told, None where it is not told yet.
    """
    fires_at = scan.tell_at(max(night.made_at, scan.since))
    expires_at = fires_at + durations().news if is_news else None
    if expires_at is not None and expires_at <= scan.now:
        return None
    about_on = night.on if is_news or since is None else since
    return {"about_on": about_on, "fires_at": fires_at, "expires_at": expires_at}
