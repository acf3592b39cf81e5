"""The risk report: what changed between the ends of two days, the high risks, and the matrix."""

import datetime as dt

import pytest

from risks.models import Assessment, Risk
from risks.report import ROWS_AT_MOST, compare
from risks.states import Change
from tests.conftest import NOW
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import MeetingFactory, ResponseActionFactory, RiskFactory, prepared_plan

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW, tick=False)]
REPORT = "/t/acme/risks/report/"
DAY = dt.timedelta(days=1)


def rated(risk, *figures, ago):
    """Store how a risk was rated some days ago, and let it stand so."""
    probability, impact = figures or (None, None)
    assessment = Assessment(team=risk.team, risk=risk, probability=probability, impact=impact, at=NOW - ago * DAY)
    assessment.clean()
    assessment.save()
    Risk.objects.filter(pk=risk.pk).update(current=assessment if figures else None)


def risk_of(team, title, *, ago=30, **values):
    risk = RiskFactory(team=team, title=title, **values)
    Risk.objects.filter(pk=risk.pk).update(created_at=NOW - ago * DAY)
    return risk


def told(sections):
    """Return {change: [(title, level before, level after)]} of what changed at all."""
    return {
        section.change.value: [(each.risk.title, each.before, each.after) for each in section.part]
        for section in sections
        if section.part
    }


def test_levels_are_those_at_the_ends_of_both_days(team):
    risk = risk_of(team, "Up and down")
    rated(risk, 2, 2, ago=20)
    rated(risk, 5, 5, ago=10)
    rated(risk, 3, 3, ago=5)

    def between(first, last):
        return told(compare(Risk.objects.all(), NOW - first * DAY, last and NOW - last * DAY))

    assert between(15, 8) == {"up": [("Up and down", "low", "critical")]}
    assert between(15, None) == {"up": [("Up and down", "low", "moderate")]}
    assert between(8, 2) == {"down": [("Up and down", "critical", "moderate")]}
    assert between(4, None) == {}
    assert between(25, 15) == {}  # rated for the first time: neither higher nor lower


def test_a_rating_that_was_taken_back_is_neither_higher_nor_lower(team):
    risk = risk_of(team, "Taken back")
    rated(risk, 2, 2, ago=20)
    rated(risk, ago=10)

    assert told(compare(Risk.objects.all(), NOW - 15 * DAY, None)) == {}
    assert told(compare(Risk.objects.all(), NOW - 15 * DAY, NOW - 5 * DAY)) == {}


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/Los_Angeles"])
def test_the_first_day_is_over_and_the_last_one_counts(browse, owner, zone):
    team = owner.team
    team.time_zone = zone
    team.save()
    for hours in (-1, 1, 23, 25):  # around midnight in the zone of the team
        moment = dt.datetime(2026, 2, 10, tzinfo=team.zone) + dt.timedelta(hours=hours)
        Risk.objects.filter(pk=RiskFactory(team=team, title=f"{hours}").pk).update(created_at=moment)

    shown = browse(owner).get(REPORT, {"since": "2026-02-09", "until": "2026-02-10"})

    assert sorted(told(shown.context["sections"])["new"]) == [("1", None, None), ("23", None, None)]


def test_without_days_it_compares_with_the_last_meeting(browse, owner):
    MeetingFactory(team=owner.team, held_on=NOW.date() - 9 * DAY, started_at=NOW - 9 * DAY, ended_at=NOW - 9 * DAY)

    context = browse(owner).get(REPORT).context

    assert (context["since"], context["until"]) == (NOW.date() - 9 * DAY, NOW.date())


def test_without_a_meeting_it_compares_with_a_month_ago(browse, owner):
    assert browse(owner).get(REPORT).context["since"] == NOW.date() - 30 * DAY


@pytest.mark.parametrize(
    "days", [{"since": "x"}, {"until": "9999-12-31"}, {"since": "2026-03-02", "until": "2026-01-01"}]
)
def test_days_that_make_no_sense_show_a_report_all_the_same(browse, owner, days):
    assert browse(owner).get(REPORT, days).status_code == 200


def test_high_risks_stand_with_owner_response_and_plan(browse, owner):
    risk = RiskFactory(team=owner.team, title="The lead leaves", score=(4, 5), owner=owner, strategy="mitigate")
    ResponseActionFactory(team=owner.team, risks=[risk])
    prepared_plan(risk, owner)
    RiskFactory(team=owner.team, title="A nuisance", score=(5, 1))

    page = browse(owner).get(REPORT).content.decode()

    part = page.split('id="high-heading"')[1].split("</section>")[0]
    assert "The lead leaves" in part
    assert "A nuisance" not in part
    assert "Mitigate" in part
    assert "0/1" in part
    assert "/5</span>" in part


def test_it_is_of_one_project_where_that_is_asked(browse, owner):
    milestone = MilestoneFactory(team=owner.team)
    RiskFactory(team=owner.team, title="Of the project", score=(4, 5), milestones=[milestone])
    RiskFactory(team=owner.team, title="Of none", score=(4, 5))

    shown = browse(owner).get(REPORT, {"project": milestone.project_id})

    assert [risk.title for risk in shown.context["high"]] == ["Of the project"]
    assert [risk.title for risk in shown.context["board"].cards] == ["Of the project"]
    assert [title for title, *_levels in told(shown.context["sections"])["new"]] == ["Of the project"]
    assert f"project={milestone.project_id}" in shown.context["high"].url


def test_a_part_shows_fifty_and_counts_all(owner):
    rows = RiskFactory.build_batch(ROWS_AT_MOST + 1, team=owner.team)
    for number, row in enumerate(rows, start=1):
        row.number = number
    Risk.objects.bulk_create(rows)

    section = next(each for each in compare(Risk.objects.all(), NOW - DAY, None) if each.change is Change.RAISED)

    assert (len(section.part), section.part.count, section.part.is_cut) == (ROWS_AT_MOST, ROWS_AT_MOST + 1, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_more_risks_cost_no_more_statements(browse, owner, queries, rows):
    RiskFactory.create_batch(rows, team=owner.team, score=(4, 5))
    client = browse(owner)
    client.get(REPORT)

    with queries(20):
        client.get(REPORT)


def test_a_hidden_risk_is_not_in_the_report(browse, viewer):
    RiskFactory(team=viewer.team, title="Hidden", score=(5, 5), is_restricted=True)

    assert "Hidden" not in browse(viewer).get(REPORT).content.decode()


def test_opportunities_have_a_side_and_a_list_of_their_own(browse, owner):
    team = owner.team
    RiskFactory(team=team, title="The lead leaves", score=(4, 5))
    RiskFactory(team=team, title="A small grant", kind="opportunity", score=(2, 2))
    given = {"owner": owner, "strategy": "share", "strategy_detail": "With the partner"}
    RiskFactory(team=team, title="They want to pay", kind="opportunity", score=(4, 5), **given)
    RiskFactory(team=team, title="Not judged", kind="opportunity")
    RiskFactory(team=team, title="Gone", kind="opportunity", status="rejected", closure_reason="avoided", closed_at=NOW)

    shown = browse(owner).get(REPORT)

    page, context = shown.content.decode(), shown.context
    assert [risk.title for risk in context["best"]] == ["They want to pay", "A small grant", "Not judged"]
    assert [risk.title for risk in context["board"].cards] == ["The lead leaves"]
    assert [risk.title for risk in context["gains"].cards] == ["They want to pay", "A small grant", "Not judged"]
    assert (context["gains"].kind, context["gains"].columns[4].label) == ("opportunity", "Game-changing")
    assert "kind=opportunity" in context["best"].url
    part = page.split('id="best-heading"')[1].split("</section>")[0]
    assert "Share: With the partner" in " ".join(part.split())
    assert (
        page.count('data-side="opportunity"') == 2 + 5
    )  # its matrix, its list, and each change: four are new, one ended


def test_without_opportunities_the_report_says_nothing_of_them(browse, owner):
    RiskFactory(team=owner.team, score=(4, 5))

    assert "gains-heading" not in browse(owner).get(REPORT).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_more_opportunities_cost_no_more_statements(browse, owner, queries, rows):
    RiskFactory.create_batch(rows, team=owner.team, kind="opportunity", score=(4, 5))
    RiskFactory(team=owner.team, score=(4, 5))
    client = browse(owner)
    client.get(REPORT)

    with queries(21):
        client.get(REPORT)


def test_the_printed_report_names_its_days_as_people_write_them(browse, owner):
    shown = browse(owner).get("/t/acme/risks/report/?since=2026-02-01").content.decode()

    assert ("From the end of: 1 Feb 2026" in shown, "From the end of: 2026-02-01" in shown) == (True, False)


@pytest.mark.parametrize("count", [ROWS_AT_MOST, ROWS_AT_MOST + 2])
def test_fifty_opportunities_are_listed_and_all_are_counted_rated_or_not(browse, owner, queries, count):
    """The matrix has counted them: the report asks no more where there are more than it shows."""
    for place in range(count):
        rated = {"score": (1 + place % 5, 3)} if place % 2 else {}
        RiskFactory(team=owner.team, kind="opportunity", title=f"Chance {place}", **rated)
    RiskFactory(team=owner.team, kind="opportunity", status="closed", closure_reason="avoided", closed_at=NOW)
    client = browse(owner)
    client.get(REPORT, {"since": NOW.date().isoformat()})

    with queries(18):
        best = client.get(REPORT, {"since": NOW.date().isoformat()}).context["best"]

    assert (len(best), best.count) == (ROWS_AT_MOST, count)
