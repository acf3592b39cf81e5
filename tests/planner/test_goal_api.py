"""Key results, values and check-ins by the API, and what a token for readings may do."""

import pytest

from planner.models import CheckIn, Goal, KeyResult, KeyResultValue
from teams.models import Token
from tests.conftest import NOW
from tests.factories.planner import CheckInFactory, GoalFactory, KeyResultFactory

pytestmark = pytest.mark.django_db

BASE = "/api/v1/teams/acme"


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def program(client, member):
    """Return a function that asks with a token of a scope: method, path, data."""

    def ask(scope, method, path, data=None):
        text = Token(team=member.team, membership=member, name=scope, scope=scope).issue(by=member)
        return getattr(client, method)(
            f"{BASE}/{path}", data, content_type="application/json", headers={"Authorization": f"Bearer {text}"}
        )

    return ask


def test_a_key_result_is_made_changed_measured_and_removed(api, member):
    goal = GoalFactory(team=member.team)
    client = api(member)

    made = client.post(f"{BASE}/key-results/", {"goal": goal.pk, "title": "Users", "target": "200", "unit": "users"})
    one = f"{BASE}/key-results/{made.data['id']}/"
    changed = client.patch(one, {"version": 1, "target": "100", "weight": 2})
    sent = client.post(
        f"{one}values/", {"origin": "crm", "values": [{"on": "2026-02-27", "value": "10"}, {"value": "25"}]}
    )
    listed = client.get(f"{one}values/")
    read = client.get(one)

    assert (made.status_code, changed.status_code, sent.status_code) == (201, 200, 200)
    assert sent.data == {"kept": 2}
    assert [(row["on"], row["value"], row["origin"]) for row in listed.data["results"]] == [
        ("2026-03-02", "25", "crm"),
        ("2026-02-27", "10", "crm"),
    ]
    assert (read.data["current"], read.data["current_on"], read.data["progress_percent"]) == ("25", "2026-03-02", 25)
    assert client.get(f"{BASE}/goals/{goal.pk}/").data["progress_percent"] == 25
    assert client.delete(one).status_code == 204
    assert (KeyResult.objects.count(), KeyResultValue.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "body",
    [
        {"values": []},
        {"values": [{"value": "1"}] * 101},
        {"values": [{"value": "1"}], "origin": "x" * 41},
        {"values": [{"on": "2026-03-03", "value": "1"}]},
        {"values": [{"on": "1800-01-01", "value": "1"}]},
        {"values": [{"value": None}]},
        {"values": [{"on": "2026-03-01"}]},
    ],
)
def test_values_out_of_bounds_are_refused_whole(api, member, body):
    row = KeyResultFactory(team=member.team)

    answer = api(member).post(f"{BASE}/key-results/{row.pk}/values/", body)

    assert answer.status_code == 400
    assert KeyResultValue.objects.exists() is False


def test_a_hundred_values_are_taken_at_once(api, member):
    row = KeyResultFactory(team=member.team)
    values = [{"on": f"2025-{month:02}-{day:02}", "value": str(day)} for month in range(1, 5) for day in range(1, 26)]

    answer = api(member).post(f"{BASE}/key-results/{row.pk}/values/", {"values": values})

    assert answer.data == {"kept": 100}


def test_the_target_and_the_start_differ(api, member):
    goal = GoalFactory(team=member.team)

    answer = api(member).post(f"{BASE}/key-results/", {"goal": goal.pk, "title": "Same", "start": "5", "target": "5"})

    assert [error["code"] for error in answer.data["errors"]] == ["keyresult_goes_somewhere"]


# Tokens


def test_a_token_for_readings_sends_values_and_nothing_else(program, member):
    row = KeyResultFactory(team=member.team)
    values, one = f"key-results/{row.pk}/values/", f"key-results/{row.pk}/"

    answers = {
        "send": program("readings", "post", values, {"values": [{"value": "7"}]}).status_code,
        "history": program("readings", "get", values).status_code,
        "read": program("readings", "get", one).status_code,
        "list": program("readings", "get", "key-results/").status_code,
        "change": program("readings", "patch", one, {"version": 2, "target": "1"}).status_code,
        "remove": program("readings", "delete", one).status_code,
        "make": program("readings", "post", "key-results/", {"goal": str(row.goal_id), "title": "x"}).status_code,
        "check in": program("readings", "post", "check-ins/", {"goal": str(row.goal_id)}).status_code,
        "goals": program("readings", "get", "goals/").status_code,
    }

    assert answers.pop("send") == 200
    assert set(answers.values()) == {403}
    assert KeyResult.objects.get().current == 7


@pytest.mark.parametrize(("scope", "status"), [("read", 403), ("write", 200)])
def test_other_scopes_send_values_as_far_as_they_write(program, member, scope, status):
    row = KeyResultFactory(team=member.team)

    answer = program(scope, "post", f"key-results/{row.pk}/values/", {"values": [{"value": "7"}]})

    assert answer.status_code == status


def test_a_token_for_readings_does_no_more_than_its_person(client, viewer):
    row = KeyResultFactory(team=viewer.team)
    text = Token(team=viewer.team, membership=viewer, name="evals", scope="readings").issue(by=viewer)

    answer = client.post(
        f"{BASE}/key-results/{row.pk}/values/",
        {"values": [{"value": "7"}]},
        content_type="application/json",
        headers={"Authorization": f"Bearer {text}"},
    )

    assert answer.status_code == 403


# Check-ins and goals


def test_a_check_in_is_made_and_stays(api, member):
    goal = GoalFactory(team=member.team)
    client = api(member)

    made = client.post(f"{BASE}/check-ins/", {"goal": goal.pk, "health": "off_track", "blockers": "Visa"})
    one = f"{BASE}/check-ins/{made.data['id']}/"

    assert (made.status_code, made.data["author"], made.data["on"]) == (201, member.pk, "2026-03-02")
    assert client.patch(one, {"done": "x"}).status_code == client.delete(one).status_code == 405
    assert CheckIn.objects.get().blockers == "Visa"
    shown = client.get(f"{BASE}/goals/{goal.pk}/").data
    assert (shown["health"], shown["next_checkin_on"], shown["computed_health"]) == ("off_track", "2026-03-16", None)


def test_a_check_in_takes_values_along(api, member):
    row = KeyResultFactory(team=member.team)
    body = {"goal": row.goal_id, "health": "at_risk", "values": [{"key_result": row.pk, "value": "40"}]}

    made = api(member).post(f"{BASE}/check-ins/", body)

    row.refresh_from_db()
    assert (made.status_code, made.data["percent"], "values" in made.data) == (201, 40, False)
    assert (row.current, row.values.get().origin, row.values.get().by) == (40, "", member)


def test_a_check_in_keeps_its_values_or_nothing_and_says_why_as_the_form_does(api, browse, member):
    row = KeyResultFactory(team=member.team)
    other = KeyResultFactory(team=member.team, goal=row.goal, metric="yes_no", target=1)
    values = [{"key_result": row.pk, "value": "40"}, {"key_result": other.pk, "value": "0.5"}]
    typed = {f"value-{row.pk}": "40", f"value-{other.pk}": "0.5"}

    answer = api(member).post(f"{BASE}/check-ins/", {"goal": row.goal_id, "health": "at_risk", "values": values})
    page = browse(member).post(f"/t/acme/goals/{row.goal_id}/check-in/", {"health": "at_risk"} | typed)

    said = [(error["field"], error["message"]) for error in answer.data["errors"]]
    assert (answer.status_code, said) == (400, [(f"value-{other.pk}", "Say yes (1) or no (0).")])
    assert (page.status_code, list(page.context["form"].errors)) == (422, [f"value-{other.pk}"])
    assert (CheckIn.objects.exists(), KeyResultValue.objects.exists()) == (False, False)


def test_a_check_in_takes_values_of_its_own_goal_alone(api, member):
    goal, row = GoalFactory(team=member.team), KeyResultFactory(team=member.team)
    body = {"goal": goal.pk, "health": "at_risk", "values": [{"key_result": row.pk, "value": "40"}]}

    answer = api(member).post(f"{BASE}/check-ins/", body)

    assert (answer.status_code, [error["code"] for error in answer.data["errors"]]) == (400, ["no_key_result"])
    assert (CheckIn.objects.exists(), KeyResultValue.objects.exists()) == (False, False)


@pytest.mark.parametrize("number", [20, 21])
def test_a_check_in_takes_at_most_twenty_values(api, member, number):
    goal = GoalFactory(team=member.team)
    values = [{"key_result": goal.pk, "value": "1"}] * number

    answer = api(member).post(f"{BASE}/check-ins/", {"goal": goal.pk, "health": "at_risk", "values": values})

    assert answer.status_code == 400
    assert ("no_key_result" in [error["code"] for error in answer.data["errors"]]) is (number == 20)


def test_a_goal_says_what_its_progress_is_made_of(api, member):
    goal = GoalFactory(team=member.team, target_on="2026-12-01")
    KeyResultFactory(team=member.team, goal=goal, current=50)
    KeyResultFactory(team=member.team, goal=goal)

    shown = api(member).get(f"{BASE}/goals/{goal.pk}/").data

    assert (shown["progress_percent"], shown["measurable"], shown["parts"]) == (50, 1, 2)
    assert (shown["expected_percent"], shown["computed_health"]) == (0, "on_track")


def test_a_goal_is_put_below_another_by_the_api(api, member):
    goal, above = GoalFactory(team=member.team), GoalFactory(team=member.team)

    fine = api(member).patch(f"{BASE}/goals/{goal.pk}/", {"version": 1, "parent": above.pk})
    circle = api(member).patch(f"{BASE}/goals/{above.pk}/", {"version": 1, "parent": goal.pk})

    assert (fine.status_code, circle.status_code) == (200, 400)
    assert [(error["field"], error["code"]) for error in circle.data["errors"]] == [("parent", "goal_circle")]
    assert Goal.objects.get(pk=goal.pk).parent == above


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("kind", "expected"), [("key-results", 5), ("check-ins", 5)])
def test_lists_cost_the_same_for_more_rows(api, viewer, queries, kind, expected, rows):
    for _row in range(rows):
        goal = GoalFactory(team=viewer.team)
        KeyResultFactory(team=viewer.team, goal=goal)
        CheckInFactory(team=viewer.team, goal=goal, author=viewer)
    client = api(viewer)

    with queries(expected):
        answer = client.get(f"{BASE}/{kind}/")

    assert answer.data["count"] == rows


def test_nothing_of_another_team_is_found(api, member, stranger):
    row, told = KeyResultFactory(team=stranger.team), CheckInFactory(team=stranger.team)
    client = api(member)

    for path in (f"key-results/{row.pk}/", f"key-results/{row.pk}/values/", f"check-ins/{told.pk}/"):
        assert client.get(f"{BASE}/{path}").status_code == 404
    answer = client.post(f"{BASE}/check-ins/", {"goal": told.goal_id, "health": "on_track"})
    assert (answer.status_code, CheckIn.objects.count()) == (400, 1)
