"""iCalendar as RFC 5545 wants it, read back by the library."""

import datetime as dt

import icalendar
import pytest

from desk.feeds.writing import Event, calendar_text

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
HARD = [
    "Sign; seal, deliver \\ file",
    "签署融资协议并完成尽职调查与数据室准备，然后提交董事会审议批准，最后通知所有投资人与顾问团队成员",
    "Launch 🚀🎉 party 👩‍👩‍👧‍👦 for everybody who stayed up all night to get the thing out of the door",
    "x" * 300,
    "two\nlines",
    "BEGIN:VEVENT",
    "\\n is no line break",
]


def event(**values):
    given = {"uid": "a@acme.dev", "day": dt.date(2026, 3, 31), "summary": "Beta", "url": "https://acme.dev/t/acme/"}
    return Event(**given | {"category": "Milestone", "sequence": 4, "changed_at": NOW} | values)


def read(text):
    return icalendar.Calendar.from_ical(text)


@pytest.mark.parametrize("summary", HARD)
def test_what_people_type_comes_back_as_they_typed_it(summary):
    found = read(calendar_text("Acme", "en", [event(summary=summary)])).walk("VEVENT")

    assert [str(each["SUMMARY"]) for each in found] == [summary]


@pytest.mark.parametrize("summary", HARD)
def test_no_line_is_longer_than_75_octets_and_each_ends_in_crlf(summary):
    text = calendar_text(summary, "zh-hans", [event(summary=summary, url=f"https://acme.dev/{'x' * 200}/")])

    lines = text.split(b"\r\n")
    assert lines.pop() == b""
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert all(line.decode() for line in lines)  # no character was cut in two


def test_a_typed_backslash_before_an_n_is_no_line_break():
    text = calendar_text("Acme", "en", [event(summary="C:\\New\\notes")])

    assert b"SUMMARY:C:\\\\New\\\\notes\r\n" in text


def test_a_day_is_a_whole_day_that_ends_before_the_next():
    [found] = read(calendar_text("Acme", "en", [event()])).walk("VEVENT")

    assert (found["DTSTART"].dt, found["DTEND"].dt) == (dt.date(2026, 3, 31), dt.date(2026, 4, 1))
    assert (found["DTSTART"].params["VALUE"], found["DTEND"].params["VALUE"]) == ("DATE", "DATE")


def test_an_event_says_which_row_it_is_and_which_version_of_it():
    [found] = read(calendar_text("Acme", "en", [event()])).walk("VEVENT")

    assert {name: found[name].to_ical().decode() for name in found if name not in ("DTSTART", "DTEND")} == {
        "UID": "a@acme.dev",
        "DTSTAMP": "20260302T090000Z",
        "LAST-MODIFIED": "20260302T090000Z",
        "SEQUENCE": "4",
        "SUMMARY": "Beta",
        "CATEGORIES": "Milestone",
        "STATUS": "CONFIRMED",
        "TRANSP": "TRANSPARENT",
        "URL": "https://acme.dev/t/acme/",
    }


def test_a_calendar_says_its_name_and_how_often_to_ask():
    calendar = read(calendar_text("Acme: 我的日程", "zh-hans", []))

    assert {name: value.to_ical().decode() for name, value in calendar.items()} == {
        "VERSION": "2.0",
        "PRODID": "-//Landfall//Calendar feed//ZH-HANS",
        "CALSCALE": "GREGORIAN",
        "NAME": "Acme: 我的日程",
        "X-WR-CALNAME": "Acme: 我的日程",
        "REFRESH-INTERVAL": "PT1H",
        "X-PUBLISHED-TTL": "PT1H",
    }
    assert calendar["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"


def test_the_library_finds_nothing_wrong_with_any_property():
    calendar = read(calendar_text("Acme", "en", [event(summary=summary) for summary in HARD]))

    assert [each.errors for each in calendar.walk()] == [[]] * (1 + len(HARD))


@pytest.mark.parametrize("day", [dt.date(1, 1, 1), dt.date(2199, 12, 31)])
def test_far_days_have_four_digits_of_a_year(day):
    text = calendar_text("Acme", "en", [event(day=day)])

    assert f"DTSTART;VALUE=DATE:{day.isoformat().replace('-', '')}\r\n".encode() in text
