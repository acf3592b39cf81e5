"""The computed health of a goal: what its own figures and dates say, beside what people report.

Source: Landfall's planning formulas (off track when work ends after the target date, at risk when progress lags more
than 15 points behind what is expected today); a late milestone and a failed required quality gate are a risk too. Each
judgement says why; None is "nothing to judge by". The room a schedule leaves is judged apart: off track when it ends
after the target date, at risk when its float is at most a fifth of what remains.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Health = Literal["on_track", "at_risk", "off_track"]
Reason = Literal[
    "overdue", "ends_late", "behind", "late_milestones", "gate", "pace", "no_target", "not_measurable", "closed"
]

ON_TRACK: Health = "on_track"
AT_RISK: Health = "at_risk"
OFF_TRACK: Health = "off_track"
WORST_GAP = 15  # points
ENOUGH_FLOAT = 20  # per cent of the working days that remain; as much is still too little


@dataclass(frozen=True, slots=True)
class Facts:
    """What a goal is judged by: shares in whole per cent, and of its open milestones the first and last due date.

    `held_back` counts those of which a required quality gate failed.
    """

    target: date | None
    percent: int | None
    expected: int | None
    first_due: date | None = None
    last_due: date | None = None
    held_back: int = 0


@dataclass(frozen=True, slots=True)
class Judgement:
    """A computed health, None where nothing can be judged, and the reason; `points` or `day` where it names one."""

    health: Health | None
    reason: Reason
    points: int | None = None
    day: date | None = None


def judge(facts: Facts, today: date) -> Judgement:
    """Judge an open goal by the worst that holds."""
    target = facts.target
    if target is not None and target < today:
        return Judgement(OFF_TRACK, "overdue", day=target)
    if target is not None and facts.last_due is not None and facts.last_due > target:
        return Judgement(OFF_TRACK, "ends_late", day=facts.last_due)
    gap = None if facts.percent is None or facts.expected is None else facts.expected - facts.percent
    if gap is not None and gap > WORST_GAP:
        return Judgement(AT_RISK, "behind", points=gap)
    return _judge_milestones(facts, today) or _judge_pace(facts, gap)


def judge_room(float_days: int, remaining_days: int) -> Health:
    """Judge a goal whose milestones end so many working days from today, and so many before its target date."""
    if float_days < 0:
        return OFF_TRACK
    return AT_RISK if 100 * float_days <= ENOUGH_FLOAT * remaining_days else ON_TRACK


def _judge_milestones(facts: Facts, today: date) -> Judgement | None:
    if facts.first_due is not None and facts.first_due < today:
        return Judgement(AT_RISK, "late_milestones", day=facts.first_due)
    return Judgement(AT_RISK, "gate") if facts.held_back else None


def _judge_pace(facts: Facts, gap: int | None) -> Judgement:
    if gap is not None:
        return Judgement(ON_TRACK, "pace")
    return Judgement(None, "no_target" if facts.target is None else "not_measurable")
