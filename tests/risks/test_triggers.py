"""What contingency plans wait for: the kinds, every way between the states, rights, and what the plan does."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError

from risks.models import ContingencyPlan, MoneyTrigger, Trigger
from teams.models import Activity, change
from tests.conftest import NOW
from tests.factories.funding import CashPositionFactory, RoundFactory
from tests.factories.indicators import IndicatorFactory
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import (
    ContingencyPlanFactory,
    MoneyTriggerFactory,
    RiskFactory,
    TriggerFactory,
    prepared_plan,
)

pytestmark = pytest.mark.django_db
BASE = "/api/v1/teams/acme"
DAY = dt.date(2026, 12, 10)


@pytest.fixture
def plan(member):
    return prepared_plan(RiskFactory(team=member.team), member)


def trigger(plan, **values):
    return Trigger(team=plan.team, plan=plan, **{"kind": "manual", "text": "Quota cut"} | values)


def page(name, pk):
    return f"/t/acme/{name.format(pk)}"


# What it says


def test_each_kind_says_in_a_sentence_what_it_waits_for(plan):
    beta = MilestoneFactory(team=plan.team, title="Beta", number=3)
    seed = RoundFactory(team=plan.team, name="Seed", number=1)
    queue = IndicatorFactory(team=plan.team, risk=plan.risk, name="Queue", number=4)
    made = [
        trigger(plan, kind="date", on=DAY),
        trigger(plan, kind="milestone_slip", milestone=beta, days=5),
        trigger(plan, kind="chance", milestone=beta, percent=40),
        trigger(plan, kind="indicator", indicator=queue),
        trigger(plan, kind="indicator", indicator=queue, threshold=Decimal("12.5")),
        trigger(plan, text="A provider\nsays no"),
        MoneyTrigger(team=plan.team, plan=plan, kind="financing", amount=400_000, by_on=DAY, currency="EUR"),
        MoneyTrigger(
            team=plan.team,
            plan=plan,
            kind="financing",
            amount=5,
            by_on=DAY,
            counted="signed",
            currency="EUR",
            round=seed,
        ),
        MoneyTrigger(team=plan.team, plan=plan, kind="joint_chance", percent=30),
    ]

    assert [each.sentence.replace("\xa0", " ") for each in made] == [
        "10 Dec 2026 has come",
        "M-3 Beta is 5 working days later than promised",
        "M-3 Beta is less than 40% likely to be in time",
        "K-4 Queue is red",
        "K-4 Queue has reached 12.5",
        "A provider\nsays no",
        "Less than 400,000 EUR has arrived by 10 Dec 2026",
        "Less than 5 EUR of F-1 Seed is signed by 10 Dec 2026",
        "The chance of the next milestone in time and with money left is below 30%",
    ]


def test_a_plan_waits_for_an_indicator_of_its_own_risk(member, plan):
    with pytest.raises(ValidationError) as refused:
        trigger(plan, kind="indicator", indicator=IndicatorFactory(team=plan.team)).store(by=member)

    assert [error.code for error in refused.value.error_dict["indicator"]] == ["other_risk"]


def test_a_trigger_keeps_only_what_its_kind_asks_for(member, plan):
    row = trigger(plan, kind="date", on=DAY, days=5, percent=20).store(by=member)

    assert (row.on, row.text, row.days, row.percent) == (DAY, "", None, None)


def test_a_plan_has_at_most_ten_triggers_money_counted(owner, plan):
    MoneyTriggerFactory.create_batch(4, team=plan.team, plan=plan)
    TriggerFactory.create_batch(4, team=plan.team, plan=plan)
    trigger(plan).store(by=owner)

    with pytest.raises(ValidationError, match="at most 10 triggers"):
        trigger(plan).store(by=owner)


def test_words_of_a_trigger_find_its_plan(browse, viewer, plan):
    TriggerFactory(team=plan.team, plan=plan, text="The landlord gives notice")
    ContingencyPlanFactory(team=plan.team)

    found = browse(viewer).get(page("contingency-plans/", ""), {"q": "LANDLORD"}).context["object_list"]

    assert [row.pk for row in found] == [plan.pk]


# The plan follows


@pytest.mark.parametrize("way", ["add", "change", "remove"])
def test_a_ready_plan_is_a_draft_again_once_it_waits_for_something_else(member, plan, way):
    first = plan.triggers.get()
    first.text = "Another"
    {"add": trigger(plan).store, "change": first.store, "remove": first.discard}[way](by=member)

    plan.refresh_from_db()
    assert plan.state == "draft"


def test_storing_a_trigger_unchanged_leaves_the_plan_ready(member, plan):
    plan.triggers.get().store(by=member)

    plan.refresh_from_db()
    assert plan.state == "ready"


@pytest.mark.parametrize("way", ["store", "discard"])
def test_the_triggers_of_a_plan_at_work_stay(member, plan, way):
    first = plan.triggers.get()
    plan.activate(by=member)
    first.text = "Another"

    with pytest.raises(ValidationError) as refused:
        getattr(first, way)(by=member)

    assert refused.value.code == "plan_fixed"


def test_the_page_says_that_the_plan_is_a_draft_again(browse, member, plan):
    client = browse(member)

    told = client.post(
        page("triggers/new/", ""), {"plan": plan.pk, "kind": "date", "on": "2026-12-10"}, follow=True
    ).content.decode()
    again = client.post(
        page("triggers/new/", ""), {"plan": plan.pk, "kind": "date", "on": "2026-12-11"}, follow=True
    ).content.decode()

    assert ["The plan is a draft again" in told, "The plan is a draft again" in again] == [True, False]


@pytest.mark.parametrize(
    ("factory", "address", "sent"),
    [
        (TriggerFactory, "triggers", {"kind": "manual", "text": ""}),
        (MoneyTriggerFactory, "money-triggers", {"kind": "joint_chance", "percent": ""}),
        (MoneyTriggerFactory, "money-triggers", {}),
    ],
)
def test_the_page_of_a_refused_change_speaks_of_the_trigger_as_it_stands(browse, owner, plan, factory, address, sent):
    stored = factory(team=plan.team, plan=plan)

    page = browse(owner).post(f"/t/acme/{address}/{stored.pk}/edit/", sent)

    assert page.status_code == 422
    assert page.context["page"]["title"] == f"Edit {stored}"


def test_the_api_says_that_the_plan_is_a_draft_again(api, member, plan):
    made = api(member).post(f"{BASE}/triggers/", {"plan": plan.pk, "kind": "date", "on": "2026-12-10"})

    assert (made.status_code, made.data["plan_state"], made.data["sentence"]) == (201, "draft", "10 Dec 2026 has come")


# Armed, fired, armed again


@time_machine.travel(NOW, tick=False)
def test_a_trigger_fires_once_and_both_histories_tell(member, plan):
    row = plan.triggers.get()

    row.fire(by=member)
    first = row.firing
    row.fire(by=member)

    assert (row.state, row.fired_at, row.fired_by, row.firing) == ("fired", NOW, member, first)
    assert Activity.objects.about(row).filter(verb="fired").count() == 1
    assert Activity.objects.about(plan).filter(verb="triggered").count() == 1


def test_a_trigger_is_reset_once_and_fires_anew(member, plan):
    row = plan.triggers.get()
    row.fire(by=member)
    first = row.firing

    row.reset(by=member)
    row.reset(by=member)
    between = (row.state, row.fired_at, row.fired_by, row.firing)
    row.fire(by=member)

    assert between == ("armed", None, None, None)
    assert row.firing not in (None, first)
    assert Activity.objects.about(row).filter(verb="reset").count() == 1


@pytest.mark.parametrize("state", ["draft", "activated", "completed", "failed", "retired"])
def test_nothing_fires_of_a_plan_that_cannot_be_started(member, plan, state):
    enter(plan, state, by=member)

    with pytest.raises(ValidationError) as refused:
        plan.triggers.get().fire(by=member)

    assert refused.value.code == "plan_not_ready"
    assert plan.triggers.get().state == "armed"


@pytest.mark.parametrize("state", ["draft", "activated", "retired"])
def test_pages_and_api_refuse_to_fire_likewise(browse, api, member, plan, state):
    enter(plan, state, by=member)
    row = plan.triggers.get()

    said = browse(member).post(page("triggers/{}/firing/", row.pk), follow=True).content.decode()
    answer = api(member).post(f"{BASE}/triggers/{row.pk}/firing/")

    assert "Make the plan ready first" in said
    assert (answer.status_code, answer.data["errors"][0]["code"]) == (400, "plan_not_ready")


def test_by_page_a_trigger_fires_leads_to_the_activation_and_is_reset(browse, member, plan):
    client, row = browse(member), plan.triggers.get()

    fired = client.post(page("triggers/{}/firing/", row.pk))
    after = Trigger.objects.get().state
    shown = client.get(fired["Location"]).content.decode()
    client.post(page("triggers/{}/firing/undo/", row.pk))

    assert fired["Location"] == page("contingency-plans/{}/activation/", plan.pk)
    assert ("It happens" in shown, after, Trigger.objects.get().state) == (True, "fired", "armed")


def test_by_api_a_trigger_fires_and_is_reset(api, member, plan):
    client, url = api(member), f"{BASE}/triggers/{plan.triggers.get().pk}/firing/"

    answers = [client.post(url), client.delete(url)]

    assert [(answer.status_code, answer.data["state"]) for answer in answers] == [(200, "fired"), (200, "armed")]


def test_what_waits_for_something_else_is_armed_and_judged_anew(member, plan):
    row = trigger(plan, kind="date", on=DAY).store(by=member)
    plan.make_ready(by=member)
    row.fire(by=member)
    Trigger.objects.filter(pk=row.pk).update(holds=True, judged_at=NOW)
    row = Trigger.objects.get(pk=row.pk)
    row.on = DAY + dt.timedelta(days=1)

    row.store(by=member)

    row.refresh_from_db()
    assert (row.state, row.firing, row.holds, row.judged_at) == ("armed", None, None, None)


def test_a_plan_that_is_used_again_is_armed_again(member, plan):
    row = plan.triggers.get()
    row.fire(by=member)
    plan.activate(by=member)
    plan.complete(by=member)

    plan.rearm(by=member)

    assert (ContingencyPlan.objects.get().state, Trigger.objects.get(pk=row.pk).state) == ("ready", "armed")


def test_a_draft_is_removed_with_its_triggers_and_undo_brings_them_back(owner, plan):
    MoneyTriggerFactory(team=plan.team, plan=plan)
    with change(owner, "Cleared") as act:
        plan.discard(by=act)
    gone = (Trigger.objects.count(), MoneyTrigger.objects.count())

    act.undo(by=owner)

    assert gone == (0, 0)
    assert (Trigger.objects.count(), MoneyTrigger.objects.count()) == (1, 1)


# Who reads the money


def test_a_member_reads_a_condition_on_money_as_just_that(browse, api, member, manager, plan):
    MoneyTriggerFactory(team=plan.team, plan=plan, kind="joint_chance", percent=37)

    pages = [
        browse(person).get(page("contingency-plans/{}/", plan.pk)).content.decode() for person in (member, manager)
    ]
    told = api(member).get(f"{BASE}/contingency-plans/{plan.pk}/")
    listed = [api(person).get(f"{BASE}/money-triggers/").status_code for person in (member, manager)]

    assert ["37%" in text for text in pages] == [False, True]
    assert "a condition on money" in pages[0]
    assert told.data["starts_when"] == ["It happens", "a condition on money"]
    assert "37%" not in told.content.decode()
    assert listed == [403, 200]


def test_who_is_shown_the_money_reads_conditions_on_it_and_changes_none(browse, api, viewer, plan):
    viewer.reads_money = True
    viewer.save()
    row = MoneyTriggerFactory(team=plan.team, plan=plan, percent=37)

    text = browse(viewer).get(page("contingency-plans/{}/", plan.pk)).content.decode()
    answers = [
        api(viewer).get(f"{BASE}/money-triggers/{row.pk}/"),
        api(viewer).delete(f"{BASE}/money-triggers/{row.pk}/"),
        api(viewer).post(f"{BASE}/money-triggers/{row.pk}/firing/"),
    ]

    assert "37%" in text
    assert [answer.status_code for answer in answers] == [200, 403, 403]


def test_the_history_of_a_condition_on_money_is_for_who_reads_it(browse, member, manager, plan):
    MoneyTriggerFactory(team=plan.team, plan=plan, percent=37).fire(by=manager)

    texts = [browse(person).get(page("activity/", "")).content.decode() for person in (member, manager)]

    assert ["below 37%" in text for text in texts] == [False, True]
    assert "noted that a trigger of" in texts[0]


# Rehearsed, started by itself, followed by another


@time_machine.travel(NOW, tick=False)
def test_a_ready_plan_is_rehearsed_and_nothing_is_made(member, plan):
    plan.rehearse(by=member)
    plan.rehearse(by=member)

    assert (plan.state, plan.rehearsed_on) == ("rehearsed", NOW.date())
    assert Activity.objects.about(plan).filter(verb="rehearsed").count() == 1
    assert not plan.tasks()


def test_a_rehearsed_plan_is_rehearsed_again_another_day(member, plan):
    with time_machine.travel(NOW, tick=False):
        plan.rehearse(by=member)
    with time_machine.travel(NOW + dt.timedelta(days=9), tick=False):
        plan.rehearse(by=member)

    assert plan.rehearsed_on == NOW.date() + dt.timedelta(days=9)


@pytest.mark.parametrize("state", ["draft", "activated", "completed", "failed", "retired"])
def test_pages_and_api_refuse_to_rehearse_what_cannot_be_started(browse, api, member, plan, state):
    enter(plan, state, by=member)

    said = browse(member).post(page("contingency-plans/{}/rehearsal/", plan.pk), follow=True).content.decode()
    answer = api(member).post(f"{BASE}/contingency-plans/{plan.pk}/rehearsal/")

    assert "cannot do this" in said
    assert (answer.status_code, answer.data["errors"][0]["code"]) == (400, "unreachable_state")
    assert ContingencyPlan.objects.get().state == state


def test_pages_and_api_rehearse(browse, api, member, plan):
    browse(member).post(page("contingency-plans/{}/rehearsal/", plan.pk))
    by_page = ContingencyPlan.objects.get().state
    answer = api(member).post(f"{BASE}/contingency-plans/{plan.pk}/rehearsal/")

    assert (by_page, answer.data["state"]) == ("rehearsed", "rehearsed")


def test_only_managers_let_a_plan_start_by_itself(browse, api, member, manager, plan):
    url = f"{BASE}/contingency-plans/{plan.pk}/automation/"

    refused = [browse(member).post(page("contingency-plans/{}/automation/", plan.pk)), api(member).post(url)]
    browse(manager).post(page("contingency-plans/{}/automation/", plan.pk))
    by_page = ContingencyPlan.objects.get().starts_by_itself
    off, on = api(manager).delete(url), api(manager).post(url)

    assert [answer.status_code for answer in refused] == [403, 403]
    assert (by_page, off.data["starts_by_itself"], on.data["starts_by_itself"]) == (True, False, True)


def test_a_failed_plan_leads_to_the_one_kept_for_that_case(browse, member, plan):
    second = prepared_plan(plan.risk, member, fallback_of=plan)
    plan.activate(by=member)
    plan.fail(by=member)

    text = browse(member).get(page("contingency-plans/{}/", plan.pk)).content.decode()

    assert f'href="{page("contingency-plans/{}/activation/", second.pk)}"' in text


@pytest.mark.parametrize("state", ["activated", "completed", "failed", "retired"])
def test_a_plan_that_cannot_be_started_any_more_is_not_offered_where_another_failed(member, plan, state):
    gone = prepared_plan(plan.risk, member, fallback_of=plan)
    enter(gone, state, by=member)
    before = plan.fallback()

    next_one = prepared_plan(plan.risk, member, fallback_of=plan)
    ContingencyPlanFactory(team=plan.team, risk=plan.risk, fallback_of=plan)

    assert (before, plan.fallback()) == (None, next_one)


def test_a_plan_follows_one_of_its_own_risk_and_never_itself(member, plan):
    second = prepared_plan(plan.risk, member, fallback_of=plan)
    stranger = prepared_plan(RiskFactory(team=plan.team), member)

    for row, before, code in ((plan, second, "circle"), (plan, plan, "circle"), (plan, stranger, "other_risk")):
        row.fallback_of = before
        with pytest.raises(ValidationError) as refused:
            row.store(by=member)
        assert [error.code for error in refused.value.error_dict["fallback_of"]] == [code]
        row.refresh_from_db()


def enter(plan, state, *, by):
    """Lead a ready plan to a state by its verbs."""
    ways = {
        "draft": ["redraft"],
        "activated": ["activate"],
        "completed": ["activate", "complete"],
        "failed": ["activate", "fail"],
        "retired": ["retire"],
    }
    for verb in ways[state]:
        getattr(plan, verb)(by=by)


# What a change says, and what the cash says


@pytest.mark.parametrize("way", ["plan", "new step", "step", "no step", "no trigger"])
def test_every_page_that_makes_a_draft_of_a_ready_plan_says_so(browse, member, plan, way):
    step = plan.steps.first()
    posts = {
        "plan": (page("contingency-plans/{}/edit/", plan.pk), {"title": "T", "reserve": "9", "currency": "EUR"}),
        "new step": (page("contingency-steps/new/", ""), {"plan": plan.pk, "title": "Call", "offset_days": 1}),
        "step": (page("contingency-steps/{}/edit/", step.pk), {"title": "Call", "offset_days": 1, "position": 1}),
        "no step": (page("contingency-steps/{}/discard/", step.pk), {}),
        "no trigger": (page("triggers/{}/discard/", plan.triggers.get().pk), {}),
    }
    url, values = posts[way]
    versions = {"plan": plan.version, "step": step.version}

    answer = browse(member).post(url, values | {"version": versions.get(way, "")}, follow=True)

    assert "The plan is a draft again" in answer.content.decode()
    assert ContingencyPlan.objects.get().state == "draft"


def test_an_edit_that_is_not_material_says_nothing(browse, member, plan):
    url, values = page("contingency-plans/{}/edit/", plan.pk), {"title": "Other", "owner": member.pk, "currency": "EUR"}

    answer = browse(member).post(url, values | {"version": plan.version}, follow=True)

    assert "The plan is a draft again" not in answer.content.decode()
    assert ContingencyPlan.objects.get().title == "Other"


def test_a_step_tells_programs_that_its_plan_is_a_draft_again(api, member, plan):
    made = api(member).post(f"{BASE}/contingency-steps/", {"plan": plan.pk, "title": "Call", "offset_days": 1})

    assert made.data["plan_state"] == "draft"


@pytest.mark.parametrize(
    ("reserve", "currency", "told"),
    [
        (100, "EUR", "covers it; no other plan holds a reserve."),
        (101, "EUR", "More than there is: the cash known is"),
        (5, "USD", "The cash is in another currency, and there is no rate."),
    ],
)
def test_who_sees_the_cash_reads_whether_the_reserve_is_there(browse, member, manager, plan, reserve, currency, told):
    CashPositionFactory(team=plan.team, balance=100, currency="EUR")
    ContingencyPlan.objects.update(reserve=reserve, currency=currency)

    texts = [browse(each).get(plan.get_absolute_url()).content.decode() for each in (member, manager)]

    assert [told in text for text in texts] == [False, True]
