"""How many files of a team may wait to be imported."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from planner.imports.applying import apply_import
from planner.imports.uploading import read_again
from planner.models import PlanImport, PlanImportFile
from planner.models.fileimport import MOST_OPEN

from .import_files import listed, uploaded

pytestmark = pytest.mark.django_db
CONTENT = listed("milestone,A,,,,,,,,1")
TOLD = "20 files wait to be imported, and no more may. Import or discard one first; the oldest is “first.csv”."
API = "/api/v1/teams/acme/imports/"


@pytest.fixture
def waiting(owner):
    """As many files as may wait; the first could not be read."""
    first = uploaded(owner, b"title\n", name="first.csv")
    return [first] + [uploaded(owner, CONTENT, name=f"{number}.csv") for number in range(1, MOST_OPEN)]


def brought():
    return {"file": SimpleUploadedFile("more.csv", CONTENT)}


@pytest.mark.usefixtures("waiting")
def test_one_more_is_refused_by_page_api_and_command_with_what_to_do(browse, api, owner, tmp_path):
    (tmp_path / "more.csv").write_bytes(CONTENT)

    page = browse(owner).post("/t/acme/import/", brought())
    answer = api(owner).post(API, brought(), format="multipart")
    with pytest.raises(CommandError, match="no more may"):
        call_command("import_plan", tmp_path / "more.csv", "--team", "acme", "--apply")

    assert (page.status_code, TOLD in page.content.decode()) == (422, True)
    assert (answer.status_code, answer.data["errors"][0]["code"]) == (400, "too_many_waiting")
    assert answer.data["errors"][0]["message"] == TOLD
    assert (PlanImport.objects.count(), PlanImportFile.objects.count()) == (MOST_OPEN, MOST_OPEN)


@pytest.mark.parametrize("act", ["apply", "discard"])
def test_one_that_is_applied_or_discarded_makes_room(act, owner, waiting):
    if act == "apply":
        apply_import(waiting[3], by=owner)
    else:
        waiting[0].discard(by=owner)

    assert uploaded(owner, CONTENT, name="more.csv").state == "previewed"


@pytest.mark.usefixtures("waiting")
def test_the_files_of_another_team_do_not_count(stranger):
    assert uploaded(stranger, CONTENT, name="theirs.csv").state == "previewed"


def test_those_that_wait_may_be_read_again(owner, waiting):
    read_again(waiting[1], by=owner, day_order="dmy")

    assert waiting[1].state == "previewed"


def test_the_page_lists_all_that_wait_however_many_came_after(browse, owner, waiting):
    waiting[5].discard(by=owner)
    for number in range(25):
        uploaded(owner, CONTENT, name=f"later {number}.csv").discard(by=owner)

    page = browse(owner).get("/t/acme/import/").content.decode()

    assert [name for name in ("first.csv", ">1.csv", "later 24.csv") if name not in page] == []
    assert "No more than 20 may wait at once." in page
