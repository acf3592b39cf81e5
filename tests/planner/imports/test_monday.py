"""monday: the columns are the board's own, so a board is a plain list whose names are known or chosen (unverified)."""

from datetime import date

from core.tabular.reader import read_table
from planner.imports.dialects import read_plan
from planner.imports.headers import KNOWN_NAMES, recognise, with_choices

HEADER = "Name,Person,Status,Date,Timeline - Start,Timeline - End,Priority,Budget,Item ID (auto generated)"
BOARD = f"""Launch board

Preparation
{HEADER}
Write the brief,Ana,Working on it,,2026-03-02,2026-03-09,High,500,101
Choose a name,Bo,Done,2026-03-05,,,Low,,102

Launch week
{HEADER}
Send the letter,Ana,Stuck,2026-04-01,,,High,,103
"""


def read(text):
    return read_plan(read_table(text, known=KNOWN_NAMES)).rows


def test_columns_of_a_board_are_found_by_their_names_and_the_others_stay_unread():
    found = recognise(HEADER.split(","))

    names = found.columns.header
    assert (found.dialect, found.unread) == ("generic", ("Budget",))
    assert {field: [names[at] for at in places] for field, places in found.columns.positions.items()} == {
        "title": ["Name"],
        "owner": ["Person"],
        "state": ["Status"],
        "priority": ["Priority"],
        "start": ["Timeline - Start"],
        "due": ["Timeline - End", "Date"],
        "external_id": ["Item ID (auto generated)"],
    }


def test_titles_of_board_and_groups_and_repeated_headers_are_no_rows():
    rows = read(BOARD)

    assert [(row.title, row.state, row.owner_name, row.external_id) for row in rows] == [
        ("Write the brief", "in_progress", "Ana", "101"),
        ("Choose a name", "completed", "Bo", "102"),
        ("Send the letter", "in_progress", "Ana", "103"),
    ]
    assert [(row.start, row.due) for row in rows] == [
        (date(2026, 3, 2), date(2026, 3, 9)),
        (None, date(2026, 3, 5)),
        (None, date(2026, 4, 1)),
    ]


def test_a_column_the_board_calls_otherwise_is_chosen():
    found = with_choices(recognise(["Deliverable", "Who", "Phase"]), {"title": "Deliverable", "milestone": "Phase"})

    table = read_table("Deliverable,Who,Phase\nBrief,Ana,Start\n")
    assert [(row.kind, row.title, row.milestone) for row in read_plan(table, recognition=found).rows] == [
        ("milestone", "Start", ""),
        ("task", "Brief", "Start"),
    ]
