"""The forecast on pages: made from few figures, told to each role as far as it may know, never stored by looking."""

import datetime as dt
import json
from decimal import Decimal

import pytest
import time_machine
from django.db.models import F
from django.urls import reverse

from core.ids import uuid7
from forecast.models import Run, RunMoney, RunPlan, Settings
from forecast.running import begin, calculate, queue, seed_of
from forecast.sight import latest_run
from forecast.staleness import has_news, is_stale, looks_stale
from forecast.wording import Names, changes, subjects_of
from teams.models import Job, Team
from tests.conftest import NOW
from tests.factories.funding import CashPositionFactory, OpportunityFactory, SettingsFactory
from tests.factories.planner import CalendarDayFactory, MilestoneFactory

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
MONEY_WORDS = ("with money left", "What helps most", "Floor", "out in 1 of 10")


def page():
    return reverse("forecast:forecast", args=["acme"])


def text_of(answer):
    return " ".join(answer.content.decode().split())


@pytest.fixture
def plan(team):
    """A milestone due in twelve weeks, and money for half a year."""
    with time_machine.travel(NOW, tick=False):
        milestone = MilestoneFactory(
            team=team, title="Public beta", starts_on=TODAY, due_on=TODAY + dt.timedelta(days=84)
        )
        CashPositionFactory(
            team=team,
            balance=Decimal(300_000),
            balance_on=TODAY,
            monthly_income=Decimal(0),
            monthly_expense=Decimal(60_000),
            floor=Decimal(0),
        )
        yield milestone


def poorer(team):
    """A position that counts instead of the first: of one day the one entered last."""
    later = NOW + dt.timedelta(minutes=1)
    return CashPositionFactory(
        team=team, balance=Decimal(5_000), balance_on=TODAY, floor=Decimal(0), created_at=later, updated_at=later
    )


def test_a_due_date_and_a_cash_position_make_a_first_forecast(plan, browse, owner):
    browse(owner).post(reverse("forecast:calculation", args=["acme"]))

    answer = text_of(browse(owner).get(page()))

    assert "Public beta" in answer
    assert "likely by" in answer
    assert "No estimate: the planned span of 61 working days, up to double." in answer


def test_looking_at_the_forecast_stores_nothing(plan, browse, owner):
    browse(owner).get(page())

    assert (Run.objects.count(), Job.objects.count()) == (0, 0)


@pytest.mark.parametrize("role", ["member", "viewer"])
def test_who_may_not_see_the_money_reads_dates_alone(plan, browse, owner, role, request):
    begin(plan.team, by=owner)

    answer = text_of(browse(request.getfixturevalue(role)).get(page()))

    assert "Public beta" in answer
    assert [word for word in MONEY_WORDS if word in answer] == []


def test_under_open_books_a_member_knows_the_joint_chance_and_nothing_else(plan, browse, owner, member):
    SettingsFactory(team=plan.team, open_books=True)
    begin(plan.team, by=owner)

    answer = text_of(browse(member).get(page()))

    assert "with money left" in answer
    assert [word for word in MONEY_WORDS[1:] if word in answer] == []


def test_a_viewer_cannot_order_a_forecast(plan, browse, viewer):
    answer = browse(viewer).post(reverse("forecast:calculation", args=["acme"]))

    assert (answer.status_code, Run.objects.count()) == (403, 0)


def test_the_part_of_the_plan_is_the_same_whatever_the_money(plan, owner):
    begin(plan.team, by=owner)
    poorer(plan.team)
    begin(plan.team, by=owner)

    first, second = RunPlan.objects.order_by("pk")
    assert first.results == second.results
    assert RunMoney.objects.order_by("pk").first().results != RunMoney.objects.order_by("pk").last().results


def test_a_change_makes_the_forecast_out_of_date(plan, browse, owner):
    begin(plan.team, by=owner)
    assert "Up to date" in text_of(browse(owner).get(page()))

    plan.due_on += dt.timedelta(days=1)
    plan.store(by=owner)

    assert "Changed since" in text_of(browse(owner).get(page()))


def test_money_that_changed_does_not_show_to_who_may_not_see_it(plan, browse, owner, viewer):
    begin(plan.team, by=owner)
    poorer(plan.team)

    assert "Changed since" in text_of(browse(owner).get(page()))
    assert "Up to date" in text_of(browse(viewer).get(page()))


def test_a_job_taken_up_twice_makes_one_run(plan, owner):
    job = begin(plan.team, by=owner)

    first = calculate(job)

    assert calculate(job) == first
    assert Run.objects.filter(job=job).count() == 1
    assert first.has_gains


def test_asking_twice_waits_for_one_job(plan, owner):
    assert begin(plan.team, by=owner) == begin(plan.team, by=owner)


def test_results_hold_ids_and_no_names(plan, owner):
    calculate(queue(plan.team, by=owner, cause="asked"))

    kept = str(
        [*RunPlan.objects.values_list("results", flat=True), *RunMoney.objects.values_list("results", flat=True)]
    )
    assert "Public beta" not in kept
    assert str(plan.pk) in kept


def test_the_same_team_always_has_the_same_seed(team):
    assert seed_of(team) == seed_of(team) < 2**63


def test_no_cash_position_leaves_the_plan_and_says_what_is_missing(team, browse, owner):
    with time_machine.travel(NOW, tick=False):
        MilestoneFactory(team=team, due_on=TODAY + dt.timedelta(days=30))
        begin(team, by=owner)

        answer = text_of(browse(owner).get(page()))

    assert RunMoney.objects.count() == 0
    assert "Nothing can be said of the money yet" in answer


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_for_more_rows(plan, browse, owner, rows, queries):
    MilestoneFactory.create_batch(rows, team=plan.team, due_on=TODAY + dt.timedelta(days=40))
    calculate(queue(plan.team, by=owner, cause="asked"))
    client = browse(owner)
    client.get(page())

    with queries(17):
        client.get(page())


def test_assumptions_of_plan_and_money_are_ordered_together_by_what_they_move(plan, owner):
    MilestoneFactory(team=plan.team, title="Side line", due_on=TODAY + dt.timedelta(days=120))

    run = calculate(queue(plan.team, by=owner, cause="asked"))

    notes = run.money.results["assumed"]
    assert {note["key"] for note in run.plan.results["assumed"]} < {note["key"] for note in notes}
    weights = [note["weight"] or 0.0 for note in notes]
    assert weights == sorted(weights, reverse=True)
    [headline] = [note for note in notes if note["id"] == str(plan.pk)]
    [aside] = [note for note in notes if note["kind"] == "planner.milestone" and note is not headline]
    assert headline["weight"] > 0.1 > aside["weight"] == 0


def test_the_worker_marks_a_run_that_is_still_true(plan, owner):
    begin(plan.team, by=owner)
    plan.title = "Open beta"
    plan.store(by=owner)
    run = Run.objects.select_related("plan", "money").get()
    before = looks_stale(run, today=TODAY, with_money=True)

    news = has_news(plan.team)

    run = Run.objects.select_related("plan", "money").get()
    assert (before, news, looks_stale(run, today=TODAY, with_money=True)) == (True, False, False)


def test_the_fan_marks_no_milestone_that_was_due_before(plan, browse, owner):
    MilestoneFactory(team=plan.team, due_on=TODAY - dt.timedelta(days=60))
    begin(plan.team, by=owner)

    fan = json.loads(browse(owner).get(page()).context["fan"]["json"])

    assert [mark["day"] for mark in fan["marks"]] == [plan.due_on.isoformat()]


def marks_of(owner, *, today=TODAY):
    """Say of the last run whether it looks out of date, and whether it is, with its money and without."""
    run = latest_run(owner)
    return {ask(run, today=today, with_money=money) for ask in (looks_stale, is_stale) for money in (True, False)}


@pytest.mark.parametrize(("days", "is_old"), [(0, False), (1, False), (2, True)])
def test_a_run_of_yesterday_counts_and_an_older_one_is_out_of_date(plan, owner, days, is_old):
    begin(plan.team, by=owner)

    assert marks_of(owner, today=TODAY + dt.timedelta(days=days)) == {is_old}


@pytest.mark.parametrize(
    "change",
    [
        lambda team: Team.objects.filter(pk=team.pk).update(working_days=[0, 1, 2, 3], version=F("version") + 1),
        lambda team: CalendarDayFactory(team=team, day=TODAY + dt.timedelta(days=1), works=False),
    ],
    ids=["a shorter week", "a day off"],
)
def test_a_run_is_out_of_date_once_other_days_are_worked(plan, owner, change):
    begin(plan.team, by=owner)

    change(plan.team)

    owner.team.refresh_from_db()
    assert has_news(owner.team)
    assert marks_of(owner) == {True}


def test_the_worker_leaves_the_marks_of_a_run_that_is_not_true_any_more(plan, owner):
    begin(plan.team, by=owner)
    plan.due_on += dt.timedelta(days=1)
    plan.store(by=owner)

    assert has_news(plan.team)
    run = Run.objects.select_related("plan", "money").get()
    assert looks_stale(run, today=TODAY, with_money=False)


def test_a_run_of_the_day_before_yesterday_looks_stale(plan, owner):
    begin(plan.team, by=owner)
    run = Run.objects.select_related("plan", "money").get()

    days = [TODAY + dt.timedelta(days=number) for number in (1, 2)]
    assert [looks_stale(run, today=day, with_money=True) for day in days] == [False, True]


def test_a_change_names_its_row_in_a_sentence_without_its_number(plan, owner):
    keys = [f"planner.milestone:{plan.pk}", f"risks.risk:{uuid7()}", "burn"]
    gain = {"joint": 0.1, "error": 0.01, "days": 0, "reserve": 0}

    found = changes(Names(owner, subjects_of(keys)), [(key, gain) for key in keys])

    assert [change.phrase for change in found] == [
        "Public beta ten working days shorter",
        "“Another risk” ruled out",
        "10% less spent",
    ]
    assert found[1].url is None


@pytest.mark.parametrize("rows", [1, 3])
def test_deals_are_named_in_one_statement(plan, owner, rows, queries):
    deals = OpportunityFactory.create_batch(rows, team=plan.team)

    with queries(1):
        names = Names(owner, [("funding.opportunity", str(deal.pk)) for deal in deals])
        found = [names.name("funding.opportunity", str(deal.pk)) for deal in deals]

    assert found == [f"{deal.code} {deal.source.name}" for deal in deals]


def test_what_is_assumed_leads_to_the_field_that_mends_it(plan, browse, owner):
    begin(plan.team, by=owner)

    answer = browse(owner).get(page()).content.decode()

    assert f'href="{reverse("planner:milestone-edit", args=["acme", plan.pk])}#id_days_likely"' in answer
    assert f'href="{reverse("forecast:settings", args=["acme"])}"' in answer


def test_who_may_mend_nothing_is_led_nowhere(plan, browse, owner, viewer):
    begin(plan.team, by=owner)

    answer = browse(viewer).get(page())

    assert "No estimate" in text_of(answer)
    assert "#id_" not in answer.content.decode()
    assert "Mend it" not in text_of(answer)
    assert all(each.url is None for each in answer.context["assumptions"])


def test_what_helps_most_is_told_of_the_milestone_it_helps(plan, browse, owner):
    other = MilestoneFactory(team=plan.team, title="Side line", due_on=TODAY + dt.timedelta(days=120))
    calculate(queue(plan.team, by=owner, cause="asked"))

    first, second = browse(owner).get(page()), browse(owner).get(page(), {"milestone": other.pk})

    assert f"What helps {plan.code} most" in text_of(second)
    assert "What helps most:" in text_of(first)
    assert "What helps most:" not in text_of(second)


def test_a_date_changed_since_is_not_put_beside_the_old_chance(plan, browse, owner):
    begin(plan.team, by=owner)
    plan.due_on += dt.timedelta(days=30)
    plan.store(by=owner)

    answer = text_of(browse(owner).get(page()))

    assert "Changed since" in answer
    assert "when it is due" in answer
    assert "24 Jun 2026, when it is due" not in answer
    assert "by <strong>25 May 2026</strong> with money left" in answer


def test_an_empty_forecast_leads_to_a_first_milestone(team, browse, owner, viewer):
    way = reverse("planner:milestone-new", args=["acme"])

    assert way in browse(owner).get(page()).content.decode()
    assert way not in browse(viewer).get(page()).content.decode()


@pytest.mark.parametrize(
    ("role", "why"),
    [("owner", "the first one due when the money is out by today’s figures"), ("viewer", "this is the next one due.")],
)
def test_it_says_why_it_speaks_of_a_milestone_that_nobody_chose(plan, browse, owner, role, why, request):
    begin(plan.team, by=owner)
    client = browse(request.getfixturevalue(role))
    assert why in text_of(client.get(page()))

    settings = Settings.of(plan.team)
    settings.headline = plan
    settings.store(by=owner)
    Run.objects.all().delete()
    begin(plan.team, by=owner)

    assert "Nobody has chosen" not in text_of(client.get(page()))
