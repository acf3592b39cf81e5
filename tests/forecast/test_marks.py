"""Columns and marks of the forecast on lists of lower apps: read for what a page shows, at once."""

import datetime as dt

import pytest
import time_machine
from django.template import Context, Template

from forecast.context import Likely, told
from forecast.models import Run, RunPlan
from tests.conftest import NOW
from tests.factories.forecast import RunFactory, RunPlanFactory
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import RiskFactory
from tests.forecast.world import TODAY, forecast_anew, make_world, shown

pytestmark = pytest.mark.django_db

LIST, BOARD, REGISTER = "/t/acme/milestones/", "/t/acme/risks/board/", "/t/acme/risks/"
COLUMN, LATE = "Likely by (80%)", "Half of the runs come after its date"


@pytest.fixture
def world(team, owner):
    with time_machine.travel(NOW, tick=False):
        yield make_world(team, owner)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def p80_of(milestone):
    results = RunPlan.objects.get().results
    days = results["milestones"][str(milestone.pk)]["days"]
    return shown(TODAY + dt.timedelta(days=days[results["at"].index(0.8)]))


def test_the_list_says_by_when_each_milestone_is_likely_there(world, browse, viewer):
    page = text_of(browse(viewer).get(LIST))

    assert COLUMN in page
    assert p80_of(world.prototype) in page
    assert p80_of(world.beta) in page


def test_the_day_is_marked_where_half_of_the_runs_are_late(world, browse, viewer, owner):
    late = MilestoneFactory(
        team=owner.team, days_likely=40, estimated_on=TODAY, due_on=TODAY + dt.timedelta(days=10), title="Too soon"
    )
    forecast_anew(owner.team, owner)
    page = text_of(browse(viewer).get(LIST))

    row = page[page.index(f'id="milestone-row-{late.pk}"') :]
    assert LATE in row[: row.index("</tr>")]
    assert page.count(LATE) == 1


def test_without_a_run_the_list_has_no_such_column(world, browse, viewer):
    Run.objects.all().delete()

    assert COLUMN not in text_of(browse(viewer).get(LIST))


def test_a_row_alone_keeps_its_column(world, browse, member):
    row = world.prototype
    headers = {"HX-Request": "true", "HX-Target": f"milestone-row-{row.pk}"}

    day = p80_of(row)
    client = browse(member)
    completed = text_of(client.post(f"{LIST}{row.pk}/completion/", headers=headers))
    reopened = text_of(client.post(f"{LIST}{row.pk}/reopening/", headers=headers))

    assert (completed.count("<td"), day in completed) == (8, False)
    assert (reopened.count("<td"), day in reopened) == (8, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_more_rows(world, browse, manager, queries, rows):
    MilestoneFactory.create_batch(rows, team=manager.team, due_on=TODAY + dt.timedelta(days=40))
    forecast_anew(manager.team, manager)
    client = browse(manager)

    with queries(17):
        client.get(LIST)


def test_only_the_rows_of_a_page_are_read(world, owner, queries):
    likely = Likely(owner).among([world.beta])

    with queries(1):
        assert likely.run.plan.results["milestones"].keys() == {str(world.beta.pk)}
        assert likely.about(world.beta).p80 is not None
    with queries(1):
        assert likely.about(world.prototype).p80 is not None


def test_nothing_is_read_until_a_template_shows_it(world, owner, rf, queries):
    request = rf.get("/")
    request.membership = owner

    with queries(0):
        Template("{{ unrelated }}").render(Context(told(request)))


def test_board_and_register_say_what_a_risk_costs_in_days(world, browse, viewer):
    gains = RunPlan.objects.get().results["gains"]
    days = round(gains[f"risks.risk:{world.risk.pk}"]["days"])
    client = browse(viewer)

    for address in (
        BOARD,
        REGISTER,
        f"{BOARD}?risk={world.risk.pk}",
        f"/t/acme/milestones/{world.prototype.pk}/risks/",
    ):
        assert f"costs {days} days" in text_of(client.get(address))


def test_what_a_risk_costs_is_told_by_the_last_run_that_tried(world, browse, viewer):
    later = {"cause": "asked", "made_at": NOW + dt.timedelta(minutes=1), "on": TODAY}
    RunPlanFactory(team=viewer.team, run=RunFactory(team=viewer.team, has_gains=False, **later))

    assert "costs" in text_of(browse(viewer).get(REGISTER))


def test_what_cannot_be_measured_is_not_said(world, browse, viewer, owner):
    gains = {f"risks.risk:{world.risk.pk}": {"days": 3.0, "error": 1.6}}
    part = RunPlan.objects.get()
    part.results |= {"gains": gains}
    part.save()

    assert "costs" not in text_of(browse(viewer).get(REGISTER))


def test_an_opportunity_brings_days(world, browse, viewer, owner):
    chance = RiskFactory(team=owner.team, kind="opportunity")
    part = RunPlan.objects.get()
    part.results |= {"gains": {f"risks.risk:{chance.pk}": {"days": -4.2, "error": 0.4}}}
    part.save()

    assert "brings 4 days" in text_of(browse(viewer).get(REGISTER))
