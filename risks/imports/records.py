"""One risk of a file in our own terms, whatever program wrote it: texts under our columns, and what belongs to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Problem = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Record:
    """`texts` holds what the file says by the name of our column, an empty text where it leaves that empty.

    `nested` holds lists of objects by name: milestones, actions, plans, assessments, indicators, readers. `proposed`
    says of a score where a rule of ours took its figures from.
    """

    line: int
    texts: Mapping[str, str]
    nested: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    proposed: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
