"""Tranches: when they are due, their states, and the balance that is entered when one is paid."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from funding.models import CashPosition, Opportunity, Tranche
from funding.states import NEXT_TRANCHE_STATES, TrancheState
from teams.models import Activity, Change
from tests.conftest import NOW
from tests.factories.funding import CashPositionFactory, OpportunityFactory, TrancheFactory
from tests.factories.planner import MilestoneFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

TODAY = dt.date(2026, 3, 2)
BASE = "/api/v1/teams/acme"
BALANCE = {"balance": Decimal(1300), "balance_on": TODAY}
EACH_MOVE = [(before, after) for before, afters in NEXT_TRANCHE_STATES.items() for after in afters]
EACH_OTHER = [(one, two) for one in TrancheState for two in TrancheState if two not in (one, *NEXT_TRANCHE_STATES[one])]


@pytest.fixture
def today():
    with time_machine.travel(NOW, tick=False):
        yield


def url(name, *rows):
    return reverse(f"funding:{name}", args=["acme", *[row.pk for row in rows]])


def text_of(answer):
    return " ".join(answer.content.decode().split())


def in_state(team, state):
    return TrancheFactory(team=team, state=state, paid_on=TODAY if state == "paid" else None)


# When it is due


@pytest.mark.parametrize(
    ("milestone", "scheduled", "day"),
    [
        ({"state": "completed", "completed_at": NOW}, True, dt.date(2026, 3, 16)),
        ({"due_on": dt.date(2026, 6, 1)}, True, dt.date(2026, 7, 14)),
        ({"due_on": dt.date(2026, 6, 1)}, False, dt.date(2026, 6, 15)),
        ({"due_on": None}, False, None),
        ({"due_on": dt.date(2026, 6, 1), "state": "cancelled"}, True, None),
    ],
)
def test_a_tranche_is_due_two_weeks_after_its_milestone(manager, milestone, scheduled, day):
    row = MilestoneFactory(team=manager.team, **milestone)

    tranche = TrancheFactory(team=manager.team, milestone=row)

    assert tranche.expected_on({row.pk: dt.date(2026, 6, 30)} if scheduled else None) == day


@pytest.mark.parametrize(
    ("values", "overdue"),
    [
        ({"due_on": TODAY}, False),
        ({"due_on": dt.date(2026, 3, 1)}, True),
        ({"due_on": dt.date(2026, 3, 1), "state": "cancelled"}, False),
        ({"due_on": dt.date(2026, 3, 1), "state": "paid", "paid_on": TODAY}, False),
    ],
)
def test_an_open_tranche_is_overdue_once_its_day_is_over(manager, values, overdue):
    assert TrancheFactory(team=manager.team, **values).is_overdue(on=TODAY) is overdue


# Making one


def test_new_tranches_go_to_the_end(browse, manager):
    row, other = OpportunityFactory.create_batch(2, team=manager.team)
    TrancheFactory(team=manager.team, opportunity=other, position=7)
    client = browse(manager)

    for amount in ("100", "200"):
        client.post(url("tranche-new", row), {"amount": amount, "due_on": "2026-06-30"})

    assert list(row.tranches.values_list("position", "amount", "days_after")) == [(1, 100, 14), (2, 200, 14)]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"amount": "0"}, "tranche_amount_positive"),
        ({"due_on": None}, "tranche_due_once"),
        ({"position": 1}, "tranche_position_once"),
        ({"position": 101}, "max_value"),
        ({"days_after": 1001}, "max_value"),
    ],
)
def test_a_broken_rule_is_told_by_the_api(api, manager, values, code):
    row = TrancheFactory(team=manager.team, position=1).opportunity
    body = {"opportunity": row.pk, "amount": "5", "due_on": "2026-06-30"} | values

    answer = api(manager).post(f"{BASE}/tranches/", body, format="json")

    assert (answer.status_code, [error["code"] for error in answer.data["errors"]]) == (400, [code])


def test_a_day_and_a_milestone_together_are_refused_on_the_page(browse, manager):
    row = OpportunityFactory(team=manager.team)
    values = {"amount": "5", "due_on": "2026-06-30", "milestone": MilestoneFactory(team=manager.team).pk}

    answer = browse(manager).post(url("tranche-new", row), values)

    assert (answer.status_code, "not both" in text_of(answer), Tranche.objects.count()) == (422, True, 0)


def test_an_opportunity_with_tranches_is_kept(manager):
    row = TrancheFactory(team=manager.team).opportunity

    with pytest.raises(ValidationError, match="is still used by Tranche"):
        row.discard(by=manager)


# States


@pytest.mark.parametrize(("before", "after"), EACH_MOVE)
def test_each_step_leads_on_and_is_taken_back(manager, before, after):
    row = in_state(manager.team, before)

    row.change_state(after, by=manager)
    row.change_state(after, by=manager)
    entered = (row.state, row.paid_on, row.version)
    row.step_back(by=manager)

    assert entered == (after, TODAY if after == "paid" else None, 2)
    assert (row.state, row.paid_on) == (before, TODAY if before == "paid" else None)


@pytest.mark.parametrize(("before", "after"), EACH_OTHER)
def test_no_other_step_is_taken(manager, before, after):
    row = in_state(manager.team, before)

    with pytest.raises(ValidationError) as refused:
        row.change_state(after, by=manager)

    assert (refused.value.code, Tranche.objects.get().state) == ("unreachable_state", before)


def test_a_day_of_payment_to_come_is_refused(manager):
    with pytest.raises(ValidationError) as refused:
        TrancheFactory(team=manager.team).change_state("paid", by=manager, paid_on=dt.date(2026, 3, 3))

    assert refused.value.error_dict["paid_on"][0].code == "to_come"


def test_only_what_is_paid_has_a_day_and_a_balance(manager):
    row = TrancheFactory(team=manager.team)

    for given in ({"paid_on": TODAY}, {"position": BALANCE}):
        with pytest.raises(ValidationError) as refused:
            row.change_state("requested", by=manager, **given)
        assert refused.value.code == "not_paid"

    assert (Tranche.objects.get().state, CashPosition.objects.exists()) == ("planned", False)


# The balance


def test_paid_with_the_new_balance_is_one_act_and_undone_together(manager):
    CashPositionFactory(team=manager.team, monthly_income=Decimal(7), floor=Decimal(3))
    row = TrancheFactory(team=manager.team)

    row.change_state("paid", by=manager, paid_on=dt.date(2026, 3, 1), position=BALANCE)
    latest = CashPosition.objects.latest_of(manager.team)
    told = set(Activity.objects.filter(change=Change.objects.get()).values_list("verb", flat=True))
    row.step_back(by=manager)

    assert (latest.balance, latest.balance_on) == (1300, TODAY)
    assert (latest.monthly_income, latest.monthly_expense, latest.floor, latest.currency) == (7, 100, 3, "EUR")
    assert told == {"paid", "created"}
    assert (row.state, row.paid_on, CashPosition.objects.get().balance) == ("planned", None, 1200)


def test_a_balance_that_cannot_be_leaves_the_tranche_unpaid(manager):
    CashPositionFactory(team=manager.team)
    row = TrancheFactory(team=manager.team)

    with pytest.raises(ValidationError) as refused:
        row.change_state("paid", by=manager, position=BALANCE | {"balance_on": dt.date(2026, 3, 3)})

    assert refused.value.error_dict["balance_on"][0].code == "in_future"
    assert (Tranche.objects.get().state, CashPosition.objects.count()) == ("planned", 1)


def test_the_page_asks_for_day_and_balance_before_it_marks_as_paid(browse, manager):
    CashPositionFactory(team=manager.team)
    row = TrancheFactory(team=manager.team)
    client = browse(manager)

    led = client.post(url("tranche-state", row), {"state": "paid"})
    page = client.get(led.url)
    undated = client.post(led.url, {"paid_on": "2026-03-01", "balance": "1,300", "balance_on": ""})
    done = client.post(led.url, {"paid_on": "2026-03-01", "balance": "1,300", "balance_on": "2026-03-02"}, follow=True)

    assert (led.status_code, led.url) == (303, url("tranche-payment", row))
    assert list(page.context["form"].fields) == ["paid_on", "balance", "balance_on"]
    assert (undated.status_code, "Say of which day the balance is." in text_of(undated)) == (422, True)
    assert (done.status_code, Tranche.objects.get().paid_on) == (200, dt.date(2026, 3, 1))
    assert CashPosition.objects.latest_of(manager.team).balance == 1300


def test_without_any_balance_none_is_asked_for(browse, manager):
    row = TrancheFactory(team=manager.team)
    client = browse(manager)

    fields = list(client.get(url("tranche-payment", row)).context["form"].fields)
    client.post(url("tranche-payment", row), {"paid_on": ""})

    assert (fields, Tranche.objects.get().paid_on) == (["paid_on"], TODAY)


def test_the_api_marks_as_paid_with_the_balance_and_takes_it_back(api, manager):
    CashPositionFactory(team=manager.team)
    row = TrancheFactory(team=manager.team)
    client, address = api(manager), f"{BASE}/tranches/{row.pk}/state/"
    position = {"balance": "1300", "balance_on": "2026-03-02"}

    paid = client.post(address, {"state": "paid", "position": position}, format="json")
    balances = CashPosition.objects.count()
    back = client.delete(address)

    assert (paid.data["state"], paid.data["paid_on"], paid.data["currency"]) == ("paid", "2026-03-02", "EUR")
    assert (balances, back.data["state"], CashPosition.objects.count()) == (2, "planned", 1)


# A deal that is paid as a whole


SIGNED = {"stage": "signed", "won_at": NOW, "amount": Decimal(100)}


def test_a_deal_that_is_paid_asks_for_the_new_balance(browse, manager):
    CashPositionFactory(team=manager.team)
    row = OpportunityFactory(team=manager.team, **SIGNED)
    client = browse(manager)

    led = client.post(url("opportunity-stage", row), {"stage": "wired"})
    page = client.get(led.url)
    client.post(
        url("opportunity-stage", row),
        {"stage": "wired", "asked": "yes", "balance": "1300", "balance_on": "2026-03-02"},
    )
    paid, balance = Opportunity.objects.get().stage, CashPosition.objects.latest_of(manager.team).balance
    client.post(url("opportunity-stage-undo", row))

    assert "The money has arrived" in text_of(page)
    assert (paid, balance) == ("wired", 1300)
    assert (Opportunity.objects.get().stage, CashPosition.objects.get().balance) == ("signed", 1200)


def test_left_empty_the_balance_stays(browse, manager):
    CashPositionFactory(team=manager.team)
    row = OpportunityFactory(team=manager.team, **SIGNED)

    browse(manager).post(url("opportunity-stage", row), {"stage": "wired", "asked": "yes", "balance": ""})

    assert (Opportunity.objects.get().stage, CashPosition.objects.count()) == ("wired", 1)


@pytest.mark.parametrize("position", [True, False])
@pytest.mark.parametrize("stage", ["wired", "signed"])
def test_where_no_money_comes_no_balance_is_asked_for(browse, manager, stage, position):
    if position:
        CashPositionFactory(team=manager.team)
    row = OpportunityFactory(team=manager.team, amount=Decimal(5), stage="legal")

    answer = browse(manager).post(url("opportunity-stage", row), {"stage": stage, "asked": "yes"})
    asks = browse(manager).get(url("opportunity-stage", row), {"stage": "wired"}).context["form"].asks

    assert (answer.status_code, asks) == (303, stage == "signed" and position)


@pytest.mark.parametrize(
    ("stage", "position", "codes"),
    [
        ("signed", BALANCE, {"position": ["not_paid"]}),
        ("wired", BALANCE | {"balance_on": dt.date(2026, 3, 3)}, {"balance_on": ["in_future"]}),
    ],
)
def test_a_balance_that_does_not_fit_moves_nothing(manager, stage, position, codes):
    CashPositionFactory(team=manager.team)
    row = OpportunityFactory(team=manager.team, stage="legal", amount=Decimal(5))

    with pytest.raises(ValidationError) as refused:
        row.advance(stage, by=manager, position=position)

    assert {name: [each.code for each in errors] for name, errors in refused.value.error_dict.items()} == codes
    assert (Opportunity.objects.get().stage, CashPosition.objects.count()) == ("legal", 1)


def test_a_payment_said_twice_is_harmless_and_one_with_another_balance_refused(manager):
    CashPositionFactory(team=manager.team)
    row = OpportunityFactory(team=manager.team, **SIGNED)

    row.advance("wired", by=manager, position=BALANCE)
    row.advance("wired", by=manager, position=BALANCE)
    with pytest.raises(ValidationError) as refused:
        row.advance("wired", by=manager, position=BALANCE | {"balance": Decimal(1)})

    assert (refused.value.error_dict["position"][0].code, CashPosition.objects.count()) == ("same_stage", 2)


# On which day a deal was won and its money came


def at(day, row, stage, by, **values):
    with time_machine.travel(dt.datetime(2026, 2, day, 9, tzinfo=dt.UTC), tick=False):
        row.advance(stage, by=by, **values)


def test_a_loan_is_paid_when_it_is_drawn_and_not_when_it_goes_on_to_be_repaid(manager):
    row = OpportunityFactory(team=manager.team, channel="bank_loan", amount=Decimal(5))
    at(3, row, "drawn", manager)
    at(9, row, "repaying", manager)

    assert (row.paid_on, row.won_on) == (dt.date(2026, 2, 3), dt.date(2026, 2, 3))


def test_what_was_taken_back_was_no_payment(manager):
    row = OpportunityFactory(team=manager.team, amount=Decimal(5))
    at(3, row, "signed", manager)
    at(4, row, "wired", manager)
    row.move_back(by=manager)
    unpaid = row.paid_on
    at(9, row, "wired", manager)

    assert (unpaid, row.paid_on, row.won_on) == (None, dt.date(2026, 2, 9), dt.date(2026, 2, 3))


def test_a_deal_without_events_is_paid_since_it_stands_there(manager):
    since = dt.datetime(2026, 1, 5, 23, 30, tzinfo=dt.UTC)
    manager.team.time_zone = "Asia/Shanghai"
    row = OpportunityFactory(team=manager.team, stage="wired", won_at=NOW, stage_since=since)

    assert row.paid_on == dt.date(2026, 1, 6)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_days_of_many_are_asked_for_at_once(manager, queries, rows):
    for _row in range(rows):
        at(3, OpportunityFactory(team=manager.team, amount=Decimal(5)), "wired", manager)
    OpportunityFactory(team=manager.team)

    with queries(2):
        found = {row.stage: row.paid_on for row in Opportunity.objects.with_paid_days()}

    assert found == {"wired": dt.date(2026, 2, 3), "target": None}


# Pages and lists


@pytest.mark.parametrize(("typed", "odds", "assumed"), [(None, None, "0.35"), (20, "0.2", None), (0, "0", None)])
def test_odds_nobody_gave_are_assumed_and_called_so(browse, api, manager, typed, odds, assumed):
    row = OpportunityFactory(team=manager.team, stage="diligence", amount=Decimal(5), probability=typed)

    page = text_of(browse(manager).get(row.get_absolute_url()))
    answer = api(manager).get(f"{BASE}/opportunities/{row.pk}/").data

    assert ("Assumption: this stage closes in 35" in page) == (assumed is not None)
    assert (answer["assumed_odds"], answer["odds"]) == (assumed, odds)


def test_a_deal_that_is_won_has_no_assumed_odds(manager):
    assert OpportunityFactory(team=manager.team, **SIGNED).assumed_odds is None


def test_the_page_of_a_deal_lists_its_tranches_and_what_they_add_up_to(browse, manager):
    row = OpportunityFactory(team=manager.team, amount=Decimal(500))
    given_up = MilestoneFactory(team=manager.team, title="Beta", state="cancelled")
    TrancheFactory(team=manager.team, opportunity=row, position=1, amount=Decimal(300))
    TrancheFactory(team=manager.team, opportunity=row, position=2, amount=Decimal(150), milestone=given_up)
    TrancheFactory(team=manager.team, opportunity=row, position=3, amount=Decimal(999), state="cancelled")

    page = text_of(browse(manager).get(row.get_absolute_url()))

    assert "Together 450 EUR; the likely amount of the deal is 500 EUR." in page
    assert ("14 days after Beta" in page, "never: its milestone was given up" in page) == (True, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_page_and_list_cost_the_same_for_more_tranches(browse, api, manager, queries, rows):
    row = OpportunityFactory(team=manager.team)
    for place in range(rows):
        milestone = MilestoneFactory(team=manager.team, due_on=TODAY)
        TrancheFactory(team=manager.team, opportunity=row, position=place + 1, milestone=milestone)
    client, program = browse(manager), api(manager)

    with queries(11):
        client.get(row.get_absolute_url())
    with queries(5):
        assert program.get(f"{BASE}/tranches/").data["count"] == rows


@pytest.mark.parametrize(
    ("query", "found"), [("", 3), ("?state=open", 1), ("?state=paid", 1), ("?opportunity={}", 1), ("?milestone={}", 1)]
)
def test_tranches_are_filtered(api, manager, query, found):
    milestone = MilestoneFactory(team=manager.team)
    row = TrancheFactory(team=manager.team, milestone=milestone)
    TrancheFactory(team=manager.team, state="paid", paid_on=TODAY)
    TrancheFactory(team=manager.team, state="cancelled")
    named = milestone.pk if "milestone" in query else row.opportunity_id

    assert api(manager).get(f"{BASE}/tranches/{query.format(named)}").data["count"] == found


@pytest.mark.parametrize(("role", "told"), [("manager", "Tranche"), ("member", "something in the money part")])
def test_a_milestone_that_a_tranche_waits_for_names_it_to_whoever_may_see_it(api, request, role, told):
    person = request.getfixturevalue(role)
    row = MilestoneFactory(team=person.team)
    tranche = TrancheFactory(team=person.team, milestone=row)

    [error] = api(person).delete(f"{BASE}/milestones/{row.pk}/").data["errors"]

    assert (told in error["message"], tranche.opportunity.source.name in error["message"]) == (True, role == "manager")
