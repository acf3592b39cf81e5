"""Who follows what is said about a row: whoever decided to, else whoever is in charge, wrote, or was mentioned.

Only decisions are stored. One taken by hand holds until it is taken anew: who stopped following stays out of it,
whatever they write and whoever mentions them.
"""

from collections import defaultdict
from dataclasses import dataclass

from .models import Comment, Mention, Subscription
from .models.subjects import in_charge
from .models.subscription import SubscriptionState


def followers_of(rows):
    """Return {id of a row: ids of the memberships that follow it}; three statements, whatever the rows."""
    rows = list(rows)
    ids = [row.pk for row in rows]
    followers = defaultdict(set, {row.pk: in_charge(row) for row in rows})
    written = Comment.objects.filter(subject_id__in=ids).order_by()
    for pk, author in written.values_list("subject_id", "author").distinct():
        followers[pk].add(author)
    called = Mention.objects.filter(comment__subject_id__in=ids).order_by()
    for pk, person in called.values_list("comment__subject_id", "membership").distinct():
        followers[pk].add(person)
    decided = Subscription.objects.filter(subject_id__in=ids).order_by()
    for pk, person, state in decided.values_list("subject_id", "membership", "state"):
        (followers[pk].add if state == SubscriptionState.FOLLOWING else followers[pk].discard)(person)
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
