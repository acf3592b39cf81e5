"""The kinds of rows a search finds, and how one of each is shown."""

from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils.text import capfirst

from forecast.models import Scenario
from funding.models import CashLine, NextAction, Opportunity, PlanStep, Round, Source
from planner.models import Goal, Milestone, Project, Task
from risks.models import ContingencyPlan, Indicator, ResponseAction, Risk
from teams.models import Membership, Position
from teams.models.naming import name_field
from teams.web import list_url


@dataclass(frozen=True)
class Kind:
    """One kind of row: the page of one, its state, what tells more about it, the list that takes the same words.

    `state` names a field with choices, `context` a field or the path to one; `unfiltered` is what that list is asked
    for so that it leaves nothing out.
    """

    model: type[models.Model]
    route: str
    icon: str
    state: str = ""
    context: str = ""
    listing: str = ""
    unfiltered: str = ""

    @cached_property
    def key(self):
        return self.model._meta.label_lower

    @cached_property
    def right(self):
        return "{}.view_{}".format(*self.key.split("."))

    @cached_property
    def name(self):
        """Return the field, or the path to one, that rows are called by."""
        return name_field(self.model)

    @property
    def prefix(self):
        return getattr(self.model, "prefix", "")

    @property
    def label(self):
        return capfirst(self.model._meta.verbose_name_plural)

    @cached_property
    def columns(self):
        """Return what a list shows, alike for all kinds; where one has no such column another fills its place."""
        number = "number" if self.prefix else "version"
        return ("pk", number, self.name, self.state or self.name, self.context or self.name)

    def begins_with(self, asked):
        """Return the condition that the name of a row begins with what is asked.

        What is searched begins with the number, if there is one, and goes on with the name.
        """
        if not hasattr(self.model, "searched"):
            return reduce(or_, (Q(**{f"{self.name}__startswith": spelling}) for spelling in asked.spellings))
        if not self.prefix:
            return Exact(StrIndex(F("search_text"), Value(asked.text)), 1)
        return Exact(StrIndex(F("search_text"), Value(f" {asked.text}")), StrIndex(F("search_text"), Value(" ")))

    def url_of(self, pk, team):
        return reverse(self.route, args=[team.slug, pk])

    def list_url(self, words, team):
        """Return the list of this kind with these words in it, or nothing where no list asks for words."""
        if not self.listing:
            return ""
        narrowing = {"q": words} | ({self.unfiltered: "all"} if self.unfiltered else {})
        return list_url(self.listing, team, **narrowing)

    def state_word(self, value):
        """Return what a stored state is called."""
        if not value:
            return ""
        word = self.model.in_words(self.state, value)
        return str(word or dict(self.model._meta.get_field(self.state).flatchoices).get(value, value))


# In the order they are shown where nothing else tells which comes first.
KINDS = (
    Kind(Goal, "planner:goal", "flag", "lifecycle", "project__name", "planner:goal-list", "status"),
    Kind(Milestone, "planner:milestone", "flag", "state", "project__name", "planner:milestone-list", "state"),
    Kind(Task, "planner:task", "flag", "state", "milestone__title", "planner:task-list", "state"),
    Kind(Project, "planner:project", "flag", "state", "", "planner:project-list", "state"),
    Kind(Risk, "risks:risk", "shield-alert", "status", "", "risks:register", "status"),
    Kind(ResponseAction, "risks:action", "shield-alert", "state", "", "risks:action-list", "state"),
    Kind(ContingencyPlan, "risks:plan", "shield-alert", "state", "risk__title", "risks:plan-list", "state"),
    Kind(Indicator, "risks:indicator", "shield-alert", "", "risk__title", "risks:indicator-list", "state"),
    Kind(Round, "funding:round", "wallet", "state", "", "funding:round-list", "state"),
    Kind(Opportunity, "funding:opportunity", "wallet", "stage", "round__name", "funding:opportunity-list", "kind"),
    Kind(NextAction, "funding:action", "wallet", "state", "opportunity__source__name"),
    Kind(Source, "funding:source", "wallet", "channel", "", "funding:source-list"),
    Kind(PlanStep, "funding:step", "wallet", "state", "round__name", "funding:step-list", "state"),
    Kind(CashLine, "funding:line", "wallet", "direction", "", "funding:line-list", "state"),
    Kind(Scenario, "forecast:scenario", "telescope"),
    Kind(Membership, "teams:member", "users", "role"),
    Kind(Position, "teams:position", "users", "job_role", "holder__name"),
)


def kinds_for(membership):
    """Return the kinds of rows a person may view at all."""
    return [kind for kind in KINDS if membership.has_perm(kind.right)]
