"""Readings from a file or pasted: every row is shown with what it would do before anything is kept."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from risks.indicator_rows import MAX_ROWS, TooManyRowsError, read_readings
from tests.factories.indicators import IndicatorFactory

TODAY = dt.date(2026, 3, 2)


def read(text, language="en"):
    found = read_readings(text, today=TODAY, language=language)
    return [each.problem or (each.line, each.day.isoformat(), str(each.value), each.note) for each in found]


@pytest.mark.parametrize(
    "text",
    [
        "date,value,note\n2026-03-01,12.5,after the release\n2026-03-02,13,\n",
        "Value;Note;Date\n12.5;after the release;01.03.2026\n13;;02.03.2026\n",
        "\ufeff日期\t数值\t备注\n2026年3月1日\t12.5\tafter the release\n2026年3月2日\t13\t\n",
    ],
)
def test_columns_are_found_by_their_names(text):
    assert read(text) == [(2, "2026-03-01", "12.5", "after the release"), (3, "2026-03-02", "13", "")]


def test_a_head_is_not_needed():
    assert read("2026-03-01,12.5\n2026-03-02,13") == [(1, "2026-03-01", "12.5", ""), (2, "2026-03-02", "13", "")]
    assert read("2026-03-01;12,5", language="de") == [(1, "2026-03-01", "12.5", "")]


def test_each_row_that_cannot_be_read_says_why():
    rows = [
        "2026-03-03,1", "2026-02-30,1", "yesterday,1", ",1", "2026-03-01,", "2026-03-01,much", "2026-03-01,1",
        "2026-03-01,2", "1899-01-01,1",
    ]  # fmt: skip

    assert read("date,value\n" + "\n".join(rows)) == [
        "to_come", "date_impossible", "date_unreadable", "day_missing", "value_missing", "value_unreadable",
        (8, "2026-03-01", "1", ""), "said_twice", "date_out_of_range",
    ]  # fmt: skip


def test_days_and_months_are_told_apart_by_the_whole_table():
    assert read("date,value\n03/02/2026,1\n25/02/2026,2")[0][1] == "2026-02-03"
    assert read("date,value\n03/02/2026,1") == ["date_ambiguous"]


def test_a_thousand_rows_are_read_and_no_more():
    rows = [f"{dt.date(2020, 1, 1) + dt.timedelta(place)},1" for place in range(MAX_ROWS + 1)]

    assert len(read("\n".join(rows[:MAX_ROWS]))) == 1000
    with pytest.raises(TooManyRowsError):
        read("\n".join(rows))


# The page


@pytest.fixture
def row(team, time_machine):
    time_machine.move_to("2026-03-02T09:00:00Z", tick=False)
    return IndicatorFactory(team=team, name="Latency")


def page(row, name="import"):
    return reverse(f"risks:indicator-{name}", args=["acme", row.pk])


def shown(answer):
    return [(line.found.line, line.is_taken, line.is_same, line.problem) for line in answer.context["preview"].lines]


@pytest.mark.django_db
def test_rows_are_shown_first_and_kept_then(member, browse, row):
    client, text = browse(member), "2026-03-01,12.5,after the release\n2026-03-09,1\n2026-02-01,5\n"
    row.measure(by=None, value=Decimal(5), measured_on=dt.date(2026, 2, 1))

    answer = client.post(page(row), {"text": text})
    assert shown(answer) == [
        (1, True, False, ""),
        (2, False, False, "This day is still to come."),
        (3, False, True, ""),
    ]
    html = answer.content.decode()
    assert ("Keep 1 value" in html, "Is there already" in html, row.readings.count()) == (True, True, 1)

    kept = client.post(page(row, "import-application"), {"rows": answer.context["preview"].rows})
    assert (kept.status_code, kept["Location"]) == (303, row.get_absolute_url())
    reading = row.readings.latest_first().first()
    assert (reading.value, reading.note, reading.source, reading.by) == (
        Decimal("12.5"),
        "after the release",
        "file",
        member,
    )
    again = client.post(page(row), {"text": text})
    assert (again.context["preview"].taken, again.context["preview"].same) == ([], 2)
    assert "There is nothing to keep." in again.content.decode()


@pytest.mark.django_db
def test_the_same_rows_sent_again_keep_nothing_twice(member, browse, row):
    client, rows = browse(member), json.dumps([["2026-03-01", "12.5", ""]])

    for _time in range(2):
        client.post(page(row, "import-application"), {"rows": rows})

    assert row.readings.count() == 1


@pytest.mark.django_db
def test_a_file_is_read_and_replaces_a_value(member, browse, row):
    row.measure(by=None, value=Decimal(5), measured_on=dt.date(2026, 3, 1))
    file = SimpleUploadedFile("readings.csv", b"date,value\n2026-03-01,25\n")

    answer = browse(member).post(page(row), {"file": file})

    assert "Replaces 5" in answer.content.decode()
    browse(member).post(page(row, "import-application"), {"rows": answer.context["preview"].rows})
    row.refresh_from_db()
    assert row.state == "red"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ({}, "Choose a file, or paste rows."),
        ({"text": "date,value\n" + "2026-03-01,1\n" * 1001}, "more than 1,000 rows"),
        ({"text": 'date,value\n"2026-03-01,1'}, "never closed"),
        ({"text": "x" * 60_000}, "at most 51200 characters"),
        ({"file": ("a.csv", b"x" * 60_000)}, "larger than 50 KB"),
        ({"file": ("a.csv", b"\x00\x01\x02")}, "not a text file"),
        ({"file": ("a.csv", b"")}, "The file is empty."),
    ],
)
def test_what_is_no_table_is_refused(member, browse, row, sent, text):
    sent = {name: SimpleUploadedFile(*value) if name == "file" else value for name, value in sent.items()}

    answer = browse(member).post(page(row), sent)

    assert (answer.status_code, text in answer.content.decode()) == (422, True)


@pytest.mark.django_db
def test_a_value_finer_than_is_kept_is_said_in_its_row(member, browse, row):
    answer = browse(member).post(page(row), {"text": "2026-03-01,0.00001"})

    assert shown(answer) == [(1, False, False, "A value has at most four decimals and 14 digits.")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rows",
    [
        "",
        "[",
        "[]",
        "{}",
        "[[1, 2]]",
        '[["2026-13-01", "1", ""]]',
        '[["2026-03-01", "x", ""]]',
        '[["2026-03-01", "NaN", ""]]',
        '[["2026-03-01", "sNaN", ""]]',
        '[["2026-03-01", "1E+999999999", ""]]',
        '[["2026-03-01", [0, [1], 99999999], ""]]',
        '[["2026-03-01", "1", ""], ["2026-03-01", "2", ""]]',
        '[["2026-03-09", "1", ""]]',
        '[["2026-03-01", "0.00001", ""]]',
        json.dumps([["2026-03-01", "1", "x" * 301]]),
        json.dumps([[str(dt.date(2020, 1, 1) + dt.timedelta(place)), "1", ""] for place in range(1001)]),
    ],
)
def test_what_comes_back_changed_keeps_nothing(member, browse, row, rows):
    row.measure(by=member, value=Decimal(5), measured_on=dt.date(2026, 3, 1))

    answer = browse(member).post(page(row, "import-application"), {"rows": rows})

    assert (answer.status_code, row.readings.count()) == (422, 1)
