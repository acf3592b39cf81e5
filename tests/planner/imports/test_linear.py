"""Twice the rows cost twice the work, whatever they name each other and whatever stands in their cells."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.normal_form import MOST_CHARACTERS
from core.tabular.problems import MAX_CELL_CHARACTERS
from core.tabular.reader import read_table
from planner.imports.dialects import read_plan, read_plan_file
from planner.imports.trees import topmost
from tests.measuring import lines_run, processor_time

ROWS = 40
HEADERS = {
    "linear": "ID,Title,Status,Completed,Parent issue,Project Milestone,Team,Canceled,Archived",
    "asana": "Task ID,Name,Section/Column,Completed At,Parent task,Projects",
    "jira": "Issue key,Summary,Issue Type,Status,Parent,Fix versions",
    "generic": "ID,Title,Kind,Status,Milestone,Project",
    "generic with parents": "ID,Title,Kind,Status,Parent,Milestone",
    "asana with links": "Task ID,Name,Section/Column,Completed At,Parent task,Blocked By (Dependencies)",
    "asana with links the other way": "Task ID,Name,Section/Column,Completed At,Blocking (Dependencies),Parent task",
    "landfall": "external_id,name,kind,state,milestone,project,planned_start,planned_end",
}
# How the rows of a file may name each other: the number of a row, and how many there are.
NAMES = {
    "nothing": lambda _row, _rows: "",
    "all the same": lambda _row, _rows: "a",
    "itself": lambda row, _rows: f"r{row}",
    "the next": lambda row, _rows: f"r{row + 1}",
    "the one before": lambda row, _rows: f"r{row - 1}",
    "the first": lambda _row, _rows: "r0",
    "the other of a pair": lambda row, _rows: f"r{row ^ 1}",
    "the next in a circle": lambda row, rows: f"r{(row + 1) % rows}",
}
KINDS = ("", "Epic", "Task", "milestone", "Doing")


def file_of(rows, dialect, column, kinds):
    """Return a file whose columns hold names by these patterns, and a kind that goes round."""
    first, title, upper, last = (NAMES[name] for name in column)
    lines = [
        f"{first(row, rows)},{title(row, rows)},{kinds[row % len(kinds)]},,{upper(row, rows)},{last(row, rows)}"
        for row in range(rows)
    ]
    return "\n".join([HEADERS[dialect], *lines]) + "\n"


def work(text):
    return lines_run(lambda: read_plan(read_table(text)))


@pytest.mark.parametrize("upper", NAMES)
@pytest.mark.parametrize("title", ["all the same", "itself"])
@pytest.mark.parametrize("dialect", HEADERS)
def test_rows_that_name_each_other_cost_the_same_each(dialect, title, upper):
    shape = dialect, ("itself", title, upper, "nothing"), ("",)

    assert work(file_of(2 * ROWS, *shape)) < 2.1 * work(file_of(ROWS, *shape))


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(list(HEADERS)),
    st.tuples(*[st.sampled_from(list(NAMES))] * 4),
    st.lists(st.sampled_from(KINDS), min_size=1, max_size=3),
)
def test_rows_of_any_shape_cost_the_same_each(dialect, column, kinds):
    shape = dialect, column, kinds

    assert work(file_of(2 * ROWS, *shape)) < 2.1 * work(file_of(ROWS, *shape))


PILES = "a" + "\u0301" * 60 + "\u0323" * 60
CELLS = {
    "an address that never ends": "a" * 90 + "@" + "a." * 75 + ">>",
    "addresses": "x@y.z " * 40,
    "a date and spaces": "2026-01-01" + " " * 45 + "t",
    "hours": "1:11" * 60,
    "work": "1w " * 80,
    "a number": "9" * 240,
    "quotation marks": "'" * 240,
    "semicolons": ";" * 240,
    "names": "a b," * 60,
    "weekdays": "mon " * 60,
    "spaces": "x" + " " * 238 + "x",
    "marks": PILES * 2,
}


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
@pytest.mark.parametrize("header", ["generic", "jira", "asana"])
def test_no_cell_costs_more_than_any_other_of_its_length(header, cell):
    columns = {
        "generic": "title,milestone,project,goals,owner,owner email,start,due,done on,state,estimate (days),parent",
        "asana": "task id,name,section/column,completed at,due date,assignee,parent task,blocking,blocked by",
        "jira": "summary,issue key,issue type,status,assignee,start date,due date,resolved,original estimate,parent",
    }[header]

    def reading(content):
        line = ",".join([f'"{content}"'] * (columns.count(",") + 1))
        return processor_time(read_plan, read_table(f"{columns}\n" + f"{line}\n" * 40))

    assert reading(cell) < 6 * reading("ä" * len(cell)) + 0.02


@pytest.mark.parametrize("place", ["header", "row"])
def test_a_cell_full_of_marks_takes_no_longer_than_one_of_letters(place):
    def reading(letters):
        name, title = (letters, "x") if place == "header" else ("title", letters)
        return processor_time(read_plan_file, f"{name},due,title\n{title},{title},{title}\n".encode())

    marks = "a" + "\u0301" * (MOST_CHARACTERS // 2) + "\u0323" * (MOST_CHARACTERS // 2)

    assert reading(marks) < 20 * reading("ä" * len(marks))


def test_a_name_in_the_header_and_a_cell_are_cut():
    table = read_table(f"{'n' * 20_000},title\n{'c' * 20_000},x\n")

    assert (len(table.header.cells[0]), len(table.rows[0].cells[0])) == (250, MAX_CELL_CHARACTERS)


def climbed(above, start):
    """The way up, looked at one by one: what `topmost` promises, without its speed."""
    seen, here, top = {start}, start, None
    while (here := above.get(here)) is not None and here not in seen:
        seen.add(here)
        top = here
    return top


@given(st.dictionaries(st.integers(0, 12), st.integers(0, 12)).map(lambda d: {k: v for k, v in d.items() if k != v}))
def test_the_topmost_row_is_where_the_way_up_ends(above):
    assert topmost(above) == {start: climbed(above, start) for start in above}
