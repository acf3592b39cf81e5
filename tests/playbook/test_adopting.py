"""Adding entries of the library: copies in one act, taken back by one undo, and never the same twice."""

import datetime as dt

import pytest
import time_machine
from django.utils import translation

from playbook.adopting import adopt
from playbook.library import codes, entries
from playbook.standing import LIBRARY, alike_for, copies_for
from risks.models import Assessment, ContingencyPlan, ContingencyStep, Indicator, ResponseAction, Risk, Trigger
from risks.states import ClosureReason, PlanState, Status, Strategy
from teams.models import Activity, JobRole
from tests.conftest import NOW
from tests.factories.risks import RiskFactory
from tests.factories.teams import PositionFactory

CODE = "compute_too_slow_or_dear"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW):
        yield


def counts():
    kinds = (Risk, Assessment, ResponseAction, ContingencyPlan, ContingencyStep, Trigger, Indicator)
    return [kind.objects.count() for kind in kinds]


def test_an_entry_becomes_a_risk_with_a_suggested_rating(member):
    adoption = adopt([CODE], language="en", by=member)

    risk, entry = Risk.objects.get(), entries("en")[CODE]
    assert [copy.risk for copy in adoption.added] == [risk]
    assert (risk.title, risk.cause, risk.event, risk.effect) == (entry.title, entry.cause, entry.event, entry.effect)
    assert (risk.category, risk.kind, risk.strategy) == ("cost_compute", "threat", Strategy.MITIGATE)
    assert (risk.status, risk.level, risk.raised_by) == (Status.ASSESSED, "high", member)
    assert (risk.current.external_source, risk.current.author) == ("template", member)
    assert risk.current.reason == "Suggested by the risk library; judge it again for your own case."
    assert risk.next_review_on == dt.date(2026, 4, 1)
    assert risk.probability_percent is None


def test_its_responses_become_actions_that_say_where_they_show(member):
    adopt([CODE], language="en", by=member)

    actions = Risk.objects.get().actions.order_by("number")
    assert [action.title for action in actions] == [each.title for each in entries("en")[CODE].responses]
    assert actions[1].description == "Shows in: Memory per model and seconds per answer"
    assert actions[1].due_on == dt.date(2026, 4, 1)


def test_an_action_is_due_on_a_working_day(member):
    with time_machine.travel(NOW + dt.timedelta(days=3), tick=False):
        adopt([CODE], language="en", by=member)

    assert Risk.objects.get().actions.order_by("number")[1].due_on == dt.date(2026, 4, 6)  # the fourth is a Saturday


def test_what_is_added_is_in_one_language_whatever_that_of_the_reader(member):
    with translation.override("en"):
        adopt([CODE], language="zh-hans", by=member)

    risk, entry = Risk.objects.get(), entries("zh-hans")[CODE]
    actions = risk.actions.order_by("number")
    assert (risk.title, [action.title for action in actions]) == (entry.title, [each.title for each in entry.responses])
    told = [risk.current.reason, *(action.description for action in actions)]
    assert [each for each in told if "Suggested" in each or "Shows in" in each] == []


def test_its_contingency_plan_is_a_draft_with_trigger_and_steps(member):
    adopt([CODE], language="en", by=member)

    plan = ContingencyPlan.objects.get()
    assert (plan.state, plan.title) == (PlanState.DRAFT, "Serve a smaller model")
    seen, measured = plan.triggers.order_by("kind").reverse()
    assert (seen.kind, seen.text) == ("manual", entries("en")[CODE].plan.trigger)
    assert (measured.kind, measured.indicator, measured.threshold) == ("indicator", Indicator.objects.get(), None)
    assert [(step.position, step.offset_days, step.job_role) for step in plan.steps.all()] == [
        (1, 0, "data_scientist"),
        (2, 5, "engineer"),
        (3, 14, "data_scientist"),
    ]


@pytest.mark.parametrize(("starts", "is_held"), [(0, True), (1, False)])
def test_who_holds_a_role_from_tomorrow_on_is_in_charge_of_nothing_yet(member, viewer, starts, is_held):
    for role in JobRole.values:
        day = NOW.date() + dt.timedelta(days=starts)
        PositionFactory(team=member.team, job_role=role, holder=viewer, starts_on=day)

    adopt([CODE], language="en", by=member)

    assert Risk.objects.get().owner == (viewer if is_held else None)


def test_what_no_figure_shows_somebody_has_to_see(member):
    adopt(["ai_act_role", "prompt_injection", "tranche_missed"], language="en", by=member)

    assert {trigger.kind for trigger in Trigger.objects.all()} == {"manual"}
    assert Trigger.objects.count() == 3


def test_its_indicator_is_watched_from_then_on(member):
    adopt([CODE, "prompt_injection", "no_market_need", "ai_act_role"], language="en", by=member)

    found = Indicator.objects.order_by("number").values_list("name", "unit", "direction", "amber", "red")
    assert list(found) == [
        ("Cost per thousand answers against the plan", "% of the plan", "up", 120, 150),
        ("Attacks blocked in the release test", "% of attacks", "down", 98, 95),
        ("Users who come back after four weeks", "% of users", "down", 40, 20),
    ]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_entry_can_be_copied_in_either_language(member, language):
    adopt(codes(), language=language, by=member)

    assert set(Risk.objects.values_list("title", flat=True)) == {entry.title for entry in entries(language).values()}


def test_what_has_a_role_goes_to_whoever_holds_it(member, manager):
    PositionFactory(team=member.team, job_role=JobRole.TECHNICAL_LEAD, holder=manager)

    adopt([CODE], language="en", by=member)

    assert (Risk.objects.get().owner, ContingencyPlan.objects.get().owner) == (manager, manager)
    assert set(ResponseAction.objects.values_list("owner", flat=True)) == {manager.pk, None}


def test_texts_are_copied_in_the_language_that_was_asked_for(member):
    adopt([CODE], language="zh-hans", by=member)

    risk = Risk.objects.get()
    assert risk.title == "训练或推理过慢或过贵"
    assert risk.plans.get().title == "改用更小的模型"


def test_an_opportunity_keeps_its_kind(member):
    adopt(["research_partner"], language="en", by=member)

    assert (Risk.objects.get().kind, Risk.objects.get().strategy) == ("opportunity", Strategy.SHARE)


@pytest.mark.parametrize("some", [1, 3, 40])
def test_one_undo_takes_everything_back(member, some):
    adoption = adopt(codes()[:some], language="en", by=member)
    made = counts()

    adoption.act.undo(by=member)

    assert (made[0], made[3]) == (some, some)
    assert counts() == [0, 0, 0, 0, 0, 0, 0]


def test_the_history_tells_of_one_act(member):
    adopt([CODE], language="en", by=member)
    adopt(["burnout", "data_breach"], language="en", by=member)

    acts = {activity.change.label: activity.change.facts for activity in Activity.objects.select_related("change")}
    assert acts == {
        "{who} added “{name}” from the risk library": {"name": "Training or inference too slow or dear"},
        "{who} added {count} risks from the risk library": {"count": "2"},
    }


def test_what_is_in_the_register_is_not_added_again(member):
    first = adopt([CODE], language="en", by=member)

    again = adopt([CODE, "burnout", CODE], language="zh-hans", by=member)

    assert [copy.risk for copy in again.present] == [first.added[0].risk]
    assert [copy.code for copy in again.added] == ["burnout"]
    assert Risk.objects.count() == 2


def test_nothing_new_makes_no_act(member):
    adopt([CODE], language="en", by=member)
    before = counts()

    again = adopt([CODE], language="en", by=member)

    assert (again.act, again.added, counts()) == (None, [], before)


def test_what_was_undone_can_be_added_again(member):
    adopt([CODE], language="en", by=member).act.undo(by=member)

    assert len(adopt([CODE], language="en", by=member).added) == 1


def test_a_closed_copy_is_still_a_copy(member):
    risk = adopt([CODE], language="en", by=member).added[0].risk
    risk.refresh_from_db()
    risk.reject(ClosureReason.NOT_A_RISK, by=member)

    again = adopt([CODE], language="en", by=member)

    assert [copy.risk for copy in again.present] == [risk]


def test_a_copy_is_the_teams_own_and_stays_as_it_was_edited(member):
    risk = adopt([CODE], language="en", by=member).added[0].risk
    risk.refresh_from_db()
    risk.title = "Our training is too slow"
    risk.store(by=member)

    assert copies_for(member)[CODE].risk.title == "Our training is too slow"
    assert adopt([CODE], language="en", by=member).added == []


def test_another_team_has_copies_of_its_own(member, stranger):
    adopt([CODE], language="en", by=stranger)

    assert copies_for(member) == {}
    assert len(adopt([CODE], language="en", by=member).added) == 1


def test_a_copy_of_an_older_version_is_behind(member):
    older = RiskFactory(team=member.team, external_source=LIBRARY, external_id=f"{CODE}@0/0123456789ab")
    adopt(["burnout"], language="en", by=member)

    copies = copies_for(member)

    assert (copies[CODE].risk, copies[CODE].version) == (older, 0)
    assert {code: copy.is_behind(entries("en")[code]) for code, copy in copies.items()} == {
        CODE: True,
        "burnout": False,
    }


def test_an_open_copy_comes_before_one_that_ended(member):
    first = adopt([CODE], language="en", by=member).added[0].risk
    first.refresh_from_db()
    first.reject(ClosureReason.NOT_A_RISK, by=member)
    open_one = RiskFactory(team=member.team, external_source=LIBRARY, external_id=f"{CODE}@1/0123456789ab")
    RiskFactory(team=member.team, external_source=LIBRARY, external_id="neither of us")

    assert {code: copy.risk for code, copy in copies_for(member).items()} == {CODE: open_one}


def test_adding_costs_a_few_statements_for_each_entry(member, django_assert_max_num_queries):
    with django_assert_max_num_queries(760):
        adopt(codes()[:40], language="en", by=member)


@pytest.fixture
def hidden(owner):
    """A copy that owners alone see."""
    risk = adopt([CODE], language="en", by=owner).added[0].risk
    Risk.objects.filter(pk=risk.pk).update(is_restricted=True)
    return risk


def test_a_copy_one_may_not_see_is_not_spoken_of(hidden, member, owner):
    adoption = adopt([CODE], language="en", by=member)

    assert (len(adoption.added), adoption.present) == (1, [])
    assert adoption.added[0].risk != hidden
    assert {copy.risk for copy in adopt([CODE], language="en", by=owner).present} == {hidden}


def test_neither_pages_nor_programs_tell_of_a_hidden_copy(hidden, member, browse, api):
    page = browse(member).get("/t/acme/risk-library/").content.decode()
    entry = api(member).get(f"/api/v1/teams/acme/risk-library/{CODE}/").json()

    assert str(hidden.pk) not in page
    assert hidden.code not in page
    assert entry["in_register"] is None


def test_a_hidden_risk_of_the_same_name_is_not_spoken_of_either(member, browse):
    hidden = RiskFactory(team=member.team, title="Burnout", is_restricted=True)

    assert str(hidden.pk) not in browse(member).get("/t/acme/risk-library/").content.decode()
    assert "burnout" not in alike_for(member)
