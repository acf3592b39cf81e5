"""Goals of which people report another health than their figures and dates show."""

MOST_REPORTED = 500  # goals with a reported health that are looked at, the soonest due first


def disagreeing(goals):
    """Return those of the goals, which are rows somebody sees, whose health and figures differ; three statements."""
    reported = goals.open().exclude(health="").order_by("target_on", "number")
    return [goal for goal in reported.with_progress()[:MOST_REPORTED] if goal.disagrees]
