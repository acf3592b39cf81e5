"""Indicators as rows: what is measured, how they stand, what turned them, and what is refused."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from risks.models import MOST_INDICATORS, Indicator, IndicatorReading, IndicatorState
from teams.models import Activity
from tests.factories.indicators import IndicatorFactory, IndicatorReadingFactory
from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def a_day(time_machine):
    time_machine.move_to("2026-03-02T09:00:00Z", tick=False)


@pytest.fixture
def row(team):
    return IndicatorFactory(team=team, name="Latency")


def measure(row, value, on=None, **values):
    day = dt.date(2026, *on) if on else None
    return row.measure(by=None, value=Decimal(str(value)), measured_on=day, **values)


def codes(act, *args, **kwargs):
    with pytest.raises(ValidationError) as refused:
        act(*args, **kwargs)
    return {name: [each.code for each in errors] for name, errors in refused.value.error_dict.items()}


def told(row):
    return list(Activity.objects.about(row).order_by("subject_version").values_list("verb", flat=True))


def test_a_new_indicator_has_no_data(owner):
    risk = RiskFactory(team=owner.team)
    row = Indicator(team=owner.team, risk=risk, name="Cost", unit="EUR", amber=Decimal("0.001"), red=Decimal("0.002"))

    row.store(by=owner)

    assert (row.state, row.measured, row.stale_on) == (IndicatorState.NO_DATA, "–", None)
    assert (row.number, row.search_text) == (1, "k-1 cost")


def test_it_stands_as_its_last_value_does(row, owner):
    reading = row.measure(by=owner, value=Decimal("12.50"), note="Tuesday's run")

    row.refresh_from_db()
    assert (row.state, row.value, row.measured_on, row.measured) == ("amber", Decimal("12.5"), TODAY, "12.5\xa0ms")
    assert (row.turned_by, row.stale_on) == (reading, dt.date(2026, 4, 2))
    assert (reading.by, reading.note, str(reading)) == (owner, "Tuesday's run", "12.5\xa0ms")
    assert told(row) == ["measured"]


def test_a_value_of_an_earlier_day_is_kept_and_changes_nothing(row):
    measure(row, 25)
    version = row.version

    measure(row, 5, on=(3, 1))

    assert (row.value, row.state, row.readings.count()) == (25, "red", 2)
    assert row.version == version + 1


def test_of_one_day_the_value_reported_last_counts(row, time_machine):
    measure(row, 25)
    time_machine.shift(60)
    measure(row, 5)

    assert (row.value, row.state, row.turned_by) == (5, "green", None)
    assert list(row.readings.counting().values_list("value", flat=True)) == [5]
    assert [each.is_replaced for each in row.readings.told_replaced().latest_first()] == [False, True]


def test_no_value_is_measured_on_a_day_to_come(row):
    assert codes(measure, row, 5, on=(3, 3)) == {"measured_on": ["to_come"]}
    assert codes(row.measure, by=None, value=Decimal(5), measured_on=dt.date(1899, 1, 1)) == {
        "measured_on": ["far_day"]
    }
    assert not IndicatorReading.objects.exists()


@pytest.mark.parametrize(("zone", "today"), [("Pacific/Auckland", 3), ("Pacific/Honolulu", 1)])
def test_today_is_the_day_of_the_team(row, time_machine, zone, today):
    row.team.time_zone = zone
    row.team.save()
    time_machine.move_to(f"2026-03-02T{'12' if today == 3 else '08'}:00:00Z", tick=False)

    reading = measure(row, 12)

    assert reading.measured_on == dt.date(2026, 3, today)
    assert codes(measure, row, 13, on=(3, today + 1)) == {"measured_on": ["to_come"]}
    assert measure(row, 14, on=(3, today)).measured_on == dt.date(2026, 3, today)


def test_a_run_is_kept_once(row):
    first = measure(row, 5, source="nightly", run_id="7")

    assert measure(row, "5.0", source="nightly", run_id="7") == first
    assert codes(measure, row, 6, source="nightly", run_id="7") == {"__all__": ["indicatorreading_once_per_run"]}
    assert measure(row, 5, source="weekly", run_id="7") != first
    assert told(row) == ["measured", "measured"]


def test_a_value_may_be_finer_than_money_but_not_than_four_decimals(row):
    assert measure(row, "0.0001").value == Decimal("0.0001")
    assert codes(measure, row, "0.00001") == {"value": ["too_precise"]}


# What turned it


@pytest.mark.parametrize(
    ("values", "turned_by"),
    [
        ([5], None),
        ([25], 0),
        ([5, 15], 1),
        ([15, 16], 0),
        ([15, 25], 1),
        ([25, 26, 27], 0),
        ([25, 15], None),
        ([25, 5], None),
        ([25, 15, 26], 2),
        ([25, 5, 15], 2),
    ],
)
def test_the_reading_by_which_it_got_worse_last(row, values, turned_by):
    made = [measure(row, value, on=(2, 1 + place)) for place, value in enumerate(values)]

    assert row.turned_by == (None if turned_by is None else made[turned_by])


def test_red_again_after_a_gap_is_news(row):
    measure(row, 25, on=(1, 1))
    again = measure(row, 25, on=(2, 1))

    assert row.turned_by == again


def test_red_within_its_days_is_no_news(row):
    first = measure(row, 25, on=(1, 1))
    measure(row, 25, on=(1, 31))

    assert row.turned_by == first


def test_new_borders_can_turn_it_and_turn_it_back(row):
    reading = measure(row, 15)
    row.turned_by = None

    row.red = Decimal(12)
    row.store(by=None)
    assert (row.state, row.turned_by) == ("red", reading)

    row.red = Decimal(20)
    row.store(by=None)
    assert (row.state, row.turned_by) == ("amber", None)


def test_another_name_turns_nothing(row):
    measure(row, 15)
    turned_by = row.turned_by

    row.name = "Latency of the API"
    row.store(by=None)

    assert (row.band, row.turned_by) == ("amber", turned_by)


# Borders and limits


@pytest.mark.parametrize(("direction", "red"), [("up", 10), ("up", 9), ("down", 10), ("down", 11)])
def test_borders_out_of_order_are_refused(row, direction, red):
    row.direction, row.red = direction, Decimal(red)

    assert codes(row.store, by=None) == {"__all__": ["indicator_borders_in_order"]}


@pytest.mark.parametrize(("days", "code"), [(0, "min_value"), (367, "max_value")])
def test_days_a_value_counts(row, days, code):
    row.stale_after_days = days

    assert code in codes(row.store, by=None)["stale_after_days"]


def test_a_risk_has_at_most_so_many_in_use(owner):
    risk = RiskFactory(team=owner.team)
    IndicatorFactory.create_batch(MOST_INDICATORS, team=owner.team, risk=risk)
    one_more = Indicator(team=owner.team, risk=risk, name="More", amber=Decimal(1), red=Decimal(2))

    assert MOST_INDICATORS == 20
    assert codes(one_more.store, by=owner) == {"risk": ["too_many"]}

    retired = Indicator.objects.first()
    retired.retire(by=owner)
    one_more.store(by=owner)
    assert codes(retired.take_up, by=owner) == {"risk": ["too_many"]}


# Retiring and removing


def test_retired_it_takes_no_values(row, owner):
    row.retire(by=owner)
    row.retire(by=owner)

    with pytest.raises(ValidationError) as refused:
        measure(row, 5)
    assert (refused.value.code, row.is_open) == ("retired", False)
    assert not Indicator.objects.open().exists()

    row.take_up(by=owner)
    row.take_up(by=owner)
    assert measure(row, 5).value == 5
    assert told(row) == ["retired", "taken_up", "measured"]


def test_with_readings_it_is_retired_and_not_removed(row, owner):
    measure(row, 25)

    with pytest.raises(ValidationError) as refused:
        row.discard(by=owner)

    assert (refused.value.code, "Retire it instead" in str(refused.value)) == ("in_use", True)


def test_without_readings_it_is_removed(row, owner):
    row.discard(by=owner)

    assert not Indicator.objects.exists()


# Questions


def test_the_state_on_a_day_is_asked_of_many(team):
    risk = RiskFactory(team=team)
    rows = {value: IndicatorFactory(team=team, risk=risk) for value in (5, 15, 25, None)}
    for value, each in rows.items():
        if value is not None:
            measure(each, value)

    def named(*states, on=TODAY):
        found = Indicator.objects.in_state(*states, on=on)
        return [value for value, each in rows.items() if each in found]

    assert [named(state) for state in ("green", "amber", "red", "no_data")] == [[5], [15], [25], [None]]
    assert named("red", "no_data") == [25, None]
    assert named("red", on=dt.date(2026, 4, 1)) == [25]
    assert named("red", on=dt.date(2026, 4, 2)) == []
    assert named("no_data", on=dt.date(2026, 4, 2)) == [5, 15, 25, None]
    standing = Indicator.objects.standing_on(TODAY).values_list("pk", "standing")
    assert dict(standing) == {each.pk: each.state_on(TODAY) for each in rows.values()}


def test_which_are_beyond_a_threshold_in_their_bad_direction(team):
    up = IndicatorFactory(team=team)
    down = IndicatorFactory(team=team, direction="down", amber=Decimal(20), red=Decimal(10))
    for each in (up, down):
        measure(each, 15)

    def beyond(threshold, on=TODAY):
        return {each.pk for each in Indicator.objects.beyond(Decimal(threshold), on=on)}

    assert [beyond(threshold) for threshold in (14, 15, 16)] == [{up.pk}, {up.pk, down.pk}, {down.pk}]
    assert beyond(15, on=dt.date(2026, 4, 2)) == set()


def test_readings_follow_their_risk(viewer, other_team):
    mine, theirs = IndicatorReadingFactory(team=viewer.team), IndicatorReadingFactory(team=other_team)

    assert list(IndicatorReading.objects.visible_to(viewer)) == [mine]
    assert list(Indicator.objects.visible_to(viewer)) == [mine.indicator]
    assert theirs.indicator.team == other_team


# Many values at once


def test_many_values_are_kept_once_and_in_the_order_of_their_days(row, owner):
    values = [(dt.date(2026, 2, 20), Decimal(25), ""), (dt.date(2026, 2, 10), Decimal(5), "start"),
              (dt.date(2026, 2, 15), Decimal(21), "")]  # fmt: skip

    assert row.measure_many(values, by=owner, source="file") == 3
    assert (row.value, row.state, row.turned_by.measured_on) == (25, "red", dt.date(2026, 2, 15))
    assert row.measure_many(values, by=owner, source="file") == 0
    assert row.measure_many([(dt.date(2026, 2, 15), Decimal(3), "")], by=owner) == 1
    assert told(row) == ["measured", "measured"]


@pytest.mark.parametrize(("sent", "kept"), [(7, 0), (5, 1)])
def test_of_many_values_that_is_news_which_differs_from_what_counts_of_its_day(row, time_machine, sent, kept):
    for value in (5, 7):
        measure(row, value)
        time_machine.shift(60)

    assert row.measure_many([(TODAY, Decimal(sent), "")], by=None) == kept
    assert row.value == sent


def test_one_bad_value_of_many_leaves_none(row):
    values = [(TODAY, Decimal(5), ""), (dt.date(2026, 3, 3), Decimal(5), "")]

    assert codes(row.measure_many, values, by=None) == {"measured_on": ["to_come"]}
    assert not row.readings.exists()


def test_a_thousand_values_cost_as_many_questions_as_two(team):
    few, many = IndicatorFactory(team=team), IndicatorFactory(team=team)
    days = [dt.date(2023, 1, 1) + dt.timedelta(days=place) for place in range(1000)]
    asked = []
    for row, count in ((few, 2), (many, 1000)):
        with CaptureQueriesContext(connection) as done:
            assert row.measure_many([(day, Decimal(5), "") for day in days[:count]], by=None) == count
        asked.append(sum(each["sql"].startswith("SELECT") for each in done.captured_queries))

    assert asked == [3, 3]  # only inserting goes in portions
