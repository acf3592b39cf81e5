"""Who follows what is said about a row: whoever decided to, else whoever is in charge, wrote, or was mentioned.

Only decisions are stored. One taken by hand holds until it is taken anew: who stopped following stays out of it,
whatever they write and whoever mentions them.
"""

from dataclasses import dataclass

from django.db.models import Min

from .models import Comment, Mention, Subscription
from .models.subjects import in_charge
from .models.subscription import SubscriptionState


def followers_of(rows):
    """Return {id of a row: {id of a membership that follows it: since when, or None}}; three statements in all.

    Who is in charge has always followed; others since they wrote or were mentioned first, or decided to.
    """
    rows = list(rows)
    ids = [row.pk for row in rows]
    followers, decisions = {row.pk: dict.fromkeys(in_charge(row)) for row in rows}, _decisions(ids)
    chosen = [(pk, person, at) for pk, person, state, at in decisions if state == SubscriptionState.FOLLOWING]
    for pk, person, at in sorted([*_writers(ids), *_called(ids), *chosen], key=lambda each: each[2]):
        followers[pk].setdefault(person, at)
    for pk, person, state, _at in decisions:
        if state == SubscriptionState.MUTED:
            followers[pk].pop(person, None)
    return followers


@dataclass(frozen=True, slots=True)
class Following:
    """Whether somebody follows a row, and whether they decided so."""

    is_on: bool
    is_decided: bool


def following_of(membership, row):
    """Return the Following of one person and one row."""
    decided = Subscription.objects.visible_to(membership).about(row).first()
    if decided is not None:
        return Following(decided.state == SubscriptionState.FOLLOWING, is_decided=True)
    return Following(_is_part_of(membership, row), is_decided=False)


def _is_part_of(membership, row):
    if membership.pk in in_charge(row):
        return True
    said = Comment.objects.about(row)
    return said.filter(author=membership).exists() or said.filter(mentions__membership=membership).exists()


def _writers(ids):
    written = Comment.objects.filter(subject_id__in=ids).order_by()
    return written.values_list("subject_id", "author").annotate(Min("created_at"))


def _called(ids):
    called = Mention.objects.filter(comment__subject_id__in=ids).order_by()
    return called.values_list("comment__subject_id", "membership").annotate(Min("comment__created_at"))


def _decisions(ids):
    decided = Subscription.objects.filter(subject_id__in=ids).order_by()
    return list(decided.values_list("subject_id", "membership", "state", "updated_at"))
