from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.normal_form import normal_form
from core.tabular import calendar_words
from core.tabular.dates import DayOrder, ReadDate, day_order, read_date
from core.tabular.problems import DATE_CODES

FIRST_OF_MARCH = date(2026, 3, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01",
        " 2026-3-1 ",
        "2026/3/1",
        "2026.03.01",
        "20260301",
        "2026年3月1日",
        "2026 年 03 月 01 号",
        "２０２６年３月１日",
        "2026-03-01T23:30:00Z",
        "2026-03-01T23:30:00.000+0800",
        "2026-03-01 08:00",
        "2026年3月1日 上午 8:00",
        "1/Mar/26 12:00 AM",
        "01-Mar-2026",
        "1 March 2026",
        "Mar 1, 2026",
        "March 1st, 2026 4:15 PM",
        "1.3.2026",
        "01.03.26",
        "1. März 2026",
        "1 de marzo de 2026",
        "1º de março de 2026",
        "1er mars 2026",
        "1 marca 2026",
        "01/mar/26 12:00 AM",
        "01/mars/26 12:00",
        "01/Mrz/26 11:43",
        "01/三月/26 12:00 上午",
        "01/3月/26",
        "Sun Mar 01 2026 00:00:00 GMT+0100 (Central European Standard Time)",
        "Sun Mar 01 2026 23:30:00 GMT-0800 (Pacific Standard Time)",
        "Sun, 01 Mar 2026 00:00:00 GMT",
        "Sunday, March 1, 2026",
        "So., 01.03.2026",
        "dim. 1 mars 2026",
        "星期日 2026年3月1日",
        "2026年3月1日星期日",
        "2026-03-01 (Sun)",
        "2026-03-01 Sun",
    ],
)
def test_date_is_read_as_written(text):
    assert read_date(text) == ReadDate(FIRST_OF_MARCH)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30/Sep/26 12:00 AM", date(2026, 9, 30)),
        ("6/21/2025 16:14", date(2025, 6, 21)),
        ("21/6/2025", date(2025, 6, 21)),
        ("5/5/2026", date(2026, 5, 5)),
        ("31/12/99", date(1999, 12, 31)),
        ("Sat 12/5/26", date(2026, 12, 5)),
        ("Tue 12/5/26", date(2026, 5, 12)),
        ("19/lip/23 11:43 AM", date(2023, 7, 19)),
        ("mar. 5 mai 2026", date(2026, 5, 5)),
        ("Mar 5 2026", date(2026, 3, 5)),
    ],
)
def test_date_without_doubt_needs_no_order(text, expected):
    assert read_date(text) == ReadDate(expected)


@pytest.mark.parametrize(("order", "expected"), [("dmy", date(2026, 4, 3)), ("mdy", date(2026, 3, 4))])
def test_order_decides_where_figures_do_not(order, expected):
    assert read_date("3/4/2026", order) == ReadDate(expected)


def test_order_never_overrules_what_is_certain():
    assert read_date("6/21/2025", "dmy") == ReadDate(date(2025, 6, 21))


def test_empty_cell_is_no_date_and_no_problem():
    assert read_date("  ") == ReadDate()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("3/4/2026", "date_ambiguous"),
        ("2026-02-30", "date_impossible"),
        ("31/31/2026", "date_impossible"),
        ("29/Feb/25", "date_impossible"),
        ("46082", "date_is_serial"),
        ("46082.5", "date_is_serial"),
        ("3月1日", "date_without_year"),
        ("1/3", "date_without_year"),
        ("0026-03-01", "date_out_of_range"),
        ("next week", "date_unreadable"),
        ("2026-03-01 and later", "date_unreadable"),
        ("Q3 2026", "date_unreadable"),
        ("2026-03-01" + " " * 90 + "x", "date_unreadable"),
        ("2026-03-01" + " " * 95 + "12:00", "date_unreadable"),
        ("Wed 12/5/26", "date_ambiguous"),
        ("1 marble 2026", "date_unreadable"),
        ("Sunday", "date_unreadable"),
        ("(Sun)", "date_unreadable"),
    ],
)
def test_date_that_cannot_be_read_says_why(text, problem):
    assert read_date(text) == ReadDate(problem=problem)
    assert problem in DATE_CODES


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        (["3/4/2026", "21/4/2026"], DayOrder("dmy", "21/4/2026")),
        (["3/4/2026", "4/21/2026 16:14"], DayOrder("mdy", "4/21/2026 16:14")),
        (["3/4/2026", "2026-01-01", ""], DayOrder("ask", "3/4/2026")),
        (["13/4/2026", "4/13/2026"], DayOrder("mixed", "4/13/2026")),
        (["2026-01-01", "1.3.2026", "30/Sep/26"], DayOrder("none")),
        (["3/3/2026"], DayOrder("none")),
        (["3/4/2026", "3/3/2026"], DayOrder("ask", "3/4/2026")),
        (["3/4/2026", "Sat 12/5/26"], DayOrder("mdy", "Sat 12/5/26")),
        ([], DayOrder("none")),
    ],
)
def test_column_settles_its_own_order_or_asks_with_a_sample(samples, expected):
    assert day_order(samples) == expected


@given(st.dates(date(1970, 1, 1), date(2068, 12, 31)))
def test_every_day_is_read_back_in_every_format(day):
    written = [
        (day.isoformat(), None),
        (f"{day.year}年{day.month}月{day.day}日", None),
        (f"{day:%d/%b/%y} 12:00 AM", None),
        (f"{day:%d/%m/%Y}", "dmy"),
        (f"{day:%m/%d/%Y} 16:14", "mdy"),
        (f"{day:%d.%m.%Y}", None),
        (f"{day:%a %b %d %Y} 00:00:00 GMT+0100 (Central European Standard Time)", None),
    ]

    assert [read_date(text, order).value for text, order in written] == [day] * len(written)


@given(st.text(max_size=25))
def test_any_text_gets_an_answer(text):
    answer = read_date(text)

    assert answer.value is None or answer.problem is None


def test_no_name_means_two_months_or_two_weekdays():
    for table, count in ((calendar_words._MONTHS, 12), (calendar_words._WEEKDAYS, 7)):
        lines = [set(line.casefold().split()) for line in table.strip().splitlines()]

        assert len(lines) == count
        assert len(set.union(*lines)) == sum(map(len, lines))


def test_no_name_of_the_calendar_is_written_in_a_form_that_could_not_match():
    names = [*calendar_words.MONTHS, *calendar_words.WEEKDAYS]

    assert [name for name in names if normal_form(name).casefold() != name] == []
