"""Where a search leads besides rows: the pages of a team, and the pages that make something."""

from dataclasses import dataclass
from operator import itemgetter

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from core.navigation import areas
from core.text import search_form
from forecast.models import Scenario
from funding.models import CashLine, Opportunity, PlanStep, Round, Source
from planner.models import CalendarDay, Goal, Milestone, Project, Task
from risks.models import ContingencyPlan, Indicator, ResponseAction, Risk
from teams.models import Invitation, Position

NEW = _("New %(kind)s")
PLACES_AT_MOST = 8  # of those that some words mean


@dataclass(frozen=True, slots=True)
class Place:
    """A page anybody may open who holds the right: what it is called, where it is."""

    label: Promise
    url: str
    icon: str
    right: str | None = None

    def words(self):
        return str(self.label)


@dataclass(frozen=True, slots=True)
class Making:
    """A page that makes a row of a model."""

    model: type
    url: str
    icon: str = "plus"

    @property
    def right(self):
        return "{}.add_{}".format(*self.model._meta.label_lower.split("."))

    def words(self):
        return str(NEW) % {"kind": self.model._meta.verbose_name}


# Beside the areas of the rail.
PAGES = (
    Place(_("Weekly review"), "weekly-review", "list-checks", "planner.view_weeklyreview"),
    Place(_("Period report"), "period-report", "flag", "planner.view_milestone"),
    Place(_("Milestones"), "planner:milestone-list", "flag", "planner.view_milestone"),
    Place(_("Tasks"), "planner:task-list", "flag", "planner.view_task"),
    Place(_("Board of tasks"), "planner:task-board", "flag", "planner.view_task"),
    Place(_("Projects"), "planner:project-list", "flag", "planner.view_project"),
    Place(_("Working calendar"), "planner:calendar", "flag", "planner.view_calendarday"),
    Place(_("Import a plan"), "planner:import", "flag", "planner.add_planimport"),
    Place(_("Import risks"), "risks:import", "shield-alert", "risks.add_registerimport"),
    Place(_("Templates"), "playbook:templates", "flag", "playbook.view_template"),
    Place(_("Risk register"), "risks:register", "shield-alert", "risks.view_risk"),
    Place(_("Risk meeting"), "risks:meeting", "shield-alert", "risks.view_meeting"),
    Place(_("Risk library"), "playbook:library", "shield-alert", "playbook.view_libraryrisk"),
    Place(_("Response actions"), "risks:action-list", "shield-alert", "risks.view_responseaction"),
    Place(_("Contingency plans"), "risks:plan-list", "shield-alert", "risks.view_contingencyplan"),
    Place(_("Indicators"), "risks:indicator-list", "shield-alert", "risks.view_indicator"),
    Place(_("What if"), "forecast:scenario-list", "telescope", "forecast.view_scenario"),
    Place(_("Pipeline"), "funding:pipeline", "wallet", "funding.view_opportunity"),
    Place(_("Opportunities"), "funding:opportunity-list", "wallet", "funding.view_opportunity"),
    Place(_("Next actions"), "funding:action-list", "wallet", "funding.view_nextaction"),
    Place(_("Rounds"), "funding:round-list", "wallet", "funding.view_round"),
    Place(_("Financing plan"), "funding:step-list", "wallet", "funding.view_planstep"),
    Place(_("Sources"), "funding:source-list", "wallet", "funding.view_source"),
    Place(_("Cash"), "funding:cash", "wallet", "funding.view_cashposition"),
    Place(_("Cash lines"), "funding:line-list", "wallet", "funding.view_cashline"),
    Place(_("Outbox"), "alerts:outbox", "bell", "alerts.view_alert"),
    Place(_("Activity"), "teams:activity", "users", "teams.view_activity"),
    Place(pgettext_lazy("of a team", "Team settings"), "teams:settings", "users", "teams.change_team"),
    Place(_("Calendar feeds"), "feeds:feed-list", "users", "teams.view_calendarfeed"),
    Place(_("API tokens"), "teams:tokens", "users", "teams.view_token"),
    Place(_("Saved views"), "teams:view-list", "users", "teams.view_savedview"),
    Place(_("Keyboard shortcuts"), "shortcuts", "keyboard"),
)
ACTIONS = (
    Making(Task, "planner:task-new"),
    Making(Milestone, "planner:milestone-new"),
    Making(Goal, "planner:goal-new"),
    Making(Risk, "risks:risk-new"),
    Making(ResponseAction, "risks:action-new"),
    Making(ContingencyPlan, "risks:plan-new"),
    Making(Indicator, "risks:indicator-new"),
    Making(Opportunity, "funding:opportunity-new"),
    Making(PlanStep, "funding:step-new"),
    Making(Source, "funding:source-new"),
    Making(CashLine, "funding:line-new"),
    Making(Round, "funding:round-new"),
    Making(Project, "planner:project-new"),
    Making(CalendarDay, "planner:calendar-new"),
    Making(Scenario, "forecast:scenario-new"),
    Making(Position, "teams:position-new"),
    Making(Invitation, "teams:invitation-new"),
)


def pages_for(membership):
    """Return the pages a person may open: the areas of the rail first."""
    rail = [Place(area.label, area.url, area.icon, area.right) for area in areas()]
    return [place for place in (*rail, *PAGES) if place.right is None or membership.has_perm(place.right)]


def actions_for(membership):
    """Return the pages on which a person may make something."""
    return [making for making in ACTIONS if membership.has_perm(making.right)]


def meant(places, asked):
    """Return the places in whose name each word stands, in the reader's language or in English."""
    named = [search_form(place.words()) for place in places]
    with override("en"):
        english = [search_form(place.words()) for place in places]
    found = [
        (not own.startswith(asked.text), place)
        for place, own, other in zip(places, named, english, strict=True)
        if any(all(word in name for word in asked.words) for name in (own, other))
    ]
    return [place for _later, place in sorted(found, key=itemgetter(0))][:PLACES_AT_MOST]


def shown(places, team):
    """Return places as a list of results shows them."""
    return [{"label": each.words(), "url": reverse(each.url, args=[team.slug]), "icon": each.icon} for each in places]
