"""Who hears of an acceptance asked for, about to end or over, of a risk beyond the appetite, and of an escalation."""

import datetime as dt

import pytest

from alerts.models import Alert, Delivery, DeliveryState, Mail
from alerts.sending import send_batch
from alerts.wording import word
from risks.models import Acceptance, Risk
from risks.tasks import follow
from tests.factories.acceptances import AppetiteFactory, accepted
from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def notified(rule):
    rows = Delivery.objects.filter(alert__rule=rule).exclude(state=DeliveryState.CANCELLED)
    return sorted(rows.values_list("membership__name", flat=True))


def said(rule, team):
    alert = Alert.objects.filter(rule=rule).latest("pk")
    told = word(alert, team.today())
    return told.headline, told.todo


@pytest.fixture
def risk(team, cleo, clock):
    row = RiskFactory(
        team=team, owner=cleo, score=(3, 3), status="monitoring", strategy="accept", number=3, title="Fire"
    )
    clock.tick()
    clock.forward(minutes=1)
    return row


def ask(risk, requester, approver, *, days=30):
    return Acceptance(
        team=risk.team,
        risk=risk,
        approver=approver,
        justification="We can bear it",
        expires_on=risk.team.today() + days * DAY,
    ).store(by=requester)


def test_the_person_named_hears_that_they_are_asked(team, risk, anna, cleo, clock):
    ask(risk, cleo, anna)
    clock.tick()

    assert notified("acceptance_requested") == ["Anna Owner"]
    assert said("acceptance_requested", team) == (
        "You are asked to accept R-3 Fire",
        "Accept it until the day named, or decline, saying why.",
    )


def test_what_is_decided_asks_nobody_any_more(risk, anna, cleo, clock):
    row = ask(risk, cleo, anna)
    clock.tick()

    row.approve(by=anna)
    clock.tick()

    assert notified("acceptance_requested") == []


def test_a_request_for_a_risk_that_is_closed_asks_nobody_any_more(risk, anna, cleo, clock):
    ask(risk, cleo, anna)
    clock.tick()
    risk.refresh_from_db()

    risk.close("avoided", by=cleo)
    clock.tick()

    assert notified("acceptance_requested") == []


def test_who_asked_who_decided_and_who_owns_the_risk_hear_14_and_3_days_before(team, risk, anna, ben, cleo, clock):
    accepted(risk, ben, anna, days=20)  # until Sunday the 22nd
    for day in range(3, 25):
        clock.tick_at(2026, 3, day, 8, 30)

    told = Alert.objects.filter(rule="acceptance_ending").order_by("fires_at")
    assert [(alert.step, alert.fires_at.day) for alert in told] == [(-14, 8), (-3, 19)]
    people = Delivery.objects.filter(alert__rule="acceptance_ending", alert__step=-14)
    assert sorted(people.values_list("membership__name", flat=True)) == ["Anna Owner", "Ben Manager", "Cleo Member"]


@pytest.mark.parametrize("planned", [False, True])
def test_of_a_risk_that_is_closed_nobody_hears_that_its_acceptance_ends(risk, anna, ben, cleo, clock, planned):
    accepted(risk, ben, anna, days=20)
    if planned:  # the notice of the next morning is made by now
        clock.tick_at(2026, 3, 7, 9, 0)
    Risk.objects.get().close("avoided", by=cleo)

    clock.tick_at(2026, 3, 8, 8, 30)

    assert notified("acceptance_ending") == []


def test_the_words_name_the_day(team, risk, anna, ben, clock):
    accepted(risk, ben, anna, days=14)
    clock.tick_at(2026, 3, 3, 8, 30)

    assert said("acceptance_ending", team) == (
        "The acceptance of R-3 Fire ends in 13 days, on 16 Mar 2026",
        "Ask to renew it, or plan another answer.",
    )


def test_what_ended_after_days_off_is_told_once_and_not_as_overdue(team, risk, anna, ben, cleo, clock):
    accepted(risk, ben, anna, days=30)
    clock.tick()
    clock.forward(days=33)
    for _scheduler in range(2):
        clock.tick()
        follow()
        clock.tick()

    assert notified("acceptance_lapsed") == ["Anna Owner", "Ben Manager", "Cleo Member"]
    assert Alert.objects.filter(rule="acceptance_lapsed").count() == 1
    assert not Alert.objects.filter(rule="acceptance_ending", step__gt=0).exists()
    assert said("acceptance_lapsed", team) == (
        "R-3 Fire is no longer accepted",
        "Its acceptance ended on 1 Apr 2026. Assess it anew: ask for acceptance again, or plan another answer.",
    )


def test_each_hears_of_the_lapse_by_one_mail(risk, anna, ben, cleo, clock, postbox):
    accepted(risk, ben, anna, days=30)
    clock.tick()
    clock.forward(days=33)
    follow()
    clock.tick()
    clock.forward(days=1)
    clock.tick()
    send_batch(lambda: clock.now)

    assert sorted(Mail.objects.values_list("membership__name", "state")) == [
        ("Anna Owner", "sent"),
        ("Ben Manager", "sent"),
        ("Cleo Member", "sent"),
    ]


def test_a_higher_rating_is_told_with_what_it_ended(team, risk, anna, ben, clock):
    accepted(risk, ben, anna)
    clock.tick()
    risk.refresh_from_db()

    risk.assess(4, 4, by=ben)
    clock.tick()

    assert said("acceptance_lapsed", team)[1].startswith("No longer accepted: it rose from “Moderate” to “High”.")


def test_what_is_accepted_again_is_told_to_nobody(risk, anna, ben, clock):
    accepted(risk, ben, anna)
    risk.refresh_from_db()
    risk.assess(4, 4, by=ben)
    clock.tick()
    accepted(Risk.objects.get(), ben, anna)
    clock.tick()

    assert notified("acceptance_lapsed") == []


def test_a_newer_acceptance_is_no_lapse(risk, anna, ben, clock):
    accepted(risk, ben, anna)
    clock.tick()
    accepted(Risk.objects.get(), ben, anna)
    clock.tick()

    assert Alert.objects.filter(rule="acceptance_lapsed").count() == 0


def test_a_crossing_of_the_appetite_is_told_once_each_time(team, risk, anna, ben, cleo, clock):
    AppetiteFactory(team=team, amber="low", red="moderate")
    for _scheduler in range(2):
        follow()
        clock.tick()
    first = notified("appetite_breached")
    clock.forward(minutes=1)
    risk.refresh_from_db()
    risk.assess(1, 1, by=cleo)
    clock.tick()
    between = notified("appetite_breached")
    clock.forward(minutes=1)

    risk.assess(3, 3, by=cleo)
    clock.tick()

    assert (first, between) == (["Anna Owner", "Ben Manager", "Cleo Member"], [])
    assert notified("appetite_breached") == ["Anna Owner", "Ben Manager"]
    assert said("appetite_breached", team)[0] == "R-3 Fire is above the team's appetite for risk"


def test_near_the_appetite_is_told_to_nobody(team, risk, clock):
    AppetiteFactory(team=team, amber="moderate", red="high")
    follow()
    clock.tick()

    assert Risk.objects.get().appetite_zone == "near"
    assert Alert.objects.filter(rule="appetite_breached").count() == 0


def test_what_is_escalated_is_told_to_managers_and_owners(team, risk, anna, ben, cleo, clock):
    risk.review("escalate", by=cleo, reason="Beyond what we can pay")
    clock.tick()

    assert notified("risk_escalated") == ["Anna Owner", "Ben Manager"]
    assert said("risk_escalated", team) == (
        "Cleo Member escalated R-3 Fire",
        "“Beyond what we can pay” Decide what is done about it.",
    )


def test_a_manager_who_escalates_is_not_told_of_it(risk, anna, ben, clock):
    risk.review("escalate", by=ben, reason="Beyond us")
    clock.tick()

    assert notified("risk_escalated") == ["Anna Owner"]


def test_other_reviews_are_told_to_nobody(risk, cleo, clock):
    risk.review("unchanged", by=cleo, reason="As it was")
    clock.tick()

    assert Alert.objects.filter(rule="risk_escalated").count() == 0
