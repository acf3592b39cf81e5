"""Tables of Microsoft Project, with the headers its export offers."""

from datetime import date

import pytest

from core.tabular.reader import read_table
from planner.imports.dialects import read_plan
from planner.imports.headers import recognise
from planner.imports.msproject import in_days

HEADER = "ID,Name,Duration,Start,Finish,Predecessors,Outline Level,Resource Names,% Complete,Milestone"
FULL = (
    "ID,Active,Task Mode,Name,Duration,Start,Finish,Predecessors,Outline Level,Notes,Unique ID,WBS,Resource Names,"
    "% Complete,Milestone,Summary,Critical,Actual Start,Actual Finish"
)
MAPPED = (
    "ID,Active,Task_Mode,Name,Duration,Start_Date,Finish_Date,Predecessors,Outline_Level,Notes,Unique_ID,WBS,"
    "Resource_Names,Percent_Complete,Milestone,Summary,Critical,Actual_Start,Actual_Finish"
)


def rows(*lines, header=HEADER):
    return read_plan(read_table("\n".join([header, *lines]) + "\n")).rows


def shape(found):
    return [(row.kind, row.title, row.milestone) for row in found]


@pytest.mark.parametrize("header", [FULL, MAPPED], ids=["names", "field names"])
def test_full_header_gives_each_field_its_own_column(header):
    found = recognise(header.split(","))

    read_from = {
        field: [found.columns.header[at].replace("_", " ") for at in places]
        for field, places in found.columns.positions.items()
    }
    assert (found.dialect, found.confidence) == ("msproject", 1.0)
    assert found.unread == tuple(header.split(",")[at] for at in (1, 2, 11, 15, 16))
    assert {field: names[0].removesuffix(" Date") for field, names in read_from.items()} == {
        "key": "ID",
        "unique_id": "Unique ID",
        "title": "Name",
        "level": "Outline Level",
        "duration": "Duration",
        "start": "Start",
        "due": "Finish",
        "waits_for": "Predecessors",
        "owner": "Resource Names",
        "share": read_from["share"][0],
        "milestone": "Milestone",
        "started_on": "Actual Start",
        "done_on": "Actual Finish",
        "description": "Notes",
    }


def test_what_is_linked_marked_or_above_others_is_a_milestone():
    found = rows(
        "0,Rocket,,,,,0,,,No",
        "1,Build,9 days,,,,1,,,No",
        "2,Write,4 days,,,,2,Ana,,No",
        "3,Model ready,5 days,,,,2,,,No",
        "4,Party,1 day,,,,1,,,No",
        "5,Launch,0 days,,,3FS+2d,1,,,No",
        "6,Review,0 days,,,,1,,,Yes",
    )

    assert shape(found) == [
        ("milestone", "Build", ""),
        ("task", "Write", "Build"),
        ("milestone", "Model ready", ""),
        ("task", "Party", ""),
        ("milestone", "Launch", ""),
        ("milestone", "Review", ""),
    ]
    assert {row.project for row in found} == {"Rocket"}
    assert [(row.days_likely, row.estimate) for row in found] == [
        (None, None),
        (None, 4),
        (5, None),
        (None, 1),
        (0, None),
        (0, None),
    ]
    assert [(link.line, link.kind, link.lag) for link in found[4].waits_for] == [(5, "FS", 2)]
    assert {row.title: [each.code for each in row.problems] for row in found if row.problems} == {
        "Party": ["milestone_missing"]
    }


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("5 days", 5),
        ("5 days?", 5),
        ("1 day", 1),
        ("9d", 9),
        ("0 days", 0),
        ("2 wks", 10),
        ("1 mon", 20),
        ("12 hrs", 2),
        ("30 mins", 1),
        ("1.5 days", 2),
        ("1,5 days", 2),
        ("7", 7),
        ("", None),
    ],
)
def test_durations_are_working_days(cell, days):
    (row,) = rows(f'1,A,"{cell}",,,,1,,,Yes')

    assert (row.days_likely, row.problems) == (days, ())


@pytest.mark.parametrize("cell", ["3 edays", "2501 days", "2,501 days", "a while"])
def test_a_duration_nobody_can_read_is_told(cell):
    (row,) = rows(f'1,A,"{cell}",,,,1,,,Yes')

    assert (row.days_likely, [each.code for each in row.problems]) == (None, ["days_unreadable"])


@pytest.mark.parametrize(
    ("cell", "links"),
    [
        ("1", [("A", "FS", 0)]),
        ("1FS+3d", [("A", "FS", 3)]),
        ("1FS+3 days;2SS", [("A", "FS", 3), ("B", "SS", 0)]),
        ('"1,2FF-1 day"', [("A", "FS", 0), ("B", "FF", -1)]),
        ("1SF+1w", [("A", "SF", 5)]),
        ("1FS+4 hrs", [("A", "FS", 1)]),
        ("1FS-2 wks", [("A", "FS", -10)]),
    ],
)
def test_predecessors_are_rows_with_kind_and_lag(cell, links):
    found = rows("1,A,1 day,,,,1,,,No", "2,B,1 day,,,,1,,,Yes", f"3,C,1 day,,,{cell},1,,,No")

    titles = {row.line: row.title for row in found}
    assert [(titles[link.line], link.kind, link.lag) for link in found[-1].waits_for] == links
    assert found[-1].problems == ()


def test_a_lag_in_days_stays_as_it_is():
    assert in_days("12FS+3d; 14SS") == "12FS+3d; 14SS"


@pytest.mark.parametrize(
    ("share", "state", "days", "done_on"),
    [
        ("0%", "planned", 8, None),
        ("25%", "in_progress", 6, None),
        ("100%", "completed", None, date(2026, 3, 12)),
        ("", "planned", 8, None),
    ],
)
def test_what_is_done_leaves_the_rest_of_the_duration(share, state, days, done_on):
    (row,) = rows(f"1,A,8 days,2026-03-03,2026-03-12,,1,,{share},Yes")

    assert (row.state, row.days_likely, row.done_on) == (state, days, done_on)


def test_days_of_the_week_before_a_date_settle_its_order_and_the_first_resource_owns():
    (row,) = rows('1,A,1 day,Tue 3/3/26,Fri 3/13/26,,1,"Ana Lopez[50%],Bo",,Yes')

    assert (row.start, row.due, row.owner_name) == (date(2026, 3, 3), date(2026, 3, 13), "Ana Lopez")


def test_a_row_is_known_by_its_unique_id_where_the_table_has_one():
    (row,) = rows("3,17,A,1 day,,,Yes", header="ID,Unique ID,Name,Duration,Start,Finish,Milestone")

    assert (row.external_source, row.external_id) == ("csv", "17")
