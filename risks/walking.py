"""The way through risks, one a page, as one person sees them: those of a meeting, or those whose review is due."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from .models import Risk

DUE_AT_MOST = 100  # risks one walk goes through; what is due beyond them comes up next


@dataclass(frozen=True, slots=True)
class Stop:
    """One risk on the way: its place from 1 on, its address, and whether somebody looked at it."""

    place: int
    url: str
    is_seen: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Walk:
    """The risks in their order, those looked at, and the one it stands at (None where there is none).

    `page` is the address of the way, `end` where it leads after the last risk.
    """

    page: str
    end: str
    ids: list[UUID]
    seen: set[UUID]
    at: UUID | None

    @property
    def place(self):
        return self.ids.index(self.at) + 1

    @property
    def is_last(self):
        return self.place == len(self.ids)

    @property
    def is_seen(self):
        return self.at in self.seen

    @property
    def url(self):
        return self._url(self.at)

    @property
    def before(self):
        """Return the address of the risk before this one, or None."""
        return self._url(self.ids[self.place - 2]) if self.place > 1 else None

    @property
    def after(self):
        """Return the address of the risk after this one; after the last one comes the end."""
        return self.end if self.is_last else self._url(self.ids[self.place])

    @property
    def stops(self):
        return [Stop(n, self._url(pk), pk in self.seen, pk == self.at) for n, pk in enumerate(self.ids, start=1)]

    def _url(self, pk):
        return f"{self.page}?risk={pk}"


def walk_through(meeting, membership, wanted):
    """Return the Walk at the wanted risk, else at the first nobody has looked at yet; one statement."""
    way = meeting.way_of(membership)
    ids, seen = list(way), {pk for pk, is_seen in way.items() if is_seen}
    at = wanted if wanted in way else next((pk for pk in ids if pk not in seen), ids[0] if ids else None)
    page = reverse("risks:meeting", args=[meeting.team.slug])
    return Walk(page, meeting.get_absolute_url(), ids, seen, at)


def walk_through_due(membership, wanted):
    """Return the Walk through the risks whose review is due, the oldest first, at the wanted one, due or not."""
    risks, today = Risk.objects.visible_to(membership).open(), membership.team.today()
    due = risks.review_due(on=today).order_by("next_review_on", "number").values_list("pk", flat=True)
    ids = list(due[:DUE_AT_MOST])
    if wanted not in ids and wanted is not None and risks.filter(pk=wanted).exists():
        ids.insert(0, wanted)
    at = wanted if wanted in ids else next(iter(ids), None)
    page = reverse("risks:reviews", args=[membership.team.slug])
    return Walk(page, page, ids, set(), at)
