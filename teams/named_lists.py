"""The lists that people filter, by name: what saved views are of, and the right that opens each."""

from dataclasses import dataclass

from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class NamedList:
    """A list of the pages: its URL name, the right to open it, and what people call it."""

    url_name: str
    right: str
    label: str


LISTS = {
    "goals": NamedList("planner:goal-list", "planner.view_goal", _("Goals")),
    "projects": NamedList("planner:project-list", "planner.view_project", _("Projects")),
    "milestones": NamedList("planner:milestone-list", "planner.view_milestone", _("Milestones")),
    "tasks": NamedList("planner:task-list", "planner.view_task", _("Tasks")),
    "task-board": NamedList("planner:task-board", "planner.view_task", _("Task board")),
    "slips": NamedList("planner:slip-list", "planner.view_move", _("Slips")),
    "bonuses": NamedList("planner:bonus-list", "planner.view_bonus", _("Bonuses")),
    "calendar": NamedList("planner:calendar", "planner.view_calendarday", _("Working calendar")),
    "risks": NamedList("risks:register", "risks.view_risk", _("Risk register")),
    "risk-board": NamedList("risks:board", "risks.view_risk", _("Risk board")),
    "response-actions": NamedList("risks:action-list", "risks.view_responseaction", _("Response actions")),
    "contingency-plans": NamedList("risks:plan-list", "risks.view_contingencyplan", _("Contingency plans")),
    "indicators": NamedList("risks:indicator-list", "risks.view_indicator", _("Indicators")),
    "rounds": NamedList("funding:round-list", "funding.view_round", _("Rounds")),
    "sources": NamedList("funding:source-list", "funding.view_source", _("Sources")),
    "opportunities": NamedList("funding:opportunity-list", "funding.view_opportunity", _("Opportunities")),
    "next-actions": NamedList("funding:action-list", "funding.view_nextaction", _("Next actions")),
    "financing-steps": NamedList("funding:step-list", "funding.view_planstep", _("Financing steps")),
    "cash-lines": NamedList("funding:line-list", "funding.view_cashline", _("Cash lines")),
    "fx-rates": NamedList("funding:rate-list", "funding.view_fxrate", _("Exchange rates")),
    "activity": NamedList("teams:activity", "teams.view_activity", _("Activity")),
    "outbox": NamedList("alerts:outbox", "alerts.view_alert", _("Outbox")),
}
NAMES = {each.url_name: name for name, each in LISTS.items()}
CHOICES = [(name, each.label) for name, each in LISTS.items()]


def lists_open_to(membership):
    """Return the names of the lists a person may open."""
    return [name for name, each in LISTS.items() if membership.has_perm(each.right)]


def address_of(name, team):
    """Return the address of a list of a team."""
    return reverse(LISTS[name].url_name, args=[team.slug])


def page_of(name, team):
    """Return the class of the page that shows a list."""
    return resolve(address_of(name, team)).func.view_class
