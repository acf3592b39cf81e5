"""When money that waits for a milestone is to be counted on."""


def reached_on(milestone, scheduled=None):
    """Return the day a milestone was reached, else the day it is scheduled or due for, or None.

    `scheduled` is {id of a milestone: day}. One that was given up is never reached.
    """
    if milestone.completed_on is not None:
        return milestone.completed_on
    if milestone.is_given_up:
        return None
    return (scheduled or {}).get(milestone.pk) or milestone.due_on
