import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tabular.problems import MAX_CELL_CHARACTERS, MAX_COLUMNS, MAX_ROWS, Notice, TabularError
from core.tabular.reader import Row, find_delimiter, fold, plain_name, read_table
from core.tabular.writer import csv_bytes


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found(delimiter):
    text = "\n".join(delimiter.join(cells) for cells in [("Name", "Due"), ("Beta", "1"), ("Launch", "2")])

    assert find_delimiter(text) == delimiter
    assert read_table(text).rows == (Row(2, ("Beta", "1")), Row(3, ("Launch", "2")))


def test_commas_in_text_do_not_mislead():
    text = 'Name;Notes\nBeta;"one, two, three"\nLaunch;a, b\nRound;none\n'

    assert find_delimiter(text) == ";"


def test_spreadsheet_program_may_name_the_delimiter_in_the_first_line():
    table = read_table("sep=|\r\nName|Due\r\nBeta|1,5\r\n")

    assert (table.delimiter, table.header, table.rows) == (
        "|",
        Row(2, ("Name", "Due")),
        (Row(3, ("Beta", "1,5")),),
    )


def test_single_column_is_a_table_too():
    assert read_table("Name\nBeta\n").rows == (Row(2, ("Beta",)),)


def test_header_is_found_below_other_lines():
    text = "Exported by somebody\n\nDate:,2026-03-01\nName,Owner,Due\nBeta,Ana,2026-04-01\n"

    table = read_table(text, known={"name", "due"})

    assert table.header == Row(4, ("Name", "Owner", "Due"))
    assert table.rows == (Row(5, ("Beta", "Ana", "2026-04-01")),)


def test_without_known_names_the_header_is_the_first_record_of_the_usual_width():
    assert read_table("Report\n\na,b,c\n1,2,3\n4,5,6\n").header == Row(3, ("a", "b", "c"))


def test_person_may_choose_the_header_line():
    table = read_table("a,b\nc,d\n1,2\n", header_line=2)

    assert (table.header.cells, table.rows) == (("c", "d"), (Row(3, ("1", "2")),))


def test_names_match_trimmed_and_case_blind_at_every_position():
    table = read_table("\ufeff Labels,NAME,labels ,Labels\na,b,c,d\n".removeprefix("\ufeff"))

    assert table.positions("labels") == (0, 2, 3)
    assert table.positions("Name") == (1,)
    assert table.positions("due") == ()


@pytest.mark.parametrize(
    ("name", "folded"), [(" Due  Date ", "due date"), ("ＮＡＭＥ", "name"), ("截止日期 ", "截止日期")]
)
def test_header_names_have_one_form(name, folded):
    assert fold(name) == folded


@pytest.mark.parametrize("name", ["due_date", "DueDate", "dueDate", " Due_Date ", "DUE DATE", "Due  date"])
def test_underscores_and_capitals_part_the_words_of_a_header(name):
    assert plain_name(name) == "due date"


@pytest.mark.parametrize(("name", "plain"), [("TaskID", "task id"), ("E-Mail", "e-mail"), ("截止_日期", "截止 日期")])
def test_other_names_of_a_header_keep_their_words(name, plain):
    assert plain_name(name) == plain


def test_header_of_joined_words_is_found_below_other_lines():
    table = read_table("Exported\n\ntask_name,DueDate\nBeta,2026-04-01\n", known={"task name", "due date"})

    assert table.header.line == 3


def test_rows_below_a_blank_line_are_known():
    table = read_table('Name,Notes\nBeta,"one\n\ntwo"\nLaunch,x\n,\n\nRound,y\nLast,z\n')

    assert table.apart == frozenset({8})


def test_quoted_line_breaks_keep_the_line_numbers_of_the_file():
    text = 'Name,Notes\r\nBeta,"one\r\ntwo\r\nthree"\r\n\r\nLaunch,x\r\n'

    assert [(row.line, row.at(0)) for row in read_table(text).rows] == [(2, "Beta"), (6, "Launch")]


def test_blank_lines_are_no_rows():
    assert [row.line for row in read_table("Name,Due\n,\n\n  ,\nBeta,1\n").rows] == [5]


def test_short_row_is_padded():
    assert read_table("a,b,c\n1\n2,2,2\n3,3,3\n").rows[0] == Row(2, ("1", "", ""))


def test_long_row_is_kept_with_a_notice():
    table = read_table("a,b\n1,2\n3,4,5,6\n7,8\n")

    assert table.rows[1] == Row(3, ("3", "4", "5", "6"))
    assert table.notices == (Notice("row_too_long", 3, {"extra": 2}),)


def test_empty_cells_a_spreadsheet_appends_are_no_extra():
    table = read_table("a,b,,\n1,2,,\n3,4,,,,\n")

    assert (table.header.cells, table.notices) == (("a", "b"), ())


def test_cell_over_the_limit_is_cut_with_a_notice():
    table = read_table(f"a,b\n1,{'x' * (MAX_CELL_CHARACTERS + 1)}\n")

    assert len(table.rows[0].cells[1]) == MAX_CELL_CHARACTERS
    assert table.notices == (Notice("cell_too_long", 2, {"column": 2, "limit": MAX_CELL_CHARACTERS}),)


@pytest.mark.parametrize(
    ("text", "code", "params"),
    [
        ("\n \n", "file_empty", {}),
        ('a,b\n1,2\n3,"four\n5,6\n', "quote_unclosed", {"line": 3}),
        ("a\n" + "1\n" * (MAX_ROWS + 1), "too_many_rows", {"limit": MAX_ROWS}),
        ("a\n" + "1\n" * (MAX_ROWS * 2), "too_many_rows", {"limit": MAX_ROWS}),
        (",".join("a" * (MAX_COLUMNS + 1)), "too_many_columns", {"limit": MAX_COLUMNS}),
    ],
)
def test_file_beyond_the_limits_is_refused_with_its_reason(text, code, params):
    with pytest.raises(TabularError) as caught:
        read_table(text)

    assert (caught.value.code, dict(caught.value.params)) == (code, params)


def test_chosen_header_line_must_exist():
    with pytest.raises(TabularError) as caught:
        read_table("a,b\n1,2\n", header_line=9)

    assert caught.value.code == "header_line_missing"


def test_as_many_rows_as_allowed_are_read():
    assert len(read_table("a\n" + "1\n" * MAX_ROWS).rows) == MAX_ROWS


CELLS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00\x1f"), max_size=20)


@given(st.lists(st.tuples(st.just("x"), CELLS, st.just("z")), min_size=1, max_size=5))
def test_import_of_an_export_changes_nothing(rows):
    content = csv_bytes(("first", "second", "third"), rows).decode("utf-8-sig")

    table = read_table(content, delimiter=",")

    assert [row.cells for row in table.rows] == rows
