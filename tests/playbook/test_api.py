"""The template's API: the same preview, the same rules, and a retry makes nothing twice."""

import pytest
import time_machine

from planner.models import Milestone, Project
from tests.conftest import NOW

BASE = "/api/v1/teams/acme"
CHOSEN = {"template": "ai_product", "start": "2026-03-02", "language": "en", "name": "Our product"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW):
        yield


def test_templates_are_listed_with_what_they_make(api, viewer):
    answer = api(viewer).get(f"{BASE}/templates/")

    assert [(row["code"], row["counts"]["milestones"]) for row in answer.json()] == [("ai_product", 18)]


def test_a_preview_is_dated_and_stores_nothing(api, viewer):
    answer = api(viewer).get(f"{BASE}/templates/ai_product/", {"start": "2026-03-07", "language": "zh-hans"})

    body = answer.json()
    assert body["milestones"][0]["starts_on"] == "2026-03-09"
    assert body["milestones"][0]["title"] == "15 次访谈确认问题"
    assert body["risks"][0]["contingency_plan"] == "缩小承诺,日期不变".replace(",", "\uff0c")
    assert Project.objects.count() == 0


def test_a_template_is_applied_and_its_change_undone(api, manager):
    client = api(manager)

    made = client.post(f"{BASE}/template-applications/", CHOSEN)
    count = Milestone.objects.count()
    undone = client.post(f"{BASE}/changes/{made.data['change']}/undo/")

    assert (made.status_code, count, undone.status_code) == (201, 18, 200)
    assert Project.objects.count() == 0


def test_a_retry_with_the_same_key_makes_nothing_twice(api, manager):
    client = api(manager)
    headers = {"Idempotency-Key": "once"}

    first, second = (client.post(f"{BASE}/template-applications/", CHOSEN, headers=headers) for _ in range(2))

    assert first.json() == second.json()
    assert Project.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"template": "other"}, "template", "invalid_choice"),
        ({"start": "2036-03-02"}, "start", "far_away"),
        ({"name": ""}, "name", "blank"),
        ({"name": "two\nlines"}, "name", "one_line"),
    ],
    ids=["template", "start", "empty name", "two lines"],
)
def test_a_wrong_choice_is_named(api, manager, wrong, field, code):
    answer = api(manager).post(f"{BASE}/template-applications/", CHOSEN | wrong)

    assert answer.status_code == 400
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]
    assert Project.objects.count() == 0


def test_a_name_that_is_taken_is_refused_like_on_the_page(api, manager):
    client = api(manager)
    client.post(f"{BASE}/template-applications/", CHOSEN)

    again = client.post(f"{BASE}/template-applications/", CHOSEN)

    assert again.json()["errors"] == [
        {
            "field": None,
            "code": "project_name_once_per_team",
            "message": "The team has a project of this name already.",
        }
    ]


def test_members_cannot_apply(api, member):
    assert api(member).post(f"{BASE}/template-applications/", CHOSEN).status_code == 403


def test_an_unknown_template_is_not_found(api, viewer):
    assert api(viewer).get(f"{BASE}/templates/other/").status_code == 404
