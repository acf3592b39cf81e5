"""A membership that stands in for all of one sight, while a statement is written that core/remembered.py keeps."""

from teams.models import Membership


def sight_of(membership):
    """Return what of a membership decides which rows it sees, besides its ids: part of a statement's shape."""
    return membership.role, membership.reads_money, membership.ended_at is None


def standing_in(sight, *, team, person):
    """Return a membership of this sight and these ids; whoever asks it for more gets Membership.DoesNotExist."""
    role, reads_money, is_active = sight
    if not is_active:
        raise ValueError("Who has left sees nothing.")
    known = {"id": person, "team_id": team, "role": role, "reads_money": reads_money, "ended_at": None}
    names = [field.attname for field in Membership._meta.concrete_fields if field.attname in known]
    return Membership.from_db(None, names, [known[name] for name in names])
