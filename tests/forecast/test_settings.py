"""Settings of the forecast: every limit refused with its own words, and each figure taken as it is set."""

import pytest
from django.core.exceptions import ValidationError

from forecast.inputs import read_inputs
from forecast.models import Settings
from tests.factories.funding import CashPositionFactory
from tests.factories.planner import MilestoneFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"line_percent": 0}, "min_value"),
        ({"line_percent": 100}, "max_value"),
        ({"iterations": 999}, "min_value"),
        ({"iterations": 50_001}, "max_value"),
        ({"deal_correlation": 91}, "max_value"),
        ({"expense_spread": 91}, "max_value"),
    ],
)
def test_a_figure_out_of_range_is_refused(team, owner, values, code):
    with pytest.raises(ValidationError) as refused:
        Settings(team=team, **values).store(by=owner)

    [name] = values
    assert code in [error.code for error in refused.value.error_dict[name]]


def test_a_team_has_its_settings_once(team, owner):
    Settings(team=team).store(by=owner)

    with pytest.raises(ValidationError) as refused:
        Settings(team=team).store(by=owner)

    assert "The team has settings already." in refused.value.messages


def test_a_headline_is_a_milestone_of_the_own_team(team, other_team, owner):
    with pytest.raises(ValidationError) as refused:
        Settings(team=team, headline=MilestoneFactory(team=other_team)).store(by=owner)

    assert "headline" in refused.value.error_dict


def test_what_deals_share_and_how_expenses_vary_is_taken_from_the_settings(team, owner):
    CashPositionFactory(team=team)
    Settings(team=team, deal_correlation=55, expense_spread=25).store(by=owner)

    model = read_inputs(team, today=team.today()).model

    assert (model.rho, model.cash.spread) == (0.55, 0.25)
