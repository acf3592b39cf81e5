"""Deleting a team with everything in it; only the demo goes this way, teams of people do not."""

from django.db import connections

from teams.models import Team

from .rows import rows_of


def remove_team(team):
    """Delete the team's rows of every kind, and the team.

    Rows protect each other, so Django's own deletion would refuse. The database checks foreign keys at the end of
    the transaction, so the order does not matter; run it inside one.
    """
    for rows in [*rows_of(team), Team.objects.filter(pk=team.pk)]:
        rows._raw_delete(rows.db)  # noqa: SLF001 - the one way past PROTECT
    connections[Team.objects.db].check_constraints()
