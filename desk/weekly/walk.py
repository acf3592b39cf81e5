"""Where somebody stands in a weekly review: the item shown, the one before and the one after, and how far it is."""

from dataclasses import dataclass

from django.db.models import Count

from planner.models import Decided, WeeklyDecision

from .findings import Found, Item

END = "end"


@dataclass(frozen=True, slots=True)
class Walk:
    """The items of a review in order. `item` is None at the end; `before` and `after` are places in the address."""

    found: list[Found]
    item: Item | None
    before: str
    after: str
    counts: dict

    @property
    def skipped(self):
        """Return the items that were skipped and may still be decided."""
        return [item for part in self.found for item in part.items if item.is_skipped]

    @property
    def remaining(self):
        """Return how many items nobody has looked at."""
        return sum(part.count for part in self.found) - self.counts[Decided.SKIPPED]

    @property
    def done(self):
        return sum(self.counts.values())

    @property
    def total(self):
        return self.done + max(self.remaining, 0)

    @property
    def percent(self):
        return round(100 * self.done / self.total) if self.total else 100

    @property
    def decided(self):
        return [(label, self.counts[decision]) for decision, label in Decided.choices if self.counts[decision]]


def walk(found, counts, place):
    """Return the Walk at a place: an item's key, the end, or by itself the first item nobody has looked at."""
    items = [item for part in found for item in part.items]
    fresh = [item for item in items if not item.is_skipped]
    chosen = next((item for item in items if item.key == place), None)
    if chosen is None and place != END:
        chosen = fresh[0] if fresh else None
    order = [item for item in items if not item.is_skipped or item is chosen]
    if chosen is None:
        return Walk(found, None, order[-1].key if order else "", "", counts)
    at = order.index(chosen)
    before = order[at - 1].key if at else ""
    after = order[at + 1].key if at + 1 < len(order) else END
    return Walk(found, chosen, before, after, counts)


def counts_of(membership, review):
    """Return how many items of a review were decided in each way, of those this member may see."""
    rows = WeeklyDecision.objects.visible_to(membership).filter(review=review).order_by().values("decision")
    counted = {row["decision"]: row["number"] for row in rows.annotate(number=Count("pk"))}
    return {decision: counted.get(decision, 0) for decision in Decided.values}
