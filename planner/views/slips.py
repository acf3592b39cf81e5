"""The slip ledger: how the date of one milestone moved, and those of the team."""

from django.http import StreamingHttpResponse
from django.utils.functional import cached_property
from django.utils.translation import pgettext_lazy

from core.fetching import part_of
from core.tabular.writer import csv_blocks
from planner.models import Baseline, Milestone, Move, Project, calendar_of
from planner.scheduling import plan_of
from planner.slip_filters import MoveFilter
from planner.slips import median_of, named_medians, sums_of
from planner.variance import Span, variance
from teams.models import Membership
from teams.web import TeamDetailView, TeamListView, list_url

from .imports import CSV, Download

MEDIANS_AT_MOST = 20
MOVES_OF_PERSON = 5
AT_A_TIME = 500
HEADER = (
    "milestone",
    "title",
    "project",
    "owner",
    "was_due",
    "due",
    "working_days_later",
    "reason",
    "moved_by",
    "moved_on",
    "act",
)


class SlipList(TeamListView):
    """Every move of a due date, the last one first, with sums by reason and the median slip by owner and project."""

    route = "slips/", "slip-list"
    model = Move
    filterset_class = MoveFilter
    template_name = "planner/slip_list.html"
    partials = ("slip-table",)

    def get_queryset(self):
        return super().get_queryset().for_lists().latest_first()

    def get_context_data(self, **kwargs):
        people = Membership.objects.visible_to(self.membership)
        projects = Project.objects.visible_to(self.membership)
        return super().get_context_data(
            sums=sums_of(self.filterset.qs),
            of_owners=named_medians(self.membership, "owner", people, most=MEDIANS_AT_MOST),
            of_projects=named_medians(self.membership, "project", projects, most=MEDIANS_AT_MOST),
            export_query=self.request.GET.urlencode(),
            **kwargs,
        )


class SlipExport(Download):
    """The moves that the filters of the address let through, as CSV."""

    route = "slips.csv", "slip-export"
    model = Move
    right = "planner.view_move"

    @property
    def file_name(self):
        return f"{self.team.slug}-slips.csv"

    def get(self, request, **kwargs):
        rows = MoveFilter(request.GET, queryset=self.get_queryset(), request=request).qs.for_lists().latest_first()
        cells = (_cells(move) for move in rows.iterator(AT_A_TIME))
        return StreamingHttpResponse(csv_blocks(HEADER, cells), content_type=CSV, headers=self.headers)


def _cells(move):
    milestone = move.milestone
    owner, by = milestone.owner, move.by
    on = milestone.team.today(move.at)
    dates = (move.old_due_on, move.new_due_on, move.days)
    who = by.name if by else ""
    named = (milestone.code, milestone.title, milestone.project.name, owner.name if owner else "")
    return [*named, *dates, move.reason, who, on, move.act]


class MilestoneSlips(TeamDetailView):
    """Planned, scheduled and actual dates beside the promise, and each move: a fragment of a milestone's page."""

    route = "milestones/<uuid:pk>/slips/", "milestone-slips"
    model = Milestone
    template_name = "planner/milestone_slips.html"
    partials = ("milestone-slips",)

    def get_queryset(self):
        return super().get_queryset().select_related("project").with_parts()

    def get_context_data(self, **kwargs):
        promise = Promise(self.membership, self.object)
        return super().get_context_data(promise=promise, moves=moves_of(self.membership, self.object), **kwargs)


class PersonSlips(TeamDetailView):
    """The median slip of a person's milestones and their last moves: a fragment of the person's page."""

    route = "slips/people/<uuid:pk>/", "person-slips"
    model = Membership
    right = "planner.view_move"
    template_name = "planner/person_slips.html"
    partials = ("person-slips",)
    context_object_name = "member"

    def get_context_data(self, **kwargs):
        milestones = Milestone.objects.visible_to(self.membership).filter(owner=self.object)
        moves = Move.objects.visible_to(self.membership).filter(milestone__owner=self.object).for_lists()
        url = list_url("planner:slip-list", self.team, owner=self.object.pk)
        part = part_of(moves.latest_first(), url, limit=MOVES_OF_PERSON)
        return super().get_context_data(slip=median_of(milestones), moves=part, **kwargs)


class Promise:
    """What was promised of a milestone, and the lines that compare it with what is planned, scheduled and done."""

    def __init__(self, membership, milestone):
        self.membership, self.milestone = membership, milestone

    @cached_property
    def reference(self):
        """Return the baseline the team measures against, where it holds this milestone."""
        baselines = Baseline.objects.visible_to(self.membership).reference()
        return baselines.filter(items__milestone_id=self.milestone.pk).first()

    @cached_property
    def span(self):
        """Return the days promised: those of the reference, else the day first planned."""
        item = self.reference and self.reference.items.get(milestone_id=self.milestone.pk)
        if item and item.due_on:
            return Span(item.starts_on, item.due_on)
        return Span(None, self.milestone.first_due_on)

    def lines(self):
        """Return (label, the span, its variance) of each pair of dates there is."""
        calendar, row = calendar_of(self.milestone.team), self.milestone
        spans = [(pgettext_lazy("dates", "Planned"), Span(row.starts_on, row.due_on))]
        if not row.is_closed:
            spans.append((pgettext_lazy("dates", "Scheduled"), Span(*plan_of(self.membership).dates[row.pk])))
        if row.started_on or row.completed_on:
            spans.append((pgettext_lazy("dates", "Actual"), Span(row.started_on, row.completed_on)))
        return [(label, span, variance(self.span, span, calendar)) for label, span in spans]


def moves_of(membership, milestone):
    """Return how the due date moved, the last moves at the end; the ledger of the team has the rest."""
    moves = Move.objects.visible_to(membership).filter(milestone=milestone).select_related("by", "change__by")
    part = part_of(moves.latest_first(), list_url("planner:slip-list", membership.team, milestone=milestone.pk))
    part.rows.reverse()
    return part
