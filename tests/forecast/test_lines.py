"""What the forecast says on the pages of a milestone, a risk, a round and a deal, to each as far as they may know."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import escape

from forecast.models import Run, RunMoney, RunPlan
from forecast.templatetags.chances import chance
from funding.models import CashPosition
from tests.conftest import NOW
from tests.factories.funding import CashPositionFactory, RoundFactory, SettingsFactory
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import RiskFactory, RiskMilestoneFactory
from tests.factories.teams import MembershipFactory
from tests.forecast.world import TODAY, forecast_anew, make_world, shown

pytestmark = pytest.mark.django_db

MONEY_WORDS = ("money left", "the money lasts", "in reserve", "in time with", "EUR", "points on the chance")
PLACES = {"of-milestone": "beta", "of-risk": "risk", "of-round": "round", "of-opportunity": "deal"}


@pytest.fixture
def world(team, owner):
    with time_machine.travel(NOW, tick=False):
        yield make_world(team, owner)


@pytest.fixture
def observer(team):
    """A viewer who reads the money."""
    return MembershipFactory(team=team, role="viewer", reads_money=True)


def at(place, row, team="acme"):
    return reverse(f"forecast:{place}", args=[team, row.pk])


def text_of(answer):
    return " ".join(answer.content.decode().split())


def part(client, place, row):
    """Return the text the page of a row loads."""
    name = {"of-milestone": "milestone", "of-risk": "risk", "of-round": "round", "of-opportunity": "opportunity"}[place]
    answer = client.get(at(place, row), headers={"HX-Request": "true", "HX-Target": f"{name}-forecast"})
    assert b"<html" not in answer.content
    return text_of(answer)


def test_a_milestone_says_when_with_what_chance_and_with_what_money(world, browse, owner):
    said = part(browse(owner), "of-milestone", world.beta)

    assert "Half of the runs reach it by" in said
    assert "by its date, 14 Aug 2026" in said
    assert "with money left; the money lasts until it is reached in" in said
    assert "chances are right to ±" in said
    assert "the 80% day is known to lie between" in said
    assert [word for word in ("<strong>0%", "<strong>100%") if word in said] == []


def test_a_milestone_says_how_often_its_delay_is_a_delay_of_the_headline(world, browse, viewer):
    client = browse(viewer)

    assert "A delay here nearly always delays Public beta: in &gt;99% of the runs." in part(
        client, "of-milestone", world.prototype
    )
    assert "A delay here" not in part(client, "of-milestone", world.beta)


@pytest.mark.parametrize("role", ["member", "viewer"])
@pytest.mark.parametrize("place", ["of-milestone", "of-risk"])
def test_who_may_not_see_the_money_reads_days_alone(world, browse, role, place, request):
    said = part(browse(request.getfixturevalue(role)), place, getattr(world, PLACES[place]))

    assert "80%" in said
    assert [word for word in MONEY_WORDS if word in said] == []


@pytest.mark.parametrize("role", ["owner", "manager", "observer"])
@pytest.mark.parametrize("place", PLACES)
def test_who_reads_the_money_reads_it_on_every_line(world, browse, role, place, request):
    said = part(browse(request.getfixturevalue(role)), place, getattr(world, PLACES[place]))

    assert "money" in said
    assert "Forecast of 2 Mar 2026" in said


@pytest.mark.parametrize("role", ["member", "viewer"])
@pytest.mark.parametrize("place", ["of-round", "of-opportunity"])
def test_lines_about_money_are_closed_to_who_may_not_see_it(world, browse, role, place, request):
    answer = browse(request.getfixturevalue(role)).get(at(place, getattr(world, PLACES[place])))

    assert answer.status_code == 403


@pytest.mark.parametrize("place", PLACES)
def test_a_row_of_another_team_is_not_there(world, browse, stranger, place):
    row = getattr(world, PLACES[place])
    client = browse(stranger)

    assert client.get(at(place, row)).status_code == 404
    assert client.get(at(place, row, "other")).status_code == 404


def test_under_open_books_a_member_reads_the_joint_chance_and_nothing_else_of_the_money(world, browse, member, viewer):
    SettingsFactory(team=member.team, open_books=True)

    said = part(browse(member), "of-milestone", world.beta)

    assert "by its date with money left." in said
    assert [word for word in MONEY_WORDS[1:] if word in said] == []
    assert "money left" not in part(browse(viewer), "of-milestone", world.beta)


def test_a_risk_says_what_it_costs_in_days_and_in_points(world, browse, owner):
    said = part(browse(owner), "of-risk", world.risk)

    cost = RunPlan.objects.get().results["gains"][f"risks.risk:{world.risk.pk}"]["days"]
    assert f"Costs <strong>{round(cost)} days</strong> on the way to" in said
    assert "Without it Public beta is 80% likely so many working days sooner, give or take" in said
    money = RunMoney.objects.get().results
    now = money["milestones"][str(world.beta.pk)]["joint"]
    without = now + money["gains"][f"risks.risk:{world.risk.pk}"]["joint"]
    chances = (
        f"without it the joint chance is <strong>{escape(chance(without))}</strong> instead of {escape(chance(now))}."
    )
    assert chances in said


def test_who_may_not_read_money_reads_the_days_alone(world, browse, viewer):
    said = part(browse(viewer), "of-risk", world.risk)

    assert "on the way to" in said
    assert "joint chance" not in said


def test_a_risk_that_moves_nothing_says_so_and_how_to_mend_it(world, browse, owner):
    idle = RiskFactory(team=owner.team, probability_percent=50)
    RiskMilestoneFactory(team=owner.team, risk=idle, milestone=world.beta)
    forecast_anew(owner.team, owner)

    said = part(browse(owner), "of-risk", idle)

    assert "by no measurable time." in said
    assert "No effect given: not counted." in said
    assert "Estimate the effect" in said


def test_a_round_says_how_likely_it_is_and_what_is_in_hand(world, browse, manager):
    said = part(browse(manager), "of-round", world.round)

    assert "of the runs sign its target, 500,000 EUR, by 31 May 2026." in said.replace("\N{NO-BREAK SPACE}", " ")
    assert "The deal this round hangs on" in said
    assert world.deal.get_absolute_url() in said


def test_a_planned_round_says_when_to_start_raising(world, browse, owner):
    """Of 100 days planned 144 until the close are enough in 9 of 10 cases; 14 more, and it is paid."""
    planned = RoundFactory(
        team=owner.team,
        name="Series A",
        state="planned",
        starts_on=TODAY,
        expected_close_on=TODAY + dt.timedelta(days=100),
    )
    forecast_anew(owner.team, owner)
    money = RunMoney.objects.get().results
    out_on = TODAY + dt.timedelta(days=money["cash_out"][money["at"].index(0.1)])
    start = out_on - dt.timedelta(days=144 + 14 + 30)

    said = part(browse(owner), "of-round", planned)

    assert f"Start raising by <strong>{shown(start)}</strong>." in said
    assert "By its own dates the round takes up to 158 days from its start to its money." in said
    assert "30 days before that are kept for negotiating." in said


def test_a_round_without_terms_asks_for_them(world, browse, owner):
    bare = RoundFactory(team=owner.team, name="Bridge")
    forecast_anew(owner.team, owner)

    said = part(browse(owner), "of-round", bare)

    assert "It has neither a minimum nor a target to be measured against." in said
    assert reverse("funding:round-edit", args=["acme", bare.pk]) in said


def test_a_deal_says_what_winning_it_brings_and_what_losing_it_costs(world, browse, owner):
    gain = RunMoney.objects.get().results["gains"][f"funding.opportunity:{world.deal.pk}"]

    said = part(browse(owner), "of-opportunity", world.deal)

    assert gain["joint"] > 0.05
    assert f"Won for certain: <strong>+{round(gain['joint'] * 100)} points</strong>" in said
    assert f"Lost: −{round(-gain['lost'] * 100)} points." in said


def test_a_row_the_run_does_not_know_says_so(world, browse, owner):
    fresh = MilestoneFactory(team=owner.team, due_on=TODAY + dt.timedelta(days=20))

    assert "The last forecast does not know it yet: recalculate." in part(browse(owner), "of-milestone", fresh)


@pytest.mark.parametrize("place", PLACES)
def test_before_the_first_run_every_line_says_where_it_is_made(world, browse, owner, place):
    Run.objects.all().delete()

    said = part(browse(owner), place, getattr(world, PLACES[place]))

    assert "No forecast yet." in said
    assert reverse("forecast:forecast", args=["acme"]) in said


@pytest.mark.parametrize("place", ["of-round", "of-opportunity"])
def test_without_a_cash_position_the_lines_about_money_ask_for_one(world, browse, owner, place):
    CashPosition.objects.all().delete()
    forecast_anew(owner.team, owner)

    said = part(browse(owner), place, getattr(world, PLACES[place]))

    assert "Nothing can be said of the money yet" in said
    assert reverse("funding:cash", args=["acme"]) in said


def test_money_that_changed_does_not_show_to_who_may_not_see_it(world, browse, owner, viewer):
    later = NOW + dt.timedelta(minutes=1)
    CashPositionFactory(team=owner.team, balance=Decimal(5_000), balance_on=TODAY, created_at=later, updated_at=later)

    assert "Changed since" in part(browse(owner), "of-milestone", world.beta)
    assert "Changed since" not in part(browse(viewer), "of-milestone", world.beta)


def test_each_page_loads_its_line_and_has_a_link_as_twin(world, browse, owner):
    client = browse(owner)

    for place, name in PLACES.items():
        row = getattr(world, name)
        page = client.get(row.get_absolute_url()).content.decode()
        assert f'hx-get="{at(place, row)}"' in page
        assert f'href="{at(place, row)}"' in page
        assert "<html" in client.get(at(place, row)).content.decode()


@pytest.mark.parametrize("role", ["member", "viewer"])
def test_no_page_offers_a_line_that_is_closed(world, browse, role, request):
    membership = request.getfixturevalue(role)

    client = browse(membership)

    if role == "member":  # a viewer sees no rounds at all
        assert at("of-round", world.round) not in client.get(world.round.get_absolute_url()).content.decode()
    assert at("of-risk", world.risk) in client.get(world.risk.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("place", "expected"), [("of-milestone", 7), ("of-risk", 9), ("of-round", 8)])
def test_a_line_costs_few_statements(world, browse, owner, queries, place, expected):
    client = browse(owner)

    with queries(expected):
        part(client, place, getattr(world, PLACES[place]))


def test_a_round_in_another_currency_asks_for_a_rate(world, browse, owner):
    foreign = RoundFactory(team=owner.team, name="Overseas", currency="JPY", target=Decimal(1_000_000))
    forecast_anew(owner.team, owner)

    said = part(browse(owner), "of-round", foreign)

    assert "The forecast says nothing of it without a rate for JPY, 90 days old at most." in said
    assert reverse("funding:rate-list", args=["acme"]) in said


def test_an_overdue_milestone_is_told_that_its_date_has_passed(world, browse, owner):
    late = MilestoneFactory(team=owner.team, due_on=TODAY - dt.timedelta(days=3), days_likely=5, estimated_on=TODAY)
    forecast_anew(owner.team, owner)

    said = part(browse(owner), "of-milestone", late)

    assert "Its date, 27 Feb 2026, has passed." in said
    assert "there by its date" not in said
    assert "The money lasts until it is reached in &gt;99% of the runs." in said


def test_a_milestone_without_a_date_asks_for_one(world, browse, owner):
    open_ended = MilestoneFactory(team=owner.team, due_on=None, days_likely=5, estimated_on=TODAY)
    forecast_anew(owner.team, owner)

    said = part(browse(owner), "of-milestone", open_ended)

    assert "It has no date to be measured against." in said
    assert reverse("planner:milestone-edit", args=["acme", open_ended.pk]) in said


@pytest.mark.parametrize("place", ["of-risk", "of-opportunity"])
def test_a_row_younger_than_the_run_is_said_to_be(world, browse, owner, place):
    row = getattr(world, PLACES[place])
    later = NOW + dt.timedelta(seconds=1)
    type(row).objects.filter(pk=row.pk).update(created_at=later)

    assert "The last forecast does not know it yet." in part(browse(owner), place, row)
