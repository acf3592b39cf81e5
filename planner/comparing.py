"""The plan of today beside a baseline: which milestones were modified, removed or added since.

What is compared is what the baseline holds with all milestones there are, whatever a list would filter. A milestone is
modified when its name or its dates differ, or when it was reached since, or reopened. A cancelled one is no part of the
plan: it was removed.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Case, Count, DateField, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from .models import BaselineItem, Milestone, MilestoneState, calendar_of
from .variance import Span, Variance, variance

NO_DAY = Value(dt.date.min, DateField())
MODIFIED, REMOVED, ADDED = "modified", "removed", "added"
MARKS = {MODIFIED: _("Modified"), REMOVED: _("Removed"), ADDED: _("Added")}
NOTHING = Variance(None, None, None)


@dataclass(frozen=True, slots=True)
class Compared:
    """A milestone as a baseline holds it, and as it is now; one of the two may be missing."""

    mark: str
    item: BaselineItem | None
    milestone: Milestone | None
    differs: Variance

    @property
    def word(self):
        return MARKS[self.mark]

    @property
    def code(self):
        return (self.milestone or self.item).code

    @property
    def title(self):
        return (self.milestone or self.item).title

    @property
    def old(self):
        """Return the dates the baseline holds."""
        return Span(self.item.starts_on, self.item.due_on) if self.item else Span(None, None)

    @property
    def new(self):
        """Return the planned dates of today."""
        return Span(self.milestone.starts_on, self.milestone.due_on) if self.milestone else Span(None, None)


class Comparison:
    """What differs between a baseline and the plan a member sees: a sequence for a paginator, and counts by mark."""

    def __init__(self, baseline, membership):
        self.membership = membership
        items = BaselineItem.objects.visible_to(membership).filter(baseline=baseline)
        present = Milestone.objects.visible_to(membership).exclude(state=MilestoneState.CANCELLED)
        here = present.order_by().filter(pk=OuterRef("milestone_id"))
        known = items.order_by().filter(milestone_id=OuterRef("pk"))
        self.items = items.annotate(was_done=_is_done()).annotate(is_here=Exists(here))
        self.items = self.items.annotate(is_same=Exists(here.filter(_is_same())))
        parts = {
            MODIFIED: self.items.filter(is_here=True, is_same=False),
            REMOVED: self.items.filter(is_here=False),
            ADDED: present.select_related("team").filter(~Exists(known)),
        }
        self.parts = {mark: rows.order_by("due_on", "number") for mark, rows in parts.items()}

    @cached_property
    def counts(self):
        """Return {mark: how many}, and how many are unchanged; two statements."""
        removed, same = Count("pk", filter=Q(is_here=False)), Count("pk", filter=Q(is_same=True))
        counted = self.items.order_by().aggregate(all=Count("pk"), removed=removed, same=same)
        modified = counted["all"] - counted["removed"] - counted["same"]
        found = {MODIFIED: modified, REMOVED: counted["removed"], ADDED: self.parts[ADDED].count()}
        return found | {"unchanged": counted["same"]}

    def count(self):
        return sum(self.counts[mark] for mark in self.parts)

    def __getitem__(self, places):
        """Return the rows between two places: all that is modified, then what was removed, then what was added."""
        found, first, last = [], places.start, places.stop
        for mark, rows in self.parts.items():
            if first < self.counts[mark] and last > 0:
                found += [(mark, row) for row in rows[max(first, 0) : last]]
            first, last = first - self.counts[mark], last - self.counts[mark]
        held = [row.milestone_id for mark, row in found if mark != ADDED]
        present = Milestone.objects.visible_to(self.membership).select_related("team").in_bulk(held) if held else {}
        return [self._compared(mark, row, present) for mark, row in found]

    def _compared(self, mark, row, present):
        """Return a row of the comparison; what was reached is measured by the day it was reached."""
        if mark == ADDED:
            return Compared(mark, None, row, NOTHING)
        milestone = present.get(row.milestone_id)
        if mark == REMOVED:
            return Compared(mark, row, milestone, NOTHING)
        old = Span(row.starts_on, row.due_on)
        new = Span(milestone.starts_on, milestone.completed_on or milestone.due_on)
        return Compared(mark, row, milestone, variance(old, new, calendar_of(self.membership.team)))


def _is_done():
    return Case(When(state=MilestoneState.COMPLETED, then=Value(True)), default=Value(False))


def _is_same():
    """Return the condition that a milestone is as an item of the outer query says."""
    return (
        Q(title=OuterRef("title"))
        & Q(Exact(Coalesce("starts_on", NO_DAY), Coalesce(OuterRef("starts_on"), NO_DAY)))
        & Q(Exact(Coalesce("due_on", NO_DAY), Coalesce(OuterRef("due_on"), NO_DAY)))
        & Q(Exact(_is_done(), OuterRef("was_done")))
    )
