"""The figures of the home page, in one statement, and its areas: two figures each, those that decide where to look."""

from django.db.models import Count, IntegerField, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.remembered import Remembered
from funding.models import NextAction, Opportunity, PlanStep
from planner.disagreement import disagreeing
from planner.models import Goal, Milestone, Project, Task
from risks.models import ResponseAction, Risk
from teams.models import DUE_SOON, Position, Team
from teams.standing_in import sight_of, standing_in

from .first_week import LATELY, asked_of


def counts_of(membership, *, on):
    """Return {name: number} of what this member can see, for the panels, for what is overdue and for how to begin.

    And, in the same statement, what the first-week list asks.
    """
    now = timezone.now()
    shape = sight_of(membership), membership.team.created_at >= now - LATELY
    people = {"team": membership.team_id, "person": membership.pk, "user": membership.user_id}
    return COUNTS.row(shape, **people, on=on, now=now, since=now - LATELY)


def _counts(shape, *, team, person, user, on, now, since):
    sight, is_new = shape
    membership = standing_in(sight, team=team, person=person)
    milestones = Milestone.objects.visible_to(membership)
    goals = Goal.objects.visible_to(membership)
    risks = Risk.objects.visible_to(membership)
    deals = Opportunity.objects.visible_to(membership)
    actions = NextAction.objects.visible_to(membership).due_by(on + DUE_SOON)
    steps = PlanStep.objects.visible_to(membership).due_by(on + DUE_SOON)
    positions = Position.objects.visible_to(membership).current(on=on)
    reasons = {
        "overdue": (milestones.overdue(on=on), "owner"),
        "due_soon": (milestones.due_soon(on=on), "owner"),
        "no_plan": (risks.high_without_plan(), "owner"),
        "action_due": (actions, "owner"),
        "step_due": (steps, "responsible"),
    }
    counted = figures_of(
        **{f"all_{reason}": rows for reason, (rows, _person) in reasons.items()},
        **{f"others_{reason}": rows.exclude(**{person: membership}) for reason, (rows, person) in reasons.items()},
        projects=Project.objects.visible_to(membership),
        milestones_open=milestones.open(),
        risks_high=risks.high(),
        risks_not_rated=risks.open().threats().not_rated(),  # as the board has them
        deals_open=deals.open(),
        deals_slipped=deals.slipped(on=on),
        milestones_dated=milestones.open().exclude(due_on=None),
        positions_filled=positions.exclude(holder=None),
        positions_open=positions.open(),
        goals_overdue=goals.overdue(on=on),
        goals_reported=goals.open().exclude(health=""),
        checkins_due=goals.checkin_due(on=on),
        tasks_overdue=Task.objects.visible_to(membership).overdue(on=on),
        actions_overdue=ResponseAction.objects.visible_to(membership).overdue(on=on),
        reviews_due=risks.review_due(on=on),
        risks_above=risks.above_appetite(),
        acceptances_missing=risks.acceptance_missing(on=on),
    )
    asked = asked_of(membership, user, on=on, now=now, since=None if is_new else since)
    return Team.objects.filter(pk=team).values(**counted, **asked)


COUNTS = Remembered(_counts)


def number_of_disagreements(membership, reported):
    """Return of how many goals the health that is reported and the one by their figures differ."""
    return len(disagreeing(Goal.objects.visible_to(membership))) if reported else 0


def panels(membership, counts):
    """Return the panels this member may see, each with two figures and a tone where somebody must act."""
    shown = [
        ("planner.view_milestone", _("Plan"), "planner:goal-list",
         ("milestones_open", _("open milestones"), ""), ("all_overdue", _("overdue"), "bad")),
        ("risks.view_risk", _("Risks"), "risks:board",
         ("risks_high", _("high or critical"), "warn"), ("risks_not_rated", _("not rated"), "")),
        ("funding.view_opportunity", _("Money"), "funding:overview",
         ("deals_open", _("open opportunities"), ""), ("deals_slipped", _("past expected close"), "warn")),
        ("teams.view_position", _("Team"), "teams:people",
         ("positions_filled", _("positions filled"), ""), ("positions_open", _("open"), "")),
    ]  # fmt: skip
    return [
        {"title": title, "url": reverse(url, args=[membership.team.slug])}
        | _figure("first", first, counts)
        | _figure("second", second, counts)
        for right, title, url, first, second in shown
        if membership.has_perm(right)
    ]


def numbers_of(team_id, **rows):
    """Return how many rows each queryset holds, as {name: number}; one statement."""
    return Team.objects.filter(pk=team_id).values(**figures_of(**rows)).get()


def figures_of(**rows):
    """Return {name: expression} of how many rows each queryset holds, all of the team that is asked about."""
    return {
        name: Coalesce(
            Subquery(each.order_by().values("team").annotate(number=Count("pk", distinct=True)).values("number")),
            0,
            output_field=IntegerField(),
        )
        for name, each in rows.items()
    }


def _figure(place, figure, counts):
    name, label, tone = figure
    return {place: counts[name], f"{place}_label": label, f"{place}_tone": tone if counts[name] else ""}
