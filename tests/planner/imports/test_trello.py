"""Trello's CSV with its full header, older and newer."""

from datetime import date

import pytest

from core.tabular.reader import read_table
from planner.imports.dialects import read_plan
from planner.imports.headers import recognise

HEADER = (
    "Card ID,Card Name,Card URL,Card Description,Labels,Members,Due Date,Attachment Count,Attachment Links,"
    "Checklist Item Total Count,Checklist Item Completed Count,Vote Count,Comment Count,Last Activity Date,List ID,"
    "List Name,Board ID,Board Name,Archived,Start Date,Due Complete"
)
NEWER = f"{HEADER},Due Reminder"


def card(**cells):
    values = {"Card ID": "c1", "Card Name": "Tiles", "List Name": "Beta", "Board Name": "App", "Archived": "false"}
    values |= {name.replace("_", " "): cell for name, cell in cells.items()}
    line = ",".join(f'"{values.get(name, "")}"' for name in HEADER.split(","))
    return read_plan(read_table(f"{HEADER}\n{line}\n")).rows[-1]


@pytest.mark.parametrize("header", [HEADER, NEWER])
def test_full_header_gives_each_field_its_own_column(header):
    found = recognise(header.split(","))

    positions = {
        field: [found.columns.header[at] for at in places] for field, places in found.columns.positions.items()
    }
    assert found.dialect == "trello"
    assert positions == {
        "external_id": ["Card ID"],
        "title": ["Card Name"],
        "description": ["Card Description"],
        "section": ["List Name"],
        "project": ["Board Name"],
        "owner": ["Members"],
        "start": ["Start Date"],
        "due": ["Due Date"],
        "is_done": ["Due Complete"],
        "is_archived": ["Archived"],
    }


@pytest.mark.parametrize(
    ("cells", "state", "milestone"),
    [
        ({}, "todo", "Beta"),
        ({"List_Name": "Doing"}, "in_progress", "App"),
        ({"List_Name": "Done", "Archived": "true"}, "done", "App"),
        ({"Due_Complete": "true"}, "done", "Beta"),
        ({"Archived": "true"}, "cancelled", "Beta"),
        ({"Archived": "true", "Due_Complete": "true"}, "done", "Beta"),
    ],
)
def test_a_list_is_a_milestone_or_a_state(cells, state, milestone):
    found = card(**cells)

    assert (found.kind, found.state, found.milestone, found.project) == ("task", state, milestone, "App")
    assert (found.external_source, found.external_id, found.problems) == ("trello", "c1", ())


def test_dates_and_the_first_member_are_read():
    found = card(Due_Date="2026-10-09T08:00:00.000Z", Start_Date="2026-10-01T08:00:00.000Z", Members="Ana, Bo")

    assert (found.start, found.due, found.owner_name) == (date(2026, 10, 1), date(2026, 10, 9), "Ana")
