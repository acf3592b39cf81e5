"""“Try it”: a scenario of one change, named for what it changes."""

from django.utils.translation import gettext_noop

from teams.models import change

from .differences import changed, names_of
from .models import Scenario, ScenarioChange

TRIED = gettext_noop("{who} tried {row}")
LONGEST = 120


def make_trial(*, by, kind, subject=None, number=None):
    """Store a scenario with one change in one act, and return it; raises ValidationError."""
    part = ScenarioChange(team=by.team, kind=kind, subject=subject, number=number)
    part.clean_fields(exclude={"scenario"})
    name = changed(names_of(by, [part]), part)[:LONGEST]
    scenario = Scenario(team=by.team, name=name)
    with change(by, TRIED, row=name) as act:
        scenario.store(by=act)
        part.scenario = scenario
        part.store(by=act)
    return scenario
