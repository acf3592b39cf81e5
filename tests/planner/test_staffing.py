"""Open roles on the way to milestones, with the day to hire by, and who has how much to do in which week."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from planner.models import MOST_ROLES, RoleNeed
from planner.staffing import needed_by, weeks_from
from planner.workload import Hiring, loads_of, missing_roles
from tests.conftest import NOW
from tests.factories.bonuses import RoleNeedFactory
from tests.factories.planner import DependencyFactory, MilestoneFactory, TaskFactory
from tests.factories.teams import MembershipFactory, PositionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(NOW)]  # a Monday, 2 March 2026
BASE, API = "/t/acme", "/api/v1/teams/acme"
TODAY, DAY = dt.date(2026, 3, 2), dt.timedelta(days=1)


def test_hiring_begins_its_lead_time_before_the_latest_start():
    assert needed_by(dt.date(2026, 6, 1), 60) == dt.date(2026, 4, 2)


def test_weeks_begin_on_the_monday_of_today():
    weeks = weeks_from(dt.date(2026, 3, 5), 2)

    assert [(week.begins, week.ends) for week in weeks] == [
        (dt.date(2026, 3, 2), dt.date(2026, 3, 8)),
        (dt.date(2026, 3, 9), dt.date(2026, 3, 15)),
    ]


def test_an_open_role_is_needed_by_the_latest_start_less_the_time_to_hire(member):
    soon = MilestoneFactory(team=member.team, starts_on=TODAY + 14 * DAY, due_on=TODAY + 18 * DAY)
    late = MilestoneFactory(team=member.team, starts_on=TODAY + 140 * DAY, due_on=TODAY + 144 * DAY)
    undated = MilestoneFactory(team=member.team)
    for milestone in (undated, late, soon):
        RoleNeedFactory(team=member.team, milestone=milestone)

    missing, count = missing_roles(Hiring(member))

    assert count == 3
    assert [each.need.milestone for each in missing] == [soon, late, undated]
    assert [each.is_past for each in missing] == [True, False, False]
    assert missing[1].needed_by == missing[1].latest_start - 60 * DAY
    assert missing[1].latest_start == late.starts_on
    assert missing[2].needed_by is None


def test_the_day_to_hire_by_moves_with_what_the_team_says_of_its_hiring(browse, api, manager):
    milestone = MilestoneFactory(team=manager.team, starts_on=TODAY + 140 * DAY, due_on=TODAY + 144 * DAY)
    RoleNeedFactory(team=manager.team, milestone=milestone)
    page = f"{BASE}/people/workload/"

    before = browse(manager).get(page).content.decode()
    api(manager).patch(f"{API}/plan/settings/", {"version": 1, "hire_lead_days": 100})
    after = browse(manager).get(page).content.decode()

    assert ("21 May 2026" in before, "21 May 2026" in after) == (True, False)
    assert ("11 Apr 2026" in before, "11 Apr 2026" in after) == (False, True)
    assert "Hiring is taken to last 100 days." in after
    assert f"{BASE}/plan/settings/" in after


def told(browse, api, who, need):
    """Return ([the day on the list, the day on the milestone's page], the row by the API)."""
    pages = [f"{BASE}/people/workload/", f"{BASE}/milestones/{need.milestone_id}/needed-roles/"]
    shown = [browse(who).get(page).content.decode() for page in pages]
    rows = [next((row for row in page.split("</tr>") if need.position.title in row), "") for page in shown]
    days = [re.findall(r"<td>\s*(\d+ \w{3} \d{4}|–)", row) for row in rows]
    return [day[-1:] for day in days], api(who).get(f"{API}/needed-roles/{need.pk}/").json()


@pytest.mark.parametrize(
    ("lead_days", "hire_by", "word", "is_past"),
    [
        (60, "2026-05-21", "21 May 2026", False),
        (0, "2026-07-20", "20 Jul 2026", False),
        (140, "2026-03-02", "2 Mar 2026", False),
        (141, "2026-03-01", "1 Mar 2026", True),
    ],
)
def test_page_and_api_give_the_same_day_to_hire_by(browse, api, manager, lead_days, hire_by, word, is_past):
    milestone = MilestoneFactory(team=manager.team, starts_on=TODAY + 140 * DAY, due_on=TODAY + 144 * DAY)
    need = RoleNeedFactory(team=manager.team, milestone=milestone, position__title="Research lead")
    api(manager).patch(f"{API}/plan/settings/", {"version": 1, "hire_lead_days": lead_days})

    days, row = told(browse, api, manager, need)

    assert days == [[word], [word]]
    assert (row["latest_start"], row["hire_by"], row["is_past"]) == ("2026-07-20", hire_by, is_past)


def test_page_and_api_count_the_float_of_what_may_begin_later(browse, api, member):
    team = member.team
    short = MilestoneFactory(team=team, starts_on=TODAY + 70 * DAY, due_on=TODAY + 74 * DAY, follows_links=True)
    last = MilestoneFactory(team=team, starts_on=TODAY + 140 * DAY, due_on=TODAY + 144 * DAY)
    DependencyFactory(team=team, predecessor=short, successor=last)
    needs = [
        RoleNeedFactory(team=team, milestone=each, position__title=title)
        for each, title in ((short, "Designer"), (last, "Research lead"))
    ]

    shown = [told(browse, api, member, need) for need in needs]

    for days, row in shown:
        said = date_format(dt.date.fromisoformat(row["hire_by"]), "DATE_FORMAT")
        assert days == [[said], [said]]
    assert [row["is_critical"] for _days, row in shown] == [False, True]
    assert shown[0][1]["latest_start"] > short.starts_on.isoformat()


def test_neither_page_nor_api_gives_a_day_where_there_is_none(browse, api, member):
    team, due = member.team, TODAY + 30 * DAY
    undated = RoleNeedFactory(team=team, position__title="Undated lead")
    filled = RoleNeedFactory(team=team, milestone__due_on=due, position__title="Designer", position__holder=member)
    over = RoleNeedFactory(team=team, milestone__due_on=due, milestone__state="cancelled")
    ended = RoleNeedFactory(team=team, milestone__due_on=due, milestone__project__state="finished")
    nothing = {"latest_start": None, "hire_by": None, "is_critical": False, "is_past": False}

    rows = {row["id"]: row for row in api(member).get(f"{API}/needed-roles/").data["results"]}

    for need in (undated, filled, over, ended):
        assert {name: rows[str(need.pk)][name] for name in nothing} == nothing
    assert told(browse, api, member, undated)[0] == [["–"], ["–"]]


def test_the_day_to_hire_by_is_read_and_not_set(api, member):
    need = RoleNeedFactory(team=member.team, milestone__due_on=TODAY + 30 * DAY)
    address = f"{API}/needed-roles/{need.pk}/"
    row = api(member).get(address).data

    back = api(member).patch(address, {"version": row["version"], "hire_by": row["hire_by"]})
    made = api(member).post(
        f"{API}/needed-roles/", {"milestone": need.milestone_id, "position": PositionFactory(team=member.team).pk}
    )
    refused = api(member).patch(address, {"version": back.data["version"], "hire_by": 7})

    assert (back.status_code, back.data["hire_by"]) == (200, row["hire_by"])
    assert (made.status_code, made.data["hire_by"]) == (201, row["hire_by"])
    assert (refused.status_code, [each["field"] for each in refused.data["errors"]]) == (400, ["hire_by"])


def test_a_role_a_critical_milestone_lacks_is_offered_to_the_register_before_its_day(browse, manager):
    team = manager.team
    short = MilestoneFactory(team=team, starts_on=TODAY + 100 * DAY, due_on=TODAY + 102 * DAY)
    last = MilestoneFactory(team=team, starts_on=TODAY + 140 * DAY, due_on=TODAY + 144 * DAY)
    for milestone in (short, last):
        RoleNeedFactory(team=team, milestone=milestone)

    page = browse(manager).get("/t/acme/people/workload/").content.decode()

    offered = [f"/risks/new/?milestone={milestone.pk}" in page for milestone in (short, last)]
    assert (offered, "milestone at risk" in page) == ([False, True], False)


def test_a_role_that_is_filled_and_a_milestone_that_is_over_need_nobody(member):
    filled = RoleNeedFactory(team=member.team, position__holder=member)
    over = RoleNeedFactory(team=member.team, milestone__state="cancelled")

    assert RoleNeed.objects.filter(pk__in=[filled.pk, over.pk]).count() == 2
    assert missing_roles(Hiring(member)) == ([], 0)


def test_tasks_count_when_due_and_milestones_in_each_week_they_run(member):
    team = member.team
    MilestoneFactory(team=team, owner=member, starts_on=TODAY + 7 * DAY, due_on=TODAY + 20 * DAY)
    TaskFactory(team=team, assignee=member, due_on=TODAY - DAY)
    TaskFactory(team=team, assignee=member, due_on=TODAY)
    TaskFactory(team=team, assignee=member, due_on=TODAY + 8 * DAY)
    TaskFactory(team=team, assignee=member, due_on=TODAY + 8 * DAY, state="done", completed_at=NOW)
    TaskFactory(team=team, assignee=member)
    TaskFactory(team=team, due_on=TODAY)

    _weeks, [load], people = loads_of(member)

    assert (load.person, load.late, load.weeks, people) == (member.name, 1, [1, 2, 1, 0, 0, 0, 0, 0], 1)


def test_the_page_shows_both_and_offers_a_role_past_its_day_to_the_register(browse, member, viewer):
    position = PositionFactory(team=member.team, title="Research lead")
    milestone = MilestoneFactory(team=member.team, title="Pilot", owner=member, due_on=TODAY + 10 * DAY)
    RoleNeedFactory(team=member.team, milestone=milestone, position=position)

    page = browse(member).get(f"{BASE}/people/workload/").content.decode()
    looked = browse(viewer).get(f"{BASE}/people/workload/").content.decode()

    assert "Research lead" in page
    assert f'<a href="{BASE}/people/" aria-current="page">' in page
    assert "milestone at risk" in page
    assert f"/risks/new/?milestone={milestone.pk}" in page
    assert "/risks/new/" not in looked
    form = browse(member).get(page.split('data-size="small" href="')[1].split('"')[0].replace("&amp;", "&"))
    assert "Research lead is not found in time" in form.content.decode()


def test_a_need_is_said_and_taken_back_on_the_page(browse, member):
    milestone, position = MilestoneFactory(team=member.team), PositionFactory(team=member.team)
    client = browse(member)
    way = f"{BASE}/needed-roles/new/?position={position.pk}"

    assert way in client.get(f"{BASE}/positions/{position.pk}/").content.decode()
    assert client.get(way).status_code == 200
    client.post(f"{BASE}/needed-roles/new/", {"milestone": milestone.pk, "position": position.pk})
    need = RoleNeed.objects.get()
    client.post(f"{BASE}/needed-roles/{need.pk}/discard/")

    assert not RoleNeed.objects.exists()


def test_the_page_of_a_milestone_shows_its_roles_once_it_needs_any(browse, member, viewer):
    milestone, position = MilestoneFactory(team=member.team), PositionFactory(team=member.team, title="Research lead")
    page, roles = f"{BASE}/milestones/{milestone.pk}/", f"{BASE}/milestones/{milestone.pk}/needed-roles/"
    target = {"HX-Request": "true", "HX-Target": "milestone-roles"}
    client = browse(member)

    before = client.get(page).content.decode()
    given = {"milestone": milestone.pk, "position": position.pk, "next": roles}
    added = client.post(f"{BASE}/needed-roles/new/", given, headers=target, follow=True)
    again = client.post(f"{BASE}/needed-roles/new/", given, headers=target)
    after, looked = client.get(page).content.decode(), browse(viewer).get(roles).content.decode()
    way = f"{BASE}/needed-roles/{RoleNeed.objects.get().pk}/discard/"
    removed = browse(member).post(way, {"next": roles}, headers=target, follow=True)

    assert (roles in before, f'hx-get="{roles}"' in before, f'hx-get="{roles}"' in after) == (True, False, True)
    assert ("<html" in added.content.decode(), "Research lead" in added.content.decode()) == (False, True)
    assert (again.status_code, "needs this position already" in again.content.decode()) == (422, True)
    assert ("Research lead" in looked, "Add role" in looked, way in looked) == (True, False, False)
    assert ("<html" in removed.content.decode(), RoleNeed.objects.exists()) == (False, False)


def test_roles_of_a_milestone_say_who_fills_them_or_the_day_to_hire_by(browse, member):
    milestone = MilestoneFactory(team=member.team, starts_on=TODAY + 14 * DAY, due_on=TODAY + 18 * DAY)
    RoleNeedFactory(team=member.team, milestone=milestone, position__holder=member, position__title="Designer")
    RoleNeedFactory(team=member.team, milestone=milestone, position__title="Research lead")

    page = browse(member).get(f"{BASE}/milestones/{milestone.pk}/needed-roles/").content.decode()
    [lead, designer] = page.split("<tbody>")[1].split("</tbody>")[0].split("</tr>")[:2]

    assert ("Research lead" in lead, "15 Jan 2026" in lead, "milestone at risk" in lead) == (True, True, True)
    assert f"/risks/new/?milestone={milestone.pk}" in lead
    assert ("Designer" in designer, member.name in designer, "milestone at risk" in designer) == (True, True, False)


def test_a_closed_milestone_waits_for_no_role_any_more(browse, member):
    milestone = MilestoneFactory(team=member.team, state="cancelled", due_on=TODAY)
    RoleNeedFactory(team=member.team, milestone=milestone)

    page = browse(member).get(f"{BASE}/milestones/{milestone.pk}/needed-roles/").content.decode()

    assert ("milestone at risk" in page, "Add role" in page) == (False, False)


def test_a_milestone_needs_twenty_roles_at_most(member):
    milestone = MilestoneFactory(team=member.team)
    RoleNeedFactory.create_batch(MOST_ROLES, team=member.team, milestone=milestone)

    with pytest.raises(ValidationError, match="at most 20 roles"):
        RoleNeed(team=member.team, milestone=milestone, position=PositionFactory(team=member.team)).store(by=member)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_roles_of_a_milestone_cost_the_same_for_more_of_them(browse, member, rows, queries):
    milestone = MilestoneFactory(team=member.team, due_on=TODAY + 30 * DAY)
    RoleNeedFactory.create_batch(rows, team=member.team, milestone=milestone)
    client = browse(member)

    with queries(12):
        client.get(f"{BASE}/milestones/{milestone.pk}/needed-roles/")


@pytest.mark.parametrize("rows", [1, 3])
def test_page_and_list_cost_the_same_for_more_rows(browse, api, member, rows, queries):
    for _ in range(rows):
        RoleNeedFactory(team=member.team, milestone__due_on=TODAY + 30 * DAY)
        TaskFactory(team=member.team, assignee=MembershipFactory(team=member.team), due_on=TODAY)
    page, program = browse(member), api(member)

    with queries(13):
        page.get(f"{BASE}/people/workload/")
    with queries(11):
        program.get(f"{API}/needed-roles/")
