"""Imports by API: the same verdicts, questions and rules as the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from planner.models import Milestone, PlanImport, Task

from .import_files import NAMES, listed, sample, uploaded

pytestmark = pytest.mark.django_db
URL = "/api/v1/teams/acme/imports/"


def sent(client, content, *, name="plan.csv", **fields):
    return client.post(URL, {"file": SimpleUploadedFile(name, content), **fields}, format="multipart")


@pytest.mark.parametrize("name", NAMES)
def test_each_sample_goes_from_upload_to_plan_and_back(name, api, member):
    client = api(member)

    made = sent(client, sample(name), name=name)
    url = f"{URL}{made.data['id']}/"
    if made.data["questions"]:
        client.post(f"{url}reading/", {"encoding": made.data["findings"]["encoding"], "day_order": "dmy"})
    rows = client.get(f"{url}rows/").data
    applied = client.post(f"{url}application/")
    counts = Milestone.objects.count() + Task.objects.count()
    undone = client.delete(f"{url}application/")

    assert (made.status_code, made.data["state"], made.data["failure"]) == (201, "previewed", "")
    assert rows["count"] == counts > 0
    assert (applied.status_code, applied.data["state"], applied.data["skipped"]) == (200, "applied", 0)
    assert (undone.status_code, undone.data["is_undone"]) == (200, True)
    assert (Milestone.objects.count(), Task.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "file_empty"), (b"PK\x03\x04", "is_spreadsheet"), (b"title,due\n", "no_rows")],
)
def test_what_is_no_plan_answers_400_with_its_code(content, code, api, member):
    answer = sent(api(member), content)

    assert (answer.status_code, answer.data["errors"][0]["field"], answer.data["errors"][0]["code"]) == (
        400,
        "file",
        code,
    )
    assert not PlanImport.objects.exists()


def test_columns_are_chosen_by_their_names_and_only_for_fields_of_a_plan(api, member):
    client = api(member)
    made = sent(client, b"Vorgang,Frist,Wer\nRed,2026-05-01,Ada\n")
    url = f"{URL}{made.data['id']}/reading/"

    refused = client.post(url, {"columns": {"colour": "Vorgang"}}, format="json")
    read = client.post(url, {"columns": {"title": "vorgang", "due": "Frist"}}, format="json")

    found = {"dialect": "generic", "header": ["Vorgang", "Frist", "Wer"], "encoding": "utf-8", "encodings": []}
    assert (made.data["state"], made.data["findings"]) == ("failed", found)
    assert "No column with a title was found" in made.data["failure"]
    assert (refused.status_code, refused.data["errors"][0]["field"], refused.data["errors"][0]["code"]) == (
        400,
        "columns",
        "field_unknown",
    )
    assert (read.data["state"], read.data["findings"]["fields"]) == ("previewed", {"title": "Vorgang", "due": "Frist"})
    assert read.data["findings"]["unread"] == ["Wer"]


def test_a_file_is_needed(api, member):
    answer = api(member).post(URL, {}, format="multipart")

    assert (answer.status_code, answer.data["errors"][0]["field"]) == (400, "file")


def test_imports_alone_take_multipart_and_nothing_else(api, member):
    answers = [
        api(member).post("/api/v1/teams/acme/goals/", {"title": "A"}, format="multipart"),
        api(member).post(URL, {"new_project": "A"}, format="json"),
    ]

    assert [answer.status_code for answer in answers] == [415, 415]


def test_rows_tell_verdict_values_and_problems(api, member):
    planimport = uploaded(member, listed("milestone,Good,,Nobody,,2026-05-01,,,,1", "milestone,,,,,,,,,2"))

    rows = api(member).get(f"{URL}{planimport.pk}/rows/").data["results"]
    bad = api(member).get(f"{URL}{planimport.pk}/rows/", {"show": "bad"}).data["results"]

    assert [(row["line"], row["verdict"], [p["code"] for p in row["problems"]]) for row in rows] == [
        (2, "create", ["owner_unknown"]),
        (3, "bad", ["title_missing"]),
    ]
    assert rows[0]["data"]["values"]["due_on"] == "2026-05-01"
    assert [row["line"] for row in bad] == [3]
    assert bad[0]["problems"][0]["message"] == "The row has no title."


def test_a_question_left_open_answers_400(api, member):
    planimport = uploaded(member, b"title,due\nA,03/04/26\n")

    refused = api(member).post(f"{URL}{planimport.pk}/application/")
    answered = api(member).post(f"{URL}{planimport.pk}/reading/", {"day_order": "dmy"})

    assert (refused.status_code, refused.data["errors"][0]["code"]) == (400, "day_order_open")
    assert answered.data["questions"] == []


def test_a_wrong_encoding_fails_with_its_reason_and_can_be_mended(api, member):
    planimport = uploaded(member, sample("chinese_gb18030.csv"))
    url = f"{URL}{planimport.pk}/reading/"

    wrong = api(member).post(url, {"encoding": "utf-8"}).data
    right = api(member).post(url, {"encoding": "gb18030"}).data

    assert (wrong["state"], wrong["failure"]) == ("failed", "The file cannot be read as utf-8.")
    assert (right["state"], right["questions"], right["failure"]) == ("previewed", [], "")


def test_an_import_is_discarded_by_delete(api, member):
    planimport = uploaded(member, sample("asana.csv"))

    client = api(member)
    url = f"{URL}{planimport.pk}/"

    answer = client.delete(url)

    assert (answer.status_code, PlanImport.objects.get().state) == (204, "discarded")
    assert (client.get(url).status_code, client.delete(url).status_code, client.get(URL).data["count"]) == (404, 404, 0)


def test_what_was_made_and_changed_is_counted_once_it_is_applied(api, member):
    planimport = uploaded(member, listed("milestone,A,,,,,,,,1", "milestone,B,,,,,,,,2"))
    url = f"{URL}{planimport.pk}/"

    before = api(member).get(url).data
    after = api(member).post(f"{url}application/").data

    assert (before["made"], before["changed"], after["made"], after["changed"]) == (None, None, 2, 0)


@pytest.mark.parametrize(("show", "status"), [("nonsense", 400), ("", 400), ("warnings", 200)])
def test_rows_are_narrowed_by_known_words_alone(show, status, api, member):
    planimport = uploaded(member, listed("milestone,A,,,,,,,,1"))

    answer = api(member).get(f"{URL}{planimport.pk}/rows/", {"show": show})

    assert answer.status_code == status
    assert [error["field"] for error in answer.data.get("errors", [])] == (["show"] if status == 400 else [])


def test_rows_of_another_team_are_not_there(api, member, stranger):
    theirs = uploaded(stranger, sample("asana.csv"))

    answers = [
        api(member).get(f"{URL}{theirs.pk}/"),
        api(member).get(f"{URL}{theirs.pk}/rows/"),
        api(member).get(f"/api/v1/teams/other/imports/{theirs.pk}/rows/"),
        api(member).post(f"{URL}{theirs.pk}/application/"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert api(member).get(URL).data["count"] == 0


def test_a_viewer_may_not_import(api, viewer):
    assert sent(api(viewer), sample("asana.csv")).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_for_more_rows(rows, api, member, queries):
    for _ in range(rows):
        planimport = uploaded(member, listed(*(f"milestone,M{n},,,,,,,,{n}" for n in range(rows))))
    client = api(member)
    client.get(URL)

    with queries(5):
        client.get(URL)
    with queries(6):
        client.get(f"{URL}{planimport.pk}/rows/")


def test_a_retry_is_known_by_the_bytes_of_its_file(api, member):
    client = api(member)

    def send(content):
        body = {"file": SimpleUploadedFile("plan.csv", content)}
        return client.post(URL, body, format="multipart", headers={"Idempotency-Key": "k"})

    first, again, other = send(b"title\nBeta\n"), send(b"title\nBeta\n"), send(b"title\nGamma\n")

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 409)
    assert first.data["id"] == again.data["id"]
