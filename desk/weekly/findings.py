"""What a weekly review walks through: one entry for each reason to look at a row; a new reason is one more."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Exists, Model, OuterRef
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from desk.panels import numbers_of
from planner.models import Decided, WeeklyDecision, WeeklyReview, calendar_of
from planner.variance import days_later
from teams.models import STALE_AFTER
from teams.web import list_url

from .subjects import DEAL, GOAL, MILESTONE, POSITION, RISK, TASK, Subject

ITEMS_AT_MOST = 50  # of one kind and reason at a time: what is decided makes room for the rest
FIRST_SPAN = dt.timedelta(days=7)  # how far back a team's first review looks for what moved


@dataclass(frozen=True, slots=True)
class Span:
    """Since when a review looks: the end of the last one, if there was one; `since` is the day that one began."""

    today: dt.date
    moved_since: dt.datetime
    since: dt.date | None = None

    @classmethod
    def after(cls, last: WeeklyReview | None, today: dt.date):
        """Return what a review looks at that follows the last one, or is the first."""
        if last is None:
            return cls(today, timezone.now() - FIRST_SPAN)
        return cls(today, last.ended_at, last.on)


@dataclass(frozen=True, slots=True)
class Group:
    """A reason to look at rows of a kind. `rows` narrows them by a Span, `page` and `query` list all of them."""

    key: str
    title: Promise
    subject: Subject
    rows: Callable
    page: str
    query: dict = field(default_factory=dict)
    order: tuple = ("due_on", "number")


@dataclass(slots=True)
class Item:
    """One row to decide about, and why it is here."""

    group: Group
    row: Model
    is_skipped: bool = False

    @property
    def key(self):
        return f"{self.group.key}:{self.row.pk}"

    @property
    def title(self):
        """Return the name of the row without the number that stands beside it."""
        return getattr(self.row, "title", "") or str(getattr(self.row, "source", self.row))

    @property
    def code(self):
        return getattr(self.row, "code", "")

    @property
    def day(self):
        return getattr(self.row, self.group.subject.day)

    @property
    def person(self):
        return getattr(self.row, self.group.subject.person)

    @property
    def moves(self):
        """Return (the day before, the day now, by how many working days, the last reason given), or None."""
        moves = getattr(self.row, "latest_moves", ())
        if not moves or moves[0].old_due_on is None or moves[-1].new_due_on is None:
            return None
        first, last = moves[0].old_due_on, moves[-1].new_due_on
        reasons = [move.get_reason_display() for move in moves if move.is_explained]
        days = days_later(first, last, calendar_of(self.row.team))
        return {"old": first, "new": last, "days": days, "reason": reasons[-1] if reasons else ""}


@dataclass(slots=True)
class Found:
    """The items of a group: the first ones, how many there are, and where all of them are listed."""

    group: Group
    items: list[Item]
    count: int
    url: str

    @property
    def more(self):
        return self.count - len(self.items)


def _untouched(rows, span):
    """Return rows that lie still, without those a review of the last 30 days left as they are."""
    kept = WeeklyDecision.objects.filter(
        subject_id=OuterRef("pk"),
        decision=Decided.KEPT,
        created_at__gte=dt.datetime.combine(span.today - STALE_AFTER, dt.time.min, dt.UTC),
        review__ended_at__isnull=False,
    )
    return rows.stale(on=span.today).exclude(Exists(kept))


def _slipped(rows, span):
    return rows.slipped(since=span.moved_since).with_moves(since=span.moved_since)


def _late(rows, span):
    return rows.newly_late(since=span.since, on=span.today)


GROUPS = (
    Group("slipped", _("Milestones that slipped"), MILESTONE, _slipped, "planner:milestone-list", {"due": "slipped"}),
    Group("late", _("Milestones newly late"), MILESTONE, _late, "planner:milestone-list", {"due": "overdue"}),
    Group("late_tasks", _("Tasks newly late"), TASK, _late, "planner:task-list", {"overdue": "true"}),
    Group(
        "stale", _("Milestones untouched for 30 days"), MILESTONE, _untouched,
        "planner:milestone-list", {"stale": "true"},
    ),
    Group(
        "checkins", _("Goals that owe a check-in"), GOAL, lambda rows, span: rows.checkin_due(on=span.today),
        "planner:goal-list", {"status": "checkin_due"}, ("next_checkin_on", "number"),
    ),
    Group(
        "no_plan", _("High risks without a plan that is ready"), RISK, lambda rows, _span: rows.high_without_plan(),
        "risks:register", {"attention": "no_plan"}, ("-current__impact", "number"),
    ),
    Group(
        "stale_risks", _("Risks untouched for 30 days"), RISK, _untouched,
        "risks:register", {"attention": "stale"}, ("updated_at", "number"),
    ),
    Group(
        "deals", _("Deals past their expected close"), DEAL, lambda rows, span: rows.slipped(on=span.today),
        "funding:opportunity-list", {"slipped": "true"}, ("expected_close_on", "number"),
    ),
    Group(
        "roles", _("Roles to fill"), POSITION, lambda rows, span: rows.to_fill(on=span.today),
        "teams:people", {}, ("starts_on", "id"),
    ),
)  # fmt: skip
BY_KEY = {group.key: group for group in GROUPS}


def find(membership, review, span):
    """Return a Found for each group with something in it: what this member sees, without what is decided already.

    A row stands under the first reason alone. What was skipped comes last.
    """
    found, taken, cut = [], {}, {}
    for group in GROUPS:
        if membership.has_perm(group.subject.right("view")):
            seen = taken.setdefault(group.subject.kind, set())
            rows = _rows_of(membership, review, span, group).exclude(pk__in=list(seen))
            part = _first(rows, group, membership.team)
            seen |= {item.row.pk for item in part.items}
            if part.items:
                found.append(part)
            if part.count > ITEMS_AT_MOST:
                cut[group.key] = rows
    _count(found, cut, membership)
    return found


def _rows_of(membership, review, span, group):
    rows = group.rows(group.subject.model.objects.visible_to(membership), span)
    decisions = WeeklyDecision.objects.filter(review=review, subject_id=OuterRef("pk"))
    return rows.exclude(Exists(decisions.exclude(decision=Decided.SKIPPED))).annotate(was_skipped=Exists(decisions))


def _first(rows, group, team):
    """Return the first rows; of a group that has more, the count is one too many until it is counted."""
    found = list(rows.order_by("was_skipped", *group.order).select_related(*group.subject.related)[: ITEMS_AT_MOST + 1])
    items = [Item(group, row, row.was_skipped) for row in found[:ITEMS_AT_MOST]]
    return Found(group, items, len(found), list_url(group.page, team, **group.query))


def _count(found, cut, membership):
    """Say of the groups that have more rows than are shown how many those are, in one statement for all."""
    if cut:
        numbers = numbers_of(membership.team_id, **cut)
        for part in found:
            part.count = numbers.get(part.group.key, part.count)


def reviews_of(membership):
    """Return (the review under way, the last one that ended), each or None."""
    latest = list(WeeklyReview.objects.visible_to(membership).latest_first().for_lists()[:2])
    under_way = latest[0] if latest and latest[0].is_open else None
    ended = [review for review in latest if not review.is_open]
    return under_way, ended[0] if ended else None
