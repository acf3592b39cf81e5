"""JSON of another make, or made to do harm: what cannot be read is left out with its reason, and nothing breaks."""

import json

import pytest

from risks.models import IndicatorReading, Risk, Trigger

from .register_files import brought, verdicts

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-03-02T09:00:00Z", tick=False)]
LATE, EARLY = "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"  # no zone can show them
RISK = {"title": "A", "category": "market"}
INDICATOR = {"name": "N", "amber": "1", "red": "2"}
READING = {"value": "1", "measured_on": "2026-01-01"}


def register(**told):
    return json.dumps({"format": "landfall.risks", "version": 1, "risks": [RISK | told]}).encode()


@pytest.mark.parametrize("triggers", ["abc", {"a": 1}, [1, 2], [{"text": {"a": 1}}], [{"kind": "date", "on": 5}]])
def test_triggers_of_another_make_are_left_out(owner, triggers):
    brought(owner, register(plans=[{"title": "P", "triggers": triggers}, {"triggers": triggers}]))

    assert (Risk.objects.count(), Trigger.objects.count()) == (1, 0)


@pytest.mark.parametrize("code", [["A-1"], {"a": 1}, 7, "A-99999999999999999999999"])
def test_a_key_of_another_make_means_no_action_here(owner, code):
    brought(owner, register(actions=[{"title": "Act", "code": code}]))

    assert list(Risk.objects.get().actions.values_list("title", flat=True)) == ["Act"]


@pytest.mark.parametrize("instant", [LATE, EARLY, "2026-03-03T09:00:00+00:00"])
@pytest.mark.parametrize(
    "told",
    [
        lambda at: {"actions": [{"title": "Act", "state": "done", "completed_at": at}]},
        lambda at: {"plans": [{"title": "P", "state": "completed", "outcome": "worked", "activated_at": at}]},
        lambda at: {"assessments": [{"kind": "current", "probability": 1, "impact": 1, "at": at}]},
        lambda at: {"indicators": [INDICATOR | {"retired_at": at}]},
        lambda at: {"indicators": [INDICATOR | {"readings": [READING | {"at": at}]}]},
    ],
)
def test_an_instant_that_cannot_have_been_is_left_out_with_its_reason(owner, told, instant):
    fileimport = brought(owner, register(**told(instant)))

    assert verdicts(fileimport) == {"A": ("create", ["part_refused"])}


def test_an_instant_without_a_zone_is_one_of_the_team_s(owner):
    owner.team.time_zone = "Europe/Berlin"
    owner.team.save()

    brought(
        owner, register(assessments=[{"kind": "current", "probability": 1, "impact": 1, "at": "2026-01-01T00:00:00"}])
    )

    assert Risk.objects.get().current.at.isoformat() == "2025-12-31T23:00:00+00:00"


def test_of_two_values_of_one_run_the_first_is_kept(owner):
    run = {"source": "nightly", "run_id": "7"}
    readings = [READING | run, READING | run | {"value": "2"}, READING, READING | {"value": "3"}]

    brought(owner, register(indicators=[INDICATOR | {"readings": readings}]))

    assert sorted(IndicatorReading.objects.values_list("value", flat=True)) == [1, 1, 3]


def test_characters_that_no_database_holds_are_taken_out(owner):
    told = {"title": "Half \ud800", "cause": "Smile \U0001f600", "owner": "No\0body", "external_id": "x\0y"}

    fileimport = brought(owner, register(**told))

    risk = Risk.objects.get()
    assert (risk.title, risk.cause, risk.external_id) == ("Half ?", "Smile \U0001f600", "xy")
    assert fileimport.rows.get().problems == [{"code": "owner_unknown", "params": {"value": "Nobody"}}]
