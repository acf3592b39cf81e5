"""Scenarios on pages and in the API: told to who reads the money, made by owners and managers, for one team alone."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from forecast.applying import apply_scenario
from forecast.models import Run, Scenario, ScenarioChange, Settings
from forecast.running import begin, calculate, queue
from forecast.trying import try_out
from planner.models import Milestone
from teams.models import Activity, Change, Job
from tests.conftest import NOW
from tests.factories.forecast import ScenarioChangeFactory, ScenarioFactory
from tests.factories.funding import CashPositionFactory, OpportunityFactory
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import RiskFactory, prepared_plan
from tests.factories.teams import MembershipFactory

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
BASE = "/api/v1/teams/acme"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def url(name, *rows):
    return reverse(f"forecast:{name}", args=["acme", *(row.pk for row in rows)])


def text_of(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def plan(team):
    """Half a year of work, sure, and money for five months."""
    Settings.objects.create(team=team, expense_spread=0, iterations=5_000)
    CashPositionFactory(
        team=team, balance=Decimal(300_000), balance_on=TODAY, monthly_expense=Decimal(60_000), floor=Decimal(0)
    )
    figures = dict.fromkeys(("days_min", "days_likely", "days_max"), 150)
    return MilestoneFactory(
        team=team, title="Public beta", number=4, estimated_on=TODAY, due_on=TODAY + dt.timedelta(days=365), **figures
    )


# Beside the base


def test_a_scenario_stands_beside_the_base_with_what_it_differs_by(plan, browse, owner):
    """By hand: 60,000 a month are spent from 3 March on, so by 25 September 56,129.03 + 5 * 60,000 + 50,000.

    300,000 last exactly until 2 August; half as much spent, until 2 January.
    """
    begin(plan.team, by=owner)
    try_out(ScenarioChangeFactory(team=plan.team, number=-50, scenario__name="Lean spring").scenario, by=owner)

    answer = browse(owner).get(url("forecast"))

    base, [row] = answer.context["what_if"]["base"], answer.context["what_if"]["rows"]
    assert [(cell.value, cell.difference) for cell in base] == [
        ("<1%", ""), ("25 Sep 2026", ""), (">99%", ""), ("3 Aug 2026", ""), ("106,200", "")
    ]  # fmt: skip
    assert [(cell.value, cell.difference, cell.tone) for cell in row["cells"]] == [
        (">99%", "+100 points", "good"),
        ("25 Sep 2026", "same day", ""),
        (">99%", "the same", ""),
        ("3 Jan 2027", "153 days later", "good"),
        ("none needed", "106,200 less", "good"),
    ]
    assert "Monthly expenses −50%" in text_of(answer)


@pytest.mark.parametrize("name", ["forecast", "scenario-list"])
@pytest.mark.parametrize("count", [1, 3])
def test_scenarios_beside_the_base_cost_the_same_however_many(plan, browse, owner, queries, name, count):
    for _each in range(count):
        scenario = ScenarioFactory(team=plan.team)
        ScenarioChangeFactory(team=plan.team, scenario=scenario)
        deal = OpportunityFactory(team=plan.team, amount=Decimal(1), probability=Decimal(5))
        ScenarioChangeFactory(team=plan.team, scenario=scenario, kind="won", subject=deal)
        ScenarioChangeFactory(team=plan.team, scenario=scenario, kind="sooner", subject=plan, number=5)
    calculate(queue(plan.team, by=owner, cause="asked"))
    for scenario in Scenario.objects.all():
        try_out(scenario, by=owner)
    client = browse(owner)
    client.get(url(name))

    with queries({"forecast": 20, "scenario-list": 12}[name]):
        client.get(url(name))


def test_what_changed_since_is_said(plan, browse, owner):
    begin(plan.team, by=owner)
    fresh, edited = ScenarioChangeFactory.create_batch(2, team=plan.team)
    for part in (fresh, edited):
        try_out(part.scenario, by=owner)
    edited.number = -20
    edited.store(by=owner)

    def stale():
        rows = browse(owner).get(url("scenario-list")).context["what_if"]["rows"]
        return {row["scenario"].pk for row in rows if row["is_stale"]}

    assert stale() == {edited.scenario_id}
    plan.title = "Another name"
    plan.store(by=owner)
    assert stale() == {edited.scenario_id}
    plan.due_on += dt.timedelta(days=1)
    plan.store(by=owner)
    assert stale() == {fresh.scenario_id, edited.scenario_id}


def test_runs_of_another_number_tell_no_differences(plan, browse, owner):
    begin(plan.team, by=owner)
    scenario = ScenarioChangeFactory(team=plan.team).scenario
    run, _job = try_out(scenario, by=owner)
    Run.objects.filter(pk=run.pk).update(iterations=1_000)

    [row] = browse(owner).get(url("scenario-list")).context["what_if"]["rows"]

    assert [cell.difference for cell in row["cells"]] == [""] * 5
    assert row["is_rough"]


def test_a_row_that_is_gone_is_named_as_another(plan, browse, owner):
    begin(plan.team, by=owner)
    scenario = ScenarioChangeFactory(team=plan.team, kind="risk", subject=uuid.uuid4()).scenario
    try_out(scenario, by=owner)

    answer = text_of(browse(owner).get(url("scenario", scenario)))

    assert "Without Another risk" in answer
    assert "Left out, no longer possible or not simulated:" in answer


@pytest.mark.parametrize("role", ["member", "viewer"])
def test_who_may_not_see_the_money_sees_no_scenario(plan, browse, owner, role, request):
    begin(plan.team, by=owner)
    scenario = ScenarioChangeFactory(team=plan.team, scenario__name="Nordtor drops out").scenario
    try_out(scenario, by=owner)
    client = browse(request.getfixturevalue(role))

    page = client.get(url("forecast"))

    assert "what_if" not in page.context
    assert "Nordtor" not in text_of(page)
    assert [client.get(url(name, scenario)).status_code for name in ("scenario", "scenario-application")] == [403, 403]


def test_who_reads_the_money_without_a_role_for_it_sees_a_scenario_and_writes_nothing(plan, browse, api):
    reader = MembershipFactory(team=plan.team, role="viewer", reads_money=True)
    part = ScenarioChangeFactory(team=plan.team)
    client, program = browse(reader), api(reader)

    assert client.get(url("scenario", part.scenario)).status_code == 200
    answers = [
        client.get(url("scenario-application", part.scenario)),
        client.post(url("scenario-application", part.scenario)),
        client.post(url("scenario-calculation", part.scenario)),
        client.post(url("scenario-change-new", part.scenario), {"kind": "expense", "number": "5"}),
        client.post(url("scenario-change-discard", part)),
        client.post(url("scenario-discard", part.scenario)),
        program.post(f"{BASE}/scenarios/{part.scenario.pk}/application/"),
        program.post(f"{BASE}/scenarios/{part.scenario.pk}/calculation/"),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert (list(ScenarioChange.objects.all()), Change.objects.count(), Run.objects.count()) == ([part], 0, 0)


def test_a_scenario_of_another_team_is_nowhere(browse, api, owner, other_team):
    part = ScenarioChangeFactory(team=other_team)
    client, program = browse(owner), api(owner)

    answers = [
        client.get(url("scenario", part.scenario)),
        client.post(url("scenario-application", part.scenario)),
        client.post(url("scenario-calculation", part.scenario)),
        client.post(url("scenario-change-new", part.scenario), {"kind": "expense", "number": "5"}),
        client.post(url("scenario-change-discard", part)),
        program.get(f"{BASE}/scenarios/{part.scenario.pk}/"),
        program.post(f"{BASE}/scenarios/{part.scenario.pk}/application/"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert ScenarioChange.objects.count() == 1


# Making and changing one on the page


def test_a_scenario_is_made_filled_and_worked_out(plan, browse, owner):
    client = browse(owner)

    made = client.post(url("scenario-new"), {"name": "Lean spring"})
    scenario = Scenario.objects.get()
    added = [
        client.post(url("scenario-change-new", scenario), values)
        for values in (
            {"kind": "expense", "number": "-10"},
            {"kind": "sooner", "subject": plan.pk, "number": "5"},
            {"kind": "due", "subject": plan.pk, "day": "2026-12-24"},
        )
    ]
    client.post(url("scenario-calculation", scenario))

    assert [answer.status_code for answer in (made, *added)] == [303] * 4
    assert sorted(scenario.changes.values_list("kind", "subject", "day", "number"), key=str) == sorted(
        [
            ("expense", None, None, -10),
            ("sooner", plan.pk, None, 5),
            ("due", plan.pk, dt.date(2026, 12, 24), None),
        ],
        key=str,
    )
    assert Run.objects.get().scenario == scenario


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "expense"}, "number"),
        ({"kind": "expense", "number": "0"}, "number"),
        ({"kind": "sooner", "number": "5"}, "subject"),
        ({"kind": "won", "subject": str(uuid.uuid4())}, "subject"),
        ({"kind": "due", "subject": "nothing", "day": "2026-12-24"}, "subject"),
        ({"kind": "nothing"}, "kind"),
        ({}, "kind"),
    ],
)
def test_a_change_that_says_too_little_is_refused(browse, owner, values, field):
    scenario = ScenarioFactory(team=owner.team)

    answer = browse(owner).post(url("scenario-change-new", scenario), values)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors or "__all__" in answer.context["form"].errors
    assert not ScenarioChange.objects.exists()


def test_a_row_of_another_team_is_no_choice(browse, owner, other_team):
    scenario, foreign = ScenarioFactory(team=owner.team), MilestoneFactory(team=other_team)

    asked = [
        browse(owner).post(url("scenario-change-new", scenario), {"kind": "sooner", "subject": subject, "number": "5"})
        for subject in (foreign.pk, uuid.uuid4())
    ]

    assert [answer.status_code for answer in asked] == [422, 422]
    assert asked[0].context["form"].errors == asked[1].context["form"].errors


@pytest.mark.parametrize("kind", ["due", "sooner", "won", "lost", "plan", "ready", "risk", "expense"])
def test_the_form_of_each_change_stands_on_the_page(browse, owner, kind):
    scenario = ScenarioFactory(team=owner.team)

    page = browse(owner).get(url("scenario", scenario), {"add": kind})
    part = browse(owner).get(
        url("scenario", scenario), {"add": kind}, headers={"HX-Request": "true", "HX-Target": "scenario-add"}
    )

    asked = {name for name in page.context["form"].fields if name != "kind"}
    assert asked == {
        "due": {"subject", "day"},
        "sooner": {"subject", "number"},
        "expense": {"number"},
    }.get(kind, {"subject"})
    assert "<h1" not in part.content.decode()


def test_a_number_is_set_anew_and_a_change_taken_out(browse, owner):
    part = ScenarioChangeFactory(team=owner.team)
    client = browse(owner)

    stored = client.post(url("scenario-change-edit", part), {"number": "-25", "version": part.version})
    part.refresh_from_db()
    assert (stored.status_code, part.number) == (303, -25)

    client.post(url("scenario-change-discard", part))
    assert not ScenarioChange.objects.exists()


def test_an_edit_of_what_somebody_changed_meanwhile_is_refused(browse, api, owner):
    part = ScenarioChangeFactory(team=owner.team)
    part.number = -20
    part.store(by=owner)

    page = browse(owner).post(url("scenario-change-edit", part), {"number": "-25", "version": 1})
    answer = api(owner).patch(f"{BASE}/scenario-changes/{part.pk}/", {"number": -25, "version": 1}, format="json")

    assert (page.status_code, answer.status_code) == (422, 409)
    part.refresh_from_db()
    assert part.number == -20


def test_removing_a_scenario_can_be_undone(browse, owner):
    part = ScenarioChangeFactory(team=owner.team)
    client = browse(owner)

    client.post(url("scenario-discard", part.scenario))
    assert not Scenario.objects.exists()
    client.post(reverse("teams:change-undo", args=["acme", Change.objects.get().pk]))

    assert ScenarioChange.objects.get() == part


# Try it


def test_what_helps_most_can_be_tried(plan, browse, owner):
    risk = RiskFactory(team=plan.team, title="The interface comes late")
    client = browse(owner)

    answer = client.post(url("scenario-trial"), {"kind": "risk", "subject": risk.pk})

    scenario = Scenario.objects.get()
    assert answer.headers["Location"] == f"{url('forecast')}#what-if"
    assert scenario.name == f"Without {risk}"
    assert Run.objects.get().scenario == scenario


@pytest.mark.parametrize(
    "values", [{"kind": "risk", "subject": str(uuid.uuid4())}, {"kind": "risk"}, {"kind": "no"}, {"kind": "expense"}]
)
def test_what_cannot_be_tried_is_refused_and_nothing_kept(browse, owner, values):
    answer = browse(owner).post(url("scenario-trial"), values)

    assert answer.status_code == 303
    assert not Scenario.objects.exists()
    assert not Activity.objects.exists()


def test_the_list_of_what_helps_offers_to_try_it(plan, browse, owner, viewer):
    RiskFactory(team=plan.team, probability_percent=50, money_likely=Decimal(50_000), currency="EUR")
    calculate(queue(plan.team, by=owner, cause="asked"))

    assert "Try it" in text_of(browse(owner).get(url("forecast")))


def test_recalculating_asks_for_new_runs_of_scenarios_too(plan, browse, owner, member):
    scenario = ScenarioChangeFactory(team=plan.team).scenario
    applied = ScenarioChangeFactory(team=plan.team).scenario
    apply_scenario(applied, by=owner)

    browse(member).post(url("calculation"))
    assert not Job.objects.filter(payload__has_key="scenario").exists()
    browse(owner).post(url("calculation"))

    jobs = Job.objects.filter(payload__has_key="scenario")
    assert [job.payload["scenario"] for job in jobs] == [str(scenario.pk)]


# Applying on the page


@pytest.fixture
def scenario(plan, owner):
    scenario = ScenarioFactory(team=plan.team)
    ready = prepared_plan(RiskFactory(team=plan.team), owner)
    deal = OpportunityFactory(team=plan.team)
    for values in (
        {"kind": "due", "subject": plan, "day": dt.date(2026, 12, 24)},
        {"kind": "plan", "subject": ready},
        {"kind": "won", "subject": deal},
        {"kind": "risk", "subject": uuid.uuid4()},
        {},
    ):
        ScenarioChangeFactory(team=plan.team, scenario=scenario, **values)
    return scenario


def test_a_page_says_what_would_be_written_and_stores_nothing(plan, browse, owner, scenario):
    before = Activity.objects.count()

    answer = browse(owner).get(url("scenario-application", scenario))

    told = {name: len(answer.context[name]) for name in ("writes", "by_hand", "unfit")}
    assert told == {"writes": 3, "by_hand": 1, "unfit": 1}
    words = text_of(answer)
    for each in ("24 Dec 2026", "54,000 EUR", "with 2 dated tasks", "It is gone, or not for you to see."):
        assert each in words.replace("\N{NO-BREAK SPACE}", " ")
    assert Activity.objects.count() == before


def test_applying_on_the_page_writes_it_once_and_offers_to_undo_it(plan, browse, manager, scenario):
    client = browse(manager)
    seen = client.get(url("scenario-application", scenario)).context["form"]["seen"].value()

    client.post(url("scenario-application", scenario), {"seen": seen, "reason": "scope"})
    client.post(url("scenario-application", scenario), {"seen": seen})

    act = Change.objects.get()
    plan.refresh_from_db()
    assert plan.due_on == dt.date(2026, 12, 24)
    assert [move.reason for move in plan.moves.all()] == ["scope"]
    assert "Applied on 2 Mar 2026" in text_of(client.get(url("scenario", scenario)))
    assert "what was written is part of the base" in text_of(client.get(url("scenario-list")))

    client.post(reverse("teams:change-undo", args=["acme", act.pk]))
    plan.refresh_from_db()
    assert plan.due_on == TODAY + dt.timedelta(days=365)


def test_what_changed_since_the_page_is_not_applied(plan, browse, owner, scenario):
    client = browse(owner)
    seen = client.get(url("scenario-application", scenario)).context["form"]["seen"].value()
    plan.due_on = dt.date(2027, 1, 4)
    plan.store(by=owner)

    answer = client.post(url("scenario-application", scenario), {"seen": seen}, follow=True)

    assert "is another since you looked" in text_of(answer)
    assert Milestone.objects.get(pk=plan.pk).due_on == dt.date(2027, 1, 4)


# The API


def test_the_api_makes_a_scenario_runs_and_applies_it(plan, api, owner):
    program = api(owner)
    scenario = program.post(f"{BASE}/scenarios/", {"name": "Lean spring"}, format="json").data
    body = {"scenario": scenario["id"], "kind": "due", "subject": str(plan.pk), "day": "2026-12-24"}
    part = program.post(f"{BASE}/scenario-changes/", body, format="json").data

    run = program.post(f"{BASE}/scenarios/{scenario['id']}/calculation/").data
    looked = program.post(f"{BASE}/scenarios/{scenario['id']}/application/", {"dry_run": True}, format="json").data
    assert (run, looked["change"]) == ({"run": str(Run.objects.get().pk), "job": None}, None)
    applied = program.post(
        f"{BASE}/scenarios/{scenario['id']}/application/", {"seen": looked["seen"]}, format="json"
    ).data

    assert (
        applied["writes"]
        == looked["writes"]
        == [
            {
                "change": part["id"],
                "kind": "due",
                "row": str(plan.pk),
                "old": "2027-03-02",
                "new": "2026-12-24",
                "why": "",
            }
        ]
    )
    shown = program.get(f"{BASE}/scenarios/{scenario['id']}/").data
    assert (shown["application"], shown["applied_on"]) == (applied["change"], "2026-03-02")
    assert [(each["kind"], each["day"]) for each in shown["changes"]] == [("due", "2026-12-24")]

    program.post(f"{BASE}/changes/{applied['change']}/undo/")
    assert program.get(f"{BASE}/scenarios/{scenario['id']}/").data["applied_on"] is None


def test_the_api_refuses_what_is_another_since(plan, api, owner, scenario):
    looked = api(owner).post(f"{BASE}/scenarios/{scenario.pk}/application/", {"dry_run": True}, format="json").data
    ScenarioChangeFactory(team=plan.team, scenario=scenario, kind="sooner", subject=plan, number=5)

    answer = api(owner).post(f"{BASE}/scenarios/{scenario.pk}/application/", {"seen": looked["seen"]}, format="json")

    assert (answer.status_code, Change.objects.count()) == (409, 0)


def test_what_a_change_is_about_stays(api, owner, plan):
    part = ScenarioChangeFactory(team=owner.team, kind="sooner", subject=plan, number=5)

    answer = api(owner).patch(
        f"{BASE}/scenario-changes/{part.pk}/", {"kind": "due", "version": part.version}, format="json"
    )

    assert (answer.status_code, [error["code"] for error in answer.data["errors"]]) == (400, ["immutable"])


@pytest.mark.parametrize("kind", ["scenarios", "scenario-changes"])
@pytest.mark.parametrize("count", [1, 3])
def test_lists_of_the_api_cost_the_same_however_many(api, owner, queries, kind, count):
    ScenarioChangeFactory.create_batch(count, team=owner.team)
    program = api(owner)
    program.get(f"{BASE}/{kind}/")

    with queries({"scenarios": 6, "scenario-changes": 5}[kind]):
        answer = program.get(f"{BASE}/{kind}/")

    assert answer.data["count"] == count


def test_a_scenario_is_found_by_its_name_and_changes_by_their_scenario(api, owner):
    part, _other = ScenarioChangeFactory.create_batch(2, team=owner.team)

    found = api(owner).get(f"{BASE}/scenario-changes/", {"scenario": part.scenario_id, "kind": "expense"}).data

    assert [row["id"] for row in found["results"]] == [str(part.pk)]
    assert api(owner).get(f"{BASE}/scenarios/", {"q": part.scenario.name}).data["count"] == 1


def test_what_applying_did_not_write_stays_marked_as_to_do(plan, browse, manager, scenario):
    ScenarioChangeFactory(team=plan.team, scenario=scenario, kind="sooner", subject=plan, number=10)
    client = browse(manager)
    seen = client.get(url("scenario-application", scenario)).context["form"]["seen"].value()
    assert ">yours to do<" not in text_of(client.get(url("scenario", scenario)))

    client.post(url("scenario-application", scenario), {"seen": seen, "reason": "scope"})

    said = text_of(client.get(url("scenario", scenario)))
    assert (said.count(">yours to do<"), said.count(">written<")) == (
        3,
        3,
    )  # won, risk and sooner; due, plan and expense
