"""How much risk a team bears: two borders per category, and the zone a level falls into.

Pure: no Django, no clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from .scoring import LEVELS, Level

Zone = Literal["", "near", "above"]

WITHIN: Zone = ""
NEAR: Zone = "near"
ABOVE: Zone = "above"
ZONES: tuple[Zone, ...] = (WITHIN, NEAR, ABOVE)


@dataclass(frozen=True, slots=True)
class Borders:
    """From which level on a risk is near the appetite, and from which above it; None where there is no border."""

    amber: Level | None = None
    red: Level | None = None

    def zone_of(self, level: Level | None) -> Zone:
        """Return the zone of a level; what is not rated is in none."""
        if level is None:
            return WITHIN
        if self.red is not None and _reaches(level, self.red):
            return ABOVE
        if self.amber is not None and _reaches(level, self.amber):
            return NEAR
        return WITHIN

    def worst_of(self, levels: Iterable[Level | None]) -> Zone:
        """Return the worst zone of some levels, such as those of the current and of the residual risk."""
        return max((self.zone_of(level) for level in levels), key=ZONES.index, default=WITHIN)

    def levels_in(self, zone: Zone) -> list[Level]:
        """Return the levels that fall into a zone."""
        return [level for level in LEVELS if self.zone_of(level) == zone]


NO_BORDERS = Borders()


def is_worse(zone: Zone, before: Zone) -> bool:
    """Say whether a border lies between two zones, and the first is the worse one."""
    return ZONES.index(zone) > ZONES.index(before)


def _reaches(level: Level, border: Level) -> bool:
    return LEVELS.index(level) >= LEVELS.index(border)
