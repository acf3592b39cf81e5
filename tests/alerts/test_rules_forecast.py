"""What the nights raise: the joint chance for who manages the team, a milestone's likely day for its owner alone."""

import datetime as dt
import email
from email import policy
from functools import partial

import pytest

from alerts.models import Alert, AlertState, Delivery, Mail, MailState
from alerts.sending import send_batch
from forecast.models import Cause, Settings
from planner.models import Milestone
from teams.roles import Role
from tests.factories.forecast import AT, milestone_results, run_of
from tests.factories.planner import CalendarDayFactory, MilestoneFactory
from tests.factories.teams import MembershipFactory

from .conftest import person

pytestmark = pytest.mark.django_db

DUE_ON = dt.date(2026, 6, 1)
P80 = AT.index(0.8)


@pytest.fixture
def milestone(team, cleo):
    return MilestoneFactory(team=team, title="Public beta", owner=cleo, due_on=DUE_ON)


def night(milestone, day, *, joint=0.6, p=0.6, p80=None, **fields):
    """Store the run of the night to a day of March; `p80` is the day by which 80 % reach the milestone."""
    on = dt.date(2026, 3, day)
    days = [*range(200, 200 + P80), p80 and (p80 - on).days, *range(300, 300 + len(AT) - P80 - 1)]
    plan = milestone_results(days=days, p=p, due=(DUE_ON - on).days)
    return run_of(milestone, on=on, joint=joint, plan=plan, **fields)


def told(rule):
    """Return [(step day of the alert, state, reason)] of a rule, in order."""
    rows = Alert.objects.filter(rule=rule).order_by("about_on")
    return [(alert.about_on.day, alert.state, alert.reason) for alert in rows]


def names(rule):
    rows = Delivery.objects.filter(alert__rule=rule).order_by("membership__name")
    return list(rows.values_list("membership__name", flat=True))


def mornings(clock, nights):
    """Let each of these nights pass: {day of March: night to store, or None}, and look at eight in the morning."""
    for day, make in nights.items():
        clock.move_to(2026, 3, day, 3, 0)
        if make:
            make()
        clock.tick_at(2026, 3, day, 8, 0)
        Mail.objects.filter(state=MailState.QUEUED, due_at__lte=clock.now).update(state=MailState.SENT)


def joints(milestone, **by_day):
    return {int(day[1:]): partial(night, milestone, int(day[1:]), joint=joint) for day, joint in by_day.items()}


# The joint chance

OPEN, CLOSED, CANCELLED = AlertState.OPEN, AlertState.CLOSED, AlertState.CANCELLED


def test_a_chance_that_fell_by_ten_points_is_told_to_who_manages_the_team(team, anna, ben, cleo, milestone, clock):
    person(team, "Vic Viewer", Role.VIEWER)
    MembershipFactory(team=team, role=Role.VIEWER, reads_money=True)
    clock.tick()

    mornings(clock, joints(milestone, d3=0.62, d4=0.52))

    [alert] = Alert.objects.all()
    assert (alert.rule, alert.subject_kind) == ("chance_fell", "forecast.runmoney")
    assert alert.about_on == dt.date(2026, 3, 4)
    assert (alert.fires_at, alert.values["before"], alert.values["now"]) == (clock.now, 0.62, 0.52)
    assert names("chance_fell") == ["Anna Owner", "Ben Manager"]
    [mail, _other] = Mail.objects.filter(state=MailState.SENT)
    assert (mail.kind, mail.due_at) == ("daily", clock.now)


@pytest.mark.parametrize(
    ("nights", "found"),
    [
        ({"d3": 0.62, "d4": 0.53}, []),
        ({"d3": 0.62, "d4": 0.58, "d5": 0.55, "d6": 0.52}, [6]),
        ({"d3": 0.62, "d7": 0.58, "d11": 0.51}, []),  # more than a week
        ({"d3": 0.62, "d10": 0.52}, [10]),
        ({"d3": 0.62, "d4": 0.5, "d5": 0.5, "d6": 0.49, "d7": 0.47}, [4]),  # the same loss is told once
        ({"d3": 0.62, "d4": 0.5, "d5": 0.4}, [4, 5]),
        ({"d3": 0.62, "d4": 0.5, "d5": 0.62, "d6": 0.5}, [4, 6]),
    ],
)
def test_each_fall_within_a_week_is_told_once(team, anna, milestone, clock, nights, found):
    clock.tick()

    mornings(clock, joints(milestone, **nights))

    assert [day for day, _state, _reason in told("chance_fell")] == found


def test_a_fall_is_over_once_the_chance_is_back_and_a_week_later(team, anna, milestone, clock):
    clock.tick()
    mornings(clock, joints(milestone, d3=0.62, d4=0.5))
    assert told("chance_fell") == [(4, OPEN, "")]

    mornings(clock, joints(milestone, d5=0.6))
    assert told("chance_fell") == [(4, CLOSED, "closed")]

    mornings(clock, joints(milestone, d6=0.5) | dict.fromkeys(range(7, 15)))
    assert told("chance_fell") == [(4, CLOSED, "closed"), (6, CLOSED, "expired")]


def test_a_fall_that_was_made_good_before_the_mail_leaves_is_not_told(team, anna, milestone, clock, postbox):
    clock.tick()
    night(milestone, 3, joint=0.62)
    clock.move_to(2026, 3, 4, 3, 0)
    night(milestone, 4, joint=0.5)
    clock.tick_at(2026, 3, 4, 8, 0)
    night(milestone, 5, joint=0.62)

    send_batch(lambda: clock.now)

    assert postbox.accepted == []
    assert Delivery.objects.get().reason == "closed"


@pytest.mark.parametrize("other", [{"engine": "2"}, {"cause": Cause.ASKED}, {"milestone": "other"}])
def test_nights_of_another_engine_or_milestone_and_other_runs_are_not_compared(team, anna, milestone, clock, other):
    clock.tick()
    before = MilestoneFactory(team=team, due_on=DUE_ON) if other.pop("milestone", None) else milestone
    night(before, 3, joint=0.62, **other)

    mornings(clock, joints(milestone, d4=0.5))

    assert told("chance_fell") == []


def test_who_manages_no_more_when_the_mail_leaves_is_told_no_figure(team, anna, ben, milestone, clock, postbox):
    clock.tick()
    night(milestone, 3, joint=0.62)
    night(milestone, 4, joint=0.5)
    clock.tick_at(2026, 3, 4, 8, 0)
    ben.change_role(Role.MEMBER, by=anna)

    send_batch(lambda: clock.now)

    assert [mail["to"] for mail in postbox.accepted] == [["anna@landfall-mail.org"]]
    assert Delivery.objects.get(membership=ben).reason == "no_access"


def test_who_manages_no_more_but_still_reads_the_money_has_nothing_to_do_with_it(
    team, anna, ben, milestone, clock, postbox
):
    clock.tick()
    night(milestone, 3, joint=0.62)
    night(milestone, 4, joint=0.5)
    clock.tick_at(2026, 3, 4, 8, 0)
    ben.change_role(Role.VIEWER, by=anna)
    ben.show_money(by=anna)

    send_batch(lambda: clock.now)

    assert [mail["to"] for mail in postbox.accepted] == [["anna@landfall-mail.org"]]
    assert Delivery.objects.get(membership=ben).reason == "not_concerned"


def draw(team, percent):
    Settings.objects.update_or_create(team=team, defaults={"line_percent": percent})


def test_a_chance_below_the_line_is_told_once_for_each_fall(team, anna, milestone, clock):
    draw(team, 50)
    clock.tick()

    mornings(clock, joints(milestone, d3=0.52, d4=0.49, d5=0.48, d6=0.47))
    assert told("chance_low") == [(4, OPEN, "")]
    mornings(clock, joints(milestone, d7=0.5))
    assert told("chance_low") == [(4, CLOSED, "closed")]
    mornings(clock, joints(milestone, d8=0.49))

    assert told("chance_low") == [(4, CLOSED, "closed"), (8, OPEN, "")]
    assert set(names("chance_low")) == {"Anna Owner"}


def test_without_a_line_nothing_is_below_it(team, anna, milestone, clock):
    clock.tick()

    mornings(clock, joints(milestone, d3=0.1, d4=0.05))

    assert Alert.objects.exclude(rule="milestone_unlikely").count() == 0


def test_what_stays_below_longer_than_is_looked_back_stays_one_alert(team, anna, milestone, clock):
    draw(team, 50)
    clock.tick()

    nights = {day: partial(night, milestone, day, joint=0.4, p=0.4) for day in range(3, 31)}
    mornings(clock, nights)

    assert (told("chance_low"), told("milestone_unlikely")) == ([(3, OPEN, "")], [(3, OPEN, "")])


# A milestone's day


def test_a_milestone_less_likely_than_not_is_told_to_its_owner(team, anna, ben, cleo, milestone, clock):
    clock.tick()

    mornings(clock, {3: partial(night, milestone, 3, p=0.5), 4: partial(night, milestone, 4, p=0.49, joint=0.6)})
    mornings(clock, {5: partial(night, milestone, 5, p=0.48, joint=0.6)})

    assert told("milestone_unlikely") == [(4, OPEN, "")]
    assert names("milestone_unlikely") == ["Cleo Member"]
    [alert] = Alert.objects.all()
    assert alert.values == {
        "name": str(milestone),
        "path": milestone.get_absolute_url(),
        "chance": 0.49,
        "due_on": "2026-06-01",
    }


def test_a_milestone_whose_date_is_moved_is_unlikely_no_more(team, cleo, milestone, clock):
    clock.tick()
    mornings(clock, {3: partial(night, milestone, 3, p=0.4)})
    milestone.refresh_from_db()

    milestone.due_on += dt.timedelta(days=30)
    milestone.store(by=cleo)
    clock.forward(minutes=1)
    clock.tick()

    assert told("milestone_unlikely") == [(3, CLOSED, "closed")]


def test_one_that_is_due_today_can_still_be_unlikely(team, cleo, milestone, clock):
    on = dt.date(2026, 3, 3)
    Milestone.objects.filter(pk=milestone.pk).update(due_on=on)
    clock.tick()
    run_of(milestone, on=on, plan=milestone_results(p=0.4, due=0))

    clock.tick_at(2026, 3, 3, 8, 0)

    assert told("milestone_unlikely") == [(3, OPEN, "")]


@pytest.mark.parametrize("change", [{"state": "cancelled"}, {"due_on": dt.date(2026, 3, 2)}, {"due_on": None}])
def test_what_is_closed_undated_or_overdue_is_not_called_unlikely(team, cleo, milestone, clock, change):
    clock.tick()
    night(milestone, 3, p=0.4)
    Milestone.objects.filter(pk=milestone.pk).update(**change)

    clock.tick_at(2026, 3, 3, 8, 0)

    assert told("milestone_unlikely") == []


@pytest.mark.parametrize(
    ("first", "second", "is_told", "days"),
    [
        (dt.date(2026, 5, 1), dt.date(2026, 5, 15), True, 10),
        (dt.date(2026, 5, 1), dt.date(2026, 5, 14), False, None),
        (dt.date(2026, 5, 1), None, True, None),  # beyond the horizon
    ],
)
def test_a_milestone_likely_ten_working_days_later_is_told_to_its_owner(
    team, anna, cleo, milestone, clock, first, second, is_told, days
):
    clock.tick()

    mornings(clock, {3: partial(night, milestone, 3, p80=first), 10: partial(night, milestone, 10, p80=second)})

    alerts = list(Alert.objects.filter(rule="milestone_later"))
    found = [(alert.values["days"], alert.values["likely_by"]) for alert in alerts]
    assert found == ([(days, second and second.isoformat())] if is_told else [])
    assert names("milestone_later") == ["Cleo Member"] * is_told


@pytest.mark.parametrize("break_", ["another engine", "a night that knew it not"])
def test_days_are_compared_within_one_engine_and_from_the_last_break_on(team, cleo, milestone, clock, break_):
    other = MilestoneFactory(team=team, due_on=DUE_ON)
    first, second = dt.date(2026, 5, 1), dt.date(2026, 5, 21)
    clock.tick()

    nights = {
        "another engine": {4: partial(night, milestone, 4, p80=first, engine="2")},
        "a night that knew it not": {3: partial(night, milestone, 3, p80=first), 4: partial(night, other, 4)},
    }
    mornings(clock, nights[break_] | {5: partial(night, milestone, 5, p80=second)})

    assert told("milestone_later") == []


def test_days_off_are_no_working_days(team, cleo, milestone, clock):
    CalendarDayFactory(team=team, day=dt.date(2026, 5, 5), works=False)
    clock.tick()
    first, second = dt.date(2026, 5, 1), dt.date(2026, 5, 15)

    mornings(clock, {3: partial(night, milestone, 3, p80=first), 4: partial(night, milestone, 4, p80=second)})

    assert told("milestone_later") == []


def test_a_milestone_without_owner_is_told_to_who_manages_the_team(team, anna, ben, clock):
    clock.tick()
    milestone = MilestoneFactory(team=team, owner=None, due_on=DUE_ON)

    mornings(clock, {3: partial(night, milestone, 3, p=0.4)})

    assert names("milestone_unlikely") == ["Anna Owner", "Ben Manager"]


def test_the_owner_is_told_of_days_and_of_no_money(team, anna, cleo, milestone, clock, postbox):
    clock.tick()
    first, second = dt.date(2026, 5, 1), dt.date(2026, 5, 21)
    night(milestone, 3, joint=0.62, p80=first)
    night(milestone, 4, joint=0.31, p=0.43, p80=second)
    clock.tick_at(2026, 3, 4, 8, 0)

    send_batch(lambda: clock.now)

    mails = {got["to"][0]: email.message_from_string(got["raw"], policy=policy.default) for got in postbox.accepted}
    texts = {address: mail.get_body(("plain",)).get_content() for address, mail in mails.items()}
    own = texts["cleo@landfall-mail.org"]
    assert f"{milestone} is reached by 1 Jun 2026 in only 43% of the runs of the forecast" in own
    assert f"{milestone} is 80% likely by 21 May 2026: 14 working days later within a week" in own
    assert [word for word in ("money", "62%", "31%") if word in own] == []
    chance = f"The chance of {milestone} in time and with money left fell from 62% to 31%"
    assert chance in texts["anna@landfall-mail.org"]


def test_a_night_is_told_of_in_its_own_team_alone(team, other_team, anna, cleo, milestone, clock):
    stranger = MembershipFactory(team=other_team, role=Role.OWNER, name="Sam Stranger")
    clock.tick()

    mornings(clock, {3: partial(night, milestone, 3, p=0.4), 4: partial(night, milestone, 4, joint=0.1)})

    assert Alert.objects.filter(team=other_team).count() == 0
    assert not Delivery.objects.filter(membership=stranger).exists()
