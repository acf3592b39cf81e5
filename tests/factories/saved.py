"""Saved views, for tests."""

from teams.models import SavedView


def saved(by, list_name="tasks", name="Late", *, shared=False, **query):
    """Return a view that somebody saved."""
    row = SavedView(team=by.team, maker=by, list_name=list_name, name=name, is_shared=shared, query=query)
    return row.store(by=by)


def one_of_each(team, people):
    """Return a view the owner shares with the team."""
    return [saved(people["O"], name=f"Tasks of {team.slug}", shared=True, state="open", assignee="me")]
