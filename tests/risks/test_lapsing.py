"""What an acceptance stands on, by itself: the zones of an appetite, and what makes a risk another one."""

import datetime as dt

import pytest

from planner.calendar import MONDAY_TO_FRIDAY
from risks.appetites import Borders
from risks.lapsing import Basis, Landmark, Lapse, lapse_of, suggested_expiry
from risks.scoring import LEVELS

FRIDAY = dt.date(2026, 3, 6)


@pytest.mark.parametrize(
    ("borders", "zones"),
    [
        (Borders("moderate", "high"), ["", "", "near", "above", "above"]),
        (Borders("high", "high"), ["", "", "", "above", "above"]),
        (Borders(None, "critical"), ["", "", "", "", "above"]),
        (Borders("low", None), ["", "near", "near", "near", "near"]),
        (Borders(), ["", "", "", "", ""]),
    ],
)
def test_a_level_falls_into_a_zone(borders, zones):
    assert [borders.zone_of(level) for level in LEVELS] == zones
    assert borders.zone_of(None) == ""


def test_the_worse_of_current_and_residual_counts():
    borders = Borders("moderate", "high")

    assert borders.worst_of(["low", "high"]) == "above"
    assert borders.worst_of([None, "moderate"]) == "near"
    assert borders.worst_of([]) == ""


@pytest.mark.parametrize(
    ("level", "days"), [("critical", 30), ("high", 30), ("moderate", 90), ("low", 180), ("very_low", 180), (None, 90)]
)
def test_the_worse_a_risk_the_sooner_it_is_asked_again(level, days):
    assert suggested_expiry(FRIDAY, level) == FRIDAY + dt.timedelta(days=days)


def plan(due_on=FRIDAY, is_cancelled=False):
    return {"m": Landmark("M-1 Beta", due_on, is_cancelled)}


ACCEPTED = Basis("moderate", "near", plan())
CASES = [
    (Basis("moderate", "near", plan()), None),
    (Basis("low", "", plan()), None),
    (Basis("high", "near", plan()), Lapse("level")),
    (Basis(None, "", plan()), Lapse("unrated")),
    (Basis("moderate", "above", plan()), Lapse("appetite")),
    (Basis("moderate", "near", {}), None),
    (Basis("moderate", "near", plan(None)), None),
    (Basis("moderate", "near", plan(FRIDAY - dt.timedelta(days=60))), None),
    (Basis("moderate", "near", plan(dt.date(2026, 3, 20))), None),  # ten working days
    (Basis("moderate", "near", plan(dt.date(2026, 3, 22))), None),  # and a weekend
    (Basis("moderate", "near", plan(dt.date(2026, 3, 23))), Lapse("later", "M-1 Beta", 11)),
    (Basis("moderate", "near", plan(FRIDAY, True)), Lapse("cancelled", "M-1 Beta")),
    (Basis("moderate", "near", plan() | {"n": Landmark("M-2", FRIDAY, True)}), None),
    (Basis("high", "above", plan(FRIDAY, True)), Lapse("level")),
]


@pytest.mark.parametrize(("now", "lapse"), CASES)
def test_an_acceptance_lapses_when_its_risk_is_another_one(now, lapse):
    assert lapse_of(ACCEPTED, now, MONDAY_TO_FRIDAY) == lapse


def test_of_several_milestones_the_one_that_is_due_latest_is_named():
    before = Basis("low", "", {name: Landmark(name, FRIDAY) for name in "abc"})
    days = {"a": 21, "b": 28, "c": 14}
    later = {name: Landmark(name, FRIDAY + dt.timedelta(days=days[name])) for name in "abc"}

    assert lapse_of(before, Basis("low", "", later), MONDAY_TO_FRIDAY) == Lapse("later", "b", 20)
