"""Runs by API and as a file: told to each role as far as it may know, of its own team alone, begun by who may."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from forecast.models import Cause, Run, Settings
from forecast.rows import stamps_of
from forecast.running import calculate, queue
from funding.models import Round
from teams.models import Job
from teams.roles import Role
from tests.conftest import NOW
from tests.factories.forecast import (
    RunFactory,
    RunPlanFactory,
    ScenarioFactory,
    gain_results,
    joint_results,
    milestone_results,
    note_results,
    run_of,
)
from tests.factories.funding import (
    CashLineFactory,
    CashPositionFactory,
    FxRateFactory,
    OpportunityFactory,
    RoundFactory,
    SettingsFactory,
)
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import RiskFactory
from tests.factories.teams import MembershipFactory

pytestmark = pytest.mark.django_db

RUNS = "/api/v1/teams/acme/forecast-runs/"
TODAY = NOW.date()
# What only the part about money of `made` holds.
SECRETS = ("98765", "4321.5", "0.4567", "Seed round", "Big Fund", "Hire freeze", "Spend 10% less", "balance")


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def milestone(team):
    return MilestoneFactory(team=team, title="Public beta", due_on=TODAY + dt.timedelta(days=100))


@pytest.fixture
def made(team, milestone):
    """A run of today with something in each place."""
    round_ = RoundFactory(team=team, name="Seed round")
    deal = OpportunityFactory(team=team, round=round_, source__name="Big Fund")
    risk = RiskFactory(team=team, title="Hire freeze")
    gains = {f"funding.opportunity:{deal.pk}": gain_results(), f"risks.risk:{risk.pk}": gain_results(0.2)}
    money = {
        "rounds": {str(round_.pk): {"p": 0.3, "error": 0.005}},
        "gains": gains | {"burn": gain_results(0.05)},
        "assumed": [note_results("amount", "funding.opportunity", deal.pk)],
    }
    return run_of(milestone, joint=0.4567, money=money)


def rows_of(answer):
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


@pytest.fixture
def reader(team):
    return MembershipFactory(team=team, role=Role.VIEWER, reads_money=True)


def addresses(run):
    return [RUNS, f"{RUNS}latest/", f"{RUNS}{run.pk}/", f"{RUNS}{run.pk}/milestones/"]


def test_runs_are_listed_the_newest_first(api, team, milestone, viewer):
    yesterday = run_of(milestone, on=TODAY - dt.timedelta(days=1))
    today = run_of(milestone)

    found = api(viewer).get(RUNS).json()

    assert [row["id"] for row in found["results"]] == [str(today.pk), str(yesterday.pk)]
    assert found["results"][0] == {
        "id": str(today.pk),
        "cause": "night",
        "on": "2026-03-02",
        "made_at": "2026-03-02T02:00:00Z",
        "by": None,
        "job": None,
        "engine": "1",
        "iterations": 10_000,
        "has_gains": False,
    }


def test_a_run_tells_when_its_milestone_is_likely_reached(api, made, milestone, viewer):
    said = api(viewer).get(f"{RUNS}{made.pk}/").json()

    headline = said["headline"]
    assert (headline["id"], headline["name"], headline["due_on"]) == (str(milestone.pk), str(milestone), "2026-06-10")
    assert (headline["chance"], headline["error"], headline["criticality"]) == (0.6, 0.005, 1.0)
    assert headline["percentiles"][16] == {"share": 0.8, "day": "2026-08-09"}
    assert (headline["p80_from"], headline["p80_until"]) == ("2026-07-30", "2026-08-19")
    assert (said["milestones"], said["milestones_count"]) == ([headline], 1)


def test_days_beyond_the_horizon_are_null(api, milestone, viewer):
    run_of(milestone, plan=milestone_results(days=[*range(20), None]))

    said = api(viewer).get(f"{RUNS}latest/").json()

    assert said["headline"]["percentiles"][-1] == {"share": 0.99, "day": None}


@pytest.mark.parametrize("role", ["owner", "manager", "reader"])
def test_who_reads_the_money_is_told_all_of_it(api, made, milestone, role, request):
    said = api(request.getfixturevalue(role)).get(f"{RUNS}latest/").json()

    money = said["money"]
    assert (said["joint"], said["headline"]["money"]["joint"]) == (0.4567, 0.4567)
    assert said["headline"]["money"]["reserve"] == "4321.5"
    assert (money["currency"], money["balance"], money["floor"], money["runs_out"]) == ("EUR", "98765", "0", 0.9)
    assert money["cash_out"][10] == {"share": 0.5, "day": "2026-06-10"}
    assert money["fan"][1] == {
        "day": "2026-04-01",
        "p10": "50000",
        "p25": "60000",
        "p50": "70000",
        "p75": "80000",
        "p90": "90000",
    }
    assert [row["name"] for row in money["rounds"]] == [str(Round.objects.get())]
    assert [(gain["kind"], gain["joint"]) for gain in money["gains"]] == [
        ("risks.risk", 0.2),
        ("funding.opportunity", 0.1),
        ("burn", 0.05),
    ]
    assert (money["assumptions"][0]["code"], money["assumptions"][0]["sentence"]) == (
        "amount",
        "Amount unknown: not counted.",
    )


@pytest.mark.parametrize("role", ["member", "viewer"])
def test_who_may_not_read_the_money_finds_nothing_of_it_at_any_address(api, browse, made, role, request):
    person = request.getfixturevalue(role)

    answers = [api(person).get(address) for address in addresses(made)]
    file = browse(person).get(reverse("forecast:percentiles", args=["acme", made.pk]))

    texts = [answer.content.decode() for answer in answers] + [str(rows_of(file))]
    assert [answer.status_code for answer in (*answers, file)] == [200] * 5
    assert [(secret, text) for secret in SECRETS for text in texts if secret in text] == []
    said = answers[1].json()
    assert (said["joint"], said["money"], said["headline"]["money"]) == (None, None, None)


def test_under_open_books_a_member_is_told_the_joint_chance_and_nothing_else(api, made, team, member, viewer):
    SettingsFactory(team=team, open_books=True)

    told = [api(person).get(f"{RUNS}latest/") for person in (member, viewer)]

    assert [answer.json()["joint"] for answer in told] == [0.4567, None]
    text = told[0].content.decode().replace('"joint":0.4567', "")
    assert [secret for secret in SECRETS if secret in text] == []


def test_another_teams_runs_are_not_there(api, browse, made, stranger, other_team):
    owner = api(stranger)
    own = [address.replace("acme", "other") for address in addresses(made)]

    assert [owner.get(address).status_code for address in addresses(made)] == [404] * 4
    assert owner.get(own[0]).json()["count"] == 0
    assert [owner.get(address).status_code for address in own[1:]] == [404] * 3
    assert browse(stranger).get(reverse("forecast:percentiles", args=["other", made.pk])).status_code == 404


def test_rows_that_cannot_be_seen_are_left_out_or_have_no_name(api, other_team, milestone, owner):
    alien = MilestoneFactory(team=other_team, title="Theirs", due_on=TODAY)
    risk = RiskFactory(team=other_team, title="Their risk")
    money = {"gains": {f"risks.risk:{risk.pk}": gain_results()}}
    run = run_of(milestone, money=money)
    run.plan.results["milestones"][str(alien.pk)] = milestone_results()
    run.plan.results["assumed"] = [note_results("unrated", "risks.risk", risk.pk)]
    run.plan.save()

    answer = api(owner).get(f"{RUNS}{run.pk}/")

    said = answer.json()
    assert [row["id"] for row in said["milestones"]] == [str(milestone.pk)]
    assert said["milestones_count"] == 1
    assert [(gain["id"], gain["name"]) for gain in said["money"]["gains"]] == [(None, "Another risk")]
    assert [(note["id"], note["name"]) for note in said["assumptions"]] == [(None, "Another risk")]
    assert (str(risk.pk) in answer.content.decode(), "Theirs" in answer.content.decode()) == (False, False)


def test_runs_of_scenarios_are_not_listed(api, milestone, owner):
    run = run_of(milestone, cause=Cause.SCENARIO, scenario=ScenarioFactory(team=milestone.team))

    assert api(owner).get(RUNS).json()["count"] == 0
    assert [api(owner).get(address).status_code for address in addresses(run)[1:]] == [404] * 3


def changed_twice(team, milestone):
    """Return three runs of a day: of the night, after a change of money, after a change of the plan."""
    runs = [RunFactory(team=team, cause=cause, made_at=NOW + dt.timedelta(minutes=n))
            for n, cause in enumerate((Cause.NIGHT, Cause.CHANGE, Cause.CHANGE))]  # fmt: skip
    for run, digest in zip(runs, ("first", "first", "second"), strict=True):
        RunPlanFactory(team=team, run=run, digest=digest, milestones={str(milestone.pk): milestone_results()})
    return [str(run.pk) for run in reversed(runs)]


def test_a_run_made_because_the_money_changed_tells_nobody_else_that_it_did(
    api, browse, team, milestone, owner, viewer
):
    second, first, night = changed_twice(team, milestone)

    listed = [[row["id"] for row in api(person).get(RUNS).json()["results"]] for person in (owner, viewer)]

    assert listed == [[second, first, night], [second, night]]
    assert [api(person).get(f"{RUNS}{first}/").status_code for person in (owner, viewer)] == [200, 404]
    file = reverse("forecast:percentiles", args=["acme", first])
    assert [browse(person).get(file).status_code for person in (owner, viewer)] == [200, 404]


def test_under_open_books_a_member_sees_each_run(api, team, milestone, member):
    SettingsFactory(team=team, open_books=True)
    changed_twice(team, milestone)

    assert api(member).get(RUNS).json()["count"] == 3


@pytest.fixture
def plan(team, milestone):
    """Money for half a year."""
    return CashPositionFactory(
        team=team, balance=Decimal(300_000), balance_on=TODAY, monthly_expense=Decimal(60_000), floor=Decimal(0)
    )


@pytest.mark.parametrize(("role", "knows_money"), [("owner", True), ("member", False)])
def test_starting_a_run_answers_with_it_and_with_the_work_that_follows(api, plan, role, knows_money, request, today):
    client = api(request.getfixturevalue(role))

    answer = client.post(RUNS)

    begun, job = answer.json(), Job.objects.get()
    assert (answer.status_code, begun["job"]["id"], begun["job"]["state"]) == (202, str(job.pk), "queued")
    assert (begun["run"]["id"], begun["run"]["cause"]) == (str(Run.objects.get().pk), "asked")
    said = client.get(f"{RUNS}latest/").json()
    assert (said["is_stale"], said["money"] is not None) == (False, knows_money)
    today.shift(1)
    calculate(job)
    assert client.get(f"{RUNS}latest/").json()["job"] == str(job.pk)


def test_starting_again_while_nothing_has_changed_simulates_nothing(api, plan, milestone, owner, today):
    client = api(owner)
    first = client.post(RUNS).json()

    again = client.post(RUNS).json()
    assert (again["run"]["id"], again["job"]["id"]) == (first["run"]["id"], first["job"]["id"])
    milestone.due_on += dt.timedelta(days=1)
    milestone.store(by=owner)
    today.shift(1)
    anew = client.post(RUNS).json()

    assert (anew["run"]["id"] != first["run"]["id"], anew["job"]["id"]) == (True, first["job"]["id"])
    assert (Run.objects.count(), Job.objects.count()) == (2, 1)


def test_a_viewer_starts_no_run(api, plan, viewer):
    assert api(viewer).post(RUNS).status_code == 403
    assert (Run.objects.count(), Job.objects.count()) == (0, 0)


def test_without_a_run_there_is_no_last_one(api, team, owner):
    assert api(owner).get(f"{RUNS}latest/").status_code == 404


def test_a_run_of_changed_rows_is_stale(api, plan, milestone, owner):
    api(owner).post(RUNS)

    milestone.due_on += dt.timedelta(days=1)
    milestone.store(by=owner)

    assert api(owner).get(f"{RUNS}latest/").json()["is_stale"] is True


def test_the_file_has_a_row_for_each_milestone_and_a_column_for_each_percentile(browse, team, milestone, viewer):
    undated = MilestoneFactory(team=team, title="=1+1", due_on=None)
    run = run_of(milestone)
    days = [*range(20), None]
    run.plan.results["milestones"][str(undated.pk)] = milestone_results(days=days, p=None, due=None)
    run.plan.save()

    answer = browse(viewer).get(reverse("forecast:percentiles", args=["acme", run.pk]))

    header, first, second = rows_of(answer)
    assert header[:5] == ["milestone", "name", "due", "P1", "P5"]
    assert header[-3:] == ["P95", "P99", "by_due"]
    assert first[:5] == [milestone.code, "Public beta", "2026-06-10", "2026-03-02", "2026-03-12"]
    assert first[-1] == "0.6"
    assert second[:4] == [undated.code, "'=1+1", "", "2026-03-02"]  # no formula for a spreadsheet
    assert second[-3:] == ["2026-03-21", "", ""]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="acme-percentiles.csv"'


def test_the_page_leads_to_the_file_of_the_run_it_shows(browse, made, viewer):
    page = browse(viewer).get(reverse("forecast:forecast", args=["acme"])).content.decode()

    assert reverse("forecast:percentiles", args=["acme", made.pk]) in page


# Lines as they may have been stored before they were refused.
@pytest.mark.parametrize("currency", ["EUR", "CHF"])
@pytest.mark.parametrize("growth", ["", "50"])
@pytest.mark.parametrize("starts", ["day", "milestone"])
@pytest.mark.parametrize("direction", ["income", "expense"])
def test_a_line_beyond_sense_breaks_no_forecast(api, browse, owner, team, currency, growth, starts, direction):
    last, soon = (MilestoneFactory(team=team, due_on=day) for day in (dt.date(2199, 12, 31), dt.date(2026, 6, 1)))
    first = {"starts_on": dt.date(1900, 1, 1)} if starts == "day" else {"milestone": soon}
    amount = Decimal(90_000_000_000_000)
    CashPositionFactory(team=team, balance_on=TODAY)
    FxRateFactory(team=team, on=TODAY, base="CHF", quote="EUR", rate="9" * 15)
    CashLineFactory(team=team, amount=amount, currency=currency, growth=growth, direction=direction, **first)
    Settings(team=team, headline=last, iterations=1_000).store(by=owner)

    run = calculate(queue(team, by=owner, cause=Cause.ASKED))
    answer = api(owner).get(f"{RUNS}latest/")
    page = browse(owner).get(reverse("forecast:forecast", args=["acme"]))

    assert (answer.status_code, answer.json()["id"], page.status_code) == (200, str(run.pk), 200)
    balance = Decimal(answer.json()["money"]["fan"][-1]["p50"])
    assert 10**15 < abs(balance) < 121 * 10**15  # months of 10^15 at most, and of 9 · 10^13 at least


@pytest.mark.parametrize("figure", [1.7e308, -1.7e308, 123456789012345678901234567890.12, 5e-324])
def test_any_finite_figure_of_a_run_can_be_told(api, owner, milestone, figure):
    run = run_of(milestone, joint=0.5)
    run.money.results["fan"]["rows"][1] = [figure] * 5
    run.money.save()

    answer = api(owner).get(f"{RUNS}latest/")

    told = answer.json()["money"]["fan"][1]["p50"]
    assert (answer.status_code, float(told)) == (200, pytest.approx(figure, rel=1e-15, abs=0.01))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_more_runs(api, milestone, viewer, rows, queries):
    for day in range(rows):
        run_of(milestone, on=TODAY - dt.timedelta(days=day))
    client = api(viewer)

    with queries(5):
        assert client.get(RUNS).json()["count"] == rows


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("role", "statements"), [("owner", 10), ("viewer", 9)])
def test_a_run_costs_the_same_for_more_of_everything(api, made, team, role, statements, rows, queries, request):
    for milestone in MilestoneFactory.create_batch(rows, team=team):
        made.plan.results["milestones"][str(milestone.pk)] = milestone_results()
        made.money.results["milestones"][str(milestone.pk)] = joint_results()
    for risk in RiskFactory.create_batch(rows, team=team):
        made.plan.results["assumed"].append(note_results("unrated", "risks.risk", risk.pk))
        made.money.results["gains"][f"risks.risk:{risk.pk}"] = gain_results()
    made.plan.stamp, made.money.stamp = stamps_of(team)
    made.plan.save()
    made.money.save()
    client = api(request.getfixturevalue(role))

    with queries(statements):
        assert client.get(f"{RUNS}{made.pk}/").json()["milestones_count"] == rows + 1
