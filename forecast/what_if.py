"""One change of a scenario as the simulation takes it, and a mark of several. Pure."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One change: `kind` as in change_kinds.py, `subject` the id of a row or "", `number` in working days or per cent.

    Fewer working days are positive.
    """

    id: str
    kind: str
    subject: str
    day: date | None = None
    number: int | None = None


def mark_of(changes: Iterable[WhatIf]) -> str:
    """Return a mark that is the same for the same changes, in whatever order."""
    told = sorted(f"{each.kind} {each.subject} {each.day} {each.number}" for each in changes)
    return hashlib.blake2b("\n".join(told).encode(), digest_size=16).hexdigest()
