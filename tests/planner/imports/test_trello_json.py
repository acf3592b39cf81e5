"""A board of Trello as JSON: lists, cards, checklists; what is no board, damaged, or made to take memory."""

import json
from datetime import date

import pytest

from core.tabular import json_text
from core.tabular.problems import TabularError
from core.tabular.reader import read_table
from planner.imports import trello_json
from planner.imports.reading import open_plan

LISTS = [{"id": "l1", "name": "Beta"}, {"id": "l2", "name": "Doing"}, {"id": "l3", "name": "Old", "closed": True}]
MEMBERS = [{"id": "u1", "fullName": "Ana Lopez"}, {"id": "u2", "fullName": "Bo Li"}]


def board(*cards, **more):
    """Return a board in bytes with the usual lists and people."""
    parts = {"id": "b1", "name": "App", "lists": LISTS, "members": MEMBERS, "cards": list(cards), "checklists": []}
    return json.dumps(parts | more).encode()


def card(**more):
    return {"id": "c1", "name": "Tiles", "idList": "l1", "closed": False} | more


def rows(content, **choices):
    return open_plan(content, **choices).plan.rows


def tasks(content, **choices):
    return [row for row in rows(content, **choices) if row.kind == "task"]


def refused(content):
    with pytest.raises(TabularError) as caught:
        open_plan(content)
    return caught.value.code


def test_a_card_is_a_task_of_its_list():
    whole = card(
        desc="Twelve of them",
        due="2026-05-01T10:00:00.000Z",
        start="2026-04-01T08:00:00.000Z",
        idMembers=["gone", "u2", "u1"],
        labels=[{"name": "front end", "color": "red"}, {"name": "", "color": "sky"}],
    )

    milestone, task = rows(board(whole))

    assert (milestone.kind, milestone.title, milestone.project) == ("milestone", "Beta", "App")
    assert (task.title, task.milestone, task.state, task.owner_name) == ("Tiles", "Beta", "todo", "Bo Li")
    assert (task.start, task.due) == (date(2026, 4, 1), date(2026, 5, 1))
    assert task.description == "Twelve of them\n\n#front-end #sky"
    assert (task.external_source, task.external_id, task.problems) == ("trello", "c1", ())


def test_a_list_that_is_a_state_gives_the_state_and_the_board_is_the_milestone():
    (task,) = tasks(board(card(idList="l2")))

    assert (task.state, task.milestone) == ("in_progress", "App")


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({"dueComplete": True}, "done"),
        ({"closed": True}, "cancelled"),
        ({"closed": True, "dueComplete": True}, "done"),
        ({"idList": "l3"}, "cancelled"),
        ({"dueComplete": "true", "closed": 1}, "todo"),
    ],
)
def test_what_is_complete_is_done_and_what_is_archived_was_given_up(more, state):
    assert [task.state for task in tasks(board(card(**more)))] == [state]


def test_items_of_checklists_are_tasks_beside_their_card():
    items = [
        {"id": "i1", "name": "Draw", "state": "complete", "due": "2026-04-02T10:00:00Z", "idMember": "u1"},
        {"id": "i2", "name": "Print", "state": "incomplete"},
    ]
    checklists = [{"id": "k1", "idCard": "c1", "name": "Steps", "checkItems": items}]

    found = tasks(board(card(due="2026-05-01T10:00:00Z", idMembers=["u2"]), checklists=checklists))

    assert [(task.external_id, task.title, task.state, task.milestone) for task in found] == [
        ("c1", "Tiles", "todo", "Beta"),
        ("i1", "Draw", "done", "Beta"),
        ("i2", "Print", "todo", "Beta"),
    ]
    assert [task.description for task in found] == ["", "Tiles · Steps", "Tiles · Steps"]
    assert [(task.due, task.owner_name) for task in found[1:]] == [(date(2026, 4, 2), "Ana Lopez"), (None, "")]


@pytest.mark.parametrize(("archived", "kept"), [("", ["a", "b", "c"]), ("take", ["a", "b", "c"]), ("skip", ["a"])])
def test_archived_cards_are_left_out_on_request(archived, kept):
    cards = [card(id="a"), card(id="b", closed=True), card(id="c", idList="l3")]

    reading = open_plan(board(*cards), archived=archived)

    assert [row.external_id for row in reading.plan.rows if row.kind == "task"] == kept
    assert reading.findings["archived"] == 2


def test_the_csv_of_the_same_board_means_the_same_cards():
    head = "Card ID,Card Name,Card Description,Members,Due Date,List Name,Board Name,Archived,Start Date,Due Complete"
    text = f"{head}\nc1,Tiles,,Bo Li,2026-05-01T10:00:00.000Z,Beta,App,false,,false\n"

    by_json = rows(board(card(due="2026-05-01T10:00:00.000Z", idMembers=["u2"])))

    assert by_json == rows(text.encode())
    assert read_table(text).header.cells == trello_json.HEADER


def test_templates_are_no_cards_and_what_is_no_card_is_passed_over():
    odd = [card(id="t", isTemplate=True), 7, None, [], "card"]

    assert [task.external_id for task in tasks(board(*odd, card()))] == ["c1"]


@pytest.mark.parametrize("value", [None, 7, [], {}, True, ["u1", 3]])
@pytest.mark.parametrize("name", ["name", "desc", "due", "idList", "idMembers", "labels", "closed", "start"])
def test_values_of_another_make_stop_nothing(name, value):
    found = open_plan(board(card(**{name: value}), card(id="c2")))

    assert [row.external_id for row in found.plan.rows if row.title == "Tiles" and row.external_id == "c2"] == ["c2"]


@pytest.mark.parametrize(
    "content",
    [b"{}", b"[]", b'{"a": 1}', b'[{"name": "x"}]', b'{"lists": {}, "cards": []}', b'{"cards": [{"name": "x"}]}'],
)
def test_json_of_something_else_is_refused(content):
    assert refused(content) == "json_foreign"


@pytest.mark.parametrize("content", [b'{"a": }', b'{"a": "\xff"}', b'{"a": ' + b"9" * 5000 + b"}"])
def test_damaged_json_is_refused(content):
    assert refused(content) == "json_unreadable"


def test_json_deep_or_wide_is_refused_before_it_takes_memory(monkeypatch):
    deep = b'{"a": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"
    assert refused(deep) == "json_too_large"
    assert refused(b'{"a": [' + b"{}," * 400_000 + b"{}]}") == "json_too_large"
    assert refused(b'{"a": [' + b"1," * 1_500_001 + b"1]}") == "json_too_large"
    assert refused(b'{"a": "' + b"x" * 10 * 1024**2 + b'"}') == "file_too_large"
    monkeypatch.setattr(json_text, "MAX_PARTS", 3)
    assert refused(b'{"a": [[], {}]}') == "json_too_large"


def test_as_many_cards_as_rows_are_read(monkeypatch):
    monkeypatch.setattr(trello_json, "MAX_ROWS", 3)
    cards = [card(id=f"c{number}") for number in range(4)]

    assert len(tasks(board(*cards[:3]))) == 3
    assert refused(board(*cards)) == "too_many_rows"


def test_a_long_description_is_cut_and_said():
    plan = open_plan(board(card(desc="x" * 10_001))).plan

    assert len(plan.tasks[0].description) == 10_000
    assert [(notice.code, notice.line) for notice in plan.notices] == [("cell_too_long", 2)]


@pytest.mark.parametrize("text", ['{"quoted" name,title}\nx,y\n', "[ID],title\n1,Beta\n", "{,title\n1,Beta\n"])
def test_a_table_with_brackets_is_still_a_table(text):
    assert json_text.is_json(text.encode()) is (text[0] == "{" and text.rstrip()[-1] == "}")


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf {\n}", b"[ {} ]\n", b'{"a": 1}', b"[]"])
def test_json_is_known_by_both_ends(content):
    assert json_text.is_json(content)
