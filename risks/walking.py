"""A meeting's way through its risks, as one person sees them."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from .models import Meeting


@dataclass(frozen=True, slots=True)
class Stop:
    """One risk on the way: its place from 1 on, its address, and whether somebody looked at it."""

    place: int
    url: str
    is_seen: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Walk:
    """The risks in their order, those looked at, and the one it stands at (None where there is none)."""

    meeting: Meeting
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
        """Return the address of the risk after this one; after the last one come the notes."""
        return self.meeting.get_absolute_url() if self.is_last else self._url(self.ids[self.place])

    @property
    def stops(self):
        return [Stop(n, self._url(pk), pk in self.seen, pk == self.at) for n, pk in enumerate(self.ids, start=1)]

    def _url(self, pk):
        return f"{reverse('risks:meeting', args=[self.meeting.team.slug])}?risk={pk}"


def walk_through(meeting, membership, wanted):
    """Return the Walk at the wanted risk, else at the first nobody has looked at yet; one statement."""
    way = meeting.way_of(membership)
    ids, seen = list(way), {pk for pk, is_seen in way.items() if is_seen}
    at = wanted if wanted in way else next((pk for pk in ids if pk not in seen), ids[0] if ids else None)
    return Walk(meeting, ids, seen, at)
