"""What needs others of the team now, over plan, risks and money: a few rows by name, more of one reason as one line."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import ngettext

from funding.models import NextAction, PlanStep
from planner.models import Milestone
from risks.models import Risk
from teams.models import DUE_SOON
from teams.web import list_url

from .worth import Weighed

NAMED = 3  # rows of one reason that are named; more of them are one line that leads to their list
REASONS = ("overdue", "due_soon", "no_plan", "action_due", "step_due")
GROUPS = ("overdue", "no_plan", "due_soon")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention(Weighed):
    """One row that needs somebody: why, by when, and what it is worth or costs in the forecast (desk/worth.py)."""

    reason: str  # a key the template puts into words: overdue, due_soon, no_plan, action_due, step_due
    row: Model
    day: date | None
    owner: Model | None
    url: str
    about: Model | None = None  # the opportunity a next step is about

    @property
    def forecast_key(self):
        """Return the key of the change that the row stands for: a next step for winning its deal."""
        if isinstance(self.row, NextAction):
            return f"funding.opportunity:{self.row.opportunity_id}"
        return f"{self.row._meta.label_lower}:{self.row.pk}"

    @property
    def is_risk(self):
        return isinstance(self.row, Risk)


@dataclass(frozen=True, slots=True)
class Line:
    """Many rows of one reason in one sentence, and where they are listed."""

    text: str
    url: str


def needs_attention(membership, counts, *, on):
    """Return the rows of others that are named: overdue, due within 14 days, or high risks without a plan.

    Of each reason, those of a person who sees them all, unless there are so many that `lines` tells of them.
    """
    sources = {
        "overdue": (_milestones, {"late": True}),
        "due_soon": (_milestones, {"late": False}),
        "no_plan": (_risks, {}),
        "action_due": (_actions, {}),
        "step_due": (_steps, {}),
    }
    found = []
    for reason, (rows, how) in sources.items():
        if counts[f"others_{reason}"] <= NAMED:
            found += [Attention(reason=reason, **each) for each in rows(membership, on, **how)]
    return sorted(found, key=lambda item: _urgency(item, on))


def lines(counts, team, *, on):
    """Return {group: its lines} for what is not named row by row, and for what is late of kinds that never are."""
    soon = date_format(on + DUE_SOON, "MONTH_DAY_FORMAT")
    told = [
        ("overdue", "overdue", _milestones_late, "planner:milestone-list", {"due": "overdue"}),
        ("no_plan", "no_plan", _risks_unprepared, "risks:register", {"attention": "no_plan"}),
        ("due_soon", "due_soon", _milestones_soon, "planner:milestone-list", {"due": "soon"}),
        ("due_soon", "action_due", _actions_soon, "funding:action-list", {"due_by": on + DUE_SOON}),
        ("due_soon", "step_due", _steps_soon, "funding:step-list", {"due_by": on + DUE_SOON}),
    ]
    found = {group: [] for group in GROUPS}
    for group, reason, sentence, page, query in told:
        if counts[f"others_{reason}"] > NAMED:
            text = sentence(counts[f"all_{reason}"]) % {"count": counts[f"all_{reason}"], "day": soon}
            found[group].append(Line(text, list_url(page, team, **query)))
    late = [
        ("goals_overdue", _goals_late, "planner:goal-list", {"overdue": "true"}),
        ("checkins_due", _checkins_late, "planner:goal-list", {"status": "checkin_due"}),
        ("goals_differ", _goals_differ, "planner:goal-list", {"status": "disagreement"}),
        ("tasks_overdue", _tasks_late, "planner:task-list", {"overdue": "true"}),
        ("actions_overdue", _responses_late, "risks:action-list", {"overdue": "true"}),
        ("reviews_due", _reviews_due, "risks:register", {"attention": "review_due"}),
        ("risks_above", _risks_above, "risks:register", {"attention": "above_appetite"}),
        ("acceptances_missing", _acceptances_missing, "risks:register", {"attention": "acceptance_missing"}),
    ]
    for name, sentence, page, query in late:
        if counts[name]:
            found["overdue"].append(
                Line(sentence(counts[name]) % {"count": counts[name]}, list_url(page, team, **query))
            )
    return found


def grouped(items, told, *, on):
    """Return the items and lines as they are headed: {key, lines, items} of what is late, of risks, of what is due."""
    named = {name: [item for item in items if GROUPS[_urgency(item, on)[0]] == name] for name in GROUPS}
    return [{"key": name, "lines": told[name], "items": named[name]} for name in GROUPS if told[name] or named[name]]


# Sentences of many rows; each names its number so that translators see the whole.


def _milestones_late(count):
    return ngettext("%(count)s milestone is overdue", "%(count)s milestones are overdue", count)


def _risks_unprepared(count):
    return ngettext("%(count)s high risk lacks a ready plan", "%(count)s high risks lack a ready plan", count)


def _milestones_soon(count):
    return ngettext("%(count)s milestone is due by %(day)s", "%(count)s milestones are due by %(day)s", count)


def _actions_soon(count):
    return ngettext("%(count)s next action is due by %(day)s", "%(count)s next actions are due by %(day)s", count)


def _steps_soon(count):
    return ngettext("%(count)s financing step is due by %(day)s", "%(count)s financing steps are due by %(day)s", count)


def _goals_late(count):
    return ngettext("%(count)s goal is overdue", "%(count)s goals are overdue", count)


def _checkins_late(count):
    return ngettext("%(count)s goal is due for a check-in", "%(count)s goals are due for a check-in", count)


def _goals_differ(count):
    return ngettext(
        "The reported health of %(count)s goal differs from its figures",
        "The reported health of %(count)s goals differs from their figures",
        count,
    )


def _tasks_late(count):
    return ngettext("%(count)s task is overdue", "%(count)s tasks are overdue", count)


def _responses_late(count):
    return ngettext("%(count)s response action is overdue", "%(count)s response actions are overdue", count)


def _reviews_due(count):
    return ngettext("%(count)s risk is due for review", "%(count)s risks are due for review", count)


def _risks_above(count):
    return ngettext("%(count)s risk is above the appetite", "%(count)s risks are above the appetite", count)


def _acceptances_missing(count):
    return ngettext("%(count)s accepted risk lacks an acceptance", "%(count)s accepted risks lack an acceptance", count)


# Of each reason the rows of others that are named; there are no more of them.


def _milestones(membership, on, *, late):
    rows = Milestone.objects.visible_to(membership)
    rows = rows.overdue(on=on) if late else rows.due_soon(on=on)
    for row in _of_others(rows, membership, "owner").with_promise().select_related("team", "owner"):
        yield {"row": row, "day": row.due_on, "owner": row.owner, "url": row.get_absolute_url()}


def _risks(membership, _on):
    rows = _of_others(Risk.objects.visible_to(membership).high_without_plan(), membership, "owner")
    for row in rows.select_related("team", "owner", "current"):
        yield {"row": row, "day": None, "owner": row.owner, "url": row.get_absolute_url()}


def _actions(membership, on):
    rows = NextAction.objects.visible_to(membership).due_by(on + DUE_SOON)
    for row in _of_others(rows, membership, "owner").for_lists():
        url, about = row.get_absolute_url(), row.opportunity
        yield {"row": row, "day": row.due_on, "owner": row.owner, "url": url, "about": about}


def _steps(membership, on):
    rows = PlanStep.objects.visible_to(membership).due_by(on + DUE_SOON)
    for row in _of_others(rows, membership, "responsible").for_lists():
        yield {"row": row, "day": row.due_on, "owner": row.responsible, "url": row.get_absolute_url()}


def _of_others(rows, membership, person):
    return rows.exclude(**{person: membership})[:NAMED]


def _urgency(item, on):
    """Order: what is late, oldest first; then risks without a plan; then what is due, soonest first."""
    if item.day is None:
        return (1, on, item.row.number)
    return (0 if item.day < on else 2, item.day, getattr(item.row, "number", 0))
