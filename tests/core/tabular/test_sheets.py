"""Workbooks: read as the table a delimited text would be, within limits that no archive talks its way out of."""

import datetime as dt
import zipfile
from io import BytesIO

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from core.budget import Budget, OutOfTimeError
from core.tabular import sheets
from core.tabular.problems import MAX_CELL_CHARACTERS, MAX_COLUMNS, MAX_ROWS, TabularError
from core.tabular.sheets import MAX_TITLE, MAX_UNPACKED, read_sheet, unpacked_size
from core.tabular.workbook import xlsx_file


def workbook(*rows, more=(), title="Plan"):
    """Return a workbook of one sheet with these rows, and of more sheets, each (title, rows)."""
    book = openpyxl.Workbook()
    for name, lines in ((title, rows), *more):
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    del book["Sheet"]
    return saved(book)


def saved(book):
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(content, name, text):
    """Return a workbook with one part in the place of its own."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part.filename, old.read(part))
        new.writestr(name, text)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
XMLNS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def with_xml(rows, before=""):
    """Return a workbook whose sheet is this text of rows."""
    return with_part(
        workbook(["Title"]), SHEET, f"<worksheet {XMLNS}>{before}<sheetData>{rows}</sheetData></worksheet>"
    )


def cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def cells_of(content, **choices):
    table = read_sheet(content, **choices).table
    return [table.header.cells, *(row.cells for row in table.rows)]


def refusal(content):
    with pytest.raises(TabularError) as caught:
        read_sheet(content)
    return caught.value.code


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Beta", "Beta"),
        (None, ""),
        (5, "5"),
        (5.0, "5"),
        (0.1, "0.1"),
        (True, "true"),
        (False, "false"),
        (dt.date(2026, 5, 1), "2026-05-01"),
        (dt.datetime(2026, 5, 1), "2026-05-01"),
        (dt.datetime(2026, 5, 1, 9, 30), "2026-05-01 09:30:00"),
        (dt.time(9, 30), "09:30:00"),
        ("'=1+1", "=1+1"),  # as an export protects it
        ("Two_x000D_\nlines", "Two\r\nlines"),
        ("_x005F_x000D_", "_x000D_"),
    ],
)
def test_a_cell_reads_as_it_would_in_a_text(value, text):
    assert cells_of(workbook(["Title", "Value"], ["A", value]))[1] == ("A", text)


def test_rows_keep_their_numbers_and_blank_ones_are_left_out():
    table = read_sheet(
        workbook(["Our board"], [], ["Title", "Due"], ["A", ""], [], ["B", None]), known={"title", "due"}
    ).table

    assert (table.header.line, [row.line for row in table.rows], table.apart) == (3, [4, 6], {3, 6})


def test_a_formula_reads_as_its_value_and_one_nobody_computed_is_empty():
    computed = with_xml(
        f'<row r="1">{cell("A1", "Title")}{cell("B1", "Days")}</row>'
        f'<row r="2">{cell("A2", "A")}<c r="B2"><f>2+3</f><v>5</v></c></row>'
    )

    assert cells_of(computed)[1] == ("A", "5")
    assert cells_of(workbook(["Title", "Days"], ["A", "=2+3"]))[1] == ("A", "")


def test_of_merged_cells_the_first_has_the_value():
    book = openpyxl.Workbook()
    for line in (["Title", "Owner"], ["A", "Ana"], ["B", None]):
        book.active.append(line)
    book.active.merge_cells("B2:B3")

    assert cells_of(saved(book)) == [("Title", "Owner"), ("A", "Ana"), ("B", "")]


def test_the_first_sheet_is_read_unless_another_is_chosen_and_hidden_ones_are_not_offered():
    content = workbook(["Title"], ["A"], more=[("Second", [["Title"], ["B"]])])
    book = openpyxl.load_workbook(BytesIO(content))
    book["Plan"].sheet_state = "hidden"
    hidden = saved(book)

    assert (read_sheet(content).name, read_sheet(content).names) == ("Plan", ("Plan", "Second"))
    assert cells_of(content, sheet="Second")[1:] == [("B",)]
    assert cells_of(content, sheet="No such")[1:] == [("A",)]
    assert (read_sheet(hidden).name, read_sheet(hidden).names) == ("Second", ("Second",))


def test_a_name_longer_than_any_of_excel_is_cut_and_can_be_chosen():
    content = workbook(["Title"], more=[("Other", [["Work"]])])
    with zipfile.ZipFile(BytesIO(content)) as archive:
        book = archive.read("xl/workbook.xml").decode()
    content = with_part(content, "xl/workbook.xml", book.replace("Other", "N" * 500_000).replace("Plan", "P" * 500_000))

    assert read_sheet(content).name == "P" * MAX_TITLE
    assert read_sheet(content).names == ("P" * MAX_TITLE, "N" * MAX_TITLE)
    assert cells_of(content, sheet="N" * MAX_TITLE) == [("Work",)]


def test_an_empty_first_sheet_is_passed_over():
    content = workbook(more=[("Second", [["Title"], ["B"]])])

    assert (read_sheet(content).name, cells_of(content)[1:]) == ("Second", [("B",)])


# Limits


def test_what_unpacks_to_more_than_the_limit_is_refused_before_it_is_unpacked():
    bomb = with_part(workbook(["Title"], ["A"]), "xl/media/image1.png", b"\0" * (MAX_UNPACKED + 1))

    assert len(bomb) < 200_000
    assert refusal(bomb) == "workbook_too_large"


def test_an_archive_of_too_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_PARTS", 3)

    assert refusal(workbook(["Title"])) == "workbook_too_large"


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_part_packed_as_no_workbook_is_is_refused(packing):
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook(["Title"]))) as old, zipfile.ZipFile(file, "w", packing) as new:
        for part in old.infolist():
            new.writestr(part.filename, old.read(part))

    assert refusal(file.getvalue()) == "workbook_unreadable"


def test_a_part_that_says_it_is_smaller_than_it_is_gives_no_more_than_it_says():
    content = bytearray(with_part(workbook(["Title"], ["A"]), "xl/media/image1.png", b"\0" * 100_000))
    size = (100_000).to_bytes(4, "little")
    while (at := content.find(size)) >= 0:
        content[at : at + 4] = (10).to_bytes(4, "little")

    assert unpacked_size(bytes(content)) < 100_000
    assert refusal(bytes(content)) == "workbook_unreadable"


def test_what_a_file_says_of_its_dimensions_is_not_believed():
    content = with_xml(f'<row r="1">{cell("A1", "Title")}</row>', before='<dimension ref="A1:XFD1048576"/>')

    assert cells_of(content) == [("Title",)]


def test_a_row_far_below_is_read_and_one_beyond_the_format_is_refused():
    far = with_xml(f'<row r="1">{cell("A1", "Title")}</row><row r="1048576">{cell("A1048576", "A")}</row>')
    beyond = with_xml(f'<row r="1">{cell("A1", "Title")}</row><row r="99999999999">{cell("A99999999999", "A")}</row>')

    assert [row.line for row in read_sheet(far).table.rows] == [1_048_576]
    assert refusal(beyond) == "workbook_unreadable"


@pytest.mark.parametrize("more", [0, 1])
def test_rows_are_limited(more, monkeypatch):
    monkeypatch.setattr("core.tabular.reader.MAX_ROWS", 30)
    content = workbook(["Title"], *(["A"] for _ in range(30 + more)))

    if more:
        assert refusal(content) == "too_many_rows"
    else:
        assert len(cells_of(content)) == 31
    assert MAX_ROWS == 20_000


def test_columns_are_limited():
    widest = ["Title", *(["x"] * (MAX_COLUMNS - 1))]

    assert len(cells_of(workbook(widest))[0]) == MAX_COLUMNS
    assert refusal(workbook([*widest, "x"])) == "too_many_columns"
    assert refusal(with_xml(f'<row r="1">{cell("A1", "Title")}{cell("GS1", "x")}</row>')) == "too_many_columns"


def test_a_long_cell_is_cut_and_told():
    table = read_sheet(workbook(["Title", "Text"], ["A", "x" * (MAX_CELL_CHARACTERS + 1)])).table

    assert len(table.rows[0].cells[1]) == MAX_CELL_CHARACTERS
    assert [(notice.code, notice.line) for notice in table.notices] == [("cell_too_long", 2)]


def test_no_part_may_declare_entities():
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet/>'

    assert refusal(with_part(workbook(["Title"]), SHEET, bomb)) == "workbook_unreadable"
    assert refusal(with_part(workbook(["Title"]), SHEET, bomb.encode("utf-16"))) == "workbook_unreadable"


def styled(xml):
    """Return a workbook with this among its styles."""
    content = workbook(["Title"])
    with zipfile.ZipFile(BytesIO(content)) as archive:
        styles = archive.read("xl/styles.xml").decode()
    return with_part(content, "xl/styles.xml", styles.replace("</cellXfs>", f"{xml}</cellXfs>"))


MANY = 300_000
HEADER = f'<row r="1">{cell("A1", "Title")}</row>'
STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def with_strings(xml, row='<c r="A1" t="s"><v>0</v></c>', more=""):
    """Return a workbook whose shared strings are this text; unless told otherwise, its one cell is the first."""
    content = with_xml(f'<row r="1">{row}</row>{more}')
    with zipfile.ZipFile(BytesIO(content)) as archive:
        types = archive.read("[Content_Types].xml").decode()
    told = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{STRINGS}"/></Types>'
    content = with_part(content, "[Content_Types].xml", types.replace("</Types>", told))
    return with_part(content, "xl/sharedStrings.xml", f"<sst {XMLNS}>{xml}</sst>")


@pytest.mark.parametrize(
    "bomb",
    [
        styled("<xf/>" * MANY),
        with_xml(f"{HEADER}<row>{'<c/>' * MANY}</row>"),
        with_xml(HEADER + '<row r="1"/>' * MANY),
        with_xml(HEADER, before="<x/>" * MANY),
        with_strings(f"<si>{'<r/>' * MANY}</si>"),
        with_part(workbook(["Title"]), "xl/workbook.xml", f"<workbook {XMLNS}>{'<x/>' * MANY}</workbook>"),
    ],
    ids=("styles", "one row", "rows again", "before the rows", "one string", "the book"),
)
def test_a_small_file_that_would_become_large_in_memory_is_refused_while_it_is_read(bomb):
    assert len(bomb) < 20_000
    assert refusal(bomb) == "workbook_unreadable"


def test_one_text_in_many_cells_counts_for_each(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_UNPACKED", 1024**2)
    rows = "<row>" + '<c t="s"><v>0</v></c>' * 20 + "</row>"

    content = with_strings(f"<si><t>{'x' * MAX_CELL_CHARACTERS}</t></si>", cell("A1", "Title"), rows * 6)
    assert refusal(content) == "workbook_too_large"
    content = with_strings(f"<si><t>{'x' * MAX_CELL_CHARACTERS}</t></si>", cell("A1", "Title"), rows * 5)
    assert len(cells_of(content)) == 6


def test_shared_strings_are_limited(monkeypatch):
    monkeypatch.setattr("core.tabular.unpacking.MAX_STRINGS", 3)

    assert refusal(with_strings("<si><t>a</t></si>" * 4)) == "workbook_unreadable"
    assert cells_of(with_strings("<si><t>Title</t></si>" * 3)) == [("Title",)]


def test_the_widest_row_of_excel_and_many_rows_are_read():
    widest = "".join(f'<c r="{get_column_letter(place)}2" s="0" t="n"><v>1</v></c>' for place in range(1, 16_385))
    long = "".join(f'<row r="{line}">{cell(f"A{line}", "x")}</row>' for line in range(2, 20_002))

    assert refusal(with_xml(f"{HEADER}<row r='2'>{widest}</row>")) == "too_many_columns"
    assert len(cells_of(with_xml(HEADER + long))) == 20_001


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 rest of a workbook", "is_spreadsheet"),
        (with_part(workbook(["Title"]), SHEET, "<worksheet"), "workbook_unreadable"),
        (with_part(workbook(["Title"]), "xl/workbook.xml", "<workbook/>"), "workbook_unreadable"),
        (with_part(workbook(["Title"]), "[Content_Types].xml", "x"), "workbook_unreadable"),
        (workbook(), "file_empty"),
    ],
    ids=("no archive", "cut short", "no sheets", "no types", "empty"),
)
def test_what_cannot_be_read_is_refused_with_a_code(content, code):
    assert refusal(content) == code


def test_an_archive_that_is_no_workbook_is_refused():
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")

    assert refusal(file.getvalue()) == "is_spreadsheet"


def test_reading_stops_when_its_time_is_over():
    with pytest.raises(OutOfTimeError):
        read_sheet(workbook(["Title"], ["A"]), budget=Budget(-1))


# Writing


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "＝1", "=cmd|' /C calc'!A0"])
def test_no_cell_of_a_written_workbook_is_a_formula(text):
    with xlsx_file("Plan", [text], [[text]]) as file:
        content = file.read()

    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert [(each.value, each.data_type) for row in sheet.rows for each in row] == [(f"'{text}", "s")] * 2
    assert cells_of(content)[1:] == [(text,)]


def test_text_that_looks_like_an_escape_of_the_format_comes_back_as_it_was():
    with xlsx_file("Plan", ["a"], [["_x000D_"], ["_x005F_x000D_"], ["_x_"]]) as file:
        assert cells_of(file.read())[1:] == [("_x000D_",), ("_x005F_x000D_",), ("_x_",)]


def test_days_numbers_and_truth_are_written_as_such_and_nothing_as_nothing():
    row = [dt.date(2026, 5, 1), 12, True, None, "", "12", "two\nlines\x0b"]
    with xlsx_file("Plan", list("abcdefg"), [row]) as file:
        sheet = openpyxl.load_workbook(file).active
        day = sheet["A2"]

        assert [each.value for each in sheet[2]] == [dt.datetime(2026, 5, 1), 12, True, None, None, "12", "two\nlines"]
        assert (day.is_date, sheet.freeze_panes) == (True, "A2")
