"""The tables of the forecast page: what delays the headline, what rounds are likely to sign, when to start raising."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from forecast.criticality import critical_word
from forecast.models import RunMoney
from funding.models import Opportunity, Round, RoundTerms
from tests.conftest import NOW
from tests.factories.funding import RoundFactory
from tests.factories.teams import MembershipFactory
from tests.forecast.world import TODAY, forecast_anew, make_world, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(team, owner):
    with time_machine.travel(NOW, tick=False):
        yield make_world(team, owner)


@pytest.fixture
def observer(team):
    """A viewer who reads the money."""
    return MembershipFactory(team=team, role="viewer", reads_money=True)


def page_of(client):
    return " ".join(client.get(reverse("forecast:forecast", args=["acme"])).content.decode().split())


@pytest.mark.parametrize(
    ("share", "word"),
    [
        (1.0, "nearly always"),
        (0.8, "nearly always"),
        (0.79, "mostly"),
        (0.5, "mostly"),
        (0.2, "sometimes"),
        (0.02, "seldom"),
        (0.019, "hardly ever"),
        (0.0, "hardly ever"),
    ],
)
def test_how_often_a_delay_counts_is_a_word(share, word):
    assert critical_word(share) == word


def test_each_milestone_says_how_often_its_delay_is_one_of_the_headline(world, browse, viewer):
    page = page_of(browse(viewer))

    assert f"Delays {world.beta.code}" in page
    assert page.count('nearly always <span class="soft">&gt;99%</span>') == 1


@pytest.mark.parametrize("role", ["owner", "manager", "observer"])
def test_who_reads_the_money_sees_what_rounds_are_likely_to_sign(world, browse, role, request):
    found = RunMoney.objects.get().results["rounds"][str(world.round.pk)]

    page = page_of(browse(request.getfixturevalue(role)))

    assert "Start raising by" in page
    assert f"{round(found['p'] * 100)}% <span" in page
    assert world.deal.get_absolute_url() in page


@pytest.mark.parametrize("role", ["member", "viewer"])
def test_nobody_else_sees_rounds_or_when_to_start_raising(world, browse, role, request):
    page = page_of(browse(request.getfixturevalue(role)))

    assert [word for word in ("Start raising by", "Raising", "Seed round", "negotiating") if word in page] == []


def test_a_round_that_has_ended_is_not_raised_any_more(world, browse, owner):
    RoundFactory(team=owner.team, name="Angels of old", state="closed", ended_at=NOW)
    forecast_anew(owner.team, owner)

    assert "Angels of old" not in page_of(browse(owner))


def test_without_a_round_the_page_says_when_one_must_begin(world, browse, owner):
    """A venture deal takes 191 days to its close in 9 of 10 cases, 14 more to its money; 30 are kept."""
    for kind in (Opportunity, RoundTerms, Round):
        kind.objects.all().delete()
    forecast_anew(owner.team, owner)
    money = RunMoney.objects.get().results
    out_on = TODAY + dt.timedelta(days=money["cash_out"][money["at"].index(0.1)])

    page = page_of(browse(owner))

    start = out_on - dt.timedelta(days=191 + 14 + 30)
    assert f"Start raising by <strong>{shown(start)}</strong>." in page
    assert f"That was {(TODAY - start).days} days ago." in page
    assert "No round is planned." in page
    assert reverse("funding:round-new", args=["acme"]) in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_more_rounds(world, browse, owner, queries, rows):
    RoundFactory.create_batch(rows, team=owner.team)
    forecast_anew(owner.team, owner)
    client = browse(owner)
    page_of(client)

    with queries(19):
        page_of(client)
