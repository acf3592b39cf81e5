"""The financing's API: the rules and verbs of the models, the same rights as the pages, totals that never mix."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from funding.models import NextAction, Opportunity, Round
from tests.conftest import NOW
from tests.factories.funding import (
    CashPositionFactory,
    NextActionFactory,
    OpportunityFactory,
    PlanStepFactory,
    RoundFactory,
    SettingsFactory,
    SourceFactory,
)
from tests.factories.planner import MilestoneFactory

pytestmark = pytest.mark.django_db

BASE = "/api/v1/teams/acme"


def codes(answer):
    return [(error["field"], error["code"]) for error in answer.data["errors"]]


def test_a_round_its_terms_and_an_opportunity_are_made_by_api(api, manager):
    client = api(manager)
    made = client.post(f"{BASE}/rounds/", {"name": "Seed", "expected_close_on": "2026-09-30"}).data
    terms = client.post(f"{BASE}/round-terms/", {"round": made["id"], "target": "500000", "minimum": "300000"})
    source = client.post(f"{BASE}/sources/", {"name": "Northwind", "website": "https://example.com"}).data

    answer = client.post(
        f"{BASE}/opportunities/",
        {
            "round": made["id"],
            "source": source["id"],
            "channel": "angel",
            "amount": "50000.5",
            "expected_close_on": "2026-06-30",
        },
    )

    assert (made["code"], made["state"], made["currency"], terms.status_code) == ("F-1", "planned", "EUR", 201)
    assert answer.status_code == 201
    assert (answer.data["code"], answer.data["stage"], answer.data["amount"]) == ("O-1", "target", "50000.5")
    assert (answer.data["odds"], answer.data["next_action"]) == (None, None)


def test_the_same_broken_rule_has_the_same_message_by_api_as_on_the_page(api, manager):
    row = RoundFactory(team=manager.team)
    body = {"round": row.pk, "source": SourceFactory(team=manager.team).pk, "channel": "angel"}

    answer = api(manager).post(f"{BASE}/opportunities/", body)

    assert answer.status_code == 400
    assert answer.data["errors"] == [
        {
            "field": None,
            "code": "opportunity_open_has_close",
            "message": "An open opportunity has an expected close.",
        }
    ]


def test_a_move_names_what_is_missing_then_takes_it_along(api, manager):
    row = OpportunityFactory(team=manager.team, channel="angel")
    client, url = api(manager), f"{BASE}/opportunities/{row.pk}/stage/"

    refused = client.post(url, {"stage": "first_meeting"})
    moved = client.post(
        url,
        {"stage": "first_meeting", "next_action": {"title": "Meet", "owner": str(manager.pk), "due_on": "2026-03-09"}},
        format="json",
    )
    back = client.delete(url)

    assert (refused.status_code, codes(refused)) == (400, [("next_action", "required")])
    assert (moved.data["stage"], moved.data["next_action"]["title"]) == ("first_meeting", "Meet")
    assert (back.data["stage"], back.data["next_action"]) == ("target", None)


def test_losing_asks_for_the_reason(api, manager):
    row = OpportunityFactory(team=manager.team, channel="grant")
    client, url = api(manager), f"{BASE}/opportunities/{row.pk}/stage/"

    refused = client.post(url, {"stage": "no_go", "reason": "  "})
    lost = client.post(url, {"stage": "no_go", "reason": "Too much paper"})

    assert (refused.status_code, codes(refused)) == (400, [("reason", "required")])
    assert (lost.data["reason_lost"], lost.data["odds"]) == ("Too much paper", "0")


def test_the_events_tell_what_changed(api, manager):
    row = OpportunityFactory(team=manager.team, channel="grant")
    client = api(manager)
    client.post(f"{BASE}/opportunities/{row.pk}/stage/", {"stage": "eligible"})

    events = client.get(f"{BASE}/opportunity-events/", {"opportunity": row.pk}).data["results"]

    assert [(event["field"], event["old"], event["new"]) for event in events] == [("stage", "found", "eligible")]


def test_an_action_is_completed_with_what_follows(api, manager):
    row = NextActionFactory(team=manager.team)
    client, url = api(manager), f"{BASE}/next-actions/{row.pk}/completion/"

    done = client.post(url, {"next": {"title": "Call", "due_on": "2026-03-20"}}, format="json")
    undone = client.delete(url)

    assert (done.data["state"], NextAction.objects.get(state="open").title) == ("done", "Call")
    assert codes(undone) == [(None, "nextaction_one_open")]


@pytest.mark.parametrize(("kind", "state"), [("completion", "done"), ("skipping", "skipped")])
def test_a_step_ends_and_is_opened_again(api, manager, kind, state):
    row = PlanStepFactory(team=manager.team)
    client, url = api(manager), f"{BASE}/plan-steps/{row.pk}/{kind}/"

    assert client.post(url).data["state"] == state
    assert client.delete(url).data["state"] == "todo"


def test_a_round_enters_states_and_steps_back(api, manager):
    row = RoundFactory(team=manager.team, state="planned")
    client, url = api(manager), f"{BASE}/rounds/{row.pk}/state/"

    assert client.post(url, {"state": "open"}).data["state"] == "open"
    assert codes(client.post(url, {"state": "closed"})) == [(None, "unreachable_state")]
    assert client.delete(url).data["state"] == "planned"


@time_machine.travel(NOW, tick=False)
def test_a_member_sees_a_round_with_totals_and_nothing_of_its_terms(api, member):
    row = RoundFactory(team=member.team, target=Decimal(987_654))
    OpportunityFactory(team=member.team, round=row, stage="diligence", amount=Decimal(100), amount_max=Decimal(150))

    answer = api(member).get(f"{BASE}/rounds/{row.pk}/")

    assert answer.status_code == 200
    assert answer.data["totals"]["expected"] == {
        "count": 1,
        "low": "100",
        "likely": "100",
        "high": "150",
        "unknown": 0,
        "not_converted": 0,
        "elsewhere": [],
    }
    assert "987654" not in str(answer.data)
    assert "weighted" not in answer.data["totals"]


def test_the_activity_a_member_reads_holds_no_target(api, manager, member):
    api(manager).post(f"{BASE}/round-terms/", {"round": RoundFactory(team=member.team).pk, "target": "987654"})

    answer = api(member).get(f"{BASE}/activity/")

    assert "987654" not in answer.content.decode()


@time_machine.travel(NOW, tick=False)
def test_totals_are_those_of_the_filter_and_never_mix_currencies(api, manager):
    row = RoundFactory(team=manager.team)
    values = {"team": manager.team, "round": row, "stage": "diligence"}
    OpportunityFactory(**values, amount=Decimal(100), probability=40)
    OpportunityFactory(**values, amount=Decimal(70), currency="USD", probability=50)
    OpportunityFactory(**values, amount=Decimal(9), channel="angel")

    answer = api(manager).get(f"{BASE}/opportunities/totals/", {"channel": "venture_capital"}).data

    assert (answer["currency"], answer["expected"]["likely"], answer["expected"]["not_converted"]) == ("EUR", "100", 1)
    assert answer["expected"]["elsewhere"] == [{"currency": "USD", "amount": "70"}]
    assert answer["weighted"] == {"value": "40", "spread": "48.99", "count": 1, "unknown": 0, "not_converted": 1}


@time_machine.travel(NOW, tick=False)
def test_the_cash_out_date_is_measured_against_the_first_milestone_after_it(api, manager):
    CashPositionFactory(team=manager.team)
    MilestoneFactory(team=manager.team, due_on=dt.date(2026, 12, 1), number=1)
    beyond = MilestoneFactory(team=manager.team, due_on=dt.date(2027, 2, 10), number=2)

    answer = api(manager).get(f"{BASE}/money/cash-out/")

    assert answer.data == {
        "kind": "date",
        "on": "2027-01-01",
        "as_of": "2025-12-31",
        "missing": [],
        "milestone": str(beyond.pk),
        "days_later": 40,
    }


def test_the_api_names_the_figures_the_cash_out_date_still_needs(api, manager):
    CashPositionFactory(team=manager.team, floor=None)

    answer = api(manager).get(f"{BASE}/money/cash-out/").data

    assert (answer["kind"], answer["missing"]) == ("not_known", ["floor"])


def test_cash_positions_are_added_and_never_changed(api, manager):
    client = api(manager)
    body = {"balance": "100", "balance_on": "2026-01-31", "monthly_income": "0"}

    made = client.post(f"{BASE}/cash-positions/", body)
    url = f"{BASE}/cash-positions/{made.data['id']}/"

    assert (made.status_code, made.data["currency"], made.data["floor"]) == (201, "EUR", None)
    assert [client.patch(url, {"balance": "1"}).status_code, client.delete(url).status_code] == [405, 405]


def test_the_books_are_opened_by_managers(api, manager, member):
    client = api(manager)
    version = client.get(f"{BASE}/money/settings/").data["version"]

    opened = client.patch(f"{BASE}/money/settings/", {"open_books": True, "version": version})
    stale = client.patch(f"{BASE}/money/settings/", {"open_books": False, "version": 7})

    assert (opened.status_code, opened.data["open_books"]) == (200, True)
    assert (stale.status_code, codes(stale)) == (409, [(None, "stale")])
    assert api(member).patch(f"{BASE}/money/settings/", {"open_books": False}).status_code == 403


KINDS = [
    "rounds",
    "round-terms",
    "sources",
    "opportunities",
    "opportunity-events",
    "next-actions",
    "plan-steps",
    "cash-positions",
]


@pytest.mark.parametrize(
    ("role", "kinds"),
    [("owner", set(KINDS)), ("manager", set(KINDS)), ("member", {"rounds", "plan-steps"}), ("viewer", set())],
)
def test_each_role_reads_its_kinds_and_no_others(api, request, role, kinds):
    client = api(request.getfixturevalue(role))

    answers = {kind: client.get(f"{BASE}/{kind}/").status_code for kind in KINDS}

    assert answers == {kind: 200 if kind in kinds else 403 for kind in KINDS}


@pytest.mark.parametrize("books", ["closed", "open"])
@pytest.mark.parametrize(
    ("role", "expected"), [("manager", (200, 200)), ("member", (403, 200)), ("viewer", (403, 403))]
)
def test_open_books_show_the_date_to_members(api, request, role, expected, books):
    person = request.getfixturevalue(role)
    if books == "open":
        SettingsFactory(team=person.team)

    answer = api(person).get(f"{BASE}/money/cash-out/")

    assert answer.status_code == expected[books == "open"]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_another_team_is_listed(api, stranger, manager, kind):
    row = NextActionFactory(team=stranger.team)
    row.opportunity.advance("mapped", by=stranger)
    PlanStepFactory(team=stranger.team)
    CashPositionFactory(team=stranger.team)
    RoundFactory(team=stranger.team, target=Decimal(5))

    answer = api(manager).get(f"{BASE}/{kind}/")

    assert answer.data["count"] == 0


def test_a_link_to_another_team_looks_like_one_to_nothing(api, stranger, manager):
    alien = RoundFactory(team=stranger.team)
    body = {"source": SourceFactory(team=manager.team).pk, "channel": "angel", "expected_close_on": "2026-06-30"}

    answer = api(manager).post(f"{BASE}/opportunities/", body | {"round": alien.pk})

    assert codes(answer) == [("round", "does_not_exist")]
    assert not Opportunity.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("kind", "count"), [("rounds", 6), ("opportunities", 6), ("next-actions", 5), ("plan-steps", 5), ("sources", 5)]
)
def test_a_list_costs_the_same_for_more_rows(api, manager, queries, rows, kind, count):
    for _row in range(rows):
        NextActionFactory(team=manager.team)
        PlanStepFactory(team=manager.team)
    client = api(manager)

    with queries(count):
        answer = client.get(f"{BASE}/{kind}/")

    assert answer.data["count"] == rows


def test_a_discarded_round_is_gone(api, manager):
    row = RoundFactory(team=manager.team, target=Decimal(5))

    assert api(manager).delete(f"{BASE}/rounds/{row.pk}/").status_code == 204
    assert not Round.objects.exists()
