"""Who hears that an indicator turned red or amber, and that one has no data any more."""

import datetime as dt
import email
from decimal import Decimal
from email import policy

import pytest

from alerts.models import Alert, Delivery, DeliveryState
from alerts.sending import send_batch
from alerts.wording import word
from risks.models import Indicator
from teams.models import Token
from tests.factories.indicators import IndicatorFactory
from tests.factories.risks import RiskFactory

pytestmark = pytest.mark.django_db


def notified():
    rows = Delivery.objects.exclude(state=DeliveryState.CANCELLED)
    return sorted(rows.values_list("alert__rule", "membership__name"))


def rules():
    return [rule for rule, _who in notified()]


def words(team):
    wording = word(Delivery.objects.latest("pk").alert, team.today())
    return wording.headline, wording.todo


@pytest.fixture
def row(team, ben, cleo, clock):
    clock.tick()
    risk = RiskFactory(team=team, owner=ben, title="Quota is cut", number=7)
    return IndicatorFactory(team=team, risk=risk, owner=cleo, name="Latency", number=3)


def measure(row, value, clock, by=None, **at):
    clock.forward(minutes=1)
    Indicator.objects.get(pk=row.pk).measure(by=by, value=Decimal(value), **at)
    clock.tick()


def test_its_owner_hears_within_minutes_that_it_is_red(team, row, anna, clock):
    measure(row, 25, clock, by=anna)

    assert notified() == [("indicator_red", "Cleo Member")]
    assert words(team) == (
        "K-3 Latency is red: 25\xa0ms, the border is 20\xa0ms",
        "Look at the risk R-7 Quota is cut now, and start what was prepared.",
    )
    assert Alert.objects.get().pace == "soon"


def test_without_an_owner_that_of_the_risk_hears_of_it(row, clock):
    row.owner = None
    row.store(by=None)

    measure(row, 25, clock)

    assert notified() == [("indicator_red", "Ben Manager")]


def test_without_either_the_managers_hear_of_it(row, anna, ben, clock):
    row.owner = row.risk.owner = None
    row.store(by=None)
    row.risk.store(by=None)

    measure(row, 25, clock)

    assert notified() == [("indicator_red", "Anna Owner"), ("indicator_red", "Ben Manager")]


def test_it_is_told_once_for_each_crossing(row, clock):
    for value in (25, 26, 30):
        measure(row, value, clock)
    assert rules() == ["indicator_red"]

    measure(row, 5, clock)
    clock.forward(days=1)
    measure(row, 25, clock)

    assert Alert.objects.filter(rule="indicator_red").count() == 2


def test_who_types_the_value_is_not_told_and_whose_token_sends_it_is(row, cleo, clock):
    measure(row, 25, clock, by=cleo)
    assert notified() == []

    measure(row, 5, clock, by=cleo)
    cleo.token = Token(team=cleo.team, membership=cleo, name="pipeline", scope="readings")
    cleo.token.issue(by=cleo)
    measure(row, 25, clock, by=cleo)
    assert notified() == [("indicator_red", "Cleo Member")]


def test_amber_waits_for_the_daily_mail(team, row, clock):
    measure(row, 12, clock)

    assert rules() == ["indicator_amber"]
    alert = Alert.objects.get()
    assert (alert.pace, alert.fires_at) == ("daily", dt.datetime(2026, 3, 3, 8, tzinfo=dt.UTC))
    assert words(team)[0] == "K-3 Latency is amber: 12\xa0ms, the border is 10\xa0ms"


def test_from_red_to_amber_nobody_is_told(row, clock):
    measure(row, 25, clock)
    clock.forward(days=1)
    measure(row, 12, clock)

    assert Alert.objects.filter(rule="indicator_amber").count() == 0


def test_a_better_value_before_the_mail_leaves_ends_the_alarm(row, clock):
    measure(row, 12, clock)
    measure(row, 5, clock)

    assert notified() == []


def test_new_borders_alarm_as_a_value_does(row, anna, clock):
    measure(row, 12, clock, by=anna)
    clock.forward(days=2)
    changed = Indicator.objects.get(pk=row.pk)
    changed.red = Decimal(11)
    changed.store(by=anna)
    clock.tick()

    assert "indicator_red" in rules()


@pytest.mark.parametrize("verb", ["retire", "close the risk"])
def test_what_is_over_alarms_nobody(row, anna, clock, verb):
    measure(row, 12, clock)
    clock.forward(minutes=1)
    if verb == "retire":
        Indicator.objects.get(pk=row.pk).retire(by=anna)
    else:
        row.risk.reject("duplicate", by=anna)
    clock.tick()

    assert notified() == []


def test_a_value_too_old_to_count_alarms_nobody(row, clock):
    measure(row, 25, clock, measured_on=dt.date(2025, 12, 1))

    assert "indicator_red" not in rules()


def test_a_value_that_is_stale_when_its_mail_leaves_is_told_as_no_data_alone(row, clock, postbox):
    row.stale_after_days = 1
    row.store(by=None)
    measure(row, 12, clock, measured_on=dt.date(2026, 3, 1))
    planned = rules()

    clock.tick_at(2026, 3, 3, 8, 1)
    send_batch(lambda: clock.now)

    [got] = postbox.accepted
    text = email.message_from_string(got["raw"], policy=policy.default).get_body(("plain",)).get_content()
    assert planned == ["indicator_amber", "indicator_stale"]
    assert got["to"] == ["cleo@landfall-mail.org"]
    assert ["K-3 Latency is amber" in text, "K-3 Latency has no data" in text] == [False, True]


def test_ticks_missed_for_days_lose_nothing(row, clock):
    clock.forward(minutes=1)
    row.measure(by=None, value=Decimal(25))
    clock.forward(days=3)
    clock.tick()
    clock.tick()

    assert rules() == ["indicator_red"]


# Without data


def test_the_last_value_is_missed_on_the_morning_it_no_longer_counts(team, row, clock):
    measure(row, 5, clock)  # on 2 March, and it counts up to 1 April
    clock.tick_at(2026, 4, 1, 7, 59)
    assert notified() == []

    clock.tick_at(2026, 4, 2, 8, 0)
    clock.tick_at(2026, 4, 9, 8, 0)
    clock.tick_at(2026, 7, 1, 8, 0)

    assert notified() == [("indicator_stale", "Cleo Member")]
    assert words(team) == (
        "K-3 Latency has no data: its last value is of 2 Mar 2026",
        "Report a value; until then nobody sees whether the risk R-7 Quota is cut comes nearer.",
    )
    assert Alert.objects.get().fires_at == dt.datetime(2026, 4, 2, 8, tzinfo=dt.UTC)


def test_a_look_at_changes_plans_it_for_that_morning_as_a_look_at_everything_does(row, clock):
    measure(row, 5, clock)
    for day in (dt.date(2026, 3, 3) + dt.timedelta(days=n) for n in range(30)):
        for hour in (7, 9, 13, 19):
            clock.tick_at(day.year, day.month, day.day, hour, 0)

    assert Alert.objects.get(rule="indicator_stale").fires_at == dt.datetime(2026, 4, 2, 8, tzinfo=dt.UTC)


def test_a_second_staleness_is_told_again(row, clock):
    measure(row, 5, clock)
    clock.tick_at(2026, 4, 3, 8, 0)
    measure(row, 5, clock)
    clock.tick_at(2026, 5, 20, 8, 0)

    assert Alert.objects.filter(rule="indicator_stale").count() == 2


def test_a_new_value_in_time_ends_it(row, clock):
    measure(row, 5, clock)
    clock.tick_at(2026, 4, 1, 9, 0)  # it is planned for the next morning by now
    measure(row, 5, clock)
    clock.tick_at(2026, 4, 2, 8, 0)

    assert notified() == []


def test_what_was_never_measured_is_missed_by_nobody(row, clock):
    clock.tick_at(2026, 5, 2, 8, 0)

    assert notified() == []


def test_what_comes_in_too_old_is_told_the_next_morning(row, clock):
    measure(row, 5, clock, measured_on=dt.date(2025, 12, 1))

    assert rules() == ["indicator_stale"]
    assert Alert.objects.get().fires_at == dt.datetime(2026, 3, 3, 8, tzinfo=dt.UTC)
