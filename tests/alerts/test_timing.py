from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.timing import (
    ALERT_HOURS,
    alert_instant,
    in_quiet_hours,
    last_alert_instant,
    morning_of,
    nearest_lead_step,
    next_alert_instant,
    overdue_step,
    retry_delay,
    retry_instant,
    send_instant,
)

ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia"]
ZONES += ["Africa/Casablanca", "Asia/Shanghai", "Pacific/Kiritimati", "Pacific/Niue"]
LONDON, NEW_YORK, SHANGHAI = (
    ZoneInfo("Europe/London"),
    ZoneInfo("America/New_York"),
    ZoneInfo("Asia/Shanghai"),
)
NIGHT = datetime(2026, 11, 2, 14, tzinfo=UTC)  # 22:00 in Shanghai
DUE = date(2026, 6, 30)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hour", "zone", "expected"),
    [
        (date(2026, 1, 15), 8, "Europe/London", utc(2026, 1, 15, 8)),
        (date(2026, 7, 15), 8, "Europe/London", utc(2026, 7, 15, 7)),
        (date(2026, 7, 15), 8, "Asia/Shanghai", utc(2026, 7, 15, 0)),
        (date(2026, 7, 15), 8, "Pacific/Kiritimati", utc(2026, 7, 14, 18)),
        (date(2026, 7, 15), 8, "Pacific/Niue", utc(2026, 7, 15, 19)),
    ],
)
def test_alert_hour_is_local(day, hour, zone, expected):
    assert alert_instant(day, hour, ZoneInfo(zone)) == expected


@pytest.mark.parametrize(
    ("day", "hour", "zone", "expected", "local"),
    [
        (date(2027, 3, 28), 1, "Europe/London", utc(2027, 3, 28, 1), time(2)),
        (date(2026, 3, 8), 2, "America/New_York", utc(2026, 3, 8, 7), time(3)),
        (date(2026, 10, 4), 2, "Australia/Lord_Howe", utc(2026, 10, 3, 15, 30), time(2, 30)),
        # Samoa went over the date line and had no 30 December.
        (date(2011, 12, 30), 8, "Pacific/Apia", utc(2011, 12, 30, 10), time(0)),
    ],
)
def test_hour_the_clock_skips_becomes_the_first_valid_instant_after(day, hour, zone, expected, local):
    instant = alert_instant(day, hour, ZoneInfo(zone))

    assert instant == expected
    assert instant.astimezone(ZoneInfo(zone)).time() == local


@pytest.mark.parametrize(
    ("day", "hour", "zone", "expected"),
    [
        (date(2026, 10, 25), 1, "Europe/London", utc(2026, 10, 25, 0)),
        (date(2026, 11, 1), 1, "America/New_York", utc(2026, 11, 1, 5)),
    ],
)
def test_hour_that_runs_twice_is_taken_the_first_time(day, hour, zone, expected):
    assert alert_instant(day, hour, ZoneInfo(zone)) == expected


@pytest.mark.parametrize("zone", ZONES)
def test_every_local_day_of_ten_years_has_exactly_one_alert_instant(zone):
    info, start = ZoneInfo(zone), date(2025, 1, 1)
    days = [start + timedelta(days=n) for n in range((date(2036, 1, 1) - start).days)]

    for hour in (0, 1, 2, 8):
        instants = [alert_instant(day, hour, info) for day in days]

        assert [instant.astimezone(info).date() for instant in instants] == days
        assert instants == sorted(set(instants))


@given(
    st.sampled_from(ZONES),
    st.integers(0, 23),
    st.datetimes(datetime(2025, 1, 1), datetime(2035, 12, 28), timezones=st.just(UTC)),
)
def test_walking_from_one_alert_to_the_next_skips_no_local_day(zone, hour, now):
    info = ZoneInfo(zone)
    first = next_alert_instant(now, hour, info)
    second = next_alert_instant(first + timedelta(seconds=1), hour, info)

    assert now <= first <= now + timedelta(hours=26)
    assert next_alert_instant(first, hour, info) == first
    assert (second.astimezone(info).date() - first.astimezone(info).date()).days == 1


@given(
    st.sampled_from(ZONES),
    st.integers(0, 23),
    st.datetimes(datetime(2025, 1, 1), datetime(2035, 12, 28), timezones=st.just(UTC)),
)
def test_last_and_next_alert_are_neighbours(zone, hour, now):
    info = ZoneInfo(zone)
    last = last_alert_instant(now, hour, info)
    following = next_alert_instant(last + timedelta(seconds=1), hour, info)

    assert last <= now
    assert following == next_alert_instant(now + timedelta(seconds=1), hour, info) or last == now
    assert last_alert_instant(last, hour, info) == last


FAR_APART = ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
FAR_ZONES = st.sampled_from((*FAR_APART, "Pacific/Chatham", "Asia/Kolkata", "Pacific/Apia", "Africa/Casablanca"))


@given(FAR_ZONES, FAR_ZONES, st.integers(7, 19), st.dates(date(2025, 1, 1), date(2035, 12, 31)))
def test_each_day_of_a_team_has_one_morning_for_everybody_within_it_and_never_at_night(zone, teams, hour, day):
    zone, teams = ZoneInfo(zone), ZoneInfo(teams)

    instant = morning_of(day, hour, zone, teams)

    assert instant.astimezone(teams).date() == day
    assert not in_quiet_hours(instant.astimezone(zone).time())
    assert instant < morning_of(day + timedelta(days=1), hour, zone, teams)


@pytest.mark.parametrize(
    ("zone", "teams", "day", "expected"),
    [
        ("Europe/Berlin", "Europe/Berlin", date(2026, 3, 6), utc(2026, 3, 6, 7)),
        ("America/New_York", "Europe/Berlin", date(2026, 3, 6), utc(2026, 3, 6, 13)),
        ("Asia/Tokyo", "Europe/Berlin", date(2026, 3, 6), utc(2026, 3, 5, 23)),
        ("Pacific/Kiritimati", "Pacific/Pago_Pago", date(2026, 3, 6), utc(2026, 3, 6, 18)),
        ("Pacific/Pago_Pago", "Pacific/Kiritimati", date(2026, 3, 6), utc(2026, 3, 5, 19)),
        # Berlin's day of 23 hours begins at 08:30 there, and ends before 08:00 comes again.
        ("Australia/Eucla", "Europe/Berlin", date(2026, 3, 29), utc(2026, 3, 28, 23, 15)),
    ],
)
def test_the_morning_of_a_day_is_the_first_time_the_persons_clock_shows_the_hour(zone, teams, day, expected):
    assert morning_of(day, 8, ZoneInfo(zone), ZoneInfo(teams)) == expected


def test_a_day_of_23_hours_that_has_no_such_hour_is_told_when_it_begins():
    # It begins at 19:00 in New York; the hour before was 18:00 there, the next 18:00 comes when it is over.
    day = date(2026, 3, 29)

    assert morning_of(day, 18, ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin")) == utc(2026, 3, 28, 23)


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        (time(6, 59, 59), True),
        (time(7), False),
        (time(19, 59, 59), False),
        (time(20), True),
        (time(0), True),
    ],
)
def test_quiet_hours_run_from_eight_in_the_evening_to_seven(clock, expected):
    assert in_quiet_hours(clock) is expected


def test_planned_mail_leaves_as_planned_and_a_late_one_at_once():
    planned = utc(2026, 11, 2, 0)

    assert send_instant(planned, planned - timedelta(hours=5), 8, SHANGHAI) == planned
    assert send_instant(planned, utc(2026, 11, 2, 6), 8, SHANGHAI) == utc(2026, 11, 2, 6)


def test_late_mail_waits_out_the_night():
    assert send_instant(utc(2026, 11, 2, 0), NIGHT, 8, SHANGHAI) == utc(2026, 11, 3, 0)


@given(
    st.sampled_from(ZONES),
    st.sampled_from(ALERT_HOURS),
    st.datetimes(datetime(2025, 1, 1), datetime(2035, 12, 28), timezones=st.just(UTC)),
)
def test_nothing_ever_leaves_in_the_quiet_hours(zone, hour, now):
    info = ZoneInfo(zone)

    leaves = send_instant(now, now, hour, info)

    assert leaves >= now
    assert not in_quiet_hours(leaves.astimezone(info).time())


@pytest.mark.parametrize(
    ("days_left", "expected"),
    [(15, None), (14, 14), (13, 14), (8, 14), (7, 7), (2, 7), (1, 1), (0, 0), (-1, None)],
)
def test_only_the_nearest_of_several_lead_steps_holds(days_left, expected):
    assert nearest_lead_step(DUE, DUE - timedelta(days=days_left)) == expected


def test_lead_steps_may_be_chosen_and_stand_in_any_order():
    assert nearest_lead_step(DUE, DUE - timedelta(days=2), leads=(3, 30)) == 3
    assert nearest_lead_step(DUE, DUE, leads=()) is None


@pytest.mark.parametrize(
    ("days_late", "expected"),
    [
        (-1, None),
        (0, None),
        (1, 1),
        (2, 1),
        (3, 2),
        (6, 2),
        (7, 3),
        (13, 3),
        (14, 4),
        (21, 5),
        (28, 5),
        (900, 5),
    ],
)
def test_overdue_notices_come_after_three_and_seven_days_then_weekly_and_stop(days_late, expected):
    assert overdue_step(DUE, DUE + timedelta(days=days_late)) == expected


@given(st.integers(-30, 400))
def test_every_day_belongs_to_a_lead_step_or_an_overdue_step_but_never_to_both(offset):
    today = DUE + timedelta(days=offset)

    assert nearest_lead_step(DUE, today) is None or overdue_step(DUE, today) is None


@pytest.mark.parametrize(
    ("attempt", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 60), (5, 180), (6, 360), (7, 360), (40, 360)]
)
def test_waits_grow_and_scatter_by_a_fifth(attempt, minutes):
    delays = [retry_delay(attempt, Random(seed)) for seed in range(50)]

    assert min(delays) >= timedelta(minutes=minutes * 0.8)
    assert max(delays) <= timedelta(minutes=minutes * 1.2)
    assert len(set(delays)) > 1


def test_attempts_count_from_one():
    with pytest.raises(ValueError, match="from 1"):
        retry_delay(0, Random(1))


def test_retries_end_with_one_last_try_after_seventy_two_hours():
    start = utc(2026, 3, 1)
    now, tries, rng = start, 0, Random(7)
    while (again := retry_instant(start, tries + 1, now, rng)) is not None:
        tries += 1
        now = again

    assert now == start + timedelta(hours=72)
    assert 12 <= tries <= 20
