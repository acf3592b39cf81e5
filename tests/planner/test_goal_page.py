"""The page of a goal: its key results in place, health beside health, check-ins; light where nothing of it is used."""

import datetime as dt
import re

import pytest

from planner.models import CheckIn, Goal, KeyResult, KeyResultValue
from tests.conftest import NOW
from tests.factories.gates import GateCheckFactory
from tests.factories.planner import CheckInFactory, GoalFactory, KeyResultFactory, MilestoneFactory, ProjectFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 2)
BASE = "/t/acme"


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW)


def page_of(client, row):
    return client.get(row.get_absolute_url()).content.decode()


def test_a_goal_without_key_results_looks_as_it_did(browse, viewer):
    goal = GoalFactory(team=viewer.team)
    MilestoneFactory(team=viewer.team, project=goal.project, goal=goal)

    page = page_of(browse(viewer), goal)

    assert [word for word in ("key-results", "checkins", "subgoals-heading", "Check in") if word in page] == []
    assert "0 of 1 milestones measurable" in page


def test_a_key_result_is_made_with_a_form(browse, member):
    goal = GoalFactory(team=member.team)
    client = browse(member)

    shown = client.get(f"{BASE}/key-results/new/?goal={goal.pk}").content.decode()
    answer = client.post(
        f"{BASE}/key-results/new/",
        {"goal": goal.pk, "title": "Latency", "metric": "number", "unit": "ms", "start": "900", "target": "0.125"},
    )

    assert f'name="goal" value="{goal.pk}"' in shown
    assert f'href="{goal.get_absolute_url()}"' in shown
    assert (answer.status_code, answer.url) == (303, goal.get_absolute_url())
    row = KeyResult.objects.get()
    assert (row.title, row.unit, str(row.start), str(row.target), row.weight) == ("Latency", "ms", "900", "0.125", 1)


def test_a_yes_or_no_is_made_without_figures_and_a_number_is_not(browse, member):
    goal = GoalFactory(team=member.team)
    body = {"goal": goal.pk, "title": "Certified"}

    fine = browse(member).post(f"{BASE}/key-results/new/", body | {"metric": "yes_no"})
    refused = browse(member).post(f"{BASE}/key-results/new/", body | {"metric": "number"})

    assert (fine.status_code, refused.status_code) == (303, 422)
    assert list(refused.context["form"].errors) == ["target"]
    assert KeyResult.objects.get().target == 1


def test_a_value_is_kept_in_place_and_without_scripts(browse, member):
    row = KeyResultFactory(team=member.team, unit="users")
    client, url = browse(member), f"{BASE}/key-results/{row.pk}/values/"

    in_place = client.post(
        url, {"value": "25", "next": "/"}, headers={"HX-Request": "true", "HX-Target": "goal-figures"}
    ).content.decode()
    plain = client.post(url, {"value": "30", "next": row.goal.get_absolute_url()})

    assert in_place.lstrip().startswith('<div id="goal-figures"')
    assert "25%" in in_place
    assert "75\N{NO-BREAK SPACE}users to go" in in_place
    assert (plain.status_code, plain.url) == (303, row.goal.get_absolute_url())
    assert list(KeyResultValue.objects.values_list("on", "value", "by")) == [(TODAY, 30, member.pk)]


@pytest.mark.parametrize("value", ["", "many", "1.23456"])
def test_what_is_no_value_is_refused_in_place(browse, member, value):
    row = KeyResultFactory(team=member.team)

    answer = browse(member).post(
        f"{BASE}/key-results/{row.pk}/values/",
        {"value": value},
        headers={"HX-Request": "true", "HX-Target": "goal-figures"},
    )

    assert (answer.status_code, KeyResultValue.objects.exists()) == (422, False)


def test_a_viewer_sees_the_value_and_no_field(browse, viewer):
    row = KeyResultFactory(team=viewer.team, current=40)
    client = browse(viewer)

    page = page_of(client, row.goal)

    assert f"/key-results/{row.pk}/values/" not in page
    assert '<strong class="key-result-value">40</strong>' in page
    assert client.post(f"{BASE}/key-results/{row.pk}/values/", {"value": "1"}).status_code == 403


def test_the_page_of_a_key_result_lists_its_values_and_measures_another_day(browse, member):
    row = KeyResultFactory(team=member.team)
    client = browse(member)

    client.post(f"{BASE}/key-results/{row.pk}/values/", {"value": "5", "on": "2026-02-20"})
    client.post(f"{BASE}/key-results/{row.pk}/values/", {"value": "9"})
    page = page_of(client, row)

    assert re.findall(r'<td class="nowrap">(\d+)</td>', page) == ["9", "5"]
    assert 'polyline class="line" points="0,' in page


def test_a_key_result_that_was_measured_keeps_its_kind(browse, member):
    row = KeyResultFactory(team=member.team)
    row.measure([(None, 1)], by=member)

    answer = browse(member).post(
        f"{BASE}/key-results/{row.pk}/edit/",
        {"title": row.title, "metric": "yes_no", "target": "100", "start": "0", "version": row.version},
    )

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["metric"])


def test_removing_a_key_result_leads_back_to_its_goal(browse, member):
    row = KeyResultFactory(team=member.team)
    row.measure([(None, 1)], by=member)

    answer = browse(member).post(f"{BASE}/key-results/{row.pk}/discard/", {"next": row.goal.get_absolute_url()})

    assert (answer.status_code, answer.url) == (303, row.goal.get_absolute_url())
    assert (KeyResult.objects.count(), KeyResultValue.objects.count()) == (0, 0)


# Health and check-ins


def behind(team, **given):
    """Return a goal half of whose time is over, with nothing done."""
    goal = GoalFactory(team=team, target_on=TODAY + dt.timedelta(days=30), **given)
    Goal.objects.filter(pk=goal.pk).update(created_at=NOW - dt.timedelta(days=30))
    KeyResultFactory(team=team, goal=goal, current=0)
    goal.refresh_from_db()
    return goal


def test_reported_and_computed_health_stand_side_by_side(browse, viewer):
    goal = behind(viewer.team, health="on_track", checked_in_on=TODAY)

    page = page_of(browse(viewer), goal)

    assert "Reported" in page
    assert "points behind what is expected today" in page
    assert "What was reported and what the figures say differ" in page


def test_the_list_marks_and_finds_what_differs_and_what_is_due(browse, viewer):
    differs = behind(viewer.team, title="Too rosy", health="on_track")
    due = GoalFactory(team=viewer.team, project=differs.project, title="Silent", health="on_track")
    Goal.objects.filter(pk=due.pk).update(checked_in_on=TODAY, next_checkin_on=TODAY)
    client = browse(viewer)

    whole = client.get(f"{BASE}/goals/").content.decode()
    found = {
        status: re.findall("Too rosy|Silent", client.get(f"{BASE}/goals/?status={status}").content.decode())
        for status in ("disagreement", "checkin_due")
    }

    assert whole.count("by its figures:") == whole.count("check-in due") == 1
    assert {status: set(names) for status, names in found.items()} == {
        "disagreement": {"Too rosy"},
        "checkin_due": {"Silent"},
    }


def test_the_form_begins_with_what_happened_since_the_last_check_in(browse, member, time_machine):
    goal = GoalFactory(team=member.team)
    made = {"team": member.team, "project": goal.project, "goal": goal}
    MilestoneFactory(title="Long done", state="completed", completed_at=NOW - dt.timedelta(days=2), **made)
    slipped = MilestoneFactory(title="Beta", due_on=TODAY, **made)
    MilestoneFactory(title="Elsewhere", team=member.team, project=goal.project, state="completed", completed_at=NOW)
    goal.check_in("on_track", by=member)
    time_machine.shift(dt.timedelta(days=3))
    done = MilestoneFactory(title="Alpha", **made)
    done.complete(by=member)
    slipped.due_on = TODAY + dt.timedelta(days=7)
    slipped.store(by=member)

    form = browse(member).get(f"{BASE}/goals/{goal.pk}/check-in/").context["form"]

    assert (form["done"].value(), form["blockers"].value()) == (
        f"{done.code} Alpha",
        f"{slipped.code} Beta moved 5 working days later",
    )
    assert form["health"].value() == "on_track"


def test_the_form_of_a_check_in_tells_the_gates_that_failed_since_the_last_one(browse, member, time_machine):
    goal = GoalFactory(team=member.team)
    made = {"team": member.team, "project": goal.project}
    beta = MilestoneFactory(title="Beta", goal=goal, due_on=TODAY, **made)
    before, failed, again, optional = [
        GateCheckFactory(team=member.team, milestone=beta, title=title, is_required=title != "Optional")
        for title in ("Before", "Docs reviewed", "Passed in the end", "Optional")
    ]
    elsewhere = GateCheckFactory(team=member.team, milestone=MilestoneFactory(title="Elsewhere", **made))
    before.mark_failed(by=member)
    time_machine.shift(dt.timedelta(days=1))
    goal.check_in("on_track", by=member)
    time_machine.shift(dt.timedelta(days=3))
    for check in (failed, again, elsewhere, optional):
        check.mark_failed(by=member)
    again.mark_passed(by=member)
    beta.due_on = TODAY + dt.timedelta(days=7)
    beta.store(by=member)

    answer = browse(member).get(f"{BASE}/goals/{goal.pk}/check-in/")

    assert answer.context["form"]["blockers"].value().splitlines() == [
        f"{beta.code} Beta moved 5 working days later",
        f"{beta.code} Beta: the quality gate “Docs reviewed” failed",
        f"{beta.code} Beta: the quality gate “Optional” failed",
    ]
    assert "which quality gates failed since" in answer.content.decode()


def test_what_a_check_in_begins_with_fits_into_it(browse, member):
    goal = GoalFactory(team=member.team)
    for _row in range(21):
        made = {"project": goal.project, "goal": goal, "title": "M" * 190}
        milestone = MilestoneFactory(team=member.team, **made)
        check = GateCheckFactory(team=member.team, milestone=milestone, title="G" * 190)
        check.mark_failed(by=member)
    client, url = browse(member), f"{BASE}/goals/{goal.pk}/check-in/"

    text = client.get(url).context["form"]["blockers"].value()
    answer = client.post(url, {"health": "at_risk", "blockers": text})

    assert (answer.status_code, text.endswith(" failed\n…")) == (303, True)
    assert 4_500 < len(text) <= 5_000


def test_a_check_in_keeps_values_with_it_or_nothing_at_all(browse, member):
    row = KeyResultFactory(team=member.team)
    client, url = browse(member), f"{BASE}/goals/{row.goal_id}/check-in/"

    refused = client.post(url, {"health": "at_risk", f"value-{row.pk}": "1.23456"})
    nothing = (CheckIn.objects.count(), KeyResultValue.objects.count())
    answer = client.post(url, {"health": "at_risk", "done": "Asked ten", f"value-{row.pk}": "40"})

    assert (refused.status_code, nothing, answer.status_code) == (422, (0, 0), 303)
    told = CheckIn.objects.get()
    assert (told.health, told.done, told.percent) == ("at_risk", "Asked ten", 40)
    assert "Asked ten" in page_of(client, row.goal)


@pytest.mark.parametrize("text", ["Two more", "/t/acme/", "https://example.com/", ""])
def test_what_comes_next_is_a_text_and_no_way_to_go(browse, member, text):
    goal = GoalFactory(team=member.team)

    answer = browse(member).post(f"{BASE}/goals/{goal.pk}/check-in/", {"health": "at_risk", "next": text})

    assert (answer.status_code, answer.url) == (303, goal.get_absolute_url())
    assert CheckIn.objects.get().next == text


def test_a_check_in_on_a_closed_goal_is_refused(browse, member):
    goal = GoalFactory(team=member.team)
    goal.close("missed", by=member)

    answer = browse(member).post(f"{BASE}/goals/{goal.pk}/check-in/", {"health": "on_track"})

    assert (answer.status_code, CheckIn.objects.exists()) == (422, False)


def test_all_check_ins_have_a_page_of_their_own(browse, viewer):
    goal = GoalFactory(team=viewer.team, checked_in_on=TODAY)
    for number in range(5):
        CheckInFactory(team=viewer.team, goal=goal, done=f"Step {number}.")
    client = browse(viewer)

    first, rest = page_of(client, goal), client.get(f"{BASE}/goals/{goal.pk}/check-ins/").content.decode()

    assert (len(re.findall(r"Step \d\.", first)), len(re.findall(r"Step \d\.", rest))) == (3, 5)
    assert f"/goals/{goal.pk}/check-ins/" in first


def test_the_milestones_of_a_goal_and_of_a_project_show_their_gates(browse, member):
    goal = GoalFactory(team=member.team)
    beta = MilestoneFactory(team=member.team, project=goal.project, goal=goal)
    MilestoneFactory(team=member.team, project=goal.project, goal=goal)
    for state in ("passed", "waived", "open"):
        GateCheckFactory(team=member.team, milestone=beta, state=state, reason="Later")
    client = browse(member)

    for row in (goal, goal.project):
        page = client.get(row.get_absolute_url()).content.decode()

        assert re.findall(r"gates \d/\d", page) == ["gates 2/3"]
        assert page.count("1 waived") == 1


# What it costs


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_goal_costs_the_same_for_more_rows(browse, viewer, queries, rows):
    goal = GoalFactory(team=viewer.team, checked_in_on=TODAY, health="on_track", parent=GoalFactory(team=viewer.team))
    for _row in range(rows):
        milestone = MilestoneFactory(team=viewer.team, project=goal.project, goal=goal, owner=viewer)
        GateCheckFactory(team=viewer.team, milestone=milestone, state="failed")
        KeyResultFactory(team=viewer.team, goal=goal).values.create(on=TODAY, value=1)
        GoalFactory(team=viewer.team, project=goal.project, parent=goal, owner=viewer)
        CheckInFactory(team=viewer.team, goal=goal, author=viewer)
    client = browse(viewer)

    with queries(16):
        client.get(goal.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 3])
def test_goals_that_differ_cost_the_same_for_more_rows(browse, viewer, queries, rows):
    project = ProjectFactory(team=viewer.team)
    for _row in range(rows):
        behind(viewer.team, project=project, health="on_track", owner=viewer)
    client = browse(viewer)

    with queries(14):
        client.get(f"{BASE}/goals/?status=disagreement")
