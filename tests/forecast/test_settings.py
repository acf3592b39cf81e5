"""Settings of the forecast: every limit refused with its own words."""

import pytest
from django.core.exceptions import ValidationError

from forecast.models import Settings
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
