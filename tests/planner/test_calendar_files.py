"""Days from files: Chinese exchange days both ways, events of several days, yearly ones, CSV, and every limit."""

import datetime as dt
from itertools import count

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.budget import Budget, OutOfTimeError
from planner.calendars.feeds import days_of_feed
from planner.calendars.found import MAX_BYTES, Remarks, works_by_name
from planner.calendars.reading import read_calendar

TODAY = dt.date(2026, 3, 2)


def ics(*events):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//Holidays//EN"]
    for number, event in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:{number}@example.com", *event, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def event(first, name, *more, end=None):
    ends = [f"DTEND;VALUE=DATE:{end}"] if end else []
    return [f"DTSTART;VALUE=DATE:{first}", *ends, f"SUMMARY:{name}", *more]


def read(content, order=None):
    return read_calendar(content, today=TODAY, order=order)


def told(content, order=None):
    return [(each.day.isoformat(), each.works, each.label) for each in read(content, order).days]


def days_of(content):
    return [each.day.isoformat() for each in read(content).days]


def remarks(content, order=None):
    return {each.code: (each.count, each.samples) for each in read(content, order).remarks}


def refusal(content):
    with pytest.raises(ValidationError) as refused:
        read(content)
    return refused.value.error_list[0].code


# What days are called in calendars people publish, and whether one works on them.
@pytest.mark.parametrize(
    ("name", "works"),
    [
        ("国庆节（班）", True),
        ("国庆节(班)", True),
        ("春节 补班", True),
        ("春节补班 第1天/共2天", True),
        ("劳动节调休上班", True),
        ("班", True),
        ("班 · 春节", True),
        ("Working day for Labour Day", True),
        ("Special workday", True),
        ("国庆节（休）", False),
        ("休", False),
        ("春节 假期 第3天/共8天", False),
        ("端午节放假", False),
        ("劳动节调休", False),
        ("Bank holiday", False),
        ("Non-working day", False),
        ("国庆节", None),
        ("Labour Day", None),
        ("上下班车时间", None),
        ("", None),
    ],
)
def test_a_name_tells_whether_a_day_is_worked_on(name, works):
    assert works_by_name(name) is works


def test_an_exchange_of_days_comes_in_both_ways():
    content = ics(
        event("20260215", "春节（休）", end="20260218"), event("20260214", "春节（班）"), event("20260228", "春节 补班")
    )

    assert told(content) == [
        ("2026-02-14", True, "春节（班）"),
        ("2026-02-15", False, "春节（休）"),
        ("2026-02-16", False, "春节（休）"),
        ("2026-02-17", False, "春节（休）"),
        ("2026-02-28", True, "春节 补班"),
    ]
    assert not any(each.is_guess for each in read(content).days)


def test_a_day_of_which_nothing_is_said_is_off_by_guess():
    assert [(each.works, each.is_guess) for each in read(ics(event("20260501", "Labour Day"))).days] == [(False, True)]


@pytest.mark.parametrize(
    ("more", "days"),
    [
        ([], ["2026-05-01"]),
        (["DTEND;VALUE=DATE:20260501"], ["2026-05-01"]),
        (["DTEND;VALUE=DATE:20260502"], ["2026-05-01"]),
        (["DTEND;VALUE=DATE:20260504"], ["2026-05-01", "2026-05-02", "2026-05-03"]),
        (["DURATION:P2D"], ["2026-05-01", "2026-05-02"]),
        (["DURATION:P1W"], [f"2026-05-0{n}" for n in range(1, 8)]),
    ],
)
def test_an_event_lasts_to_the_day_before_its_end(more, days):
    assert days_of(ics(event("20260501", "Holiday", *more))) == days


@pytest.mark.parametrize(
    ("first", "rule", "days"),
    [
        ("20200501", "FREQ=YEARLY", [f"{year}-05-01" for year in range(2025, 2032)]),
        ("20300501", "FREQ=YEARLY", ["2030-05-01", "2031-05-01"]),
        ("20240229", "FREQ=YEARLY", ["2028-02-29"]),
        ("20200501", "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1;WKST=MO", [f"{year}-05-01" for year in range(2025, 2032)]),
        ("20250501", "FREQ=YEARLY;INTERVAL=2", ["2025-05-01", "2027-05-01", "2029-05-01", "2031-05-01"]),
        ("20240501", "FREQ=YEARLY;COUNT=3", ["2025-05-01", "2026-05-01"]),
        ("20240501", "FREQ=YEARLY;UNTIL=20270501", ["2025-05-01", "2026-05-01", "2027-05-01"]),
        ("20240501", "FREQ=YEARLY;UNTIL=20270430T235959Z", ["2025-05-01", "2026-05-01"]),
        # The fourth Thursday of November and the last Monday of May, as the calendar on the wall has them.
        ("20241128", "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=4", ["2025-11-27", "2026-11-26", "2027-11-25"]),
        ("20250526", "FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=3", ["2025-05-26", "2026-05-25", "2027-05-31"]),
    ],
)
def test_what_comes_back_each_year_is_taken_from_last_year_to_five_years_on(first, rule, days):
    assert days_of(ics(event(first, "Holiday", f"RRULE:{rule}"))) == days


def test_a_year_that_is_left_out_stays_out():
    content = ics(event("20250501", "Holiday", "RRULE:FREQ=YEARLY;COUNT=3", "EXDATE;VALUE=DATE:20260501"))

    assert days_of(content) == ["2025-05-01", "2027-05-01"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (["DTSTART:20260501T090000Z", "SUMMARY:Wrong"], "not_whole_day"),
        (["DTSTART;VALUE=DATE:20261399", "SUMMARY:Wrong"], "broken"),
        (["SUMMARY:Wrong"], "not_whole_day"),
        (event("20260501", "Wrong", "STATUS:CANCELLED"), "cancelled"),
        (event("20260501", "Wrong", end="20260630"), None),
        (event("20260501", "Wrong", end="20260701"), "too_long"),
        (event("20260501", "Wrong", "RRULE:FREQ=WEEKLY"), "repeats_otherwise"),
        (event("20260501", "Wrong", "RRULE:FREQ=YEARLY;BYDAY=MO"), "repeats_otherwise"),
        (event("20260501", "Wrong", "RRULE:FREQ=YEARLY;BYMONTH=6"), "repeats_otherwise"),
        (event("20260501", "Wrong", "RRULE:FREQ=YEARLY;BYMONTHDAY=1,2"), "repeats_otherwise"),
        (event("20260501", "Wrong", "RRULE:FREQ=YEARLY;BYSETPOS=1"), "repeats_otherwise"),
        (event("20260501", "Wrong", "RRULE:FREQ=YEARLY;INTERVAL=0"), "repeats_otherwise"),
        (event("20260501", "Wrong", "RRULE:FREQ=YEARLY;UNTIL=PT1H"), "repeats_otherwise"),
        (event("20260501", "Wrong", "RRULE:FREQ=YEARLY;UNTIL=120000"), "repeats_otherwise"),
        (event("20260501", "Wrong", "RRULE:FREQ=YEARLY;UNTIL=20260601T000000/PT1H"), "repeats_otherwise"),
        (event("20260501", "Wrong", "RDATE;VALUE=DATE:20260601"), "repeats_otherwise"),
        (event("20470501", "Wrong"), "far_away"),
    ],
)
def test_what_is_no_holiday_is_left_out_and_named(wrong, code):
    found = read(ics(wrong, event("20260801", "Right")))

    assert (found.days[-1].day, found.days[-1].label) == (dt.date(2026, 8, 1), "Right")
    assert [(each.code, each.count) for each in found.remarks] == ([(code, 1)] if code else [])
    assert code is None or len(found.days) == 1


def test_two_holidays_on_one_day_are_one_day_of_both_names():
    content = ics(
        event("20251001", "国庆节（休）"), event("20251001", "中秋节（休）"), event("20251001", "国庆节（休）")
    )

    assert told(content)[0][1:] == (False, "国庆节（休） · 中秋节（休） · 国庆节（休）")


def test_what_is_said_goes_before_what_is_guessed():
    assert told(ics(event("20260214", "春节 补班"), event("20260214", "情人节"))) == [("2026-02-14", True, "春节 补班")]
    assert told(ics(event("20260214", "情人节"), event("20260214", "春节 补班"))) == [("2026-02-14", True, "春节 补班")]


def test_a_day_said_both_ways_is_remarked_and_the_last_counts():
    content = b"day,works\n2026-02-14,1\n2026-02-14,0\n"

    assert (told(content), remarks(content)) == ([("2026-02-14", False, "")], {"said_twice": (1, ["2026-02-14"])})


@pytest.mark.parametrize(
    ("content", "days"),
    [
        ("day,works,label\n2026-02-08,1,Makes up\n2026-05-01,0,Labour Day\n", None),
        ("\ufeffday;works;label\r\n2026-02-08;yes;Makes up\r\n01.05.2026;no;Labour Day\r\n", None),
        ("日期,上班,名称\n2026年2月8日,是,Makes up\n2026/5/1,休,Labour Day\n", None),
        ("label\tday\tworks\nMakes up\t20260208\tworking day\nLabour Day\tMay 1, 2026\toff\n", None),
    ],
)
def test_a_table_of_days_is_read_as_people_write_it(content, days):
    expected = [("2026-02-08", True, "Makes up"), ("2026-05-01", False, "Labour Day")]

    assert told(content.encode()) == expected


def test_a_table_in_gb18030_is_read():
    assert told("日期,名称\n2026-02-14,春节补班\n2026-02-15,春节放假\n".encode("gb18030")) == [
        ("2026-02-14", True, "春节补班"),
        ("2026-02-15", False, "春节放假"),
    ]


def test_the_day_or_the_month_first_is_told_by_the_file_or_by_a_person():
    unclear, clear = b"day,works\n03/04/2026,1\n05/05/2026,0\n", b"day,works\n03/04/2026,1\n25/12/2026,0\n"

    assert remarks(unclear) == {"date_ambiguous": (1, ["2: 03/04/2026"])}
    assert [told(unclear, order)[0][0] for order in ("dmy", "mdy")] == ["2026-04-03", "2026-03-04"]
    assert told(clear)[0][0] == "2026-04-03"


def test_rows_that_cannot_be_read_are_named_by_their_line():
    content = b"day,works\n2026-02-30,1\nsoon,1\n,1\n46000,1\n1 May,1\n2026-05-01,maybe\n2026-05-02,\n"

    assert told(content) == [("2026-05-02", False, "")]
    assert remarks(content) == {
        "date_impossible": (1, ["2: 2026-02-30"]),
        "date_unreadable": (2, ["3: soon", "6: 1 May"]),
        "day_missing": (1, ["4: "]),
        "date_is_serial": (1, ["5: 46000"]),
        "works_unreadable": (1, ["7: maybe"]),
    }


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"PK\x03\x04xlsx", "is_spreadsheet"),
        (b"name,kind\nLabour Day,off\n", "day_column_missing"),
        (b"BEGIN:VCALENDAR\r\nnonsense\r\n", "ics_unreadable"),
        (b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VEVENT\r\n", "ics_unreadable"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "no_days"),
        (b"day\n1999-01-01\n", "no_days"),
        (b"x" * (MAX_BYTES + 1), "file_too_large"),
    ],
)
def test_a_file_that_is_no_calendar_is_refused_and_says_why(content, code):
    assert refusal(content) == code


def test_two_thousand_days_are_taken_and_one_more_is_not():
    days = [dt.date(2026, 1, 1) + dt.timedelta(days=n) for n in range(2001)]
    lines = ["day", *map(str, days)]

    assert len(read("\n".join(lines[:-1]).encode()).days) == 2000
    assert refusal("\n".join(lines).encode()) == "too_many_days"


def test_days_of_long_ago_do_not_count_toward_the_limit():
    days = [dt.date(1990, 1, 1) + dt.timedelta(days=n) for n in range(3000)]
    content = "\n".join(["day", *map(str, days), "2026-05-01"]).encode()

    assert (days_of(content), remarks(content)["far_away"][0]) == (["2026-05-01"], 3000)


def test_a_large_feed_is_read_within_the_time_there_is():
    content = ics(*[event(f"{2020 + n % 10}0501", f"Holiday {n}", "RRULE:FREQ=YEARLY") for n in range(5000)])

    assert len(content) < MAX_BYTES
    assert len(days_of(content)) == 7


# RFC 5545: a line for each property, parameters after semicolons, values of lists after commas.
@pytest.mark.parametrize(
    ("lines", "code", "words"),
    [
        (["X:1"] * 40_000, "too_many_lines", "more than 40000 lines"),
        (["BEGIN:VEVENT", "END:VEVENT"] * 20_000, "too_many_lines", "more than 40000 lines"),
        (["X" + ";a=b" * 50_001 + ":1"], "too_many_separators", "more than 50000 commas and semicolons"),
        (["X" + ";a=b" * 25_000 + ":1", "EXDATE:" + "1," * 25_001], "too_many_separators", "50000 commas"),
    ],
)
def test_a_feed_that_would_take_long_is_refused_before_it_is_parsed(lines, code, words):
    content = ics(lines)

    assert len(content) < MAX_BYTES
    with pytest.raises(ValidationError, match=words) as refused:
        read(content)
    assert refused.value.error_list[0].code == code


def test_a_feed_with_as_much_as_there_may_be_is_taken():
    many = ["X" + ";a=b" * 49_999 + ":1", *["X:1"] * 39_990]

    content = ics(event("20260501", "Labour Day", *many))

    assert (content.count(b"\n"), content.count(b";")) == (40_000, 50_000)
    assert days_of(content) == ["2026-05-01"]


def test_events_without_a_day_spend_the_time_too():
    content = ics(*[event("19000101", "Over", "RRULE:FREQ=YEARLY;UNTIL=20200101")] * 3)
    looks = count()
    feed = days_of_feed(content, today=TODAY, remarks=Remarks(), budget=Budget(2, looks.__next__))

    with pytest.raises(OutOfTimeError):
        list(feed)


@given(st.binary(max_size=300))
def test_no_file_breaks_the_reader(content):
    for start in (b"", b"BEGIN:VCALENDAR\r\n", b"day,works\n"):
        try:
            read(start + content)
        except ValidationError as error:
            assert error.messages  # noqa: PT017 - a file is taken, or refused in words


@given(
    st.lists(
        st.sampled_from(
            [
                "DTSTART;VALUE=DATE:20260501",
                "DTSTART:20260501",
                "DTEND;VALUE=DATE:20260499",
                "RRULE:FREQ=YEARLY",
                "RRULE:FREQ=YEARLY;COUNT=x",
                "RRULE:",
                "EXDATE:",
                "EXDATE;VALUE=DATE:20260501",
                "DURATION:P",
                "DURATION:-P9D",
                "STATUS:",
                "SUMMARY:休",
                "RRULE:FREQ=YEARLY;UNTIL=2026",
                "RRULE:FREQ=YEARLY;UNTIL=PT1H",
                "RRULE:FREQ=YEARLY;COUNT=PT1H",
                "RRULE:FREQ=YEARLY;BYDAY=9MO;BYMONTH=5",
                "DTSTART;VALUE=DATE:00010101",
                "DTEND:20260502T000000Z",
                "RRULE:FREQ=YEARLY;BYMONTH=13",
                "BEGIN:VALARM",
                "END:VALARM",
            ]
        )
    )
)
def test_no_event_breaks_the_reader(lines):
    try:
        read(ics(lines))
    except ValidationError as error:
        assert error.messages  # noqa: PT017 - an event is taken, or left out in words
