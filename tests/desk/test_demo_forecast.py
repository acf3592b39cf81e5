"""The demo's forecast, whatever the day it is loaded on: a chance worth a decision, and changes that move it."""

import datetime as dt
from dataclasses import replace

import pytest
import time_machine
from django.test import TestCase

from desk.demo.loading import load
from forecast import engine, results
from forecast.changes import without_driver
from forecast.inputs import read_inputs
from forecast.models import Cause, Run
from forecast.running import TASK
from forecast.sight import latest_run
from forecast.staleness import is_stale
from funding.models import Tranche
from planner.models import Milestone
from risks.models import Risk
from teams.models import Job, Membership
from tests.conftest import NOW

SEED = 20_260_302
HEADLINE = "Ottilie Inbox 2 for every clinic"
WEEKS = 10  # working days that the removal of the worst risk is worth at least


def assert_the_chance_is_about_even_and_a_risk_and_a_tranche_matter(team):
    inputs = read_inputs(team, today=team.today())
    headline = str(Milestone.objects.get(team=team, title=HEADLINE).pk)
    risk = Risk.objects.get(team=team, title="The hospital ends the data agreement")
    tranche = Tranche.objects.get(team=team, milestone__title="Twelve clinics in daily use")
    changed = {
        "risk": without_driver(inputs.model, str(risk.pk)),
        "tranche": without_part(inputs.model, str(tranche.opportunity_id), str(tranche.milestone_id)),
    }

    found = engine.run(inputs.model, seed=SEED, n=4_000, variants=changed, target=headline)

    assert inputs.headlines == (headline, headline)
    assert 0.45 <= found.money.nodes[headline].joint.p <= 0.65
    assert found.gains["risk"].days >= WEEKS
    assert found.gains["tranche"].joint < -max(3 * found.gains["tranche"].joint_error, 0.02)


def without_part(model, deal_id, node):
    """Return the model in which the part of a deal that waits for a milestone never comes."""
    deal = next(deal for deal in model.deals if deal.id == deal_id)
    parts = tuple(replace(part, node=None, never=True) if part.node == node else part for part in deal.parts)
    assert parts != deal.parts
    return replace(model, deals=tuple(replace(deal, parts=parts) if each is deal else each for each in model.deals))


# A Saturday in the Spring Festival, and the day before Christmas.
@pytest.mark.django_db
@pytest.mark.parametrize("day", [dt.date(2027, 2, 6), dt.date(2026, 12, 24)], ids=str)
def test_on_another_day_too_the_chance_is_about_even_and_a_risk_and_a_tranche_matter(day):
    with time_machine.travel(dt.datetime.combine(day, dt.time(12), dt.UTC)):
        assert_the_chance_is_about_even_and_a_risk_and_a_tranche_matter(load().team)


class DemoForecast(TestCase):
    """What is known of the demo loaded on a Monday."""

    @classmethod
    def setUpTestData(cls):
        with time_machine.travel(NOW):
            cls.team = load().team
            cls.inputs = read_inputs(cls.team, today=cls.team.today())

    def setUp(self):
        travel = time_machine.travel(NOW + dt.timedelta(minutes=5))
        travel.start()
        self.addCleanup(travel.stop)

    def test_the_chance_is_about_even_and_a_risk_and_a_tranche_matter(self):
        assert_the_chance_is_about_even_and_a_risk_and_a_tranche_matter(self.team)

    def test_the_first_forecast_is_there_at_once_and_the_worker_is_asked_for_the_whole(self):
        founder = Membership.objects.select_related("team").get(team=self.team, external_id="hanna")
        [run], [job] = Run.objects.filter(team=self.team), Job.objects.filter(team=self.team)

        assert (run.cause, run.by, run.has_gains) == (Cause.CHANGE, None, False)
        assert (job.kind, job.state) == (TASK, Job.State.QUEUED)
        shown = latest_run(founder)
        assert shown == run
        assert shown.money.results["target"] == str(Milestone.objects.get(team=self.team, title=HEADLINE).pk)
        assert not is_stale(shown, today=self.team.today(), with_money=True)

    def test_something_is_assumed_and_most_is_given(self):
        plan, money = self.inputs.assumptions

        assert {note.key for note in plan} >= {"range", "estimate", "percent", "effect_none", "blocked", "unrated"}
        assert {note.key for note in money} >= {"odds", "close_passed", "close_range", "lag"}
        assumed = {note.id for note in (*plan, *money) if note.counts}
        work = [node.id for node in self.inputs.model.nodes if node.done is None]
        drivers = [driver.id for driver in self.inputs.model.drivers]
        assert len(assumed.intersection(work)) < len(work) / 2
        assert len(assumed.intersection(drivers)) < len(drivers) / 2

    def test_at_least_four_changes_are_known_to_help(self):
        found = results.simulate(self.inputs, seed=SEED, n=1_000, with_gains=True)

        gains = found.money["gains"].values()
        assert sum(gain["joint"] >= 2 * gain["error"] > 0 for gain in gains) >= 4
