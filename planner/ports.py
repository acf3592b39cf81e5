"""What upper apps may say before dates are moved. They add to these lists when they are ready; nobody else is asked."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Effect:
    """What a move would do to something the plan knows nothing of; `is_late` where somebody must look at it.

    `key` says what it is about, such as "funding.tranche"; `text` is for people.
    """

    key: str
    text: str | Promise
    is_late: bool = False


# Each takes (membership, Consequences) and returns the effects this member may know of.
move_effects = []
