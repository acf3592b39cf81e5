"""What the pages of the register show and offer: to whom, and only where it can be done."""

from urllib.parse import quote

import pytest
from django.urls import reverse

from risks.models import ContingencyPlan, Risk
from tests.conftest import NOW
from tests.factories.planner import MilestoneFactory, ProjectFactory
from tests.factories.risks import ContingencyPlanFactory, ResponseActionFactory, RiskFactory, prepared_plan
from tests.factories.teams import MembershipFactory

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(f"risks:{name}", args=["acme", *args])


def text_of(client, url):
    return client.get(url).content.decode()


def choices(answer, name):
    return {str(row) for row in answer.context["form"].fields[name].queryset}


# Words


def test_a_risk_is_rated_in_the_language_of_its_reader(browse, member):
    risk = RiskFactory(team=member.team, score=(3, 4))
    member.user.language = "zh-hans"
    member.user.save()
    client = browse(member)

    forms = [text_of(client, page("risk-new")), text_of(client, page("risk-assessment", risk.pk))]
    board = text_of(client, page("board"))

    assert all("3 · 可能 · 30–50%<" in form and "4 · 重大<" in form for form in forms)
    assert not any("成功概率" in each for each in (*forms, board))  # how probable a deal is


# Answers to a risk


@pytest.mark.parametrize("name", ["plan-new", "action-new"])
def test_what_answers_a_risk_begins_with_one_where_none_is_open(browse, member, name):
    RiskFactory(team=member.team, status="rejected", closed_at=NOW, closure_reason="duplicate")
    client, way = browse(member), f"{page('risk-new')}?next={quote(page(name), safe='')}"

    without = text_of(client, page(name))
    kept = f'name="next" value="{page(name)}"' in text_of(client, way)
    back = client.post(way, {"title": "Delay", "category": "team", "kind": "threat", "next": page(name)})["Location"]

    assert (f'href="{way}"' in without, kept, back) == (True, True, page(name))
    assert way not in text_of(client, page(name))


@pytest.mark.parametrize(("name", "field"), [("plan-new", "risk"), ("action-new", "risks")])
def test_the_only_open_risk_is_chosen_in_advance(browse, member, name, field):
    risk = RiskFactory(team=member.team)
    client = browse(member)

    alone = client.get(page(name)).context["form"][field].value()
    RiskFactory(team=member.team)
    of_two = client.get(page(name)).context["form"][field].value()

    assert alone in (risk.pk, [risk.pk])
    assert not of_two


# Risks


def test_everybody_sees_how_a_risk_was_judged_before(browse, viewer, member):
    risk = RiskFactory(team=viewer.team)
    risk.assess(2, 2, by=member, reason="A first guess")
    risk.assess(5, 5, by=member, reason="The quota was cut")

    shown = browse(viewer).get(page("risk", risk.pk))

    assert [each.reason for each in shown.context["assessments"]] == ["The quota was cut", "A first guess"]
    assert "A first guess" in shown.content.decode()


def test_a_risk_is_offered_for_removal_only_while_it_has_no_history(browse, member):
    blank = RiskFactory(team=member.team)
    rated = RiskFactory(team=member.team, score=(3, 3))
    answered, planned = RiskFactory(team=member.team), RiskFactory(team=member.team)
    ResponseActionFactory(team=member.team, risks=[answered])
    ContingencyPlanFactory(team=member.team, risk=planned)
    client = browse(member)

    offered = [
        page("risk-discard", risk.pk) in text_of(client, page("risk", risk.pk))
        for risk in (blank, rated, answered, planned)
    ]

    assert offered == [True, False, False, False]


def test_a_risk_that_stays_is_advised_in_its_own_words(browse, member):
    risk = RiskFactory(team=member.team, score=(3, 3))

    told = browse(member).post(page("risk-discard", risk.pk), follow=True).content.decode()

    assert "It has a history by now: close or reject it instead." in told
    assert "cancel it" not in told
    assert Risk.objects.count() == 1


def test_the_board_shows_one_side_threats_unless_opportunities_are_asked_for(browse, viewer):
    RiskFactory(team=viewer.team, title="Fire", score=(5, 5))
    RiskFactory(team=viewer.team, title="Luck", score=(5, 5), kind="opportunity")
    client = browse(viewer)

    start, chances, old_link = (
        client.get(page("board"), query) for query in ({}, {"kind": "opportunity"}, {"kind": "all"})
    )

    worst = [shown.context["board"].rows[0].cells[-1] for shown in (start, chances, old_link)]
    titles = [{risk.title for risk in cell.risks} for cell in worst]
    assert titles == [{"Fire"}, {"Luck"}, {"Fire"}]


@pytest.mark.parametrize("query", [{}, {"status": "all"}, {"status": "rejected"}, {"kind": "opportunity"}])
@pytest.mark.parametrize("more", [{}, {"strategy": "none"}, {"strategy": "exploit"}])
def test_the_register_and_the_api_filter_alike(browse, api, viewer, query, more):
    RiskFactory(team=viewer.team, title="Fire", score=(5, 5), strategy="avoid")
    RiskFactory(team=viewer.team, title="Luck", kind="opportunity", strategy="exploit")
    RiskFactory(team=viewer.team, title="Over", status="rejected", closure_reason="duplicate", closed_at=NOW)
    asked = {"status": "open"} | query | more

    shown = browse(viewer).get(page("register"), query | more).context["object_list"]
    answer = api(viewer).get("/api/v1/teams/acme/risks/", asked)

    assert {risk.title for risk in shown} == {risk["title"] for risk in answer.data["results"]}


# Plans


def test_the_plans_have_a_list_that_starts_with_open_ones(browse, viewer, member):
    risk = RiskFactory(team=viewer.team)
    ContingencyPlanFactory(team=viewer.team, risk=risk, title="Draft")
    ContingencyPlanFactory(team=viewer.team, risk=risk, title="Put away", state="retired")
    prepared_plan(risk, member, title="Ready").activate(by=member)
    client = browse(viewer)

    start, whole = client.get(page("plan-list")), client.get(page("plan-list"), {"state": "all"})

    assert {plan.title for plan in start.context["object_list"]} == {"Draft", "Ready"}
    assert {plan.title for plan in whole.context["object_list"]} == {"Draft", "Ready", "Put away"}
    assert page("plan-list") in text_of(client, page("board"))


def test_a_removed_plan_leads_to_the_list_of_plans(browse, member):
    plan = ContingencyPlanFactory(team=member.team)

    answer = browse(member).post(page("plan-discard", plan.pk))

    assert (answer["Location"], ContingencyPlan.objects.count()) == (page("plan-list"), 0)


def test_an_activation_is_offered_for_undo_to_those_who_may_undo_it(browse, member, manager):
    plan = prepared_plan(RiskFactory(team=member.team), member)
    plan.activate(by=member)
    colleague = MembershipFactory(team=member.team, role="member", name="Cleo Colleague")
    undo, here = page("plan-activation-undo", plan.pk), page("plan", plan.pk)

    offered = {person.name: undo in text_of(browse(person), here) for person in (member, manager, colleague)}

    assert offered == {"Mia Member": True, "Max Manager": True, "Cleo Colleague": False}


def test_a_plan_is_offered_for_editing_and_removal_only_where_it_can_be_done(browse, member):
    plan = prepared_plan(RiskFactory(team=member.team), member)
    client = browse(member)
    here = page("plan", plan.pk)

    def offered():
        shown = text_of(client, here)
        return page("plan-edit", plan.pk) in shown, page("plan-discard", plan.pk) in shown

    fresh = offered()
    plan.activate(by=member)
    started = offered()
    plan.complete(by=member)
    plan.rearm(by=member)

    assert (fresh, started, offered()) == ((True, True), (False, False), (True, False))


def test_the_money_of_a_plan_at_work_is_not_changed_by_programs_either(api, member):
    plan = prepared_plan(RiskFactory(team=member.team), member)
    plan.activate(by=member)

    answer = api(member).patch(
        f"/api/v1/teams/acme/contingency-plans/{plan.pk}/", {"reserve": "7", "version": plan.version}
    )

    assert (answer.status_code, answer.data["errors"][0]["field"]) == (400, "reserve")
    assert answer.data["errors"][0]["code"] == "plan_fixed"


def test_what_came_of_a_plan_is_still_told_when_it_is_used_again(browse, viewer, member):
    plan = prepared_plan(RiskFactory(team=member.team), member)
    plan.retire(by=member)
    plan.rearm(by=member)
    plan.make_ready(by=member)
    plan.activate(by=member)
    activated, outcome = plan.activated_at, "partly"
    plan.complete(by=member, outcome=outcome, effect="Two weeks won")
    plan.rearm(by=member)

    shown = browse(viewer).get(page("plan", plan.pk))

    uses = [(use["outcome"], use["effect"], use["activated_at"]) for use in shown.context["earlier_uses"]]
    assert uses == [
        ("Worked in part", "Two weeks won", activated.replace(microsecond=activated.microsecond // 1000 * 1000))
    ]
    assert "Two weeks won" in shown.content.decode()


# Choices


def test_forms_offer_what_is_open_and_what_stands_already(browse, member):
    team = member.team
    over = ProjectFactory(team=team, state="finished")
    kept = MilestoneFactory(team=team, title="Kept", state="cancelled")
    beta = MilestoneFactory(team=team, title="Beta")
    MilestoneFactory(team=team, title="Of old", project=over)
    risk = RiskFactory(team=team, title="Fire", milestones=[kept])
    RiskFactory(team=team, title="Over", status="rejected", closure_reason="duplicate", closed_at=NOW)
    client = browse(member)

    assert choices(client.get(page("risk-new")), "milestones") == {str(beta)}
    assert choices(client.get(page("risk-edit", risk.pk)), "milestones") == {str(beta), str(kept)}
    assert choices(client.get(page("plan-new")), "risk") == {str(risk)}
    assert choices(client.get(page("action-new")), "risks") == {str(risk)}
