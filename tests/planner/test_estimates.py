"""An estimate: what nobody gave is assumed, what is left is counted from today, and the day it was given is kept."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from planner.estimates import USED_UP, assumed, half_up, remaining
from planner.models import Milestone
from teams.models import Activity, change, change_rows
from tests.factories.planner import MilestoneFactory, ProjectFactory

MONDAY = dt.date(2026, 3, 2)
WEDNESDAY = MONDAY + dt.timedelta(days=2)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to("2026-03-02T09:00:00Z", tick=False)


# The figures. One figure given: 20 % less to 60 % more; all used up: 1, 3, 10 (Landfall's assumptions).


@pytest.mark.parametrize(
    ("given", "days"),
    [
        ((None, 10, None), (8, 10, 16)),
        ((None, 5, 6), (4, 5, 6)),
        ((1, 5, None), (1, 5, 8)),
        ((0, 0, 0), (0, 0, 0)),
        ((None, 0, None), (0, 0, 0)),
        ((None, 3, None), (2.4, 3, 4.8)),
    ],
)
def test_figures_nobody_gave_are_assumed(given, days):
    assert assumed(*given) == days


@pytest.mark.parametrize(
    ("days", "gone", "left"),
    [
        ((8, 10, 16), 0, (8, 10, 16)),
        ((8, 10, 16), 9, (0, 1, 7)),
        ((2.4, 3, 4.8), 2, (2.4 - 2, 1, 4.8 - 2)),
        ((8, 10, 16), 15, (0, 0, 1)),
        ((8, 10, 16), 16, USED_UP),
        ((8, 10, 16), 40, (1, 3, 10)),
        ((0, 0, 0), 0, (0, 0, 0)),
    ],
)
def test_each_figure_is_less_by_the_days_gone_and_a_used_up_estimate_leaves_some_days(days, gone, left):
    assert remaining(days, gone) == left


def test_no_days_come_back():
    with pytest.raises(ValueError, match="fewer than 0"):
        remaining((1, 2, 3), -1)


@pytest.mark.parametrize(("days", "shown"), [(0.4, 0), (0.5, 1), (1.5, 2), (2.4, 2), (4.8, 5)])
def test_people_read_whole_days(days, shown):
    assert half_up(days) == shown


# The row


def made(member, **values):
    project = values.pop("project", None) or ProjectFactory(team=member.team)
    return Milestone(team=member.team, project=project, title="Beta", **values).store(by=member)


def edited(milestone, member, **values):
    for name, value in values.items():
        setattr(milestone, name, value)
    milestone.store(by=member)
    milestone.refresh_from_db()
    return milestone


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"days_min": 3}, {"milestone_days_have_likely"}),
        ({"days_max": 3}, {"milestone_days_have_likely"}),
        ({"days_min": 0, "days_max": 0}, {"milestone_days_have_likely"}),
        ({"days_min": 4, "days_likely": 3}, {"milestone_days_in_order"}),
        ({"days_likely": 3, "days_max": 2}, {"milestone_days_in_order"}),
        ({"days_min": 2, "days_likely": 3, "days_max": 1}, {"milestone_days_in_order"}),
        ({"days_likely": 2_501}, {"max_value"}),
    ],
)
def test_figures_that_make_no_sense_are_refused(member, values, codes):
    with pytest.raises(ValidationError) as refused:
        made(member, **values)

    assert {error.code for errors in refused.value.error_dict.values() for error in errors} == codes
    assert not Milestone.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("values", [(None, 0, None), (0, 0, 0), (3, 3, 3), (None, 2_500, 2_500)])
def test_figures_may_be_equal_and_zero_and_alone(member, values):
    milestone = made(member, **dict(zip(("days_min", "days_likely", "days_max"), values, strict=True)))

    assert milestone.estimated_on == MONDAY


@pytest.mark.django_db
def test_the_day_of_the_estimate_moves_with_the_figures_alone(member, time_machine):
    milestone = made(member, days_likely=10)
    time_machine.move_to("2026-03-04T09:00:00Z", tick=False)

    assert edited(milestone, member, title="Gamma").estimated_on == MONDAY
    assert edited(milestone, member, days_max=20).estimated_on == WEDNESDAY
    assert edited(milestone, member, days_likely=None, days_max=None).estimated_on is None


@pytest.mark.django_db
def test_undoing_an_estimate_takes_its_day_back(member, time_machine):
    milestone = made(member, days_likely=10)
    time_machine.move_to("2026-03-04T09:00:00Z", tick=False)
    with change(member, "Estimated") as act:
        edited(milestone, act, days_likely=12)
    time_machine.move_to("2026-03-05T09:00:00Z", tick=False)

    act.undo(by=member)

    milestone.refresh_from_db()
    assert (milestone.days_likely, milestone.estimated_on) == (10, MONDAY)


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [2, 5])
def test_estimating_many_rows_costs_no_statement_for_each(member, queries, rows):
    project = ProjectFactory(team=member.team)
    pks = [row.pk for row in MilestoneFactory.create_batch(rows, team=member.team, project=project)]
    milestones = list(Milestone.objects.filter(pk__in=pks))
    for milestone in milestones:
        milestone.days_likely = 5

    with queries(9):
        change_rows(milestones, by=member)

    assert set(Milestone.objects.values_list("estimated_on", flat=True)) == {MONDAY}


# The start


@pytest.mark.django_db
def test_starting_begins_the_work_today_once(member):
    milestone = MilestoneFactory(team=member.team)

    milestone.start(by=member)
    milestone.start(by=member)

    assert (milestone.state, milestone.started_on) == ("in_progress", MONDAY)
    assert Activity.objects.filter(verb="started").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["planned", "in_progress", "in_review"])
def test_the_work_may_have_begun_earlier(member, state):
    milestone = MilestoneFactory(team=member.team, state=state, started_on=None if state == "planned" else MONDAY)
    day = dt.date(2026, 2, 23)

    milestone.start(by=member, on=day)

    assert (milestone.state, milestone.started_on) == ("in_progress" if state == "planned" else state, day)


@pytest.mark.django_db
def test_no_work_begins_on_a_day_to_come(member):
    milestone = MilestoneFactory(team=member.team)

    with pytest.raises(ValidationError) as refused:
        milestone.start(by=member, on=MONDAY + dt.timedelta(days=1))

    milestone.refresh_from_db()
    assert (refused.value.error_dict["__all__"][0].code, milestone.state) == ("to_come", "planned")


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["complete", "cancel"])
def test_what_has_ended_is_reopened_before_it_starts(member, verb):
    milestone = MilestoneFactory(team=member.team)
    getattr(milestone, verb)(by=member)

    with pytest.raises(ValidationError) as refused:
        milestone.start(by=member)

    assert refused.value.code == "ended"


@pytest.mark.django_db
def test_undoing_a_start_restores_what_stood_before(member):
    milestone = MilestoneFactory(team=member.team)
    milestone.start(by=member)

    milestone.undo_start(by=member)
    milestone.undo_start(by=member)

    assert (milestone.state, milestone.started_on) == ("planned", None)


@pytest.mark.django_db
def test_undo_of_a_start_is_refused_once_the_row_was_changed(member):
    milestone = MilestoneFactory(team=member.team)
    milestone.start(by=member)
    edited(milestone, member, title="Gamma")

    with pytest.raises(ValidationError) as refused:
        milestone.undo_start(by=member)

    assert (refused.value.code, milestone.started_on) == ("changed_since", MONDAY)


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["in_progress", "in_review"])
def test_an_edit_into_a_begun_state_says_when_it_began(member, state):
    assert made(member, state=state).started_on == MONDAY
    assert edited(MilestoneFactory(team=member.team), member, state=state).started_on == MONDAY


@pytest.mark.django_db
def test_an_edit_invents_no_start_for_what_had_begun_already(member):
    milestone = MilestoneFactory(team=member.team, state="in_progress")

    assert edited(milestone, member, title="Gamma").started_on is None


@pytest.mark.django_db
def test_what_is_planned_again_has_not_begun(member):
    milestone = MilestoneFactory(team=member.team, state="in_progress", started_on=MONDAY)

    assert edited(milestone, member, state="planned").started_on is None


@pytest.mark.django_db
def test_reopening_what_never_began_begins_it_today(member):
    never, earlier = MilestoneFactory.create_batch(2, team=member.team)
    earlier.start(by=member, on=dt.date(2026, 2, 23))
    for milestone in (never, earlier):
        milestone.complete(by=member)
        milestone.reopen(by=member)

    assert [never.started_on, earlier.started_on] == [MONDAY, dt.date(2026, 2, 23)]


# What is left, on the day


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "estimated_on", "started_on", "gone", "left"),
    [
        ("planned", dt.date(2026, 2, 2), None, 0, (8, 10, 16)),
        ("in_progress", dt.date(2026, 2, 24), dt.date(2026, 2, 2), 4, (4, 6, 12)),
        ("in_review", dt.date(2026, 2, 2), dt.date(2026, 2, 24), 4, (4, 6, 12)),
        ("in_progress", dt.date(2026, 2, 28), None, 0, (8, 10, 16)),
        ("in_progress", dt.date(2025, 2, 28), None, 261, (1, 3, 10)),
    ],
)
def test_of_a_milestone_in_progress_the_days_since_estimate_and_start_have_gone(
    team, state, estimated_on, started_on, gone, left
):
    milestone = MilestoneFactory(
        team=team, state=state, days_likely=10, estimated_on=estimated_on, started_on=started_on
    )

    assert (milestone.days_gone, milestone.days_left) == (gone, left)
    assert milestone.is_used_up is (gone == 261)


@pytest.mark.django_db
def test_without_an_estimate_nothing_is_said_of_what_is_left(team):
    milestone = MilestoneFactory(team=team, state="in_progress", started_on=MONDAY)

    assert (milestone.days, milestone.days_left, milestone.shown_days, milestone.is_used_up) == (
        None,
        None,
        None,
        False,
    )


# Page and API


def text_of(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.django_db
def test_the_page_marks_what_is_assumed(browse, viewer):
    milestone = MilestoneFactory(team=viewer.team, days_likely=10, days_max=13)

    page = text_of(browse(viewer).get(milestone.get_absolute_url()))

    assert 'Optimistic: 8 <span class="soft">(assumed)</span>' in page
    assert "Most likely: 10</span>" in page
    assert "Pessimistic: 13</span>" in page


@pytest.mark.django_db
def test_the_page_counts_what_is_left_from_today(browse, viewer):
    begun = MilestoneFactory(
        team=viewer.team, state="in_progress", days_likely=10, estimated_on=dt.date(2026, 2, 24), started_on=None
    )
    late = MilestoneFactory(team=viewer.team, state="in_progress", days_likely=5, estimated_on=dt.date(2026, 2, 2))
    client = browse(viewer)

    page, overdrawn = (text_of(client.get(row.get_absolute_url())) for row in (begun, late))

    assert "Most likely: 6</span>" in page
    assert "Counted from today; working days gone since 24 Feb 2026: 4." in page
    assert 'Most likely: 3 <span class="soft">(assumed)</span>' in overdrawn
    assert "The estimate is used up: 20 working days have gone since 2 Feb 2026." in overdrawn


@pytest.mark.django_db
def test_one_number_is_enough_in_the_form(browse, member):
    milestone = MilestoneFactory(team=member.team)
    url = f"{milestone.get_absolute_url()}edit/"
    client = browse(member)

    page = text_of(client.get(url))
    answer = client.post(url, {"title": "Beta", "state": "planned", "days_likely": "10", "version": milestone.version})

    assert "<legend>Remaining working days</legend>" in page
    milestone.refresh_from_db()
    assert (answer.status_code, milestone.days_min, milestone.days_likely) == (303, None, 10)


@pytest.mark.django_db
def test_a_start_is_a_button_with_an_undo(browse, member):
    milestone = MilestoneFactory(team=member.team)
    client = browse(member)

    page = client.post(f"{milestone.get_absolute_url()}start/", {"on": "2026-02-23"}, follow=True)
    milestone.refresh_from_db()
    begun = (milestone.state, milestone.started_on)
    client.post(f"{milestone.get_absolute_url()}start/undo/")

    milestone.refresh_from_db()
    assert begun == ("in_progress", dt.date(2026, 2, 23))
    assert f"{milestone.get_absolute_url()}start/undo/" in page.content.decode()
    assert (milestone.state, milestone.started_on) == ("planned", None)


@pytest.mark.django_db
def test_programs_start_a_milestone_and_take_it_back(api, member):
    milestone = MilestoneFactory(team=member.team)
    url = f"/api/v1/teams/acme/milestones/{milestone.pk}/"

    started = api(member).post(f"{url}start/", {"on": "2026-02-23"}, format="json")
    undone = api(member).delete(f"{url}start/")

    assert [(answer.status_code, answer.json()["started_on"]) for answer in (started, undone)] == [
        (200, "2026-02-23"),
        (200, None),
    ]


@pytest.mark.django_db
def test_programs_estimate_and_read_when_that_was(api, member):
    milestone = MilestoneFactory(team=member.team)
    url = f"/api/v1/teams/acme/milestones/{milestone.pk}/"
    figures = {"days_min": 2, "days_likely": 5, "days_max": 9, "follows_links": True}

    answer = api(member).patch(url, figures | {"version": milestone.version}, format="json")
    refused = api(member).patch(url, {"days_min": 6, "version": milestone.version + 1}, format="json")

    shown = answer.json()
    assert {name: shown[name] for name in figures} == figures
    assert shown["estimated_on"] == "2026-03-02"
    assert [error["code"] for error in refused.json()["errors"]] == ["milestone_days_in_order"]
