"""A file of days on the pages: read, shown, turned, left out, taken as one act; nothing is stored before."""

import html
import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from planner.models import CalendarDay
from teams.models import Change
from tests.conftest import NOW
from tests.factories.planner import CalendarDayFactory

PAGE = "/t/acme/calendar/import/"
API = "/api/v1/teams/acme/calendar-days/preview/"
FESTIVAL = "2026-02-14,1,春节补班\n2026-02-15,0,春节\n2026-02-16,0,春节\n2026-02-17,0,春节\n"
CONTENT = f"day,works,label\n{FESTIVAL}2026-05-01,,Labour Day\n"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW):
        yield


def file(content=CONTENT):
    return SimpleUploadedFile("days.csv", content.encode(), content_type="text/csv")


def days():
    return [(row.day.isoformat(), row.works, row.label) for row in CalendarDay.objects.all()]


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(answer.content.decode())).split())


def rows_of(answer):
    return html.unescape(re.search(r'name="rows" value="([^"]*)"', answer.content.decode())[1])


def test_a_file_is_shown_and_nothing_is_stored(browse, manager):
    answer = browse(manager).post(PAGE, {"file": file()})

    page = text_of(answer)
    assert (answer.status_code, days()) == (200, [])
    assert "Sat 14 Feb 2026 1 春节补班 Working day New Day off Leave out" in page
    assert "Sun 15 Feb 2026 – Tue 17 Feb 2026 3 春节 Day off New Working day Leave out" in page
    assert "Labour Day Day off assumed: the file does not say New" in page


def test_what_was_shown_is_taken_as_one_act_with_an_undo(browse, manager):
    client = browse(manager)
    rows = rows_of(client.post(PAGE, {"file": file()}))

    answer = client.post(f"{PAGE}application/", {"rows": rows}, follow=True)

    act = Change.objects.get()
    assert [(day, works) for day, works, _label in days()] == [
        ("2026-02-14", True),
        ("2026-02-15", False),
        ("2026-02-16", False),
        ("2026-02-17", False),
        ("2026-05-01", False),
    ]
    assert "5 days are in the calendar now." in text_of(answer)
    assert f'action="/t/acme/changes/{act.pk}/undo/"' in answer.content.decode()

    client.post(f"/t/acme/changes/{act.pk}/undo/")
    assert days() == []


def test_a_person_turns_days_and_leaves_some_out(browse, manager):
    client = browse(manager)
    rows = rows_of(client.post(PAGE, {"file": file()}))

    client.post(f"{PAGE}application/", {"rows": rows, "turn": ["2026-02-14"], "leave": ["2026-02-15"]})

    assert days() == [("2026-02-14", False, "春节补班"), ("2026-05-01", False, "Labour Day")]


def test_the_same_file_again_changes_nothing(browse, manager):
    client = browse(manager)
    client.post(f"{PAGE}application/", {"rows": rows_of(client.post(PAGE, {"file": file()}))})

    page = text_of(client.post(PAGE, {"file": file()}))

    assert "5 days are in the calendar already." in page
    assert "There is nothing to bring in: every day is there already." in page
    assert (CalendarDay.objects.count(), Change.objects.count()) == (5, 1)


def test_a_day_that_is_there_otherwise_is_said_to_change(browse, manager):
    CalendarDayFactory(team=manager.team, day="2026-05-01", works=True, label="Worked")

    assert "Labour Day Day off assumed: the file does not say Changes" in text_of(
        browse(manager).post(PAGE, {"file": file()})
    )


def test_a_file_that_is_none_says_why(browse, manager):
    answer = browse(manager).post(PAGE, {"file": file("name\nLabour Day\n")})

    assert answer.status_code == 422
    assert "No column of the file is called day. Name the columns day, works, label." in text_of(answer)


@pytest.mark.parametrize(
    "rows",
    [
        "",
        "{}x",
        "[1]",
        '[["2026-05-01"]]',
        '[["2026-05-01",1,"yes",""]]',
        '[["soon",1,true,""]]',
        '[["2026-05-01",2001,true,""]]',
        '[["2026-05-01",0,true,""]]',
        '[["2026-05-01",1,true,""],["2026-05-01",1,false,""]]',
        '[["9999-12-31",2,true,""]]',
        '[["2190-05-01",1,true,""]]',
        "[" * 5000,
    ],
)
def test_what_did_not_come_back_whole_is_refused(browse, manager, rows):
    answer = browse(manager).post(f"{PAGE}application/", {"rows": rows})

    assert (answer.status_code, days(), Change.objects.count()) == (422, [], 0)


def test_the_api_says_what_a_file_would_bring_and_stores_nothing(api, manager):
    CalendarDayFactory(team=manager.team, day="2026-02-15", label="春节")
    content = "day,works,label\n2026-02-14,1,春节补班\n2026-02-15,0,春节\nsoon,1,x\n"

    answer = api(manager).post(API, {"file": file(content)}, format="multipart")

    assert (answer.status_code, CalendarDay.objects.count()) == (200, 1)
    assert answer.json() == {
        "days": [
            {"day": "2026-02-14", "works": True, "label": "春节补班", "is_guess": False, "verdict": "new"},
            {"day": "2026-02-15", "works": False, "label": "春节", "is_guess": False, "verdict": "same"},
        ],
        "remarks": [
            {
                "code": "date_unreadable",
                "count": 1,
                "sentence": "Left out because the day is not a date we can read, by line: 1 (4: soon)",
            }
        ],
    }


def test_the_api_refuses_a_file_with_the_words_of_the_page(api, manager):
    answer = api(manager).post(API, {"file": file("name\nLabour Day\n")}, format="multipart")

    assert answer.json()["errors"] == [
        {
            "field": "file",
            "code": "day_column_missing",
            "message": "No column of the file is called day. Name the columns day, works, label.",
        }
    ]
