"""Pages of the register: what they show, what they do, what they cost, whom they let in."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from planner.models import Task
from risks.models import Assessment, ContingencyPlan, ContingencyStep, ResponseAction, Risk
from teams.models import Change
from tests.conftest import NOW
from tests.factories.planner import MilestoneFactory
from tests.factories.risks import ContingencyPlanFactory, ResponseActionFactory, RiskFactory, prepared_plan

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(f"risks:{name}", args=["acme", *args])


def htmx(target):
    return {"HX-Request": "true", "HX-Target": target}


def full_risk(team, who):
    """Return a risk with everything its page shows."""
    risk = RiskFactory(
        team=team, owner=who, score=(4, 4), target=(1, 2), milestones=[MilestoneFactory(team=team)], cause="Cuts"
    )
    ResponseActionFactory(team=team, risks=[risk], owner=who)
    prepared_plan(risk, who)
    return risk


# The register


@time_machine.travel(NOW)
def test_the_register_shows_open_risks_worst_first(browse, viewer):
    RiskFactory(team=viewer.team, title="Mild", score=(1, 1))
    RiskFactory(team=viewer.team, title="Grave", score=(5, 5))
    RiskFactory(team=viewer.team, title="Over", status="rejected", closure_reason="duplicate", closed_at=NOW)

    shown = browse(viewer).get(page("register"))

    assert [risk.title for risk in shown.context["object_list"]] == ["Grave", "Mild"]
    assert "Critical" in shown.content.decode()


def test_the_register_is_filtered_by_the_address(browse, viewer):
    RiskFactory(team=viewer.team, title="Rated", score=(1, 1))
    RiskFactory(team=viewer.team, title="Unrated")

    shown = browse(viewer).get(page("register"), {"level": "none"})

    assert [risk.title for risk in shown.context["object_list"]] == ["Unrated"]


def test_an_empty_register_offers_to_add_a_risk_only_to_those_who_may(browse, member, viewer):
    offered = page("risk-new") in browse(member).get(page("register")).content.decode()
    hidden = page("risk-new") in browse(viewer).get(page("register")).content.decode()

    assert (offered, hidden) == (True, False)


def test_the_table_alone_answers_htmx(browse, viewer):
    RiskFactory(team=viewer.team, title="Grave", score=(5, 5))

    part = browse(viewer).get(page("register"), headers=htmx("risk-table")).content.decode()

    assert "Grave" in part
    assert "<html" not in part


# The board


def cells(shown):
    """Return {(probability, impact): titles} of the squares that hold risks."""
    return {
        (cell.probability, cell.impact): [risk.title for risk in cell.risks]
        for row in shown.context["board"].rows
        for cell in row.cells
        if cell.risks
    }


def test_the_board_puts_risks_into_their_squares_and_keeps_the_unrated_apart(browse, viewer):
    RiskFactory(team=viewer.team, title="Grave", score=(5, 4))
    RiskFactory(team=viewer.team, title="Rare", score=(1, 5))
    RiskFactory(team=viewer.team, title="Unrated")

    shown = browse(viewer).get(page("board"))

    assert cells(shown) == {(5, 4): ["Grave"], (1, 5): ["Rare"]}
    assert [risk.title for risk in shown.context["board"].not_rated.risks] == ["Unrated"]


def test_the_board_names_all_twenty_five_squares_with_their_level(browse, viewer):
    shown = browse(viewer).get(page("board"))

    found = re.findall(r'<td data-level="(\w+)"', shown.content.decode())
    assert len(found) == 25
    assert sorted(set(found)) == ["critical", "high", "low", "moderate", "very_low"]
    assert [row.probability for row in shown.context["board"].rows] == [5, 4, 3, 2, 1]


def test_the_switch_lays_the_board_out_by_another_score(browse, viewer):
    RiskFactory(team=viewer.team, title="Grave", score=(5, 5), target=(2, 2))

    shown = browse(viewer).get(page("board"), {"score": "target"})

    assert cells(shown) == {(2, 2): ["Grave"]}


@pytest.mark.parametrize("nonsense", [{"score": "mood"}, {"risk": "nothing"}, {"score": "level"}])
def test_nonsense_in_the_address_gives_the_plain_board(browse, viewer, nonsense):
    RiskFactory(team=viewer.team, title="Grave", score=(5, 5))

    shown = browse(viewer).get(page("board"), nonsense)

    assert (shown.status_code, cells(shown)) == (200, {(5, 5): ["Grave"]})


def test_every_risk_of_the_board_is_a_link_that_the_keyboard_reaches(browse, viewer):
    rated = RiskFactory(team=viewer.team, score=(5, 5))
    unrated = RiskFactory(team=viewer.team)

    text = browse(viewer).get(page("board")).content.decode()

    for risk in (rated, unrated):
        assert re.search(rf'<a[^>]*href="\?[^"]*risk={risk.pk}[^"]*"[^>]*hx-get=', text)
    assert text.count('hx-target="#risk-panel"') == 2  # around the board's cards, and the tray's
    assert 'tabindex="-1" data-card' not in text


def test_a_card_opens_beside_the_board_by_htmx_and_by_its_plain_link(browse, viewer):
    risk = RiskFactory(team=viewer.team, title="Grave", score=(5, 5), cause="The quota is cut")
    client = browse(viewer)

    part = client.get(page("board"), {"risk": risk.pk}, headers=htmx("risk-panel")).content.decode()
    whole = client.get(page("board"), {"risk": risk.pk}).content.decode()

    assert "The quota is cut" in part
    assert "<html" not in part
    assert "The quota is cut" in whole
    assert "<html" in whole


def test_the_board_opens_no_risk_of_another_team(browse, viewer, stranger):
    theirs = RiskFactory(team=stranger.team, cause="Their secret")

    shown = browse(viewer).get(page("board"), {"risk": theirs.pk})

    assert shown.context["selected"] is None
    assert "Their secret" not in shown.content.decode()


# A risk


def test_a_risk_is_told_in_three_parts_with_its_scores(browse, viewer, member):
    risk = full_risk(viewer.team, member)
    Risk.objects.filter(pk=risk.pk).update(event="capacity is missing", effect="the beta slips")

    text = browse(viewer).get(page("risk", risk.pk)).content.decode()

    for expected in (
        "Cuts",
        "capacity is missing",
        "the beta slips",
        "Critical" if risk.level == "critical" else "High",
    ):
        assert expected in text
    assert text.index("Cuts") < text.index("capacity is missing") < text.index("the beta slips")


def test_a_risk_is_added_with_its_rating_in_one_act(browse, member):
    milestone = MilestoneFactory(team=member.team)
    values = {"title": "No GPUs", "category": "cost_compute", "kind": "threat", "milestones": [milestone.pk]}

    answer = browse(member).post(page("risk-new"), values | {"probability": 4, "impact": 5})

    risk = Risk.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, page("risk", risk.pk))
    assert (risk.level, risk.status, risk.raised_by) == ("critical", "assessed", member)
    assert list(risk.milestones.all()) == [milestone]
    assert Change.objects.count() == 1


def test_a_risk_is_added_without_a_rating(browse, member):
    browse(member).post(page("risk-new"), {"title": "No GPUs", "category": "cost_compute", "kind": "threat"})

    assert (Risk.objects.get().level, Change.objects.count()) == (None, 0)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"probability": 4}, "Give both probability and impact, or neither."),
        ({"strategy": "exploit"}, "This strategy does not fit"),
        ({"window_from": "2026-03-02", "window_to": "2026-03-01"}, "The window cannot end before it starts."),
        ({"title": ""}, "This field is required."),
    ],
)
def test_a_broken_rule_is_said_in_the_form_and_stores_nothing(browse, member, values, message):
    base = {"title": "No GPUs", "category": "cost_compute", "kind": "threat"}

    answer = browse(member).post(page("risk-new"), base | values)

    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert (Risk.objects.count(), Change.objects.count()) == (0, 0)


def test_a_risk_offers_only_milestones_and_people_of_the_team(browse, member, stranger):
    alien = MilestoneFactory(team=stranger.team, title="Their beta")

    shown = browse(member).get(page("risk-new")).content.decode()
    answer = browse(member).post(
        page("risk-new"), {"title": "X", "category": "team", "kind": "threat", "milestones": [alien.pk]}
    )

    assert "Their beta" not in shown
    assert stranger.name not in shown
    assert (answer.status_code, Risk.objects.count()) == (422, 0)


def test_a_risk_is_assessed_from_its_page(browse, member):
    risk = RiskFactory(team=member.team)

    answer = browse(member).post(
        page("risk-assessment", risk.pk), {"kind": "current", "probability": 3, "impact": 4, "reason": "New facts"}
    )

    risk.refresh_from_db()
    assert (answer.status_code, risk.level, risk.current.reason) == (303, "high", "New facts")


def test_half_an_assessment_is_refused_with_the_words_of_the_api(browse, member):
    risk = RiskFactory(team=member.team)

    answer = browse(member).post(page("risk-assessment", risk.pk), {"kind": "current", "impact": 4})

    assert answer.status_code == 422
    assert "Give both probability and impact, or neither." in answer.content.decode()
    assert Assessment.objects.count() == 0


def test_who_closes_a_risk_is_told_what_stays_open(browse, member):
    risk = RiskFactory(team=member.team, status="monitoring", score=(4, 4))
    ResponseActionFactory(team=member.team, risks=[risk], title="Still to do")
    ResponseActionFactory(team=member.team, risks=[risk], title="Given up", state="cancelled")
    prepared_plan(risk, member, title="Only ready")
    prepared_plan(risk, member, title="At work").activate(by=member)

    shown = browse(member).get(risk.get_absolute_url())

    assert [row.title for row in shown.context["stays_open"]] == ["Still to do", "At work"]
    assert "stays open when the risk ends" in shown.content.decode()


def test_a_risk_is_closed_and_the_closing_undone(browse, member):
    risk = RiskFactory(team=member.team, status="monitoring")
    client = browse(member)

    client.post(page("risk-closing", risk.pk), {"status": "closed", "closure_reason": "avoided"})
    risk.refresh_from_db()
    closed = risk.status
    client.post(page("risk-closing-undo", risk.pk))

    risk.refresh_from_db()
    assert (closed, risk.status) == ("closed", "monitoring")


def test_a_status_that_cannot_be_reached_is_refused_in_words(browse, member):
    risk = RiskFactory(team=member.team, status="identified")

    answer = browse(member).post(page("risk-status", risk.pk), {"status": "monitoring"}, follow=True)

    risk.refresh_from_db()
    assert risk.status == "identified"
    assert "A risk cannot go from this status to that one." in answer.content.decode()


def test_a_milestone_shows_the_open_risks_that_concern_it(browse, viewer):
    milestone = MilestoneFactory(team=viewer.team)
    RiskFactory(team=viewer.team, title="Concerned", milestones=[milestone])
    RiskFactory(team=viewer.team, title="Unconcerned")
    client = browse(viewer)

    part = client.get(page("of-milestone", milestone.pk), headers=htmx("milestone-risks")).content.decode()
    whole = client.get(page("of-milestone", milestone.pk)).content.decode()

    assert ("Concerned" in part, "Unconcerned" in part, "<html" in part) == (True, False, False)
    assert ("Concerned" in whole, "<html" in whole) == (True, True)


# Actions


def test_an_action_is_planned_for_a_risk_and_leads_back_to_it(browse, member):
    risk = RiskFactory(team=member.team)

    answer = browse(member).post(page("action-new"), {"risks": [risk.pk], "title": "Reserve", "state": "todo"})

    assert (answer.status_code, answer["Location"]) == (303, page("risk", risk.pk))
    assert list(risk.actions.values_list("title", flat=True)) == ["Reserve"]


def test_an_action_without_a_risk_is_refused(browse, member):
    answer = browse(member).post(page("action-new"), {"title": "Reserve", "state": "todo"})

    assert (answer.status_code, ResponseAction.objects.count()) == (422, 0)


def test_an_action_is_completed_in_place_with_an_undo(browse, member):
    action = ResponseActionFactory(team=member.team)
    client = browse(member)

    part = client.post(page("action-completion", action.pk), headers=htmx(f"action-row-{action.pk}")).content.decode()
    action.refresh_from_db()
    done = action.state
    client.post(page("action-completion-undo", action.pk), headers=htmx(f"action-row-{action.pk}"))

    action.refresh_from_db()
    assert f'id="action-row-{action.pk}"' in part
    assert page("action-completion-undo", action.pk) in part
    assert (done, action.state) == ("done", "todo")


# Contingency plans


def test_a_plan_is_written_with_steps_and_made_ready(browse, member):
    risk = RiskFactory(team=member.team)
    client = browse(member)

    client.post(
        page("plan-new"),
        {"risk": risk.pk, "title": "Second cloud", "trigger": "Quota cut", "owner": member.pk, "currency": "EUR"},
    )
    plan = ContingencyPlan.objects.get()
    client.post(page("step-new"), {"plan": plan.pk, "title": "Call", "offset_days": 2, "position": 0})
    client.post(page("plan-readiness", plan.pk))

    plan.refresh_from_db()
    assert (plan.code, plan.state, plan.steps.get().title) == ("C-1", "ready", "Call")


@time_machine.travel(NOW)
def test_activation_first_lists_the_tasks_and_dates_and_then_makes_them(browse, member):
    plan = prepared_plan(RiskFactory(team=member.team), member, offsets=(0, 5))
    client = browse(member)

    asked = client.get(page("plan-activation", plan.pk))
    part = client.get(page("plan-activation", plan.pk), headers=htmx("activation-panel")).content.decode()
    before = Task.objects.count()
    answer = client.post(page("plan-activation", plan.pk))

    assert [row.due_on for row in asked.context["rows"]] == [dt.date(2026, 3, 2), dt.date(2026, 3, 7)]
    assert 'datetime="2026-03-07"' in part
    assert "<html" not in part
    assert (before, Task.objects.count(), answer.status_code) == (0, 2, 303)


@pytest.mark.parametrize(("given", "status"), [({"occasion": "occurred"}, "occurred"), ({}, "identified")])
def test_activation_offers_to_note_that_the_risk_has_occurred(browse, member, given, status):
    plan = prepared_plan(RiskFactory(team=member.team), member)
    client = browse(member)

    asked = client.get(page("plan-activation", plan.pk)).content.decode()
    client.post(page("plan-activation", plan.pk), given)

    plan.refresh_from_db()
    assert 'name="occasion" value="occurred" checked' in asked
    assert (plan.state, plan.risk.status) == ("activated", status)


def test_activation_for_a_reason_nobody_knows_changes_nothing(browse, member):
    plan = prepared_plan(RiskFactory(team=member.team), member)

    browse(member).post(page("plan-activation", plan.pk), {"occasion": "boredom"})

    plan.refresh_from_db()
    assert (plan.state, plan.risk.status) == ("ready", "identified")


def test_activation_is_undone_from_the_toast(browse, member):
    plan = prepared_plan(RiskFactory(team=member.team), member)
    client = browse(member)

    shown = client.post(page("plan-activation", plan.pk), follow=True).content.decode()
    client.post(page("plan-activation-undo", plan.pk))

    plan.refresh_from_db()
    assert page("plan-activation-undo", plan.pk) in shown
    assert (plan.state, Task.objects.count()) == ("ready", 0)


def test_a_draft_is_not_activated(browse, member):
    plan = ContingencyPlanFactory(team=member.team)

    answer = browse(member).post(page("plan-activation", plan.pk), follow=True)

    assert "cannot do this" in answer.content.decode()
    assert Task.objects.count() == 0


def test_a_step_is_changed_and_removed(browse, member):
    plan = prepared_plan(RiskFactory(team=member.team), member)
    first, second = plan.steps.all()
    client = browse(member)

    client.post(page("step-edit", first.pk), {"title": "Ring", "offset_days": 1, "position": 1, "version": 1})
    removed = client.post(page("step-discard", second.pk))

    assert [step.title for step in ContingencyStep.objects.all()] == ["Ring"]
    assert (removed.status_code, removed["Location"]) == (303, page("plan", plan.pk))


def test_a_plan_ends_with_what_it_came_to(browse, member):
    plan = prepared_plan(RiskFactory(team=member.team), member)
    client = browse(member)
    client.post(page("plan-activation", plan.pk))

    client.post(page("plan-completion", plan.pk), {"outcome": "partly", "effect": "Two weeks won"})

    plan.refresh_from_db()
    assert (plan.state, plan.outcome, plan.effect) == ("completed", "partly", "Two weeks won")


# Rights and costs


@pytest.mark.parametrize("name", ["register", "board", "action-list", "plan-list"])
def test_a_stranger_finds_no_list(browse, stranger, team, name):
    assert browse(stranger).get(page(name)).status_code == 404


@pytest.mark.parametrize("name", ["risk-new", "action-new", "plan-new", "step-new"])
def test_a_viewer_is_offered_no_form(browse, viewer, name):
    assert browse(viewer).get(page(name)).status_code == 403


def test_a_viewer_sees_no_button_that_would_change_anything(browse, viewer, member):
    risk = full_risk(viewer.team, member)
    plan = risk.plans.get()
    action = risk.actions.get()
    client = browse(viewer)

    for url in (page("risk", risk.pk), page("plan", plan.pk), page("action", action.pk), page("board")):
        text = client.get(url).content.decode()
        posts = re.findall(
            r'<form[^>]*action="([^"]+)"[^>]*method="post"|<form[^>]*method="post"[^>]*action="([^"]+)"', text
        )
        own = "/t/acme/risks/board/seen/"  # what one has seen is one's own
        assert [path for pair in posts for path in pair if path and "/t/acme/" in path and path != own] == [], url


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", ["register", "board", "action-list", "plan-list"])
def test_a_list_costs_the_same_for_more_rows(browse, viewer, member, queries, rows, name):
    expected = {"register": 13, "board": 18, "action-list": 8, "plan-list": 10}[name]
    for _ in range(rows):
        full_risk(viewer.team, member)
    client = browse(viewer)

    with queries(expected):
        client.get(page(name))


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "expected"), [("risk", 16), ("plan", 12), ("of-milestone", 9)])
def test_a_page_costs_the_same_for_more_parts(browse, member, queries, rows, name, expected):
    milestone = MilestoneFactory(team=member.team)
    for _ in range(rows):
        risk = RiskFactory(team=member.team, score=(3, 3), milestones=[milestone], owner=member)
    for _ in range(rows):
        ResponseActionFactory(team=member.team, risks=[risk], owner=member)
        risk.assess(4, 4, by=member)
        plan = prepared_plan(risk, member, offsets=range(rows))
    plan.activate(by=member)
    row = {"risk": risk, "plan": plan, "of-milestone": milestone}[name]
    client = browse(member)

    with queries(expected):
        client.get(page(name, row.pk))
