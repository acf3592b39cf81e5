"""What becomes of accepted risks by themselves: at once where a rating says so, else by the regular look."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planner.models import CalendarDay, Project
from risks import following
from risks.following import follow_all
from risks.models import Acceptance, Appetite, Risk
from risks.tasks import follow
from teams.models import Activity, change
from tests.conftest import NOW
from tests.factories.acceptances import AppetiteFactory, accepted
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import RiskFactory, RiskMilestoneFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
NOTHING = {"changed": 0, "failed": 0}


@pytest.fixture
def risk(team):
    return RiskFactory(team=team, score=(3, 3), status="monitoring", strategy="accept", number=3)


def told(row):
    return list(Activity.objects.about(row).order_by("-subject_version").values_list("verb", "by__name")[:1])


def test_a_higher_rating_ends_it_at_once_and_the_risk_says_why(risk, member, owner):
    row = accepted(risk, member, owner)
    risk.refresh_from_db()

    risk.assess(5, 5, by=member)
    row.refresh_from_db()
    risk.refresh_from_db()

    assert (row.state, row.lapse_cause, row.ended_by) == ("superseded", "level", None)
    assert (risk.status, risk.status_reason) == (
        "assessed",
        "No longer accepted: it rose from “Moderate” to “Critical”.",
    )
    assert (told(risk), told(row)) == ([("acceptance_lapsed", None)], [("superseded", None)])


def test_the_same_or_a_lower_rating_leaves_it(risk, member, owner):
    row = accepted(risk, member, owner)
    risk.refresh_from_db()

    risk.assess(3, 3, by=member)
    risk.assess(1, 1, by=member)
    row.refresh_from_db()

    assert (row.state, Risk.objects.get().status) == ("approved", "monitoring")


def test_a_rating_taken_back_leaves_nothing_that_could_be_accepted(risk, member, owner):
    row = accepted(risk, member, owner)
    risk.refresh_from_db()

    risk.assess(None, None, by=member)
    row.refresh_from_db()

    assert (row.lapse_cause, Risk.objects.get().status) == ("unrated", "identified")


def test_what_a_rating_ended_is_undone_with_it(risk, member, owner):
    row = accepted(risk, member, owner)
    risk.refresh_from_db()
    with change(member, "Rated") as act:
        risk.assess(5, 5, by=act)

    act.undo(by=member)
    row.refresh_from_db()
    risk.refresh_from_db()

    assert (row.state, row.lapse_cause, risk.status, risk.level) == ("approved", "", "monitoring", "moderate")


@pytest.mark.parametrize("status", ["assessed", "response_planned", "in_treatment", "monitoring"])
def test_a_risk_that_is_treated_goes_back_to_be_assessed(risk, member, owner, status):
    accepted(risk, member, owner)
    Risk.objects.filter(pk=risk.pk).update(status=status)
    risk.refresh_from_db()

    risk.assess(5, 5, by=member)

    assert Risk.objects.get().status == "assessed"


def test_one_that_has_occurred_stays(risk, member, owner):
    row = accepted(risk, member, owner)
    risk.refresh_from_db()
    risk.occur(by=member)

    risk.assess(5, 5, by=member)
    row.refresh_from_db()

    assert (Risk.objects.get().status, row.state) == ("occurred", "superseded")


def test_it_holds_on_its_last_day_and_ends_with_it(risk, member, owner, time_machine):
    row = accepted(risk, member, owner, days=30)
    time_machine.move_to(NOW + dt.timedelta(days=30))
    assert follow_all() == NOTHING

    time_machine.move_to(NOW + dt.timedelta(days=31))
    found = [follow_all(), follow_all()]
    row.refresh_from_db()
    risk.refresh_from_db()

    assert found == [{"changed": 1, "failed": 0}, NOTHING]
    assert (row.state, row.lapse_cause, risk.status) == ("expired", "expired", "assessed")
    assert risk.status_reason == "Its acceptance ended on 1 Apr 2026."
    assert Activity.objects.about(row).filter(verb="expired").count() == 1


def test_the_day_ends_where_the_team_is(risk, member, owner, time_machine):
    row = accepted(risk, member, owner, days=1)
    risk.team.time_zone = "Pacific/Auckland"
    risk.team.save()
    time_machine.move_to(dt.datetime(2026, 3, 3, 11, 30, tzinfo=dt.UTC))  # the fourth begins at 11:00 there

    follow_all()
    row.refresh_from_db()

    assert row.state == "expired"


def test_days_off_change_nothing_about_it(risk, member, owner, time_machine):
    row = accepted(risk, member, owner, days=1)
    time_machine.move_to(NOW + dt.timedelta(days=40))

    follow()
    follow()
    row.refresh_from_db()

    assert row.state == "expired"
    assert Activity.objects.filter(verb__in=["expired", "acceptance_lapsed"]).count() == 2


@pytest.fixture
def milestone(risk):
    row = MilestoneFactory(team=risk.team, number=4, title="Beta", due_on=dt.date(2026, 5, 1))
    RiskMilestoneFactory(team=risk.team, risk=risk, milestone=row)
    return row


@pytest.mark.parametrize(
    ("due_on", "state"), [(dt.date(2026, 5, 15), "approved"), (dt.date(2026, 5, 18), "superseded"), (None, "approved")]
)
def test_a_milestone_may_be_ten_working_days_late(risk, milestone, member, owner, due_on, state):
    row = accepted(risk, member, owner)
    milestone.due_on = due_on
    milestone.store(by=owner)

    follow_all()
    row.refresh_from_db()

    assert row.state == state


def test_working_days_are_those_of_the_teams_calendar(risk, milestone, member, owner):
    row = accepted(risk, member, owner)
    CalendarDay(team=risk.team, day=dt.date(2026, 5, 4), label="Off").store(by=owner)
    milestone.due_on = dt.date(2026, 5, 18)
    milestone.store(by=owner)

    follow_all()
    row.refresh_from_db()

    assert row.state == "approved"


def test_a_milestone_that_is_cancelled_ends_it(risk, milestone, member, owner):
    row = accepted(risk, member, owner)
    milestone.cancel(by=owner)

    follow_all()
    row.refresh_from_db()
    risk.refresh_from_db()

    assert (row.lapse_cause, risk.status_reason) == ("cancelled", "No longer accepted: M-4 Beta was given up.")


@pytest.mark.parametrize(("state", "cause"), [("discontinued", "cancelled"), ("paused", ""), ("finished", "")])
def test_so_does_a_project_that_is_given_up(risk, milestone, member, owner, state, cause):
    row = accepted(risk, member, owner)
    Project.objects.filter(pk=milestone.project_id).update(state=state)

    follow_all()
    row.refresh_from_db()

    assert row.lapse_cause == cause


def test_a_milestone_that_was_reached_is_not_late_whatever_its_day(risk, milestone, member, owner):
    row = accepted(risk, member, owner)
    milestone.due_on = dt.date(2026, 9, 1)
    milestone.store(by=owner)
    milestone.complete(by=owner)

    follow_all()
    row.refresh_from_db()

    assert row.state == "approved"


def test_a_closed_risk_keeps_its_acceptance_until_its_day(risk, milestone, member, owner, time_machine):
    row = accepted(risk, member, owner)
    risk.refresh_from_db()
    risk.close("avoided", by=member)
    milestone.cancel(by=owner)
    assert follow_all() == NOTHING

    time_machine.move_to(NOW + dt.timedelta(days=31))
    follow_all()
    row.refresh_from_db()

    assert (row.state, Risk.objects.get().status) == ("expired", "closed")


def test_a_border_set_lower_ends_it(risk, member, owner):
    row = accepted(risk, member, owner)
    AppetiteFactory(team=risk.team, amber="low", red="moderate")

    found = follow_all()
    row.refresh_from_db()
    risk.refresh_from_db()

    assert found == {"changed": 2, "failed": 0}
    assert (risk.appetite_zone, row.lapse_cause) == ("above", "appetite")
    assert risk.status_reason == "No longer accepted: it is now above the team's appetite."


def test_what_was_accepted_above_the_appetite_stays_accepted(risk, member, owner):
    AppetiteFactory(team=risk.team, amber="low", red="moderate")
    row = accepted(risk, member, owner)

    follow_all()
    row.refresh_from_db()

    assert (row.zone, row.state) == ("above", "approved")


# The appetite


def test_a_rating_says_at_once_in_which_zone_a_risk_is(risk, member):
    AppetiteFactory(team=risk.team)

    zones = [risk.assess(*figures, by=member) and risk.appetite_zone for figures in ((5, 5), (3, 3), (1, 1), (5, 5))]
    risk.assess(None, None, by=member)

    assert (zones, risk.appetite_zone) == (["above", "near", "", "above"], "")


def test_the_residual_level_counts_too(risk, member):
    AppetiteFactory(team=risk.team)

    risk.assess(5, 5, by=member, kind="residual")

    assert risk.appetite_zone == "above"


def test_a_breach_is_found_though_nobody_opens_a_page_and_once(risk):
    high = RiskFactory(team=risk.team, score=(4, 4))
    RiskFactory(team=risk.team, score=(4, 4), category="market")
    RiskFactory(team=risk.team, score=(4, 4), kind="opportunity")
    RiskFactory(team=risk.team, score=(4, 4), status="closed", closure_reason="avoided", closed_at=NOW)
    AppetiteFactory(team=risk.team)

    found = [follow_all(), follow_all()]

    assert found == [{"changed": 2, "failed": 0}, NOTHING]
    assert dict(Risk.objects.exclude(appetite_zone="").values_list("pk", "appetite_zone")) == {
        risk.pk: "near",
        high.pk: "above",
    }
    assert told(high) == [("appetite_crossed", None)]


def test_the_latest_row_that_is_valid_counts(risk, time_machine):
    AppetiteFactory(team=risk.team, red="moderate", amber="low")
    time_machine.shift(60)
    AppetiteFactory(team=risk.team, red="high", amber="high")
    AppetiteFactory(team=risk.team, red="moderate", amber="", valid_from=dt.date(2026, 3, 9))
    seen = []
    for days in (0, 6, 7):
        time_machine.move_to(NOW + dt.timedelta(days=days))
        follow_all()
        seen.append(Risk.objects.get().appetite_zone)

    assert seen == ["", "", "above"]


def test_a_risk_within_again_says_so(risk, member, owner, time_machine):
    Appetite(team=risk.team, category="technical", red="moderate", valid_from=NOW.date()).store(by=owner)
    follow_all()
    time_machine.shift(60)

    Appetite(team=risk.team, category="technical", red="", valid_from=NOW.date()).store(by=owner)
    follow_all()

    assert (Risk.objects.get().appetite_zone, told(risk)) == ("", [("appetite_eased", None)])


def test_an_appetite_is_set_for_today_or_later_and_stays(team, owner):
    row = Appetite(team=team, category="market", red="high", valid_from=NOW.date()).store(by=owner)
    row.red = "critical"

    with pytest.raises(ValidationError):
        row.store(by=owner)
    with pytest.raises(ValidationError):
        Appetite(team=team, category="market", red="high", valid_from=dt.date(2026, 3, 1)).store(by=owner)
    with pytest.raises(ValidationError):
        Appetite(team=team, category="market", amber="high", red="low", valid_from=NOW.date()).store(by=owner)

    assert list(Appetite.objects.values_list("red", "author__name")) == [("high", "Olga Owner")]


# What goes wrong


def test_one_bad_row_holds_up_no_other(risk, member, owner, time_machine, caplog):
    bad = accepted(risk, member, owner)
    Acceptance.objects.filter(pk=bad.pk).update(milestones=[{"id": "x", "name": 7, "due_on": "soon"}])
    other = RiskFactory(team=risk.team, score=(3, 3), status="monitoring")
    good = accepted(other, member, owner)
    other.refresh_from_db()
    Risk.objects.filter(pk=other.pk).update(
        current=other.assessments.create(
            team=risk.team, risk=other, kind="current", probability=5, impact=5, level="critical"
        )
    )

    follow()
    good.refresh_from_db()

    assert good.state == "superseded"
    assert "1 risks or acceptances could not be followed" in caplog.text


def test_a_team_that_cannot_be_read_holds_up_no_other(risk, other_team, caplog):
    teams = sorted((risk.team, other_team), key=lambda team: team.pk)
    for team in teams:
        AppetiteFactory(team=team, amber="low", red="low")
        RiskFactory(team=team, score=(3, 3))
    type(risk.team).objects.filter(pk=teams[0].pk).update(time_zone="Mars/Olympus")

    follow()

    assert set(Risk.objects.filter(appetite_zone="above").values_list("team", flat=True)) == {teams[1].pk}
    assert "1 risks or acceptances could not be followed" in caplog.text


def test_every_acceptance_is_looked_at_however_many_there_are(team, member, owner, time_machine, monkeypatch):
    monkeypatch.setattr(following, "CHUNK", 2)
    for _row in range(5):
        accepted(RiskFactory(team=team, score=(3, 3)), member, owner, days=1)
    time_machine.move_to(NOW + dt.timedelta(days=2))

    assert follow_all() == {"changed": 5, "failed": 0}
    assert set(Acceptance.objects.values_list("state", flat=True)) == {"expired"}


def test_a_look_costs_the_same_for_more_acceptances_that_hold(risk, member, owner):
    AppetiteFactory(team=risk.team)
    follow_all()
    costs = []
    for row in (risk, *(RiskFactory(team=risk.team, score=(1, 1)) for _ in range(3))):
        accepted(row, member, owner)
        with CaptureQueriesContext(connection) as sent:
            follow_all()
        costs.append(len(sent))

    assert len(set(costs)) == 1
