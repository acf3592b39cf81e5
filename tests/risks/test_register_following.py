"""What a rating from a file leads to, as one given on the page does: the appetite, an acceptance, the next review."""

import datetime as dt

import pytest

from planner.imports.one_act import undo_import
from risks.models import Risk, Settings
from tests.conftest import NOW
from tests.factories.acceptances import AppetiteFactory, accepted
from tests.factories.risks import RiskFactory

from .register_files import brought, table
from .register_files import exported as file_of

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
DAY = dt.timedelta(days=1)


def row_of(*figures, code="", **cells):
    """Return a file with one technical risk of these figures."""
    told = {"code": code, "title": "Fire", "category": "technical", **cells}
    told |= dict(zip(("current_p", "current_i"), figures, strict=True)) if figures else {}
    return "\n".join(",".join(str(each) for each in line) for line in (told, told.values())).encode()


def test_a_higher_rating_ends_an_acceptance_and_one_undo_takes_both_back(member, owner):
    risk = RiskFactory(team=owner.team, title="Fire", score=(3, 3), status="monitoring", strategy="accept", number=3)
    acceptance = accepted(risk, member, owner)

    fileimport = brought(owner, row_of(5, 5, code="R-3"))
    acceptance.refresh_from_db()
    risk.refresh_from_db()
    ended = (acceptance.state, acceptance.lapse_cause, risk.status, risk.level)
    undo_import(fileimport, by=owner)
    acceptance.refresh_from_db()
    risk.refresh_from_db()

    assert ended == ("superseded", "level", "assessed", "critical")
    assert (acceptance.state, risk.status, risk.level) == ("approved", "monitoring", "moderate")


def test_the_same_rating_leaves_an_acceptance(member, owner):
    risk = RiskFactory(team=owner.team, title="Fire", score=(3, 3), status="monitoring", number=3)
    acceptance = accepted(risk, member, owner)

    brought(owner, row_of(3, 3, code="R-3", cause="Wiring"))

    acceptance.refresh_from_db()
    assert (acceptance.state, Risk.objects.get().cause) == ("approved", "Wiring")


@pytest.mark.parametrize("is_new", [True, False])
def test_a_rating_says_at_once_in_which_zone_a_risk_is(owner, is_new):
    AppetiteFactory(team=owner.team, amber="moderate", red="high")
    if not is_new:
        RiskFactory(team=owner.team, title="Fire", score=(1, 1), number=3)

    brought(owner, row_of(5, 5, code="" if is_new else "R-3"))

    assert Risk.objects.get().appetite_zone == "above"


@pytest.mark.parametrize(("given", "due_on"), [("", NOW.date() + 3 * DAY), ("2026-03-20", dt.date(2026, 3, 20))])
def test_the_next_review_is_the_one_of_the_file_else_by_the_cadence_of_the_team(owner, given, due_on):
    Settings(team=owner.team, critical_review_days=3).store(by=owner)

    brought(owner, row_of(5, 5, next_review=given))

    assert Risk.objects.get().next_review_on == due_on


def test_the_days_of_a_file_are_those_of_the_team(owner, other_team):
    owner.team.time_zone = "Asia/Shanghai"
    owner.team.save()
    late = dt.datetime(2026, 2, 27, 23, 30, tzinfo=dt.UTC)  # the twenty-eighth there
    RiskFactory(
        team=owner.team, status="closed", closure_reason="occurred_resolved", closed_at=late, occurred_at=late - DAY
    )

    [told] = table(file_of(owner))

    assert (told["occurred_on"], told["closed_on"]) == ("2026-02-27", "2026-02-28")


def test_a_day_of_a_file_falls_on_that_day_where_the_team_is(owner):
    owner.team.time_zone = "Pacific/Auckland"
    owner.team.save()

    brought(owner, row_of(status="closed", occurred_on="2026-02-20", closed_on="2026-02-21"))

    risk = Risk.objects.get()
    days = [owner.team.today(moment) for moment in (risk.occurred_at, risk.closed_at)]
    assert days == [dt.date(2026, 2, 20), dt.date(2026, 2, 21)]
