"""A workbook from upload to plan: its sheets, its limits, and which part of the house reads it."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from planner.imports import uploading
from planner.models import Milestone, PlanImport
from planner.tasks import stage_import
from tests.core.tabular.test_sheets import with_part, workbook

from .import_files import uploaded

pytestmark = pytest.mark.django_db
ROWS = [["Title", "Due", "Owner"], ["Beta", dt.date(2026, 5, 1), "Mia Member"], ["Launch", None, None]]
SECOND = ("Second", [["Title", "Due"], ["Other", dt.datetime(2026, 6, 1)]])


def sent(client, content):
    return client.post("/t/acme/import/", {"file": SimpleUploadedFile("plan.xlsx", content)})


def test_a_workbook_is_read_and_another_sheet_can_be_chosen(browse, member):
    client = browse(member)

    sent(client, workbook(*ROWS, more=[SECOND]))
    planimport = PlanImport.objects.get()
    url = planimport.get_absolute_url()
    first = client.get(url)
    client.post(f"{url}reading/", {"sheet": "Second"})
    second = client.get(url)
    client.post(f"{url}application/")

    assert [row["row"].title for row in first.context["rows"]] == ["Beta", "Launch"]
    assert first.context["rows"][0]["due"] == dt.date(2026, 5, 1)
    assert [row["row"].title for row in second.context["rows"]] == ["Other"]
    assert list(Milestone.objects.values_list("title", "due_on")) == [("Other", dt.date(2026, 6, 1))]


def test_a_sheet_without_a_title_column_asks_for_the_sheet_or_the_column(browse, member):
    client = browse(member)
    sent(client, workbook(["Vorgang"], ["Red"], more=[SECOND]))
    url = PlanImport.objects.get().get_absolute_url()

    page = client.get(url)
    client.post(f"{url}reading/", {"sheet": "Second"})

    assert (page.context["form"].fields["sheet"].choices, list(page.context["columns"].fields)) == (
        [("Plan", "Plan"), ("Second", "Second")],
        ["title"],
    )
    assert PlanImport.objects.get().state == "previewed"


def test_the_api_takes_a_sheet_with_the_file_and_later(api, member):
    client, url = api(member), "/api/v1/teams/acme/imports/"
    file = SimpleUploadedFile("plan.xlsx", workbook(*ROWS, more=[SECOND]))

    made = client.post(url, {"file": file, "sheet": "Second"}, format="multipart")
    again = client.post(f"{url}{made.data['id']}/reading/", {"sheet": "Plan"}, format="json")

    assert (made.status_code, made.data["findings"]["sheet"], made.data["counts"]["create"]) == (201, "Second", 1)
    assert (again.data["findings"]["sheet"], again.data["counts"]["create"]) == ("Plan", 2)


@pytest.mark.parametrize(("spare", "state"), [(0, "previewed"), (-1, "uploaded")])
def test_a_request_reads_what_unpacks_to_little_and_the_worker_the_rest(spare, state, member, monkeypatch):
    content = workbook(*ROWS)
    monkeypatch.setattr(uploading, "UNPACKED_AT_ONCE", uploading.unpacked_size(content) + spare)

    planimport = uploaded(member, content)

    assert planimport.state == state
    if planimport.job_id:
        stage_import(str(planimport.job_id))
    assert PlanImport.objects.get().counts["create"] == 2


def test_a_workbook_that_is_none_or_too_large_is_refused_in_place(browse, member):
    client = browse(member)
    bomb = with_part(workbook(*ROWS), "xl/media/image1.png", b"\0" * (51 * 1024 * 1024))

    answers = [sent(client, content) for content in (b"PK\x03\x04 rest of a workbook", bomb)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "This is a spreadsheet file." in answers[0].content.decode()
    assert "more than 50 MB once it is unpacked" in answers[1].content.decode()
    assert not PlanImport.objects.exists()


def test_the_plan_as_a_workbook_is_an_attachment_that_imports_again(browse, viewer, owner):
    Milestone.objects.all().delete()
    uploaded(owner, workbook(*ROWS), new_project="Rocket")

    answer = browse(viewer).get("/t/acme/plan.xlsx")

    assert answer["Content-Disposition"] == 'attachment; filename="acme-plan.xlsx"'
    assert uploading.is_workbook(b"".join(answer.streaming_content))
