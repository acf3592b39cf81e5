"""Pages and API of imports of risks, and the register as a file."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from risks.imports.example import EXAMPLE
from risks.models import RegisterImport, Risk
from tests.factories.risks import RiskFactory
from tests.factories.teams import MembershipFactory

from .register_files import exported, register, uploaded

pytestmark = pytest.mark.django_db
START = "/t/acme/risks/import/"
URL = "/api/v1/teams/acme/risk-imports/"
LIST = b"title,category,probability,impact\nQuota cut,technical,4,5\n,market,1,1\n"


def sent(client, content, *, name="risks.csv", **fields):
    return client.post(URL, {"file": SimpleUploadedFile(name, content), **fields}, format="multipart")


def test_a_file_goes_from_upload_over_its_preview_into_the_register_and_back(browse, member):
    client = browse(member)

    began = client.post(START, {"file": SimpleUploadedFile("risks.csv", LIST), "category": ""}, follow=True)
    page = began.content.decode()
    url = RegisterImport.objects.get().get_absolute_url()
    applied = client.post(f"{url}application/", follow=True).content.decode()
    made = Risk.objects.select_related("current", "raised_by").get()
    client.post(f"{url}application/undo/")

    assert ["Quota cut" in page, "The row has no title." in page, "Import 1 row" in page] == [True, True, True]
    assert "1 row was created," in applied
    assert (made.title, made.status, made.level, made.raised_by) == ("Quota cut", "assessed", "critical", member)
    assert not Risk.objects.exists()


def test_the_api_uploads_shows_applies_and_takes_back(api, member):
    client = api(member)

    made = sent(client, LIST)
    url = f"{URL}{made.data['id']}/"
    rows = client.get(f"{url}rows/").data["results"]
    applied = client.post(f"{url}application/")
    undone = client.delete(f"{url}application/")

    assert (made.status_code, made.data["state"], made.data["findings"]["dialect"]) == (201, "previewed", "generic")
    assert [(row["line"], row["verdict"]) for row in rows] == [(2, "create"), (3, "bad")]
    assert (applied.status_code, applied.data["made"]) == (200, 1)
    assert (undone.data["is_undone"], Risk.objects.count()) == (True, 0)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "file_empty"),
        ("a.csv", b"title,category\n", "no_rows"),
        ("a.json", b'{"cards": []}', "register_foreign"),
        ("a.json", b'{"format": "landfall.risks", "risks": []}', "no_rows"),
        ("a.xlsx", b"PK\x03\x04", "is_spreadsheet"),
    ],
)
def test_what_is_no_register_answers_400_with_its_code(name, content, code, api, member):
    answer = sent(api(member), content, name=name)

    error = answer.data["errors"][0]
    assert (answer.status_code, error["field"], error["code"]) == (400, "file", code)
    assert not RegisterImport.objects.exists()


def test_the_category_of_risks_without_one_is_chosen_and_read_again(browse, api, member):
    fileimport = uploaded(member, b"title,category\nQuota cut,\n")
    client = api(member)

    before = client.get(f"{URL}{fileimport.pk}/rows/").data["results"][0]
    read = client.post(f"{URL}{fileimport.pk}/reading/", {"category": "market"}, format="json")
    after = client.get(f"{URL}{fileimport.pk}/rows/").data["results"][0]
    browse(member).post(f"{fileimport.get_absolute_url()}reading/", {"category": "team"})

    assert (before["verdict"], before["problems"][0]["code"]) == ("bad", "category_missing")
    assert (read.data["state"], after["verdict"], after["data"]["category"]) == ("previewed", "create", "market")
    assert RegisterImport.objects.get().rows.get().data["category"] == "team"


def test_a_register_downloads_in_each_format(browse, viewer, owner):
    register(owner)
    client = browse(viewer)

    answers = {kind: client.get(f"/t/acme/risks/register.{kind}") for kind in ("csv", "xlsx", "json")}

    content = {kind: b"".join(answer.streaming_content) for kind, answer in answers.items()}
    assert content["csv"] == exported(viewer)
    assert content["csv"].startswith("\ufeff".encode())
    assert b"\"'=GPU" in content["csv"]
    assert [risk["code"] for risk in json.loads(content["json"])["risks"]] == [
        risk.code for risk in Risk.objects.order_by("number")
    ]
    assert content["xlsx"].startswith(b"PK")


def test_programs_get_the_register_as_one_object(api, viewer, owner):
    register(owner)

    answer = api(viewer).get("/api/v1/teams/acme/risks/export/")

    told = json.loads(b"".join(answer.streaming_content))
    assert (answer.status_code, told["format"], len(told["risks"])) == (200, "landfall.risks", 2)
    assert [each["kind"] for each in told["risks"][0]["assessments"]] == ["inherent", "current", "residual", "target"]


def test_the_example_file_imports_without_a_row_left_out(browse, api, member):
    content = browse(member).get(f"{START}example.csv").content

    answer = sent(api(member), content)

    assert answer.data["counts"]["create"] == len(EXAMPLE)


@pytest.mark.parametrize("rows", [1, 3])
def test_an_export_costs_the_same_for_more_risks(rows, owner, queries, django_assert_num_queries):
    for _ in range(rows):
        RiskFactory(team=owner.team, score=(3, 3))

    with django_assert_num_queries(4):
        exported(owner)


def test_an_import_is_seen_by_who_brought_it_and_by_owners(api, member, owner, manager):
    fileimport = uploaded(member, LIST)

    seen = [api(person).get(f"{URL}{fileimport.pk}/").status_code for person in (member, owner, manager)]

    assert seen == [200, 200, 404]


def test_the_way_to_import_stands_on_the_register_only_for_who_may(browse, member, viewer):
    pages = [browse(person).get("/t/acme/risks/").content.decode() for person in (member, viewer)]

    assert ["Import risks" in page for page in pages] == [True, False]
    assert ["risks/register.csv" in page for page in pages] == [True, True]


def test_a_person_of_another_team_does_not_find_an_import(api, member):
    fileimport = uploaded(member, LIST)
    stranger = MembershipFactory(role="owner")

    answer = api(stranger).get(f"/api/v1/teams/{stranger.team.slug}/risk-imports/{fileimport.pk}/")

    assert answer.status_code == 404
