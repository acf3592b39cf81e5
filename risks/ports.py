"""What upper apps tell of risks. They add to these lists when they are ready; nobody else is asked."""

# Each takes (membership, plan, assignees of its steps) and returns the memberships that would get a mail.
told_of_start = []

# Each takes a membership and returns what says `about` a risk what the forecast has it cost: an object with `days` and
# `is_gain`, or None. Without any, nobody forecasts.
worth_of_risks = []


class Unforecast:
    """Says nothing of any risk."""

    def about(self, _risk):
        return None


def worth_for(membership):
    """Return what tells one person what risks cost in the forecast."""
    return next((told(membership) for told in worth_of_risks), Unforecast())
