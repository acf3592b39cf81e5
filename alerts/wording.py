"""What an alert says, by the words of its topic."""

from .topics import TOPICS


def word(alert, today):
    """Return the words of an alert as they are true on a day of the team."""
    return TOPICS[alert.rule].words(alert, alert.values, today)
