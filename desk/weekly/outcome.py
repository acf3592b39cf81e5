"""What came of a weekly review: its decisions with the rows they were about, as far as somebody may see them."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Model

from planner.models import Decided, WeeklyDecision

from .subjects import SUBJECTS
from .walk import counts_of

SHOWN_AT_MOST = 200  # decisions on one page; the API has all


@dataclass(frozen=True, slots=True)
class Outcome:
    """The decisions in groups [(label, [Outlined])], how many there are of each, and how many are not shown."""

    groups: list
    counts: dict
    hidden: int


@dataclass(frozen=True, slots=True)
class Outlined:
    """A decision with its row, None where that is gone."""

    decision: WeeklyDecision
    row: Model | None

    @property
    def noun(self):
        return SUBJECTS[self.decision.subject_kind].noun


def outcome_of(membership, review):
    """Return the Outcome of a review; one statement for each kind of row, whatever was decided."""
    order = {value: place for place, value in enumerate(Decided.values)}
    rows = WeeklyDecision.objects.visible_to(membership).filter(review=review).for_lists()
    decisions = sorted(rows[:SHOWN_AT_MOST], key=lambda each: order[each.decision])
    counts = counts_of(membership, review)
    named = _rows_of(membership, decisions)
    groups = [
        (Decided(value).label, [Outlined(each, named.get((each.subject_kind, each.subject_id))) for each in part])
        for value, part in groupby(decisions, key=lambda each: each.decision)
    ]
    return Outcome(groups, counts, sum(counts.values()) - len(decisions))


def _rows_of(membership, decisions):
    found = {}
    for kind, subject in SUBJECTS.items():
        ids = [each.subject_id for each in decisions if each.subject_kind == kind]
        rows = subject.model.objects.visible_to(membership).filter(pk__in=ids)
        found |= {(kind, row.pk): row for row in rows.select_related(*subject.related)}
    return found
