"""How a team begins: its row, and whoever made it as its owner."""

from django.db import transaction

from .models import Membership
from .roles import Role


@transaction.atomic
def found(team, *, user):
    """Store a new team and make the user its owner; returns the owner's membership. Raises ValidationError."""
    team.store(by=None)
    owner = Membership(team=team, user=user, name=user.name, role=Role.OWNER)
    owner.store(by=owner)
    settle(user, team)
    return owner


def settle(user, team):
    """Give a person who has not chosen a time zone yet the one of their team."""
    if user.time_zone == "UTC" != team.time_zone:
        user.time_zone = team.time_zone
        user.save(update_fields=["time_zone"])
