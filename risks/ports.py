"""Who upper apps would tell if a plan were started. They add to this list when they are ready; nobody else is asked."""

# Each takes (membership, plan, assignees of its steps) and returns the memberships that would get a mail.
told_of_start = []
