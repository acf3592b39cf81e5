"""What a meeting came to, by risk, as its notes show it."""

from dataclasses import dataclass, field

from django.db.models import Count, Min

from core.fetching import Part

from .changes import LEVEL_WORDS, changes_of
from .models import Review, Risk
from .querysets import IS_DECISION
from .scoring import Level

RISKS_AT_MOST = 100  # as many as a meeting goes through
NOTES_AT_MOST = 200  # of one meeting: two for each risk of its agenda
LOOKED_AT_MOST = 500  # risks somebody noted something about, those beyond the agenda with them


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
    notes_shown: int
    notes: int

    @property
    def looked_at(self):
        return len(self.decided) + len(self.unchanged)

    @property
    def is_cut(self):
        return self.notes > self.notes_shown

    @property
    def on_agenda(self):
        return self.looked_at + len(self.left)


def minutes_of(meeting, membership):
    """Return the Minutes as this person may see them; the same statements whatever was decided."""
    seen = Review.objects.visible_to(membership).filter(meeting=meeting)
    looked_at = _looked_at(seen)
    reviews = list(seen.decisions().select_related("risk", "author", "assessment")[:NOTES_AT_MOST])
    items = _items(meeting, membership, looked_at.keys() | {review.risk_id for review in reviews})
    for review in reviews:
        items[review.risk_id].decisions.append(review)
    return Minutes(
        decided=[item for pk, item in items.items() if item.decisions or looked_at.get(pk)],
        unchanged=[item for pk, item in items.items() if looked_at.get(pk) == 0],
        left=[item for pk, item in items.items() if pk not in looked_at and not item.decisions],
        changed=_changed_before(meeting, membership),
        reviewers=sorted({review.author.name for review in reviews if review.author}),
        notes_shown=len(reviews),
        notes=sum(looked_at.values()) if len(looked_at) < LOOKED_AT_MOST else seen.decisions().count(),
    )


def _looked_at(reviews):
    """Return {id of a risk: how many decisions were noted about it}, those looked at first at the front."""
    found = reviews.order_by().values("risk").annotate(decided=Count("pk", filter=IS_DECISION), first=Min("at"))
    return dict(found.order_by("first", "risk").values_list("risk", "decided")[:LOOKED_AT_MOST])


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
