"""A board of Trello by page, API and command line; and what a person chooses of archived cards."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from planner.imports.applying import apply_import
from planner.imports.uploading import read_again
from planner.models import Milestone, PlanImport, StagedRow, Task

from .import_files import uploaded

pytestmark = pytest.mark.django_db
API = "/api/v1/teams/acme/imports/"
LISTS = [{"id": "l1", "name": "Beta"}, {"id": "l2", "name": "Doing"}]
CARDS = [
    {"id": "c1", "name": "Tiles", "idList": "l1", "closed": False},
    {"id": "c2", "name": "Paint", "idList": "l2", "closed": True},
]
CSV = b"Card ID,Card Name,List Name,Board Name,Archived\nc1,Tiles,Beta,App,false\nc2,Paint,Doing,App,true\n"


def board(cards=CARDS):
    return json.dumps({"name": "App", "lists": LISTS, "cards": cards}).encode()


def titles():
    return sorted(StagedRow.objects.filter(kind="task").values_list("title", flat=True))


def test_a_board_is_imported_and_read_again_changes_nothing(owner):
    planimport = uploaded(owner, board(), name="board.json")
    apply_import(planimport, by=owner)

    assert (planimport.findings["dialect"], planimport.findings["encoding"]) == ("trello", "JSON")
    assert dict(Task.objects.values_list("title", "state")) == {"Tiles": "todo", "Paint": "cancelled"}
    assert sorted(Milestone.objects.values_list("title", flat=True)) == ["App", "Beta"]
    assert uploaded(owner, board(), name="board.json").counts["same"] == 4
    assert uploaded(owner, CSV, name="board.csv").counts["same"] == 4


@pytest.mark.parametrize("content", [board(), CSV])
def test_archived_cards_are_asked_about_and_left_out_on_request(content, browse, owner):
    planimport = uploaded(owner, content, name="board")
    client, url = browse(owner), planimport.get_absolute_url()
    before = client.get(url).content.decode()

    client.post(reverse("planner:import-reading", args=["acme", planimport.pk]), {"archived": "skip"})

    assert "1 row is archived. What is not done is taken over as cancelled." in before
    assert titles() == ["Tiles"]
    assert re.search(r'<input[^>]*value="skip"[^>]*checked', client.get(url).content.decode())
    read_again(PlanImport.objects.get(), by=owner, archived="take")
    assert titles() == ["Paint", "Tiles"]


def test_a_board_without_archived_cards_asks_nothing(browse, owner):
    planimport = uploaded(owner, board(CARDS[:1]), name="board.json")

    assert "archived" not in browse(owner).get(planimport.get_absolute_url()).content.decode()


def test_a_board_of_archived_cards_alone_can_be_left_out_and_taken_back_in(owner):
    planimport = uploaded(owner, board(CARDS[1:]), name="board.json")

    read_again(planimport, by=owner, archived="skip")
    assert (planimport.state, planimport.may_be_applied) == ("previewed", False)
    read_again(planimport, by=owner, archived="take")
    assert titles() == ["Paint"]


def test_the_api_takes_the_choice_with_the_file_and_later(api, owner):
    client, file = api(owner), SimpleUploadedFile("board.json", board())

    made = client.post(API, {"file": file, "archived": "skip"}, format="multipart")
    left = titles()
    again = client.post(f"{API}{made.data['id']}/reading/", {"archived": "take"}, format="json")

    assert (made.status_code, made.data["archived"], left) == (201, "skip", ["Tiles"])
    assert (again.status_code, again.data["archived"], titles()) == (200, "take", ["Paint", "Tiles"])


def test_the_command_line_leaves_them_out(owner, tmp_path, capsys):
    (tmp_path / "board.json").write_bytes(board())

    call_command("import_plan", tmp_path / "board.json", "--team", "acme", "--skip-archived", "--apply")

    assert "A board of Trello, exported as JSON" in capsys.readouterr().out
    assert list(Task.objects.values_list("title", flat=True)) == ["Tiles"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{"name": "package", "version": "1.0"}', "This JSON file is no board of Trello"),
        (b'{"name": }', "This JSON file is damaged"),
        (b'{"a": ' + b"[" * 9000 + b"]" * 9000 + b"}", "parts within parts too deep"),
    ],
)
def test_other_json_is_refused_in_words_by_page_and_api(content, told, browse, api, owner):
    page = browse(owner).post("/t/acme/import/", {"file": SimpleUploadedFile("x.json", content)})
    answer = api(owner).post(API, {"file": SimpleUploadedFile("x.json", content)}, format="multipart")

    assert (page.status_code, told in page.content.decode()) == (422, True)
    assert (answer.status_code, told in answer.data["errors"][0]["message"]) == (400, True)
    assert not PlanImport.objects.exists()
