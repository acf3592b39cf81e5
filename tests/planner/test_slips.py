"""The slip ledger on pages, as a file and by the API: what it lists, filters and adds up to."""

import datetime as dt
from fractions import Fraction

import pytest
import time_machine

from planner.keeping import keep_plan
from planner.models import Baseline, Milestone, Move
from planner.reasons import ReasonField
from planner.slips import median_of, medians_by, sums_of
from planner.variance import MedianSlip
from planner.variance_words import in_words, median_in_words
from teams.models import change
from tests.conftest import NOW
from tests.factories.planner import CalendarDayFactory, MilestoneFactory, ProjectFactory
from tests.factories.teams import MembershipFactory

pytestmark = pytest.mark.django_db

BASE = "/t/acme"
API = "/api/v1/teams/acme"
FRIDAY, MONDAY = dt.date(2026, 5, 8), dt.date(2026, 5, 11)


def moved(milestone, day, by, reason=""):
    milestone.due_on = day
    milestone.store(by=by, reason=reason)
    return milestone.moves.order_by("-at", "-pk").first()


@pytest.fixture
def beta(member):
    return MilestoneFactory(team=member.team, due_on=FRIDAY, title="Beta", owner=member, number=1)


# What is kept


def test_a_move_keeps_dates_working_days_person_reason_and_act(member, beta):
    with change(member, "Postponed") as act:
        move = moved(beta, MONDAY, act, "people")

    kept = Move.objects.values_list("team", "old_due_on", "new_due_on", "days", "reason", "by", "change").get()
    assert kept == (member.team_id, FRIDAY, MONDAY, 1, "people", member.pk, act.pk)
    assert move.act == "Postponed"


def test_an_undo_says_that_a_move_was_taken_back_and_nobody_can_choose_that(api, browse, member, beta):
    with change(member, "Postponed") as act:
        moved(beta, MONDAY, act, "people")
    act.undo(by=member)
    beta.refresh_from_db()

    moves = list(Move.objects.latest_first().values_list("new_due_on", "days", "reason", "by"))
    chosen = api(member).patch(
        f"{API}/milestones/{beta.pk}/", {"due_on": "2026-05-12", "move_reason": "taken_back", "version": beta.version}
    )
    page = browse(member).get(f"{BASE}/slips/").content.decode()

    assert moves == [(FRIDAY, -1, "taken_back", member.pk), (MONDAY, 1, "people", member.pk)]
    assert [(each.label, each.days) for each in sums_of(Move.objects.all())] == [("People", 1), ("Taken back", -1)]
    assert (chosen.status_code, Move.objects.count()) == (400, 2)
    assert "Taken back" in page
    assert "taken_back" not in dict(ReasonField().choices)


@pytest.mark.parametrize(("reason", "is_explained"), [("", False), ("taken_back", False), ("people", True)])
def test_what_nobody_chose_explains_nothing(member, beta, reason, is_explained):
    move = moved(beta, MONDAY, member, reason)

    assert (move.is_explained, Move.objects.explained().exists()) == (is_explained, is_explained)


def test_working_days_are_those_of_the_teams_calendar(member, beta):
    CalendarDayFactory(team=member.team, day=MONDAY)

    later = moved(beta, MONDAY + dt.timedelta(days=1), member)
    earlier = moved(beta, dt.date(2026, 5, 6), member)

    assert (later.days, earlier.days) == (1, -3)


def test_a_date_taken_off_is_kept_without_days(member, beta):
    off = moved(beta, None, member)
    on = moved(beta, MONDAY, member)

    assert [(move.old_due_on, move.new_due_on, move.days) for move in (off, on)] == [
        (FRIDAY, None, None),
        (None, MONDAY, None),
    ]


# Against the promise


def test_without_a_baseline_a_milestone_is_measured_against_the_day_first_planned(member, beta):
    moved(beta, MONDAY, member)

    assert (beta.promised_on, beta.variance_days, beta.slip_days) == (FRIDAY, 1, 1)


def test_the_reference_baseline_is_the_promise_for_the_milestones_it_holds(member, beta):
    moved(beta, MONDAY, member)
    keep_plan(Baseline(team=member.team, name="Agreed", is_reference=True), by=member)
    newer = MilestoneFactory(team=member.team, project=beta.project, due_on=MONDAY, first_due_on=FRIDAY)

    found = {row.pk: row for row in Milestone.objects.visible_to(member).with_parts()}
    moved(beta, FRIDAY, member)

    assert (found[beta.pk].promised_on, found[beta.pk].variance_days) == (MONDAY, 0)
    assert (found[newer.pk].promised_on, found[newer.pk].variance_days) == (FRIDAY, 1)
    assert Milestone.objects.get(pk=beta.pk).variance_days == -1


def test_a_completed_milestone_is_measured_by_the_day_it_was_reached(member, beta):
    with time_machine.travel(dt.datetime(2026, 5, 13, 9, tzinfo=dt.UTC)):
        beta.complete(by=member)

    assert (beta.variance_days, beta.slip_days) == (3, 0)


# Sums


def test_the_median_slip_needs_five_completed_milestones(member, beta):
    done = MilestoneFactory.create_batch(
        5, team=member.team, project=beta.project, owner=member, state="completed", completed_at=NOW
    )
    for place, milestone in enumerate(done):
        Move.objects.create(team=member.team, milestone=milestone, days=place)
        Move.objects.create(team=member.team, milestone=milestone, days=place)
    moved(beta, MONDAY, member)
    few = Milestone.objects.exclude(pk=done[0].pk)

    assert median_of(Milestone.objects.all()) == MedianSlip(Fraction(4), 5)
    assert median_of(few) == MedianSlip(None, 4)
    assert medians_by(Milestone.objects.all(), "owner") == {member.pk: MedianSlip(Fraction(4), 5)}


def test_milestones_that_never_moved_count_with_no_slip(member, beta):
    MilestoneFactory.create_batch(5, team=member.team, project=beta.project, state="completed", completed_at=NOW)

    assert medians_by(Milestone.objects.all(), "project") == {beta.project_id: MedianSlip(Fraction(0), 5)}


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (1, "1 working day later"),
        (5, "5 working days later"),
        (-1, "1 working day earlier"),
        (-3, "3 working days earlier"),
        (0, "same working day"),
        (None, ""),
        (Fraction(5, 2), "2.5 working days later"),
        (Fraction(1, 2), "0.5 working days later"),
    ],
)
def test_working_days_are_told_in_words(days, words):
    assert in_words(days) == words


def test_a_median_is_told_in_words():
    told = [median_in_words(MedianSlip(days, 5)) for days in (Fraction(3), Fraction(0), None)]

    assert told == ["3 working days later", "as first planned", "not enough history"]


# The ledger of the team


@pytest.fixture
def ledger(member, manager, beta):
    """Four moves of three days, people, projects and reasons."""
    other = MilestoneFactory(team=member.team, due_on=FRIDAY, title="Pilot", owner=manager, number=2)
    moves = []
    for days_ago, milestone, day, by, reason in (
        (9, beta, MONDAY, member, "people"),
        (5, other, FRIDAY + dt.timedelta(weeks=2), manager, "funding"),
        (2, beta, FRIDAY + dt.timedelta(weeks=1), manager, "people"),
        (0, other, FRIDAY + dt.timedelta(weeks=1), member, ""),
    ):
        with time_machine.travel(NOW - dt.timedelta(days=days_ago), tick=False):
            moves.append(moved(milestone, day, by, reason))
    return moves


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ({}, [3, 2, 1, 0]),
        ({"owner": "member"}, [2, 0]),
        ({"by": "manager"}, [2, 1]),
        ({"project": "project"}, [2, 0]),
        ({"milestone": "milestone"}, [2, 0]),
        ({"reason": "funding"}, [1]),
        ({"reason": "none"}, [3]),
        ({"since": "2026-02-25"}, [3, 2, 1]),
        ({"until": "2026-02-25"}, [1, 0]),
        ({"since": "2026-02-25", "until": "2026-02-28"}, [2, 1]),
    ],
)
def test_the_ledger_is_narrowed_alike_on_the_page_in_the_file_and_by_the_api(
    browse, api, member, manager, beta, ledger, query, places
):
    ids = {"member": member.pk, "manager": manager.pk, "project": beta.project_id, "milestone": beta.pk}
    query = {name: str(ids.get(value, value)) for name, value in query.items()}

    page = browse(member).get(f"{BASE}/slips/", query)
    file = b"".join(browse(member).get(f"{BASE}/slips.csv", query).streaming_content).decode()
    listed = api(member).get(f"{API}/slips/", query).json()

    assert [move.pk for move in page.context["object_list"]] == [ledger[place].pk for place in places]
    assert [each["id"] for each in listed["results"]] == [str(ledger[place].pk) for place in places]
    assert [line.split(",")[0] for line in file.split("\r\n")[1:-1]] == [
        f'"{ledger[place].milestone.code}"' for place in places
    ]


def test_the_ledger_adds_up_by_reason_what_the_filters_let_through(browse, api, member, ledger):
    page = browse(member).get(f"{BASE}/slips/", {"since": "2026-02-25"})
    told = api(member).get(f"{API}/slips/sums/", {"since": "2026-02-25"}).json()

    sums = [(each.reason, each.count, each.days) for each in page.context["sums"]]
    assert sums == [("funding", 1, 10), ("people", 1, 4), ("", 1, -5)]
    assert told == {"reasons": [{"reason": reason, "count": count, "days": days} for reason, count, days in sums]}
    text = " ".join(page.content.decode().split())
    assert "10 working days later" in text
    assert "5 working days earlier" in text


def test_the_file_has_a_line_for_each_move(browse, member, beta):
    with time_machine.travel(NOW, tick=False):
        moved(beta, MONDAY, member, "scope")

    answer = browse(member).get(f"{BASE}/slips.csv")

    text = b"".join(answer.streaming_content).decode("utf-8-sig").split("\r\n")
    assert text[0].startswith('"milestone","title","project","owner","was_due","due","working_days_later","reason"')
    assert text[1].startswith('"M-1","Beta",')
    assert '"2026-05-08","2026-05-11",1,"scope",' in text[1]
    assert answer["Content-Disposition"] == 'attachment; filename="acme-slips.csv"'


def test_the_ledger_shows_medians_and_says_where_history_is_not_enough(browse, api, member, beta):
    MilestoneFactory.create_batch(
        5, team=member.team, project=beta.project, owner=member, state="completed", completed_at=NOW
    )
    MilestoneFactory(team=member.team, project=ProjectFactory(team=member.team), state="completed", completed_at=NOW)

    text = " ".join(browse(member).get(f"{BASE}/slips/").content.decode().split())
    told = api(member).get(f"{API}/slips/medians/").json()

    assert (text.count("as first planned"), text.count("not enough history")) == (2, 2)
    assert told["owners"] == [
        {"id": str(member.pk), "median_days": 0.0, "count": 5},
        {"id": None, "median_days": None, "count": 1},
    ]
    assert (told["owners_count"], told["projects_count"]) == (2, 2)


def test_no_move_of_another_team_is_seen(browse, member, stranger):
    foreign = MilestoneFactory(team=stranger.team, due_on=FRIDAY)
    moved(foreign, MONDAY, stranger)

    assert list(browse(member).get(f"{BASE}/slips/").context["object_list"]) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_ledger_costs_the_same_for_more_moves(browse, member, queries, rows):
    for _ in range(rows):
        owner = MembershipFactory(team=member.team)
        milestone = MilestoneFactory(team=member.team, due_on=FRIDAY, owner=owner)
        with change(member, "Postponed") as act:
            moved(milestone, MONDAY, act, "scope")
        MilestoneFactory(team=member.team, owner=owner, state="completed", completed_at=NOW)
    client = browse(member)

    with queries(13):
        client.get(f"{BASE}/slips/")


# The page of a milestone


def test_the_page_of_a_milestone_compares_its_dates_with_the_promise(browse, member, beta):
    moved(beta, MONDAY, member, "people")
    client = browse(member)

    page = client.get(beta.get_absolute_url()).content.decode()
    part = client.get(
        f"{beta.get_absolute_url()}slips/", headers={"HX-Request": "true", "HX-Target": "milestone-slips"}
    )

    text = " ".join(part.content.decode().split())
    assert f'hx-get="{beta.get_absolute_url()}slips/"' in page
    assert "1 working day later" in page
    assert "<html" not in text
    assert text.index("First planned") < text.index("Planned</th>") < text.index("Scheduled</th>")
    assert text.count("1 working day later") >= 2
    assert "People" in text


def test_the_promise_names_the_baseline_it_is_of(browse, member, beta):
    keep_plan(Baseline(team=member.team, name="Agreed in May", is_reference=True), by=member)
    beta.complete(by=member)

    page = browse(member).get(f"{beta.get_absolute_url()}slips/")

    labels = [str(label) for label, _span, _variance in page.context["promise"].lines()]
    assert ("Agreed in May" in page.content.decode(), labels) == (True, ["Planned", "Actual"])


# Of a person and of a project


@pytest.mark.parametrize(("done", "words"), [(4, "not enough history"), (5, "3 working days later")])
def test_the_pages_of_person_and_project_say_the_median_from_five_milestones_on(browse, member, beta, done, words):
    completed = MilestoneFactory.create_batch(
        done, team=member.team, project=beta.project, owner=member, state="completed", completed_at=NOW
    )
    for milestone in completed:
        Move.objects.create(team=member.team, milestone=milestone, days=3, reason="scope")
    client = browse(member)

    person = client.get(f"{BASE}/people/{member.pk}/").content.decode()
    part = client.get(f"{BASE}/slips/people/{member.pk}/").content.decode()
    project = client.get(beta.project.get_absolute_url()).content.decode()

    assert f'hx-get="{BASE}/slips/people/{member.pk}/"' in person
    assert (words in part, words in project, part.count("Scope")) == (True, True, done)
