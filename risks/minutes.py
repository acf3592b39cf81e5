"""What a meeting came to, by risk, as its notes show it."""

from dataclasses import dataclass, field

from core.fetching import Part

from .changes import LEVEL_WORDS, changes_of
from .models import Review, Risk
from .scoring import Level

RISKS_AT_MOST = 100  # as many as a meeting goes through
REVIEWS_AT_MOST = 500  # of one meeting


@dataclass(slots=True)
class Item:
    """One risk: how the meeting changed it, its level at the end, and what was noted."""

    risk: Risk
    marks: list
    level: Level | None
    decisions: list = field(default_factory=list)

    @property
    def level_label(self):
        return LEVEL_WORDS.get(self.level)


@dataclass(slots=True)
class Minutes:
    """What was decided, what was looked at and stays as it is, what nobody looked at, and what had changed before."""

    decided: list[Item]
    unchanged: list[Item]
    left: list[Item]
    changed: Part | None  # of Items; None where no meeting was before
    reviewers: list[str]
    is_cut: bool

    @property
    def looked_at(self):
        return len(self.decided) + len(self.unchanged)

    @property
    def on_agenda(self):
        return self.looked_at + len(self.left)


def minutes_of(meeting, membership):
    """Return the Minutes as this person may see them; the same statements whatever was decided."""
    seen = Review.objects.visible_to(membership).filter(meeting=meeting).select_related("risk", "author", "assessment")
    reviews = list(seen[: REVIEWS_AT_MOST + 1])
    is_cut = len(reviews) > REVIEWS_AT_MOST
    items = _items(meeting, membership, {review.risk_id for review in reviews})
    for review in reviews[:REVIEWS_AT_MOST]:
        if review.is_decision:
            items[review.risk_id].decisions.append(review)
    looked_at = {review.risk_id for review in reviews}
    return Minutes(
        decided=[item for item in items.values() if item.decisions],
        unchanged=[item for pk, item in items.items() if pk in looked_at and not item.decisions],
        left=[item for pk, item in items.items() if pk not in looked_at],
        changed=_changed_before(meeting, membership),
        reviewers=sorted({review.author.name for review in reviews if review.author}),
        is_cut=is_cut,
    )


def _items(meeting, membership, looked_at):
    """Return an Item of each risk on the agenda or looked at, by its id, in the order of the agenda."""
    places = {pk: place for place, pk in enumerate(meeting.agenda)}
    wanted = {*meeting.agenda, *map(str, looked_at)}
    risks = Risk.objects.visible_to(membership).filter(pk__in=wanted).with_scores()
    risks = sorted(risks, key=lambda risk: (places.get(str(risk.pk), len(places)), risk.number))
    changes = changes_of(risks, since=meeting.started_at, until=meeting.ended_at)
    return {risk.pk: Item(risk, changes[risk.pk].marks, changes[risk.pk].after) for risk in risks}


def _changed_before(meeting, membership):
    """Return the risks that had changed between the meeting before and this one, as Items."""
    if meeting.since is None:
        return None
    rows = Risk.objects.visible_to(membership).changed_between(meeting.since, meeting.started_at)
    found = list(rows.with_scores().worst_first()[: RISKS_AT_MOST + 1])
    count = len(found) if len(found) <= RISKS_AT_MOST else rows.count()
    changes = changes_of(found, since=meeting.since, until=meeting.started_at)
    items = [Item(risk, changes[risk.pk].marks_of_changed, changes[risk.pk].after) for risk in found[:RISKS_AT_MOST]]
    return Part(items, count, "")
