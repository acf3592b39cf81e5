"""Linear's export, with the full header of each time it changed."""

from datetime import date

import pytest

from core.tabular.dates import day_of_midnight
from core.tabular.reader import read_table
from planner.imports.dialects import read_plan
from planner.imports.headers import recognise

NEWEST = (
    '"ID","Team","Title","Description","Status","Estimate","Priority","Project ID","Project","Creator","Assignee",'
    '"Labels","Cycle Number","Cycle Name","Cycle Start","Cycle End","Created","Updated","Started","Triaged",'
    '"Completed","Canceled","Archived","Due Date","Parent issue","Initiatives","Project Milestone ID",'
    '"Project Milestone","SLA Status","UUID","Time in status (minutes)","Related to","Blocked by","Duplicate of"'
)
OLDER = NEWEST.replace('"Initiatives",', "").partition(',"UUID"')[0] + ',"Roadmaps"'
OLDEST = (
    '"Id","Team","Title","Description","Status","Estimate","Priority","Project ID","Project","Creator","Assignee",'
    '"Labels","Cycle Number","Cycle Name","Cycle Start","Cycle End","Created","Updated","Started","Completed",'
    '"Canceled","Archived","Due Date","Parent issue"'
)
HEADERS = {"newest": NEWEST, "older": OLDER, "oldest": OLDEST}
DAY = "Wed May 13 2026 11:21:41 GMT+0000 (GMT+00:00)"


def names(header):
    return header.replace('"', "").split(",")


def read(*issues, header=NEWEST):
    """Return the rows of a file whose issues are given as {name of a column: cell}."""
    lines = [",".join(f'"{issue.get(name, "")}"' for name in names(header)) for issue in issues]
    return read_plan(read_table("\n".join([header, *lines]) + "\n")).rows


def issue(key, **cells):
    named = {name.replace("_", " "): cell for name, cell in cells.items()}
    return {"ID": key, "Id": key, "Team": "Core", "Title": f"Issue {key}", "Created": DAY, "Updated": DAY} | named


def read_one(**cells):
    return read(issue("EN-1", **cells))[-1]


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
def test_each_header_gives_each_field_its_own_column(header):
    found = recognise(names(header))

    read_from = {
        field: [found.columns.header[at] for at in places] for field, places in found.columns.positions.items()
    }
    ids, goals = ("Id" if header == OLDEST else "ID"), ("Roadmaps" if header == OLDER else "Initiatives")
    later = {"goals": [goals], "milestone": ["Project Milestone"]} if header != OLDEST else {}
    later |= {"waits_for": ["Blocked by"]} if header == NEWEST else {}
    assert (found.dialect, found.confidence) == ("linear", 1.0)
    assert read_from == later | {
        "external_id": [ids],
        "title": ["Title"],
        "description": ["Description"],
        "state": ["Status"],
        "priority": ["Priority"],
        "project": ["Project"],
        "owner": ["Assignee"],
        "begun_on": ["Started"],
        "done_on": ["Completed"],
        "cancelled_on": ["Canceled"],
        "due": ["Due Date"],
        "parent": ["Parent issue"],
    }


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("Thu Jun 25 2026 23:00 GMT+0000", date(2026, 6, 26)),  # one zone east
        ("Thu Jun 25 2026 22:00:00 GMT+0000 (GMT+00:00)", date(2026, 6, 26)),  # Berlin in summer
        ("Thu Jun 25 2026 16:00:00 GMT+0000 (GMT+00:00)", date(2026, 6, 26)),  # Shanghai
        ("Wed Jan 21 2026 11:00:00 GMT+0000 (GMT+00:00)", date(2026, 1, 22)),  # New Zealand in summer
        ("Fri Jun 26 2026 00:00:00 GMT+0000 (GMT+00:00)", date(2026, 6, 26)),
        ("Fri Jun 26 2026 07:00:00 GMT+0000 (GMT+00:00)", date(2026, 6, 26)),  # California
        ("Fri Jun 26 2026 10:00:00 GMT+0000 (GMT+00:00)", date(2026, 6, 26)),  # Hawaii
        ("Thu Dec 31 2026 23:00:00 GMT+0000 (GMT+00:00)", date(2027, 1, 1)),
        ("2026-06-25T22:00:00.000Z", date(2026, 6, 26)),
        ("2026-06-26", date(2026, 6, 26)),
        ("", None),
    ],
)
def test_a_due_date_is_the_day_whose_midnight_it_tells(cell, day):
    assert read_one(Due_Date=cell).due == day


def test_a_day_without_an_hour_stays():
    assert day_of_midnight(date(2026, 6, 26), "Fri Jun 26 2026") == date(2026, 6, 26)


@pytest.mark.parametrize(
    ("cells", "state", "done_on", "problems"),
    [
        ({"Status": "In Progress", "Started": DAY}, "in_progress", None, []),
        ({"Status": "Done", "Started": DAY, "Completed": DAY}, "done", date(2026, 5, 13), []),
        ({"Status": "Shipped to customers", "Started": DAY, "Completed": DAY}, "done", date(2026, 5, 13), []),
        ({"Status": "Closed", "Canceled": DAY}, "cancelled", None, []),
        ({"Status": "Canceled"}, "cancelled", None, []),
        ({"Status": "Duplicate", "Canceled": DAY, "Duplicate_of": "EN-9"}, "cancelled", None, []),
        ({"Status": "Building", "Started": DAY}, "in_progress", None, []),
        ({"Status": "Todo", "Triaged": DAY}, "todo", None, []),
        ({"Status": "Triage"}, "backlog", None, []),
        ({"Status": "Somewhere"}, "todo", None, ["state_unknown"]),
    ],
)
def test_the_days_of_an_issue_say_its_state_before_the_word_of_the_team(cells, state, done_on, problems):
    found = read_one(Project_Milestone="Beta", **cells)

    assert (found.state, found.done_on, [each.code for each in found.problems]) == (state, done_on, problems)


def test_project_milestones_become_milestones_of_the_project_and_of_its_initiatives():
    rows = read(
        issue("EN-1", Project="App", Project_Milestone="Beta", Initiatives="Growth, Trust", Due_Date="2026-05-01"),
        issue("EN-2", Project="App", Project_Milestone="Beta", Initiatives="Growth", Due_Date="2026-06-01"),
        issue("EN-3", Project="Site", Project_Milestone="Beta"),
    )

    milestones = [row for row in rows if row.kind == "milestone"]
    assert [(row.title, row.project, row.goals, row.due) for row in milestones] == [
        ("Beta", "App", ("Growth", "Trust"), date(2026, 6, 1)),
        ("Beta", "Site", (), None),
    ]
    tasks = [row for row in rows if row.kind == "task"]
    assert [row.milestone_id for row in tasks] == [milestones[0].external_id] * 2 + [milestones[1].external_id]
    assert {(row.external_source, row.external_id) for row in tasks} == {("linear", f"EN-{n}") for n in (1, 2, 3)}


def test_a_sub_issue_goes_where_its_topmost_parent_is_unless_it_has_a_milestone():
    rows = read(
        issue("EN-1", Parent_issue="EN-2", Project="Site"),
        issue("EN-2", Parent_issue="EN-3", Project="App"),
        issue("EN-3", Project="App", Project_Milestone="Beta"),
        issue("EN-4", Parent_issue="EN-3", Project_Milestone="Gamma"),
        issue("EN-5", Parent_issue="EN-99"),
        issue("EN-6", Parent_issue="EN-6"),
    )

    tasks = {row.external_id: row for row in rows if row.kind == "task"}
    assert {key: row.milestone for key, row in tasks.items()} == {
        "EN-1": "Beta",
        "EN-2": "Beta",
        "EN-3": "Beta",
        "EN-4": "Gamma",
        "EN-5": "",
        "EN-6": "",
    }
    assert len({tasks[key].milestone_id for key in ("EN-1", "EN-2", "EN-3")}) == 1
    assert [each.code for each in tasks["EN-5"].problems] == ["milestone_missing"]


def test_what_an_issue_is_blocked_by_is_told_and_what_it_is_related_to_is_not_a_link():
    found = read_one(Project_Milestone="Beta", Blocked_by="EN-2", Related_to="EN-3")

    assert (found.waits_for, [each.code for each in found.problems]) == ((), ["link_of_task"])


def test_points_are_no_days_and_a_priority_is_no_state():
    found = read_one(Estimate="5", Priority="Urgent", Project_Milestone="Beta", Assignee="dana@example.com")

    assert (found.estimate, found.state, found.priority) == (None, "todo", "urgent")
    assert found.owner_email == "dana@example.com"


def test_the_oldest_header_gives_tasks_alone():
    (row,) = read(issue("EN-1", Status="Done", Completed=DAY, Project="App"), header=OLDEST)

    assert (row.kind, row.external_id, row.state, row.project) == ("task", "EN-1", "done", "App")
