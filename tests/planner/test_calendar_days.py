"""The working calendar of a team: its days by hand and by API, what counts by it, and what it costs."""

import datetime as dt
import html
import re

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import translation

from planner.models import CalendarDay, Milestone, calendar_of, calendarday
from teams.models import Activity, Change
from tests.conftest import NOW
from tests.factories.planner import CalendarDayFactory, GoalFactory, MilestoneFactory

BASE = "/t/acme/calendar/"
API = "/api/v1/teams/acme/calendar-days/"
LABOUR_DAY = dt.date(2026, 5, 1)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW):
        yield


def text_of(answer):
    """Return the words of a page, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(answer.content.decode())).split())


def days():
    return list(CalendarDay.objects.values_list("day", "works", "label"))


def test_the_calendar_of_a_team_is_its_week_and_its_days(team, other_team):
    CalendarDayFactory(team=team, day=LABOUR_DAY)
    CalendarDayFactory(team=team, day=dt.date(2026, 5, 3), works=True)
    CalendarDayFactory(team=other_team, day=dt.date(2026, 5, 4))

    assert calendar_of(team).first_days(dt.date(2026, 4, 30), 4) == [
        dt.date(2026, 4, 30),
        dt.date(2026, 5, 3),
        dt.date(2026, 5, 4),
        dt.date(2026, 5, 5),
    ]


def test_the_calendar_is_asked_once_and_anew_after_a_change(team, owner, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert calendar_of(team).works(LABOUR_DAY)
        assert calendar_of(team).works(LABOUR_DAY)

    CalendarDay(team=team, day=LABOUR_DAY).store(by=owner)

    assert not calendar_of(team).works(LABOUR_DAY)


def test_another_week_is_another_calendar(team):
    assert calendar_of(team).works(dt.date(2026, 3, 6))

    team.working_days = [0, 1]

    assert not calendar_of(team).works(dt.date(2026, 3, 6))


def test_a_day_off_is_not_expected_to_be_worked_on(team):
    row = MilestoneFactory(team=team, starts_on=dt.date(2026, 2, 26), due_on=dt.date(2026, 3, 4))
    assert row.expected_percent == 50

    CalendarDayFactory(team=team, day=dt.date(2026, 3, 3))

    assert Milestone.objects.get().expected_percent == 66


@pytest.mark.parametrize("rows", [1, 3])
def test_the_rows_of_a_list_share_one_calendar(rows, team, viewer, queries):
    MilestoneFactory.create_batch(rows, team=team, starts_on=NOW.date(), due_on=LABOUR_DAY)
    GoalFactory.create_batch(rows, team=team, target_on=LABOUR_DAY)
    listed = [*Milestone.objects.visible_to(viewer).select_related("team").with_parts()]

    with queries(1):
        assert [row.expected_percent for row in listed] == [0] * rows


def test_a_day_is_added_by_hand(browse, manager):
    answer = browse(manager).post(f"{BASE}new/", {"day": "2026-05-01", "label": "Labour Day"})

    assert (answer.status_code, answer["Location"]) == (303, f"{BASE}?year=2026")
    assert days() == [(LABOUR_DAY, False, "Labour Day")]
    assert [each.subject_label for each in Activity.objects.filter(verb="created")] == ["1 May 2026 Labour Day"]


def test_several_days_in_a_row_are_one_act_that_can_be_undone(browse, manager):
    CalendarDayFactory(team=manager.team, day=dt.date(2026, 5, 2), works=True, label="Release")
    chosen = {"day": "2026-05-01", "until": "2026-05-03", "label": "May holidays"}

    page = browse(manager).post(f"{BASE}new/", chosen, follow=True).content.decode()

    assert days() == [(dt.date(2026, 5, n), False, "May holidays") for n in (1, 2, 3)]
    act = Change.objects.get()
    assert "3 days are in the calendar now." in page
    assert f'action="/t/acme/changes/{act.pk}/undo/"' in page

    act.undo(by=manager)

    assert days() == [(dt.date(2026, 5, 2), True, "Release")]


@pytest.mark.parametrize(
    ("until", "message"),
    [("2026-06-30", "Choose at most 60 days in a row."), ("2026-04-30", "The last day cannot come before the first.")],
)
def test_a_row_of_days_has_a_limit_and_an_order(browse, manager, until, message):
    answer = browse(manager).post(f"{BASE}new/", {"day": "2026-05-01", "until": until})

    assert (answer.status_code, message in text_of(answer), days()) == (422, True, [])


def test_sixty_days_in_a_row_are_taken(browse, manager):
    browse(manager).post(f"{BASE}new/", {"day": "2026-05-01", "until": "2026-06-29"})

    assert CalendarDay.objects.count() == 60


def test_a_day_is_changed_and_removed(browse, manager):
    day = CalendarDayFactory(team=manager.team, day=LABOUR_DAY)
    client = browse(manager)

    client.post(f"{BASE}{day.pk}/edit/", {"day": "2026-05-03", "works": "on", "label": "Worked", "version": 1})
    assert days() == [(dt.date(2026, 5, 3), True, "Worked")]

    client.post(f"{BASE}{day.pk}/discard/")
    assert days() == []


@pytest.mark.parametrize(("year", "is_taken"), [(2006, True), (2046, True), (2005, False), (2047, False)])
def test_days_lie_within_twenty_years(owner, year, is_taken):
    day = CalendarDay(team=owner.team, day=dt.date(year, 5, 1))

    if is_taken:
        assert day.store(by=owner).pk
        return
    with pytest.raises(ValidationError) as refused:
        day.store(by=owner)
    assert refused.value.error_dict["day"][0].code == "calendar_far"


def test_a_day_of_long_ago_can_still_get_another_name(owner):
    day = CalendarDayFactory(team=owner.team, day=dt.date(1999, 1, 1))
    day.label = "New Year"

    assert day.store(by=owner).label == "New Year"


def test_a_calendar_has_a_limit(owner, monkeypatch):
    monkeypatch.setattr(calendarday, "DAYS_AT_MOST", 2)
    CalendarDayFactory.create_batch(2, team=owner.team)

    with pytest.raises(ValidationError, match="at most 2 days"):
        CalendarDay(team=owner.team, day=dt.date(2027, 1, 1)).store(by=owner)


def test_a_name_of_a_day_follows_the_reader(owner):
    CalendarDay(team=owner.team, day=LABOUR_DAY, label="Labour Day").store(by=owner)

    with translation.override("zh-hans"):
        assert Activity.objects.get(verb="created").label == "2026年5月1日 Labour Day"


def test_the_page_shows_one_year_and_tells_days_off_from_working_days(browse, viewer):
    CalendarDayFactory(team=viewer.team, day=LABOUR_DAY, label="Labour Day")
    CalendarDayFactory(team=viewer.team, day=dt.date(2026, 5, 3), works=True, label="Makes up")
    CalendarDayFactory(team=viewer.team, day=dt.date(2026, 5, 9), label="A Saturday")
    CalendarDayFactory(team=viewer.team, day=dt.date(2027, 5, 1), label="Next year")

    page = text_of(browse(viewer).get(f"{BASE}?year=2026"))

    assert "1 May 2026 Friday Day off Labour Day" in page
    assert "3 May 2026 Sunday Working day Makes up" in page
    assert "9 May 2026 Saturday Day off as every week A Saturday" in page
    assert "Next year" not in page
    assert "2026 has 261 working days." in page  # 261 weekdays, one off, one Sunday more


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_more_rows(browse, viewer, rows, queries):
    CalendarDayFactory.create_batch(rows, team=viewer.team)
    client = browse(viewer)

    with queries(8):
        client.get(f"{BASE}?year=2026")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_api_costs_the_same_for_more_rows(api, viewer, rows, queries):
    CalendarDayFactory.create_batch(rows, team=viewer.team)
    client = api(viewer)

    with queries(5):
        assert client.get(API).json()["count"] == rows


def test_the_api_adds_changes_and_removes(api, manager):
    client = api(manager)

    made = client.post(API, {"day": "2026-05-01", "label": "Labour Day"}).json()
    changed = client.patch(f"{API}{made['id']}/", {"version": 1, "works": True}).json()
    assert (changed["works"], changed["version"], changed["day"]) == (True, 2, "2026-05-01")
    assert client.delete(f"{API}{made['id']}/").status_code == 204
    assert days() == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("year=2026", ["2026-05-01", "2026-05-03"]),
        ("works=true", ["2026-05-03"]),
        ("year=2027&works=false", ["2027-05-01"]),
    ],
)
def test_the_api_narrows_by_year_and_kind(api, viewer, asked, found):
    CalendarDayFactory(team=viewer.team, day=LABOUR_DAY)
    CalendarDayFactory(team=viewer.team, day=dt.date(2026, 5, 3), works=True)
    CalendarDayFactory(team=viewer.team, day=dt.date(2027, 5, 1))

    assert [row["day"] for row in api(viewer).get(f"{API}?{asked}").json()["results"]] == found


def test_many_days_come_in_by_api_as_one_act(api, manager):
    CalendarDayFactory(team=manager.team, day=LABOUR_DAY, label="Labour Day")
    CalendarDayFactory(team=manager.team, day=dt.date(2026, 5, 2), label="Kept name")
    sent = {
        "days": [
            {"day": "2026-05-01", "works": False, "label": "Labour Day"},
            {"day": "2026-05-02", "works": True},
            {"day": "2026-05-03", "works": False, "label": "New"},
        ]
    }

    answer = api(manager).post(f"{API}batch/", sent)
    again = api(manager).post(f"{API}batch/", sent)

    act = Change.objects.get()
    assert (answer.status_code, answer.json()) == (200, {"change": str(act.pk), "added": 1, "changed": 1, "same": 1})
    assert again.json() == {"change": None, "added": 0, "changed": 0, "same": 3}
    assert days() == [
        (LABOUR_DAY, False, "Labour Day"),
        (dt.date(2026, 5, 2), True, "Kept name"),
        (dt.date(2026, 5, 3), False, "New"),
    ]


@pytest.mark.parametrize(
    "sent",
    [
        [{"day": "2026-05-01", "works": True}, {"day": "2190-05-01", "works": True}],
        [{"day": "2026-05-01", "works": True}, {"day": "2026-05-01", "works": False}],
    ],
)
def test_of_many_days_with_a_wrong_one_none_is_stored(api, manager, sent):
    answer = api(manager).post(f"{API}batch/", {"days": sent})

    assert (answer.status_code, days(), Change.objects.count()) == (400, [], 0)


def test_the_calendar_as_a_file(browse, viewer):
    CalendarDayFactory(team=viewer.team, day=LABOUR_DAY, label="劳动节")
    CalendarDayFactory(team=viewer.team, day=dt.date(2026, 5, 3), works=True, label="")

    answer = browse(viewer).get("/t/acme/calendar.csv")

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text.splitlines() == ['"day","works","label"', '"2026-05-01",0,"劳动节"', '"2026-05-03",1,""']
