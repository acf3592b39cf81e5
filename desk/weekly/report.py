"""The report of a period: what was done, slipped and added, what comes next, and what risks and deals did."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, When

from core.fetching import fetched, prefetch
from funding.models import Opportunity
from planner.models import Milestone, Move, Task, WeeklyReview, calendar_of
from planner.variance import days_later
from risks.models import Assessment, Risk
from risks.scoring import LEVELS
from risks.states import Score

ROWS_AT_MOST = 100  # of each part; beyond, the number alone
DAYS_AT_MOST = 366
PROJECT, GOAL = "project", "goal"
NAMES = (PROJECT, GOAL)


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the team, both of them in the period, and the instants they begin and end at."""

    first: dt.date
    last: dt.date
    zone: dt.tzinfo

    @property
    def days(self):
        return (self.last - self.first).days + 1

    @property
    def instants(self):
        """Return (the first instant in the period, the first one after it)."""
        return self._begin(self.first), self._begin(self.last + dt.timedelta(days=1))

    @property
    def following(self):
        """Return (first day, last day) of a period as long that comes right after."""
        return self.last + dt.timedelta(days=1), self.last + dt.timedelta(days=self.days)

    def _begin(self, day):
        return dt.datetime.combine(day, dt.time.min, self.zone)

    def within(self, name):
        """Return the condition that an instant lies in the period."""
        begin, end = self.instants
        return Q(**{f"{name}__gte": begin, f"{name}__lt": end})


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a part: which row, on which day, and for moves and ratings what stood before."""

    row: object
    day: dt.date | None = None
    old: object = None
    new: object = None
    reason: str = ""
    state: str = ""

    @property
    def days(self):
        """Return by how many working days the date of a milestone moved."""
        return days_later(self.old, self.new, calendar_of(self.row.team))


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of a part in order, and how many there are in all."""

    key: str
    lines: list[Line]
    count: int

    @property
    def more(self):
        return self.count - len(self.lines)


@dataclass(frozen=True, slots=True)
class Report:
    """The parts of a report by their key, and how many tasks were done and added in each project."""

    period: Period
    parts: dict[str, Part]
    tasks: list[dict]


def usual_period(membership, today):
    """Return (first day, last day) since the last review that ended, at most a year, or of the last seven days."""
    last = WeeklyReview.objects.visible_to(membership).ended().latest_first().first()
    first = max(last.on, today - dt.timedelta(days=DAYS_AT_MOST - 1)) if last else today - dt.timedelta(days=6)
    return first, today


def report_of(membership, period) -> Report:
    """Return the Report of a period for what this member may see; the money is told to who reads it alone."""
    parts = [
        _done(membership, period),
        _slipped(membership, period),
        _added(membership, period),
        _next(membership, period),
        _risen(membership, period),
        _ended_risks(membership, period),
        _deals(membership, period),
    ]
    return Report(period, {part.key: part for part in parts if part}, _tasks(membership, period))


def by_name(lines, name):
    """Return [(the project or goal, its lines)] by name, those without one last."""
    heads = [(_head(line.row, name), line) for line in lines]
    heads.sort(key=lambda pair: (pair[0] is None, str(pair[0] or "").casefold()))
    return [(head, [line for _head_of, line in part]) for head, part in groupby(heads, key=lambda pair: pair[0])]


def _head(milestone, name):
    if name == PROJECT:
        return milestone.project
    return next(iter(fetched(milestone, "goals")), None)


def _milestones(membership):
    rows = Milestone.objects.visible_to(membership).select_related("project", "owner", "team")
    return rows.prefetch_related(prefetch("goals"))


def _part(key, rows, line):
    """Return the Part of some rows in their order; one statement more where there are too many."""
    first = list(rows[: ROWS_AT_MOST + 1])
    count = len(first) if len(first) <= ROWS_AT_MOST else rows.count()
    return Part(key, [line(row) for row in first[:ROWS_AT_MOST]], count)


def _done(membership, period):
    rows = _milestones(membership).filter(period.within("completed_at")).order_by("completed_at", "number")
    return _part("done", rows, lambda row: Line(row, day=row.completed_on))


def _slipped(membership, period):
    """Return the milestones whose date was later at the end of the period than at its beginning, the most first."""
    moves = Move.objects.filter(period.within("at"), milestone=OuterRef("pk"))
    ends = {
        "day_before": Subquery(moves.order_by("at", "pk").values("old_due_on")[:1]),
        "day_after": Subquery(moves.order_by("-at", "-pk").values("new_due_on")[:1]),
        "move_reason": Subquery(moves.explained().order_by("-at", "-pk").values("reason")[:1]),
    }
    rows = _milestones(membership).filter(Exists(moves)).annotate(**ends).filter(day_after__gt=F("day_before"))
    words = dict(Move.Reason.choices)
    return _part(
        "slipped",
        rows.order_by("day_after", "number"),
        lambda row: Line(
            row, day=row.day_after, old=row.day_before, new=row.day_after, reason=words.get(row.move_reason, "")
        ),
    )


def _added(membership, period):
    rows = _milestones(membership).filter(period.within("created_at")).order_by("due_on", "number")
    return _part("added", rows, lambda row: Line(row, day=row.due_on))


def _next(membership, period):
    first, last = period.following
    rows = _milestones(membership).open().filter(due_on__range=(first, last)).order_by("due_on", "number")
    return _part("next", rows, lambda row: Line(row, day=row.due_on))


def _risen(membership, period):
    """Return the risks rated worse at the end of the period than before it; a first rating is no rise."""
    begin, end = period.instants
    rank = Case(*(When(level=level, then=place) for place, level in enumerate(LEVELS)), output_field=IntegerField())
    ratings = Assessment.objects.filter(risk=OuterRef("pk"), kind=Score.CURRENT).annotate(rank=rank)
    latest = ratings.order_by("-at", "-pk").values("rank")
    rows = (
        Risk.objects.visible_to(membership)
        .select_related("team", "owner")
        .filter(Exists(ratings.filter(period.within("at"))))
        .annotate(before=Subquery(latest.filter(at__lt=begin)[:1]), after=Subquery(latest.filter(at__lt=end)[:1]))
        .filter(after__gt=F("before"))
        .order_by("number")
    )
    return _part("risen", rows, lambda row: Line(row, old=LEVELS[row.before], new=LEVELS[row.after]))


def _ended_risks(membership, period):
    rows = Risk.objects.visible_to(membership).with_steps().select_related("team", "owner")
    rows = rows.filter(period.within("closed_at") | period.within("occurred_at")).order_by("number")
    return _part("ended", rows, lambda row: Line(row, state=row.status))


def _deals(membership, period):
    if not membership.has_perm("funding.view_opportunity"):
        return None
    rows = Opportunity.objects.visible_to(membership).select_related("team", "source", "round", "owner")
    rows = rows.filter(period.within("won_at") | period.within("lost_at")).order_by("number")
    return _part("deals", rows, lambda row: Line(row, day=row.won_on, reason=row.reason_lost))


def _tasks(membership, period):
    """Return how many tasks were done and added in each project: {project, done, added}."""
    done, added = period.within("completed_at"), period.within("created_at")
    rows = Task.objects.visible_to(membership).filter(done | added).order_by()
    counted = rows.values(name=F("milestone__project__name")).annotate(
        done=Count("pk", filter=done), added=Count("pk", filter=added)
    )
    return sorted(counted, key=lambda row: (row["name"] is None, (row["name"] or "").casefold()))[:ROWS_AT_MOST]
