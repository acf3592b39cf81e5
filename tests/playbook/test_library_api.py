"""The library's API: the same entries in the language asked for, the same adoption, and a retry adds nothing twice."""

import pytest
import time_machine

from playbook.adopting import adopt
from playbook.library import codes
from risks.models import Risk
from tests.conftest import NOW

BASE = "/api/v1/teams/acme"
LIST = f"{BASE}/risk-library/"
MANY = f"{BASE}/risk-library-adoptions/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW):
        yield


def test_the_list_is_whole_and_can_be_narrowed(api, viewer):
    client = api(viewer)

    every = client.get(LIST).json()
    some = client.get(LIST, {"category": "team", "q": "university"}).json()

    assert [row["code"] for row in every] == list(codes())
    assert [(row["code"], row["kind"], row["strategy"]) for row in some] == [
        ("hiring_slips", "threat", "mitigate"),
        ("research_partner", "opportunity", "share"),
    ]


@pytest.mark.parametrize(
    ("query", "own", "title"),
    [
        ({}, "en", "Burnout"),
        ({}, "zh-hans", "过度疲劳"),
        ({"language": "zh-hans"}, "en", "过度疲劳"),
        ({"language": "en"}, "zh-hans", "Burnout"),
    ],
)
def test_an_entry_speaks_the_language_that_is_asked_for(api, viewer, query, own, title):
    viewer.user.language = own
    viewer.user.save()

    answer = api(viewer).get(f"{LIST}burnout/", query)

    assert answer.json()["title"] == title


def test_an_entry_says_everything(api, viewer):
    body = api(viewer).get(f"{LIST}tranche_missed/").json()

    assert (body["category"], body["probability"], body["impact"], body["version"]) == ("funding", 3, 4, 1)
    assert body["contingency_plan"]["watch"] == {"kind": "chance", "days": None, "percent": 70}
    assert body["indicator"] == {
        "name": "Chance of reaching the milestone in time",
        "unit": "%",
        "direction": "down",
        "amber": 80,
        "red": 70,
    }
    assert body["responses"][0] == {
        "title": "Agree beforehand what proves the milestone",
        "metric": "Criteria with a measure",
        "due_days": 14,
        "role": "project_manager",
    }
    assert (body["in_register"], body["has_newer_text"]) == (None, False)


def test_an_entry_is_added_and_its_change_undone(api, member):
    client = api(member)

    made = client.post(f"{LIST}burnout/adoption/", {"language": "zh-hans"})
    risk = Risk.objects.get()
    shown = client.get(f"{LIST}burnout/").json()["in_register"]
    undone = client.post(f"{BASE}/changes/{made.data['change']}/undo/")

    assert (made.status_code, undone.status_code) == (200, 200)
    assert made.json()["added"] == [{"code": "burnout", "version": 1, "risk": str(risk.pk), "number": "R-1"}]
    assert (risk.title, shown) == ("过度疲劳", made.json()["added"][0])
    assert Risk.objects.count() == 0


def test_several_are_added_in_one_change(api, member):
    adopt(["burnout"], language="en", by=member)

    made = api(member).post(MANY, {"codes": ["burnout", "data_breach", "scope_creep"]})

    body = made.json()
    assert made.status_code == 201
    assert [copy["code"] for copy in body["added"]] == ["data_breach", "scope_creep"]
    assert [copy["number"] for copy in body["present"]] == ["R-1"]
    assert Risk.objects.count() == 3


def test_nothing_left_to_add_has_no_change(api, member):
    adopt(["burnout"], language="en", by=member)

    body = api(member).post(f"{LIST}burnout/adoption/").json()

    assert (body["change"], body["added"], len(body["present"])) == (None, [], 1)


@pytest.mark.parametrize(
    ("sent", "field", "code"),
    [
        ({}, "codes", "required"),
        ({"codes": []}, "codes", "min_length"),
        ({"codes": ["moon"]}, "codes.0", "invalid_choice"),
        ({"codes": list(codes()[:41])}, "codes", "max_length"),
        ({"codes": ["burnout"], "language": "fr"}, "language", "invalid_choice"),
        ({"codes": ["burnout"], "owner": "me"}, "owner", "unknown_field"),
    ],
    ids=["nothing", "none", "unknown", "too many", "language", "more"],
)
def test_a_wrong_choice_is_named(api, member, sent, field, code):
    answer = api(member).post(MANY, sent)

    assert answer.status_code == 400
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]
    assert Risk.objects.count() == 0


def test_viewers_cannot_add(api, viewer):
    client = api(viewer)

    assert client.post(f"{LIST}burnout/adoption/").status_code == 403
    assert client.post(MANY, {"codes": ["burnout"]}).status_code == 403


def test_suggestions_say_why(api, member):
    body = api(member).get(f"{LIST}suggestions/").json()

    assert body[0] == {
        "code": "cash_runs_out",
        "title": "Cash runs out before the next round",
        "why": "No open risk in the category “Funding”.",
    }


@pytest.mark.parametrize("path", ["moon/", "moon/adoption/"])
def test_an_unknown_entry_is_not_found(api, member, path):
    client = api(member)

    answer = client.post(f"{LIST}{path}") if path.endswith("adoption/") else client.get(f"{LIST}{path}")

    assert answer.status_code == 404
